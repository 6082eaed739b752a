// What the mental governor remembers: a fold of facts. The thresholds that the fold itself needs
// are taken from the boot fact, so that a journal alone is enough to be back where it stood.

import { assert } from "../assert.js";
import type { EngineConfig } from "../config.js";
import type { BootFact, Fact, TradeClosedFact } from "../effect.js";
import type { GovernorChangedFact, OperatorFact } from "../guard-facts.js";

/** The governor's part of the ledger: a fold of facts. */
export interface GovernorState {
  multiplier: number;
  badge: GovernorChangedFact["badge"];
  /** The rule that decides. */
  rule: GovernorChangedFact["rule"];
  reason: string;
  /** End of the running cool-down, UTC epoch ms; null where none runs. */
  cooldownUntil: number | null;
  /** A cool-down has been served and no trade has won since. */
  served: boolean;
  /** Results of the last `window` trades since the last cool-down, in R, oldest first. */
  results: number[];
  /** Losses in a row since the last cool-down. */
  streak: number;
  /** The last trade that counts: its symbol and the open `ts` of the bar in which it closed. */
  last: { symbol: string; exitTs: number } | null;
  /** Trades closed in all. */
  closed: number;
  /** The last self-report, 1 to 5, and the ordinal of the account's day it was given on. */
  mood: { score: number; day: number } | null;
  /** Length of `results` at most, and the R within which a result is a scratch; from the boot. */
  window: number;
  scratchR: number;
}

/** What the governor says while nothing is wrong. */
export const FULL_SIZE = "full size";

/** A governor that has seen nothing. */
export function createGovernor(): GovernorState {
  return {
    multiplier: 1,
    badge: "CALM",
    rule: "none",
    reason: FULL_SIZE,
    cooldownUntil: null,
    served: false,
    results: [],
    streak: 0,
    last: null,
    closed: 0,
    mood: null,
    window: 0,
    scratchR: 0,
  };
}

/** Folds one fact. */
export function applyGovernor(state: GovernorState, fact: Fact): void {
  switch (fact.type) {
    case "boot":
      applyBoot(state, fact);
      break;
    case "trade_closed":
      applyClosed(state, fact);
      break;
    case "operator":
      applyMood(state, fact);
      break;
    case "governor_changed":
      applyChanged(state, fact);
      break;
    default:
      break;
  }
}

function applyBoot(state: GovernorState, fact: BootFact): void {
  const { governor } = fact.config as EngineConfig;
  state.window = governor.window;
  state.scratchR = governor.scratch_r;
  if (state.results.length > state.window) state.results = state.results.slice(-state.window);
}

function applyClosed(state: GovernorState, fact: TradeClosedFact): void {
  assert(state.window > 0, "the boot's fact comes before any trade's");
  state.closed++;
  // A cool-down is served once: what closes while it runs neither lengthens nor shortens it, and
  // when it ends all counts from zero.
  if (state.cooldownUntil !== null) return;
  const result = fact.result_R;
  state.last = { symbol: fact.symbol, exitTs: fact.exit_ts };
  state.results.push(result);
  if (state.results.length > state.window) state.results.shift();
  if (result < -state.scratchR) state.streak++;
  if (result <= state.scratchR) return;
  state.streak = 0;
  state.served = false;
}

function applyMood(state: GovernorState, fact: OperatorFact): void {
  if (fact.command !== "mood") return;
  state.mood = { score: fact.inputs.score as number, day: fact.inputs.day as number };
}

function applyChanged(state: GovernorState, fact: GovernorChangedFact): void {
  if (state.cooldownUntil !== null && fact.cooldown_until_ts === null) {
    state.served = true;
    state.results = [];
    state.streak = 0;
    state.last = null;
  }
  state.multiplier = fact.multiplier;
  state.badge = fact.badge;
  state.rule = fact.rule;
  state.reason = fact.reason;
  state.cooldownUntil = fact.cooldown_until_ts;
}
