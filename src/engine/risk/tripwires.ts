// Tripwires and the money limit (SPEC 7): losses at which trading stops, by the account's day and
// week. All of it is a fold of facts, so that nothing but the rule itself lifts a lock.
//
// What counts: the trades closed in the account's day (week) plus the R of what is open, taken at
// each close; for the money limit the same in money. A rule that holds is not tripped again. A
// LOCK ends at the next roll of the day, that of `tripwire_week` with the first day of another
// week. A BLOCK and a FLATTEN end when the trader resumes; in a replay, where nobody can, with the
// first day of another week. A rule that ends counts from zero: for the rest of its day (week) the
// loss that stands there at that moment, closed and open, no longer counts; of red days the run
// and what was closed so far today are forgotten.

import type { TripwireAction } from "../config.js";
import { accountDayOf, type Core, emit, isLive, isOn, viewOf } from "../core.js";
import type { TripwireFact } from "../guard-facts.js";
import { toNumber } from "../market/instrument.js";
import { initialRisk, openNet } from "../orders/leg.js";
import { moneyOf } from "../orders/money.js";
import { cancelEntry, exitAll } from "../trade/exits.js";
import type { Inputs } from "./entry-signal.js";
import {
  R_TOLERANCE,
  redRunAt,
  TRIPWIRE_RULES,
  type TripwireHold,
  type TripwireRule,
  type TripwireState,
} from "./tripwire-state.js";

function stateOf(core: Core): TripwireState {
  return core.state.ledger.risk.tripwires;
}

/** R, or net money, of all open positions closed at the last closes. */
function openSum(core: Core, unit: "R" | "money"): number {
  const { symbols } = core.state.ledger;
  let sum = 0;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i];
    if (symbol === undefined || symbol.position === null) continue;
    const ticks = viewOf(core, i).market.close / toNumber(symbol.instrument.tick);
    const net = openNet(symbol.position, symbol, ticks, core.config.fills);
    sum += unit === "R" ? net / initialRisk(symbol.position, symbol.value) : net;
  }
  return sum;
}

function hasOpen(core: Core): boolean {
  const { symbols } = core.state.ledger;
  for (let i = 0; i < symbols.length; i++) if (symbols[i]?.position !== null) return true;
  return false;
}

/** What is remembered of a day, where that is still the account's; else nothing. */
function ofDay(core: Core, remembered: number): number {
  return stateOf(core).day === accountDayOf(core).ordinal ? remembered : 0;
}

/** The same of a week. */
function ofWeek(core: Core, remembered: number): number {
  return stateOf(core).week === accountDayOf(core).week ? remembered : 0;
}

/** R of the trades closed in the account's running day, and week. */
const closedDayR = (core: Core): number => ofDay(core, stateOf(core).dayR);
const closedWeekR = (core: Core): number => ofWeek(core, stateOf(core).weekR);

/** What no longer counts of the running day, and week. */
const forgivenDayR = (core: Core): number => ofDay(core, stateOf(core).forgivenDayR);
const forgivenWeekR = (core: Core): number => ofWeek(core, stateOf(core).forgivenWeekR);

/** Money closed in the account's running day, and what of it no longer counts. */
const closedMoney = (core: Core): number => ofDay(core, moneyOf(stateOf(core).dayNano));
const forgivenMoney = (core: Core): number => ofDay(core, stateOf(core).forgivenMoney);

/** Money closed in the account's running day that counts against the day's limit. */
export function countedMoney(core: Core): number {
  return closedMoney(core) - forgivenMoney(core);
}

/** Whether a rule may trip now: it is on and does not hold already. */
function isArmed(core: Core, rule: TripwireRule): boolean {
  return stateOf(core).holds[rule] === null && isOn(core, rule);
}

/** A loss that is no number is held to be too large. */
function isReached(loss: number, limit: number): boolean {
  return !(loss > limit + R_TOLERANCE);
}

