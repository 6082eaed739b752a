// A restart: what was decided is not decided again. The market half observes what it observed, the
// ledger folds the facts that were written. Here stands, in the order of `step`, all that an event
// does to the market half; what it led to is read off its facts.

import { accountSymbolOf, bootSymbol, type Core, isLive, isOn, ledgerOf, viewOf } from "./core.js";
import type { Fact, FillFact, SignalFact } from "./effect.js";
import type { BarEvent, EngineEvent, TradingDayEvent } from "./event.js";
import type { GuardRejectFact } from "./guard-facts.js";
import type { ContextSlot } from "./market/context.js";
import { nearestSteps } from "./market/instrument.js";
import { enterTradingDay, observeClose } from "./market/symbol-market.js";
import { noteBadPrint } from "./market-notes.js";
import { apply } from "./orders/apply.js";
import { createLedger } from "./orders/ledger.js";
import { observeReconcile } from "./reconcile.js";
import { governorDueTs } from "./risk/governor.js";
import { holdLimits } from "./risk/limits.js";
import { onCalendar } from "./risk/news.js";
import { isFlatTime, isOutsideSession } from "./risk/session-times.js";
import { leaveShadows, openShadow } from "./shadow.js";
import { endShadows, stepShadows } from "./shadow-walk.js";
import type { Side } from "./strategy.js";
import { recallStrategies, warmStrategies } from "./strategy-turn.js";
import { passTime, planTimers } from "./timers.js";
import { observeCompleted, observeFill, observeRange } from "./trade/excursion.js";

/** Observes an event and folds the facts it led to. */
export function recallEvent(
  core: Core,
  contexts: readonly ContextSlot[],
  event: EngineEvent,
  facts: readonly Fact[],
): void {
  const heldOf = (symbol: number): Side | null => ledgerOf(core, symbol).position?.side ?? null;
  observeEvent(core, contexts, event, facts, heldOf);
  foldFacts(core, facts);
}

/** Folds facts that were written; what is read off the ledger is read anew. */
export function foldFacts(core: Core, facts: readonly Fact[]): void {
  if (facts.length === 0) return;
  for (const fact of facts) apply(core.state.ledger, fact);
  core.areLimitsStale = true;
  core.isGearStale = true;
  holdLimits(core);
  planTimers(core);
}

/**
 * Observes an event with the facts it led to: the market half stands where it stood after it. The
 * ledger is left alone.
 * @param heldOf side of a symbol's position when the event came
 */
export function observeEvent(
  core: Core,
  contexts: readonly ContextSlot[],
  event: EngineEvent,
  facts: readonly Fact[],
  heldOf: (symbol: number) => Side | null,
): void {
  if (event.wall !== undefined) core.state.wall = event.wall;
  if (event.type === "bar") {
    if (event.phase !== "warm") core.state.hasBegun = true;
    recallTime(core, event.ts);
    recallBar(core, contexts[event.symbol] as ContextSlot, event, heldOf);
  } else recallOther(core, event);
  observeFacts(core, facts);
  planTimers(core);
}

/** The same core with a ledger of nobody's: what is written there is written nowhere. */
function muted(core: Core): Core {
  const state = { ...core.state, ledger: createLedger([], 0n) };
  const mute = { ...core, state, out: { facts: [], orders: [] } };
  planTimers(mute);
  return mute;
}

/** Time goes on: news is entered and left without a word; a cool-down's end is in the facts. */
function recallTime(core: Core, ts: number): void {
  if (core.nextDueTs > ts) return;
  if (!core.state.hasBegun) {
    passTime(core, ts);
    return;
  }
  const mute = muted(core);
  passTime(mute, ts);
  const servedTs = governorDueTs(core);
  const { now } = mute.state;
  core.state.now = servedTs <= ts ? Math.max(now, servedTs) : now;
  planTimers(core);
}

function recallOther(core: Core, event: Exclude<EngineEvent, BarEvent>): void {
  const { state } = core;
  switch (event.type) {
    case "trading_day":
      recallTradingDay(core, event);
      break;
    case "account_day":
      recallTime(core, event.ts);
      state.now = event.ts;
      recallAccountDay(core, event.day);
      break;
    case "mood":
    case "signal":
    case "command":
      recallTime(core, event.ts);
      state.now = event.ts;
      break;
    case "clock":
      recallTime(core, event.ts);
      state.now = Math.max(state.now, event.ts);
      break;
    case "calendar":
      state.now = event.ts;
      onCalendar(muted(core), event);
      break;
    case "end":
      state.now = event.ts;
      endShadows(muted(core), event.symbol);
      break;
    case "condition":
      if (event.isOn) state.conditions[event.condition] = event.reason;
      else delete state.conditions[event.condition];
      break;
    case "boot":
      if (!isLive(core)) break;
      state.now = Math.max(state.now, event.ts);
      state.conditions = {};
      break;
    default:
      break;
  }
}

