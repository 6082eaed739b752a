// What the tripwires and the money limit remember: a fold of facts. The one threshold that the
// fold itself needs is taken from the boot fact, so that a journal alone gives the same locks.

import type { EngineConfig, TripwireAction } from "../config.js";
import type { Fact, TradeClosedFact } from "../effect.js";
import type { TripwireFact } from "../guard-facts.js";
import { nanoOf } from "../orders/money.js";

/** Limits on what may be lost, in the order in which they are asked. */
export const TRIPWIRE_RULES = [
  "tripwire_day",
  "tripwire_week",
  "tripwire_red_days",
  "daily_loss_limit",
] as const;

/** One of the limits on what may be lost. */
export type TripwireRule = (typeof TRIPWIRE_RULES)[number];

/** A rule that has tripped and not ended. */
export interface TripwireHold {
  readonly action: TripwireAction;
  /** Ordinals of the account's day and week in which it tripped. */
  readonly day: number;
  readonly week: number;
  /** What it saw when it tripped. */
  readonly inputs: Record<string, unknown>;
}

/** The tripwires' part of the ledger: a fold of facts. */
export interface TripwireState {
  /** The account's day and week (ordinals) that the figures below are of. */
  day: number;
  week: number;
  /** R and money (nano-units) of the trades closed in them. */
  dayR: number;
  weekR: number;
  dayNano: bigint;
  /** What a rule that ended no longer counts in that day and week: R and money, 0 or below. */
  forgivenDayR: number;
  forgivenWeekR: number;
  forgivenMoney: number;
  /** Red days in a row before `day`; of `day` itself the R and the number of its trades. */
  redRun: number;
  redR: number;
  redTrades: number;
  /** From the boot: a day is red at a loss of this many R. */
  scratchR: number;
  readonly holds: Record<TripwireRule, TripwireHold | null>;
}

/** Tripwires that have seen nothing. */
export function createTripwires(): TripwireState {
  return {
    day: Number.NEGATIVE_INFINITY,
    week: Number.NEGATIVE_INFINITY,
    dayR: 0,
    weekR: 0,
    dayNano: 0n,
    forgivenDayR: 0,
    forgivenWeekR: 0,
    forgivenMoney: 0,
    redRun: 0,
    redR: 0,
    redTrades: 0,
    scratchR: 0,
    holds: {
      tripwire_day: null,
      tripwire_week: null,
      tripwire_red_days: null,
      daily_loss_limit: null,
    },
  };
}

/** Sums of results that are equal but for their last bits count as equal. */
export const R_TOLERANCE = 1e-9;

/**
 * Red days in a row, seen from the account's day `today`: a day counts once it is over, and a day
 * without trades neither counts nor breaks the run.
 */
export function redRunAt(state: TripwireState, today: number): number {
  if (state.redTrades === 0 || today <= state.day) return state.redRun;
  return state.redR <= -state.scratchR + R_TOLERANCE ? state.redRun + 1 : 0;
}

/** Folds one fact. */
export function applyTripwires(state: TripwireState, fact: Fact): void {
  switch (fact.type) {
    case "boot":
      state.scratchR = (fact.config as EngineConfig).governor.scratch_r;
      break;
    case "trade_closed":
      applyClosed(state, fact);
      break;
    case "tripwire":
      applyTripwire(state, fact);
      break;
    default:
      break;
  }
}

/** A day that lies before the one being counted (a clock set back) counts with it. */
function enterDay(state: TripwireState, day: number, week: number): void {
  if (day > state.day) {
    state.redRun = redRunAt(state, day);
    state.redR = 0;
    state.redTrades = 0;
    state.dayR = 0;
    state.dayNano = 0n;
    state.forgivenDayR = 0;
    state.forgivenMoney = 0;
    state.day = day;
  }
  if (week > state.week) {
    state.weekR = 0;
    state.forgivenWeekR = 0;
    state.week = week;
  }
}

function applyClosed(state: TripwireState, fact: TradeClosedFact): void {
  enterDay(state, fact.day, fact.week);
  state.dayR += fact.result_R;
  state.weekR += fact.result_R;
  state.dayNano += nanoOf(fact.net_pnl);
  state.redR += fact.result_R;
  state.redTrades++;
}

function isLossRule(rule: string): rule is TripwireRule {
  return TRIPWIRE_RULES.some((each) => each === rule);
}

function applyTripwire(state: TripwireState, fact: TripwireFact): void {
  const { rule, action, inputs, day, week } = fact;
  if (!isLossRule(rule) || action === "DISABLE") return;
  enterDay(state, day, week);
  if (fact.state === "TRIPPED") {
    state.holds[rule] = { action, day, week, inputs };
    return;
  }
  state.holds[rule] = null;
  if (rule === "tripwire_red_days") {
    state.redRun = 0;
    state.redR = 0;
    state.redTrades = 0;
  } else if (rule === "tripwire_week") state.forgivenWeekR = fact.forgiven_r ?? 0;
  else if (rule === "tripwire_day") state.forgivenDayR = fact.forgiven_r ?? 0;
  else state.forgivenMoney = fact.forgiven_money ?? 0;
}
