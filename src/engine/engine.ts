// `step`: the order of the stages and nothing else. Pure and synchronous: given the same events
// it writes the same facts and sends the same orders.

import { assert } from "./assert.js";
import { onBoot } from "./boot.js";
import { onCommand, onCondition, pursueHolds } from "./control.js";
import {
  type AccountDay,
  accountSymbolOf,
  bootSymbol,
  type Core,
  createCore,
  createState,
  type EngineState,
  emit,
  isLive,
  isOn,
  ledgerOf,
  viewOf,
} from "./core.js";
import type { Fact, Out } from "./effect.js";
import type { BarEvent, BootEvent, EngineEvent, TradingDayEvent } from "./event.js";
import { type ContextSlot, createContext } from "./market/context.js";
import { enterTradingDay, observeClose } from "./market/symbol-market.js";
import { noteBadPrint } from "./market-notes.js";
import { onSignal } from "./orders/entries.js";
import { reviewEntry } from "./orders/opening.js";
import { onOutsideOrder } from "./orders/outside.js";
import { onReport } from "./orders/reports.js";
import { recallEvent } from "./recall.js";
import { onReconcile } from "./reconcile.js";
import { judgeGovernor, onMood, rollGovernor } from "./risk/governor.js";
import { holdLimits, rollLimits } from "./risk/limits.js";
import { flattenForNews, onCalendar } from "./risk/news.js";
import { rollPace } from "./risk/pace.js";
import { isFlatTime, isOutsideSession } from "./risk/session-times.js";
import { judgeGear } from "./risk/standing.js";
import { endBoot, judgeSystemState } from "./risk/system-state.js";
import { judgeTripwires, rollTripwires } from "./risk/tripwires.js";
import { leaveShadows } from "./shadow.js";
import { endShadows, stepShadows } from "./shadow-walk.js";
import type { Strategy } from "./strategy.js";
import { askStrategies, warmStrategies } from "./strategy-turn.js";
import { passTime, planTimers } from "./timers.js";
import { observeCompleted, observeRange } from "./trade/excursion.js";
import { closeAtEnd, exitAll, manageTrade } from "./trade/exits.js";
import { judgeProtection } from "./trade/protection.js";

/** The engine: its state and the one function that moves it. */
export interface Engine {
  readonly state: EngineState;
  /** The state with what it was built from, for those who only look. */
  readonly core: Core;
  step(event: EngineEvent, out: Out): void;
  /**
   * Takes an event that was decided before, with the facts it led to: it is observed, they are
   * folded, and nothing is decided, written or sent.
   */
  recall(event: EngineEvent, facts: readonly Fact[]): void;
  /** Nothing of the symbol is open or working, so that a bar needs only its `close`. */
  isIdle(symbol: number): boolean;
  /** Refused signals of the symbol live on: its bars come with their finer ones, if there are. */
  hasShadows(symbol: number): boolean;
}

/**
 * Builds an engine.
 * @param strategies the code of those the boot event names, in its order
 * @param state a state to go on from; fresh when left out
 */
export function createEngine(
  boot: BootEvent,
  strategies: readonly Strategy[],
  state: EngineState = createState(boot, strategies),
): Engine {
  assert(boot.strategies.length === strategies.length, "every named strategy has its code");
  const core = createCore(boot, strategies, state);
  holdLimits(core);
  planTimers(core);
  const contexts = boot.symbols.map((symbol, index) =>
    createContext(symbol, viewOf(core, index).market),
  );
  return {
    state,
    core,
    step(event, out) {
      core.out = out;
      if (event.wall !== undefined) core.state.wall = event.wall;
      stepEvent(core, contexts, event);
      if (!isLive(core)) return;
      pursueHolds(core, event);
      judgeSystemState(core);
      planTimers(core);
    },
    recall(event, facts) {
      recallEvent(core, contexts, event, facts);
    },
    isIdle(symbol) {
      const ledger = ledgerOf(core, symbol);
      return ledger.position === null && ledger.orders.length === 0;
    },
    hasShadows(symbol) {
      return viewOf(core, symbol).shadows.length > 0;
    },
  };
}

function stepEvent(core: Core, contexts: readonly ContextSlot[], event: EngineEvent): void {
  switch (event.type) {
    case "bar":
      if (event.phase !== "warm") core.state.hasBegun = true;
      passTime(core, event.ts);
      onBar(core, contexts, event);
      break;
    case "report":
      onReport(core, event);
      break;
    case "trading_day":
      onTradingDay(core, event);
      break;
    case "account_day":
      passTime(core, event.ts);
      core.state.now = event.ts;
      enterAccountDay(core, event.day);
      break;
    case "calendar":
      core.state.now = event.ts;
      onCalendar(core, event);
      planTimers(core);
      break;
    case "mood":
      passTime(core, event.ts);
      core.state.now = event.ts;
      onMood(core, event.score, event.by);
      planTimers(core);
      break;
    case "signal":
      passTime(core, event.ts);
      core.state.now = event.ts;
      // Between two bars a trade may have closed that the last close did not know of.
      judgeTripwires(core);
      onSignal(core, { ...event, regimes: [], trend: false, confidence: null });
      break;
    case "end":
      core.state.now = event.ts;
      closeAtEnd(core, event.symbol);
      endShadows(core, event.symbol);
      break;
    case "command":
      passTime(core, event.ts);
      core.state.now = event.ts;
      onCommand(core, event);
      judgeGear(core);
      break;
    case "clock":
      passTime(core, event.ts);
      core.state.now = Math.max(core.state.now, event.ts);
      judgeProtection(core);
      for (let index = 0; index < core.boot.symbols.length; index++) flattenForNews(core, index);
      judgeLimits(core);
      judgeGear(core);
      break;
    case "condition":
      onCondition(core, event);
      judgeGear(core);
      break;
    case "reconcile":
      onReconcile(core, event);
      endBoot(core);
      judgeGear(core);
      break;
    case "outside_order":
      onOutsideOrder(core, event);
      break;
    case "boot":
      onBoot(core, event);
      break;
  }
}