function recallTradingDay(core: Core, event: TradingDayEvent): void {
  recallTime(core, event.ts);
  core.state.now = event.ts;
  const { market } = viewOf(core, event.symbol);
  if (market.day !== null && isFlatTime(core, event.symbol, event.ts)) {
    leaveShadows(core, event.symbol, "session_close");
  }
  enterTradingDay(market, event.day);
  if (event.symbol === accountSymbolOf(core.boot)) recallAccountDay(core, event.day);
}

function recallAccountDay(core: Core, day: { ordinal: number; week: number }): void {
  const before = core.state.accountDay;
  if (before !== null && day.ordinal <= before.ordinal) return;
  core.state.accountDay = { ordinal: day.ordinal, week: day.week };
  core.isGearStale = true;
}

function recallBar(
  core: Core,
  slot: ContextSlot,
  bar: BarEvent,
  heldOf: (symbol: number) => Side | null,
): void {
  const view = viewOf(core, bar.symbol);
  if (bar.phase === "open") {
    core.state.now = bar.ts;
    noteBadPrint(core, bar);
    return;
  }
  if (bar.phase === "range") {
    observeRange(view.excursion, bar);
    return;
  }
  const closeTs = bar.ts + bootSymbol(core, bar.symbol).interval;
  recallTime(core, closeTs);
  core.state.now = closeTs;
  core.isGearStale = true;
  if (bar.phase === "warm") {
    observeClose(view.market, bar);
    observeCompleted(view.excursion, bar, false);
    warmStrategies(core, slot, bar);
    return;
  }
  noteBadPrint(core, bar);
  observeClose(view.market, bar);
  observeCompleted(view.excursion, bar, view.market.regular || core.config.extended_hours);
  if (view.shadows.length > 0) stepShadows(muted(core), bar);
  view.isHeldBack = isOn(core, "outside_session") && isOutsideSession(core, bar.symbol);
  if (isLive(core)) view.isLate = bar.stale === true;
  recallStrategies(core, slot, bar, heldOf(bar.symbol));
}

/** What facts say of the market half: what is held, and which refusals live on. */
function observeFacts(core: Core, facts: readonly Fact[]): void {
  let signal: SignalFact | null = null;
  for (const fact of facts) {
    if (fact.type === "reconcile") observeReconcile(core, fact);
    const index = indexOf(core, fact.symbol);
    if (index < 0) continue;
    switch (fact.type) {
      case "signal":
        signal = fact;
        if (fact.side === "exit") leaveShadows(core, index, "signal");
        break;
      case "guard_reject":
        recallRefusal(core, index, signal, fact);
        break;
      case "shadow_closed":
        forgetShadow(core, index, fact.trace_id);
        break;
      case "fill":
        recallFill(core, index, fact);
        break;
      default:
        break;
    }
  }
}

/** The symbol of that name, or -1. */
function indexOf(core: Core, name: string | null): number {
  return core.boot.symbols.findIndex(({ instrument }) => instrument.symbol === name);
}

function recallRefusal(
  core: Core,
  symbol: number,
  signal: SignalFact | null,
  { trace_id: traceId, guards, shadow: plan, strategy }: GuardRejectFact,
): void {
  if (plan === undefined || traceId === null || signal === null) return;
  const { side, price } = signal;
  if (signal.trace_id !== traceId || side === "exit") return;
  openShadow(core, { symbol, strategy, side, price }, { traceId, guards, plan });
}

/** One that was said to have ended is over, also where it was taken through its bars otherwise. */
function forgetShadow(core: Core, symbol: number, traceId: string | null): void {
  const { shadows } = viewOf(core, symbol);
  const at = shadows.findIndex((shadow) => shadow.traceId === traceId);
  if (at >= 0) shadows.splice(at, 1);
}

function recallFill(core: Core, symbol: number, fact: FillFact): void {
  const { instrument } = bootSymbol(core, symbol);
  const qty = nearestSteps(fact.qty, instrument.lot);
  observeFill(viewOf(core, symbol).excursion, { qty }, fact.side === "buy");
}
