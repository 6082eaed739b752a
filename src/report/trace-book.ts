// Keeps the bars of trades while a run goes on, for as many trades as a report has room for.

import type { Fact } from "../engine/effect.js";
import type { TradeRecord } from "../engine/trade/record.js";
import { MOST_COLUMNS, MOST_PATHS } from "./path-room.js";
import { type PathBar, type TradeTrace, thinned, traceOf } from "./trace.js";

/** Bars shown before the entry and after the exit. */
export const AROUND = 12;

/** What is gathered of one trade. */
interface Gathered {
  readonly symbol: string;
  bars: PathBar[];
  readonly facts: Fact[];
  /** Bars that are still wanted after its close; null while it is open. */
  left: number | null;
}

/** Takes the bars and facts of a run as they come. */
export class TraceBook {
  /** The last bars of each symbol, by its index in the run. */
  readonly #recent: PathBar[][];
  /** Trades whose bars are still wanted, and all of which something is kept, by `trace_id`. */
  readonly #active = new Map<string, Gathered>();
  readonly #kept = new Map<string, Gathered>();
  #closed = 0;

  /** @param symbols in the order by which bars name them */
  constructor(private readonly symbols: readonly string[]) {
    this.#recent = symbols.map(() => []);
  }

  /** Takes a bar, before the facts that it leads to. Its fields may be used again after. */
  takeBar({ symbol, ts, high, low, close }: PathBar & { readonly symbol: number }): void {
    const bar = { ts, high, low, close };
    const recent = this.#recent[symbol];
    recent?.push(bar);
    if (recent !== undefined && recent.length > AROUND + 1) recent.shift();
    const name = this.symbols[symbol];
    for (const [traceId, trade] of this.#active) {
      if (trade.symbol === name) this.#add(traceId, trade, bar);
    }
  }

  #add(traceId: string, trade: Gathered, bar: PathBar): void {
    trade.bars.push(bar);
    if (trade.bars.length >= 2 * MOST_COLUMNS) trade.bars = thinned(trade.bars, MOST_COLUMNS);
    if (trade.left === null) return;
    trade.left--;
    if (trade.left === 0) this.#active.delete(traceId);
  }

  /** Takes a fact; most say nothing of a path and are passed over. */
  takeFact(fact: Fact): void {
    const { trace_id } = fact;
    if (trace_id === null || this.#closed > MOST_PATHS) return;
    if (fact.type === "fill" && fact.role === "entry") this.#begin(trace_id, fact.symbol ?? "");
    const trade = this.#active.get(trace_id);
    if (trade === undefined) return;
    if (fact.type === "fill" || fact.type === "stop_moved") trade.facts.push(fact);
    if (fact.type !== "trade_closed") return;
    trade.left = AROUND;
    this.#closed++;
    if (this.#closed <= MOST_PATHS) return;
    // There are too many for a report to show any.
    this.#active.clear();
    this.#kept.clear();
  }

  #begin(traceId: string, symbol: string): void {
    if (this.#kept.has(traceId)) return;
    const bars = [...(this.#recent[this.symbols.indexOf(symbol)] ?? [])];
    const trade = { symbol, bars, facts: [], left: null };
    this.#active.set(traceId, trade);
    this.#kept.set(traceId, trade);
  }

  /** What is known of a trade's path; null where nothing is. */
  traceOf(trade: TradeRecord): TradeTrace | null {
    const gathered = this.#kept.get(trade.trace_id);
    return gathered === undefined ? null : traceOf(trade, gathered.facts, gathered.bars);
  }
}