/** On a close: whether what is closed and open has reached a limit; acts on it. */
export function judgeTripwires(core: Core): void {
  if (core.boot.unguarded) return;
  // With nothing open and no fact since, nothing has changed since it was last judged.
  if (!core.areLimitsStale && !hasOpen(core)) return;
  core.areLimitsStale = false;
  const { tripwires, constraints } = core.config;
  let act: TripwireAction | null = null;
  const { day_r, day_action, week_r, week_action } = tripwires;
  const open = openSum(core, "R");
  if (day_r !== null && isArmed(core, "tripwire_day")) {
    const closed = closedDayR(core);
    const forgiven = forgivenDayR(core);
    if (isReached(closed + open - forgiven, day_r)) {
      act = trip(core, "tripwire_day", day_action, inR(closed, open, forgiven, day_r), act);
    }
  }
  if (week_r !== null && isArmed(core, "tripwire_week")) {
    const closed = closedWeekR(core);
    const forgiven = forgivenWeekR(core);
    if (isReached(closed + open - forgiven, week_r)) {
      act = trip(core, "tripwire_week", week_action, inR(closed, open, forgiven, week_r), act);
    }
  }
  const limit = constraints.daily_loss_limit;
  if (limit !== null && isArmed(core, "daily_loss_limit")) {
    const closed = closedMoney(core);
    const forgiven = forgivenMoney(core);
    const money = openSum(core, "money");
    if (isReached(closed + money - forgiven, -limit)) {
      const inputs: Inputs = {
        ...{ money: closed + money - forgiven, closed_money: closed, open_money: money, limit },
        ...(forgiven === 0 ? {} : { forgiven_money: forgiven }),
      };
      act = trip(core, "daily_loss_limit", "LOCK", inputs, act);
    }
  }
  stopTrading(core, act);
}

/** What a rule that counts R saw; what it no longer counts is named where there is such. */
function inR(closed: number, open: number, forgiven: number, limit: number): Inputs {
  const seen = { r: closed + open - forgiven, closed_r: closed, open_r: open, limit };
  return forgiven === 0 ? seen : { ...seen, forgiven_r: forgiven };
}

/** Writes that a rule has tripped; the harder of what it and those before it ask for. */
function trip(
  core: Core,
  rule: TripwireRule,
  action: TripwireAction,
  inputs: Inputs,
  before: TripwireAction | null,
): TripwireAction {
  emitTripwire(core, { rule, state: "TRIPPED", action, inputs });
  return before === null || before === "BLOCK" ? action : before;
}

/** No entry works on; what is open leaves too, unless all that tripped was a BLOCK. */
function stopTrading(core: Core, action: TripwireAction | null): void {
  if (action === null) return;
  for (let i = 0; i < core.boot.symbols.length; i++) {
    if (action === "BLOCK") cancelEntry(core, i);
    else exitAll(core, i, "tripwire");
  }
}

function emitTripwire(
  core: Core,
  about: Pick<TripwireFact, "rule" | "state" | "action" | "inputs"> & Partial<TripwireFact>,
): void {
  const { ordinal: day, week } = accountDayOf(core);
  const head = {
    seq: 0,
    ts: core.state.now,
    type: "tripwire",
    symbol: null,
    trace_id: null,
  } as const;
  emit(core, { ...head, ...about, day, week });
}

/** The account's day has rolled: what ends with it ends, and the day that is over is judged. */
export function rollTripwires(core: Core): void {
  const state = stateOf(core);
  for (const rule of TRIPWIRE_RULES) {
    const hold = state.holds[rule];
    if (hold !== null && isServed(core, rule, hold)) end(core, rule, hold.action, true);
  }
  const { red_days, red_days_action } = core.config.tripwires;
  if (red_days === null || !isArmed(core, "tripwire_red_days")) return;
  const run = redRunAt(state, accountDayOf(core).ordinal);
  if (run < red_days) return;
  const inputs = { red_days: run, limit: red_days };
  stopTrading(core, trip(core, "tripwire_red_days", red_days_action, inputs, null));
}

function isServed(core: Core, rule: TripwireRule, hold: TripwireHold): boolean {
  const { ordinal, week } = accountDayOf(core);
  if (hold.action === "LOCK" && rule !== "tripwire_week") return ordinal > hold.day;
  if (hold.action === "LOCK") return week > hold.week;
  return core.boot.mode === "REPLAY" && week > hold.week;
}

