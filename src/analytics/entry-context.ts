// How things stood when a trade was decided: a fold over facts, for whoever reads them as they
// come and for whoever reads them back from a journal.

import type { Fact, TradeClosedFact } from "../engine/effect.js";
import type { GovernorChangedFact } from "../engine/guard-facts.js";
import type { Gear } from "../engine/risk/gear-letter.js";
import { tradeOf } from "../engine/trade/closed-trade.js";
import type { TradeRecord } from "../engine/trade/record.js";
import { keptOf } from "./by-trace.js";
import { hasComeToNothing } from "./guard-worth.js";

/** How things stood when an entry was decided. */
export interface EntryContext {
  readonly gear: Gear;
  /** The governor's badge and its multiplier, 0 to 1. */
  readonly governor: GovernorChangedFact["badge"];
  readonly governor_multiplier: number;
  /** What the regime left of the size, 0 to 1. */
  readonly regime_size: number;
  /** The trader's own word, 1 to 5, that stood for the day; null where none did. */
  readonly self_report: number | null;
}

/** A closed trade with what is known of it beside its own numbers. */
export interface JournalTrade extends TradeRecord {
  /** Null where nobody knows: of a trade that was imported or taken over. */
  readonly context: EntryContext | null;
  /** What people have written on it, e.g. `revenge`. */
  readonly tags: readonly string[];
}

/** What stands now. */
interface Standing {
  gear: Gear;
  governor: GovernorChangedFact["badge"];
  multiplier: number;
  /** The last self-report, and the ordinal of the account's day that it holds for. */
  mood: { score: number; day: number } | null;
}

/** What was so when an entry left. */
type Decided = Omit<Standing, "multiplier"> & Shares;

/** What governor and regime left of a size, 0 to 1. */
interface Shares {
  readonly multiplier: number;
  readonly regimeSize: number;
}

/** What is known so far: plain JSON. */
export interface ContextState {
  now: Standing;
  /** What was left of a size, by `trace_id`, until the order has left. */
  sized: Record<string, Shares>;
  /** Entries that have left and not filled, by `trace_id`. */
  waiting: Record<string, Decided>;
  /** Trades that are open, by `trace_id`. */
  open: Record<string, EntryContext>;
}

/** No fact yet. */
export function createContexts(): ContextState {
  return {
    now: { gear: "N", governor: "CALM", multiplier: 1, mood: null },
    sized: {},
    waiting: {},
    open: {},
  };
}

/** Takes one fact, in journal order; most say nothing of this and are passed over. */
export function addContextFact(state: ContextState, fact: Fact): void {
  switch (fact.type) {
    case "gear_changed":
      state.now.gear = fact.to;
      break;
    case "governor_changed":
      state.now.governor = fact.badge;
      state.now.multiplier = fact.multiplier;
      break;
    case "operator":
      if (fact.command !== "mood") break;
      state.now.mood = { score: Number(fact.inputs.score), day: Number(fact.inputs.day) };
      break;
    case "entry_sized":
      if (fact.trace_id === null) break;
      state.sized[fact.trace_id] = { multiplier: fact.governor, regimeSize: fact.regime_size };
      break;
    case "order_submitted":
      if (fact.role === "entry") decide(state, fact.trace_id);
      break;
    case "guard_reject":
      forget(state, fact.trace_id);
      break;
    case "order_state":
      if (hasComeToNothing(fact)) forget(state, fact.trace_id);
      break;
    case "position_opened":
      open(state, fact.trace_id, fact.day);
      break;
    default:
      break;
  }
}

function decide(state: ContextState, traceId: string | null): void {
  if (traceId === null) return;
  const { gear, governor, multiplier, mood } = state.now;
  const sized = state.sized[traceId];
  state.waiting[traceId] = {
    gear,
    governor,
    mood,
    // Without guards nothing is sized.
    multiplier: sized?.multiplier ?? multiplier,
    regimeSize: sized?.regimeSize ?? 1,
  };
  delete state.sized[traceId];
}

/** What has filled already is a trade and goes on. */
function forget(state: ContextState, traceId: string | null): void {
  if (traceId === null) return;
  if (keptOf(state.sized, traceId) !== undefined) delete state.sized[traceId];
  if (keptOf(state.waiting, traceId) !== undefined) delete state.waiting[traceId];
}

/** @param day ordinal of the account's day that the entry counts in */
function open(state: ContextState, traceId: string | null, day: number): void {
  const decided = traceId === null ? undefined : state.waiting[traceId];
  if (traceId === null || decided === undefined) return;
  const { gear, governor, multiplier, mood, regimeSize } = decided;
  state.open[traceId] = {
    gear,
    governor,
    governor_multiplier: multiplier,
    regime_size: regimeSize,
    // A word that was said on another day has ended, with nothing written.
    self_report: mood !== null && mood.day === day ? mood.score : null,
  };
  delete state.waiting[traceId];
}

/** How things stood when the trade that has just closed was decided; it is forgotten then. */
export function takeContext(state: ContextState, fact: TradeClosedFact): EntryContext | null {
  const context = state.open[fact.trace_id] ?? null;
  delete state.open[fact.trace_id];
  return context;
}

/** The trade of a fact with how things stood; nobody has written on it yet. */
export function journalTradeOf(state: ContextState, fact: TradeClosedFact): JournalTrade {
  return withContext(tradeOf(fact), takeContext(state, fact), []);
}

/** A trade of which nothing else is known. */
export function bareTrade(trade: TradeRecord): JournalTrade {
  return withContext({ ...trade }, null, []);
}

/**
 * Makes a record, which is its caller's alone, the trade of a journal. Spread into a new object,
 * each would be one of its own shape, and reading a hundred thousand of them ten times as slow.
 */
export function withContext(
  record: TradeRecord,
  context: EntryContext | null,
  tags: readonly string[],
): JournalTrade {
  return Object.assign(record, { context, tags });
}
