// What viewers are shown of the facts that have been written: kept as they come, in memory and
// bounded, so that nobody has to read a file to be shown something.

import { analysisOf } from "../analytics/analysis.js";
import {
  addContextFact,
  type ContextState,
  createContexts,
  type JournalTrade,
  journalTradeOf,
} from "../analytics/entry-context.js";
import { guardWorths } from "../analytics/guard-worth.js";
import { addBars, addFact, createMetrics, type Metrics, metricsOf } from "../analytics/metrics.js";
import type { Core } from "../engine/core.js";
import type { Fact } from "../engine/effect.js";
import type { ShadowClosedFact } from "../engine/guard-facts.js";
import { encodeFact } from "../journal/fact-line.js";
import { AccountBook, type BookMemory } from "./account-book.js";
import { NakedTime } from "./naked-time.js";
import type { FactJson, Queries, ShadowRecord } from "./session.js";

/** Facts kept for viewers that come late, where nothing else is asked. */
const FACTS_KEPT = 1_000;
/** Trades and shadows that a restart brings back; older ones are the projection's. */
const TRADES_KEPT = 2_000;
const SHADOWS_KEPT = 500;
/** Trades whose facts are kept when newer ones have pushed them out. */
const TIMELINES_KEPT = 200;

/** What viewers are shown of facts that lie before the journal's page; plain data. */
export interface ViewsMemory {
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly trades: readonly JournalTrade[];
  readonly shadows: readonly ShadowRecord[];
  readonly book: BookMemory;
  /** Not of a page that older code wrote, whose trades say nothing of it either. */
  readonly contexts?: ContextState;
}

type Subscriber = { fromSeq: number; callback: (fact: FactJson) => void };

/** The views of one run. */
export class FactViews {
  readonly book: AccountBook;
  readonly nakedTime = new NakedTime();
  readonly #metrics: ReturnType<typeof createMetrics>;
  readonly #contexts: ContextState;
  readonly #trades: JournalTrade[];
  readonly #shadows: ShadowRecord[];
  /** The last facts; what has been handed out is changed by nobody. */
  readonly #facts: Fact[] = [];
  /** Facts of the last closed trades, by their trace. */
  readonly #timelines = new Map<string, Fact[]>();
  readonly #subscribers = new Set<Subscriber>();