/** The trader resumes: a BLOCK and a FLATTEN end, a LOCK does not. */
export function resumeTripwires(core: Core): void {
  for (const rule of TRIPWIRE_RULES) {
    const hold = stateOf(core).holds[rule];
    if (hold !== null && hold.action !== "LOCK") end(core, rule, hold.action, false);
  }
}

/** The rules that hold, in order, each with what it does. */
export function standingHolds(
  core: Core,
): { readonly rule: TripwireRule; readonly action: TripwireAction }[] {
  return TRIPWIRE_RULES.flatMap((rule) => {
    const hold = stateOf(core).holds[rule];
    return hold === null ? [] : [{ rule, action: hold.action }];
  });
}

/** Lets go of a rule: what stands there now no longer counts. */
function end(core: Core, rule: TripwireRule, action: TripwireAction, byItself: boolean): void {
  const auto = byItself ? { auto: true } : {};
  const base = { rule, state: "ENDED", action, inputs: {}, ...auto } as const;
  if (rule === "daily_loss_limit") {
    const standing = closedMoney(core) + openSum(core, "money");
    emitTripwire(core, { ...base, forgiven_money: Math.min(0, standing) });
  } else if (rule === "tripwire_red_days") emitTripwire(core, base);
  else {
    const closed = rule === "tripwire_week" ? closedWeekR(core) : closedDayR(core);
    emitTripwire(core, { ...base, forgiven_r: Math.min(0, closed + openSum(core, "R")) });
  }
}

/** The rule that holds entries back, the first of them, or null; live, whatever is off. */
export function heldBy(core: Core): TripwireRule | null {
  const { holds } = stateOf(core);
  for (let i = 0; i < TRIPWIRE_RULES.length; i++) {
    const rule = TRIPWIRE_RULES[i] as TripwireRule;
    if (holds[rule] !== null && (isLive(core) || isOn(core, rule))) return rule;
  }
  return null;
}

/** A limit on what may be lost, and how far it is away. */
export interface LossLimit {
  readonly rule: TripwireRule;
  readonly unit: "R" | "money" | "days";
  /** What counts against it now, as it is judged at a close: negative is a loss; days in a row. */
  readonly value: number;
  /** At which it trips. */
  readonly limit: number;
  readonly action: TripwireAction;
  readonly holds: boolean;
}

/** The limits that are asked, in order. */
export function lossLimits(core: Core): LossLimit[] {
  const { tripwires, constraints } = core.config;
  const { day_r, week_r, red_days } = tripwires;
  const money = constraints.daily_loss_limit;
  const open = openSum(core, "R");
  const all: Record<
    TripwireRule,
    Omit<LossLimit, "rule" | "holds" | "limit"> & { limit: number | null }
  > = {
    tripwire_day: {
      ...{ unit: "R", limit: day_r, action: tripwires.day_action },
      value: closedDayR(core) - forgivenDayR(core) + open,
    },
    tripwire_week: {
      ...{ unit: "R", limit: week_r, action: tripwires.week_action },
      value: closedWeekR(core) - forgivenWeekR(core) + open,
    },
    tripwire_red_days: {
      ...{ unit: "days", limit: red_days, action: tripwires.red_days_action },
      value: redRunAt(stateOf(core), accountDayOf(core).ordinal),
    },
    daily_loss_limit: {
      ...{ unit: "money", limit: money === null ? null : -money, action: "LOCK" },
      value: countedMoney(core) + openSum(core, "money"),
    },
  };
  return TRIPWIRE_RULES.flatMap((rule): LossLimit[] => {
    const { limit, ...about } = all[rule];
    const holds = stateOf(core).holds[rule] !== null;
    if (limit === null || !(holds || isOn(core, rule))) return [];
    return [{ ...about, rule, limit, holds }];
  });
}

/** Refuses while a rule holds. */
export function tripwireObjection(core: Core, rule: TripwireRule): Inputs | null {
  const hold = stateOf(core).holds[rule];
  return hold === null ? null : { action: hold.action, ...hold.inputs };
}
