// `step`: the order of the stages and nothing else. Pure and synchronous: given the same events
// it writes the same facts and sends the same orders.

import { assert } from "./assert.js";
import {
  bootSymbol,
  type Core,
  createState,
  type EngineState,
  emit,
  ledgerOf,
  viewOf,
} from "./core.js";
import type { Out } from "./effect.js";
import { UserError } from "./errors.js";
import type { BarEvent, BootEvent, EngineEvent, TradingDayEvent } from "./event.js";
import { type ContextSlot, createContext, updateContext } from "./market/context.js";
import { enterTradingDay, observeClose } from "./market/symbol-market.js";
import { onSignal } from "./orders/entries.js";
import { reviewEntry } from "./orders/opening.js";
import { onReport } from "./orders/reports.js";
import { checkProposal } from "./proposal.js";
import { isFlatTime } from "./risk/guards.js";
import type { Strategy } from "./strategy.js";
import { observeCompleted, observeRange } from "./trade/excursion.js";
import { closeAtEnd, exitAll, manageTrade } from "./trade/exits.js";

/** A strategy threw, or returned what is no proposal. */
export class StrategyFault extends Error {
  /** @param ts open time of the bar, UTC epoch ms */
  constructor(
    readonly strategy: string,
    readonly ts: number,
    readonly fault: string,
    options?: ErrorOptions,
  ) {
    super(`${strategy} ${fault}`, options);
    this.name = "StrategyFault";
  }
}

/** The engine: its state and the one function that moves it. */
export interface Engine {
  readonly state: EngineState;
  step(event: EngineEvent, out: Out): void;
  /** Nothing of the symbol is open or working, so that a bar needs only its `close`. */
  isIdle(symbol: number): boolean;
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
  const core: Core = {
    boot,
    config: boot.config,
    strategies,
    state,
    out: { facts: [], orders: [] },
  };
  const contexts = boot.symbols.map((symbol, index) =>
    createContext(symbol, viewOf(core, index).market),
  );
  return {
    state,
    step(event, out) {
      core.out = out;
      stepEvent(core, contexts, event);
    },
    isIdle(symbol) {
      const ledger = ledgerOf(core, symbol);
      return ledger.position === null && ledger.orders.length === 0;
    },
  };
}

function stepEvent(core: Core, contexts: readonly ContextSlot[], event: EngineEvent): void {
  switch (event.type) {
    case "bar":
      onBar(core, contexts, event);
      break;
    case "report":
      onReport(core, event);
      break;
    case "trading_day":
      onTradingDay(core, event);
      break;
    case "signal":
      core.state.now = event.ts;
      onSignal(core, { ...event, regimes: [], trend: false, confidence: null });
      break;
    case "end":
      core.state.now = event.ts;
      closeAtEnd(core, event.symbol);
      break;
    case "boot":
      onBoot(core, event);
      break;
  }
}

function onBoot(core: Core, event: BootEvent): void {
  emit(core, {
    seq: 0,
    ts: event.ts,
    type: "boot",
    symbol: null,
    trace_id: null,
    mode: event.mode,
    unguarded: event.unguarded,
    symbols: event.symbols.map((symbol) => symbol.instrument.symbol),
    strategies: event.strategies.map((strategy) => strategy.name),
    strategy_sources: event.strategies.map((strategy) => strategy.source),
    config: event.config,
  });
  for (const { rule, asked, effective, ceiling } of event.clamped) {
    emit(core, {
      seq: 0,
      ts: event.ts,
      type: "constraint_clamped",
      symbol: null,
      trace_id: null,
      rule,
      asked,
      effective,
      ceiling,
    });
  }
}

/** A position that should have gone flat before the day's end leaves at the next open, late. */
function onTradingDay(core: Core, event: TradingDayEvent): void {
  core.state.now = event.ts;
  const { market } = viewOf(core, event.symbol);
  const { day } = market;
  if (day !== null && isFlatTime(core, event.symbol, event.ts)) {
    exitAll(core, event.symbol, "session_close", day.close);
  }
  enterTradingDay(market, event.day);
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
  reviewEntry(core, bar);
}

function noteBadPrint(core: Core, bar: BarEvent): void {
  const view = viewOf(core, bar.symbol);
  const { market } = view;
  const jump = Math.abs(bar.open - market.close);
  const { atr } = market.dmi;
  const isBad = market.bars_today > 0 && jump > core.config.bad_print_atr * atr;
  view.badPrintAtr = isBad ? atr : null;
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
  core.state.now = bar.ts + interval;
  noteBadPrint(core, bar);
  const regimeBefore = market.regime;
  observeClose(market, bar);
  observeCompleted(view.excursion, bar, market.regular || core.config.extended_hours);
  if (market.regime !== regimeBefore) emitRegime(core, bar.symbol, regimeBefore);
  if (market.regular || core.config.extended_hours) manageTrade(core, bar.symbol);
  flattenForClose(core, bar.symbol, core.state.now);
  if (core.strategies.length > 0) askStrategies(core, slot, bar);
}

/** Observes a bar: indicators and strategies see it, nothing is decided and nothing is written. */
function onWarm(core: Core, slot: ContextSlot, bar: BarEvent): void {
  const view = viewOf(core, bar.symbol);
  core.state.now = bar.ts + bootSymbol(core, bar.symbol).interval;
  observeClose(view.market, bar);
  observeCompleted(view.excursion, bar, false);
  if (core.strategies.length === 0) return;
  const context = updateContext(slot, view.market, null);
  for (const [i, strategy] of core.strategies.entries()) {
    ask(strategy, context, view.strategyStates[i], bar.ts);
  }
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

function askStrategies(core: Core, slot: ContextSlot, bar: BarEvent): void {
  const view = viewOf(core, bar.symbol);
  const held = ledgerOf(core, bar.symbol).position?.side ?? null;
  const context = updateContext(slot, view.market, held);
  for (let i = 0; i < core.strategies.length; i++) {
    const strategy = core.strategies[i] as Strategy;
    const proposal = ask(strategy, context, view.strategyStates[i], bar.ts);
    if (proposal === null || proposal === undefined) continue;
    onSignal(core, {
      symbol: bar.symbol,
      origin: "strategy",
      strategy: strategy.name,
      regimes: strategy.regimes,
      trend: strategy.trend,
      side: proposal.side,
      stop: proposal.stop ?? null,
      target: proposal.target ?? null,
      qty: null,
      confidence: proposal.confidence ?? null,
    });
  }
}

function ask(
  strategy: Strategy,
  context: Parameters<Strategy["onBar"]>[0],
  state: unknown,
  ts: number,
): ReturnType<Strategy["onBar"]> {
  let proposal: ReturnType<Strategy["onBar"]>;
  try {
    proposal = strategy.onBar(context, state);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new StrategyFault(strategy.name, ts, `threw: ${said}`, { cause: error });
  }
  if (proposal === null) return null;
  const fault = checkProposal(proposal);
  if (fault !== null) throw new StrategyFault(strategy.name, ts, fault);
  return proposal;
}