/** A position that should have gone flat before the day's end leaves at the next open, late. */
function onTradingDay(core: Core, event: TradingDayEvent): void {
  passTime(core, event.ts);
  core.state.now = event.ts;
  const { market } = viewOf(core, event.symbol);
  const { day } = market;
  if (day !== null && isFlatTime(core, event.symbol, event.ts)) {
    exitAll(core, event.symbol, "session_close", day.close);
    leaveShadows(core, event.symbol, "session_close");
  }
  enterTradingDay(market, event.day);
  if (event.symbol === accountSymbolOf(core.boot)) enterAccountDay(core, event.day);
}

/** The account's trading day has begun: what ends with the day before it ends here. */
function enterAccountDay(core: Core, { ordinal, week }: AccountDay): void {
  const before = core.state.accountDay;
  if (before !== null && ordinal <= before.ordinal) return;
  core.state.accountDay = { ordinal, week };
  core.isGearStale = true;
  rollTripwires(core);
  // A boot before any day waits for the day after the first.
  if (isLive(core) && before !== null) rollLimits(core, week > before.week);
  rollGovernor(core);
  rollPace(core);
  planTimers(core);
}

function onBar(core: Core, contexts: readonly ContextSlot[], bar: BarEvent): void {
  if (bar.phase === "open") onOpen(core, bar);
  else if (bar.phase === "range") observeRange(viewOf(core, bar.symbol).excursion, bar);
  else if (bar.phase === "warm") onWarm(core, contexts[bar.symbol] as ContextSlot, bar);
  else onClose(core, contexts[bar.symbol] as ContextSlot, bar);
}

function onOpen(core: Core, bar: BarEvent): void {
  core.state.now = bar.ts;
  noteBadPrint(core, bar);
  flattenForClose(core, bar.symbol, bar.ts);
  flattenForNews(core, bar.symbol);
  reviewEntry(core, bar.symbol, bar);
}

function flattenForClose(core: Core, index: number, openTs: number): void {
  const symbol = ledgerOf(core, index);
  if (symbol.position === null && symbol.entry === null) return;
  if (!isFlatTime(core, index, openTs)) return;
  exitAll(core, index, "session_close", viewOf(core, index).market.day?.close ?? null);
}

function onClose(core: Core, slot: ContextSlot, bar: BarEvent): void {
  const view = viewOf(core, bar.symbol);
  const { market } = view;
  const { interval } = bootSymbol(core, bar.symbol);
  const closeTs = bar.ts + interval;
  passTime(core, closeTs);
  core.state.now = closeTs;
  noteBadPrint(core, bar);
  const regimeBefore = market.regime;
  observeClose(market, bar);
  observeCompleted(view.excursion, bar, market.regular || core.config.extended_hours);
  if (market.regime !== regimeBefore) emitRegime(core, bar.symbol, regimeBefore);
  attendTrade(core, bar.symbol);
  stepShadows(core, bar);
  judgeLimits(core);
  const isHeldBack = isOn(core, "outside_session") && isOutsideSession(core, bar.symbol);
  if (isHeldBack !== view.isHeldBack) core.isGearStale = true;
  view.isHeldBack = isHeldBack;
  if (isLive(core)) view.isLate = bar.stale === true;
  if (core.strategies.length > 0) askStrategies(core, slot, bar);
  judgeGear(core);
}

/** What is open or working in a symbol, on its close: most bars find nothing. */
function attendTrade(core: Core, index: number): void {
  const { position, entry } = ledgerOf(core, index);
  if (position === null && entry === null) return;
  if (viewOf(core, index).market.regular || core.config.extended_hours) manageTrade(core, index);
  flattenForClose(core, index, core.state.now);
  flattenForNews(core, index);
}

/** What is closed and open by now decides what may still be opened. */
function judgeLimits(core: Core): void {
  if (judgeGovernor(core)) planTimers(core);
  judgeTripwires(core);
}

/** Observes a bar: indicators and strategies see it, nothing is decided and nothing is written. */
function onWarm(core: Core, slot: ContextSlot, bar: BarEvent): void {
  const view = viewOf(core, bar.symbol);
  const closeTs = bar.ts + bootSymbol(core, bar.symbol).interval;
  passTime(core, closeTs);
  core.state.now = closeTs;
  observeClose(view.market, bar);
  observeCompleted(view.excursion, bar, false);
  // Its regime may have changed, and no fact says so.
  core.isGearStale = true;
  if (core.strategies.length === 0) return;
  warmStrategies(core, slot, bar);
}

function emitRegime(core: Core, index: number, from: string): void {
  const { market } = viewOf(core, index);
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "regime_changed",
    symbol: bootSymbol(core, index).instrument.symbol,
    trace_id: null,
    from,
    to: market.regime,
    adx: finite(market.dmi.adx),
    vwap_slope: finite(market.vwapSlope),
    median: finite(market.slopeMedian),
  });
}