  /**
   * @param memory of an earlier run, to go on from
   * @param keptFacts facts at least that stay at hand; with none there are no timelines either
   */
  constructor(
    memory: ViewsMemory | null = null,
    private readonly keptFacts = FACTS_KEPT,
  ) {
    this.book = new AccountBook(memory?.book ?? null);
    this.#metrics = memory?.metrics ?? createMetrics();
    this.#contexts = memory?.contexts ?? createContexts();
    this.#trades = (memory?.trades ?? []).map((trade) => ({
      ...trade,
      ...{ context: trade.context ?? null, tags: trade.tags ?? [] },
    }));
    this.#shadows = [...(memory?.shadows ?? [])];
  }

  /** What a later run goes on from. */
  get memory(): ViewsMemory {
    return {
      metrics: this.#metrics,
      trades: this.#trades.slice(-TRADES_KEPT),
      shadows: this.#shadows.slice(-SHADOWS_KEPT),
      book: this.book.memory,
      contexts: this.#contexts,
    };
  }

  /** @param core null while the engine is still being built: nothing is booked then */
  take(core: Core | null, fact: Fact): void {
    this.#fold(core, fact);
    if (this.keptFacts > 0) this.#keep(fact);
    if (this.#subscribers.size === 0) return;
    for (const subscriber of this.#subscribers) {
      if (fact.seq > subscriber.fromSeq) subscriber.callback(jsonOf(fact));
    }
  }

  #fold(core: Core | null, fact: Fact): void {
    switch (fact.type) {
      // Two of three facts: nothing is kept of them.
      case "regime_changed":
      case "signal":
      case "shadow_opened":
        return;
      case "shadow_closed":
        this.#shadows.push(shadowOf(fact));
        break;
      case "protection":
        if (core !== null) this.nakedTime.take(core, fact);
    }
    if (core !== null) this.book.take(core, fact);
    addFact(this.#metrics, fact);
    addContextFact(this.#contexts, fact);
    if (fact.type === "trade_closed") this.#trades.push(journalTradeOf(this.#contexts, fact));
  }

  #keep(fact: Fact): void {
    const { trace_id } = fact;
    this.#facts.push(fact);
    if (trace_id !== null) this.#timelines.get(trace_id)?.push(fact);
    if (fact.type === "trade_closed") this.#keepTimeline(fact.trace_id);
    if (this.#facts.length > 2 * this.keptFacts) this.#facts.splice(0, this.keptFacts);
  }

  #keepTimeline(trace_id: string): void {
    // What else is of it comes behind: orders that its close cancelled.
    this.#timelines.set(trace_id, this.#factsOf(trace_id));
    const [oldest] = this.#timelines.keys();
    if (this.#timelines.size > TIMELINES_KEPT && oldest !== undefined) {
      this.#timelines.delete(oldest);
    }
  }

  /** A trace begins with its signal, and the facts before that are many. */
  #factsOf(trace_id: string): Fact[] {
    const found: Fact[] = [];
    for (let at = this.#facts.length - 1; at >= 0; at--) {
      const fact = this.#facts[at] as Fact;
      if (fact.trace_id !== trace_id) continue;
      found.push(fact);
      if (fact.type === "signal") break;
    }
    return found.reverse();
  }

  /** All facts of a trace that are still at hand, oldest first. */
  timeline({ trace_id }: Queries["timeline"]["args"]): readonly FactJson[] {
    return (this.#timelines.get(trace_id) ?? this.#factsOf(trace_id)).map(jsonOf);
  }

  /** First the facts after `fromSeq` that are still at hand, then each as it comes. */
  subscribe(fromSeq: number, callback: (fact: FactJson) => void): () => void {
    for (const fact of this.#facts) if (fact.seq > fromSeq) callback(jsonOf(fact));
    const subscriber = { fromSeq, callback };
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  /** Metrics so far, with the bars seen and those with a position. */
  metrics(sessionBars: number, exposedBars: number): Metrics {
    // Bars are two plain numbers of the state: the rest is read, not copied.
    const state = { ...this.#metrics };
    addBars(state, sessionBars, exposedBars);
    return metricsOf(state);
  }

  /** Closed trades, oldest first. */
  trades({ offset = 0, limit }: Queries["trades"]["args"]): readonly JournalTrade[] {
    return this.#trades.slice(offset, offset + (limit ?? this.#trades.length));
  }

  /** What each guard is worth so far. */
  guards(): Queries["guards"]["result"] {
    return guardWorths(this.#metrics.guards);
  }

  /** Why the trades and shadows that are still at hand were won and lost. */
  analysis(): Queries["analysis"]["result"] {
    return analysisOf(this.#trades, { worths: this.guards(), shadows: this.#shadows });
  }

  /** Closed shadows, of one guard or of all. */
  shadows({ guard }: Queries["shadows"]["args"]): readonly ShadowRecord[] {
    return this.#shadows.filter(({ guards }) => guard === undefined || guards.includes(guard));
  }
}

/** Session bars of all symbols, and those with a position. */
export function barsSeen({ state }: Core): { sessionBars: number; exposedBars: number } {
  let sessionBars = 0;
  let exposedBars = 0;
  for (const { excursion } of state.views) {
    sessionBars += excursion.sessionBars;
    exposedBars += excursion.exposedBars;
  }
  return { sessionBars, exposedBars };
}

function shadowOf(fact: ShadowClosedFact): ShadowRecord {
  return {
    symbol: fact.symbol,
    trace_id: fact.trace_id,
    strategy: fact.strategy,
    side: fact.side,
    guards: fact.guards,
    entry_ts: fact.entry_ts,
    exit_ts: fact.exit_ts,
    entry_price: fact.entry_price,
    exit_price: fact.exit_price,
    exit_reason: fact.exit_reason,
    bars_held: fact.bars_held,
    result_R: fact.result_R,
  };
}

/** A copy as it looks from outside. */
function jsonOf(fact: Fact): FactJson {
  return JSON.parse(encodeFact(fact));
}
