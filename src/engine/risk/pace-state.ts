// What is remembered of how fast orders come: a fold of facts. How much of it has to be kept is
// taken from the boot fact.

import type { EngineConfig } from "../config.js";
import type { Fact, OrderSubmittedFact } from "../effect.js";
import type { TripwireFact } from "../guard-facts.js";

/** Submitted entries of one strategy. */
export interface StrategyPace {
  readonly strategy: string;
  /** Times of its last entries, UTC epoch ms, oldest first; as many as make a loop. */
  readonly times: number[];
  /** Switched off until someone arms it again. */
  disabled: boolean;
}

/** A submitted entry, as far as it tells a double. */
export interface EntryNote {
  readonly symbol: string | null;
  readonly side: "long" | "short";
  /** Initial stop, price. */
  readonly stop: number;
  /** When it was submitted, UTC epoch ms. */
  readonly ts: number;
}

/** The pace's part of the ledger: a fold of facts. */
export interface PaceState {
  /** Submitted entries that another may be a double of, oldest first. */
  notes: EntryNote[];
  /** Times of the account's last submitted entries, UTC epoch ms, oldest first. */
  readonly entries: number[];
  /** Strategies with entries within the window, and those that are switched off. */
  strategies: StrategyPace[];
  /** From the boot: entries and milliseconds that make a loop. */
  loopEntries: number;
  loopMs: number;
  /** From the boot: milliseconds within which the same entry counts as a double. */
  doubleMs: number;
}

/** As many as the rate's ceiling asks about, and a few. */
const ENTRIES_KEPT = 64;
const MINUTE_MS = 60_000;

/** Nothing submitted yet. */
export function createPace(): PaceState {
  return { notes: [], entries: [], strategies: [], loopEntries: 0, loopMs: 0, doubleMs: 0 };
}

/** Folds one fact. */
export function applyPace(state: PaceState, fact: Fact): void {
  switch (fact.type) {
    case "boot": {
      const { loop, duplicate_window_s } = fact.config as EngineConfig;
      state.doubleMs = duplicate_window_s * 1000;
      state.loopEntries = loop.entries;
      state.loopMs = loop.window_min * MINUTE_MS;
      break;
    }
    case "order_submitted":
      if (fact.role === "entry") noteEntry(state, fact);
      break;
    case "tripwire":
      if (fact.rule === "loop") applyLoop(state, fact);
      break;
    default:
      break;
  }
}

function noteEntry(state: PaceState, fact: OrderSubmittedFact): void {
  const { symbol, stop, strategy, ts } = fact;
  state.notes = state.notes.filter((note) => note.ts >= ts - state.doubleMs);
  const side = fact.side === "buy" ? "long" : "short";
  if (stop !== null) state.notes.push({ symbol, side, stop, ts });
  state.entries.push(ts);
  if (state.entries.length > ENTRIES_KEPT) state.entries.shift();
  // A file may name ever new strategies: those that are quiet are forgotten.
  state.strategies = state.strategies.filter(
    (each) => each.disabled || (each.times.at(-1) ?? 0) > ts - state.loopMs,
  );
  const { times } = paceOf(state, strategy);
  times.push(ts);
  if (times.length > state.loopEntries) times.shift();
}

function paceOf(state: PaceState, strategy: string): StrategyPace {
  const known = state.strategies.find((each) => each.strategy === strategy);
  if (known !== undefined) return known;
  const fresh: StrategyPace = { strategy, times: [], disabled: false };
  state.strategies.push(fresh);
  return fresh;
}

function applyLoop(state: PaceState, fact: TripwireFact): void {
  const { strategy } = fact.inputs;
  if (typeof strategy !== "string") return;
  const pace = paceOf(state, strategy);
  if (fact.state === "TRIPPED") pace.disabled = true;
  // Armed again, its entries count from zero.
  else state.strategies.splice(state.strategies.indexOf(pace), 1);
}
