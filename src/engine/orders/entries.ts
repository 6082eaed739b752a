// From a signal to an entry order: the record of the signal, the guards, the size, the second
// check, the order. And the check at the open, when the entry is about to fill.

import {
  accountDayOf,
  bootSymbol,
  type Core,
  emit,
  equityOf,
  isLive,
  ledgerOf,
  nextOrderId,
  place,
  priceOf,
  unitsOf,
  viewOf,
} from "../core.js";
import type { OrderIntent } from "../effect.js";
import { ceilSteps, floorSteps, toNumber } from "../market/instrument.js";
import { approveEntry } from "../risk/approve.js";
import { worstEntryTicks } from "../risk/collar.js";
import type { EntrySignal } from "../risk/entry-signal.js";
import { governorShare } from "../risk/governor.js";
import { askGuards } from "../risk/guards.js";
import { fullStopMoney, moneyLeft } from "../risk/money-left.js";
import { tripLoop } from "../risk/pace.js";
import { type MoneyLeft, type Sizing, sizeEntry } from "../risk/sizing.js";
import { regimeShare } from "../risk/standing.js";
import { exitShadows, openShadow, shadowPlanOf } from "../shadow.js";
import type { Regime } from "../strategy.js";
import { exitAll } from "../trade/exits.js";
import { isTargetIdle } from "../trade/levels.js";
import { traceIdOf } from "./apply.js";
import { entrySubmitted } from "./entry-fact.js";
import { refuse } from "./refusal.js";

/** A proposal with where it came from; prices as they were given. */
export interface Signal {
  readonly symbol: number;
  readonly origin: "strategy" | "file" | "webhook" | "hand";
  readonly strategy: string;
  readonly regimes: readonly Regime[];
  readonly trend: boolean;
  readonly side: "long" | "short" | "exit";
  readonly stop: number | null;
  readonly target: number | null;
  readonly qty: number | null;
  readonly confidence: number | null;
}

/** A signal on the close of a bar (or, live, between bars). */
export function onSignal(core: Core, signal: Signal): void {
  const { market } = viewOf(core, signal.symbol);
  const { instrument } = bootSymbol(core, signal.symbol);
  const traceId = traceIdOf(core.state.ledger.nextTrace);
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "signal",
    symbol: instrument.symbol,
    trace_id: traceId,
    strategy: signal.strategy,
    origin: signal.origin,
    side: signal.side,
    stop: signal.stop,
    target: signal.target,
    qty: signal.qty,
    confidence: signal.confidence,
    regime: market.regime,
    price: market.close,
  });
  if (signal.side === "exit") {
    exitAll(core, signal.symbol, "signal");
    exitShadows(core, signal.symbol);
  } else if (signal.stop !== null)
    onEntrySignal(core, entryOf(core, signal, signal.side, signal.stop), traceId);
}

/** Puts the stop on the grid, away from the market, and the target away from the entry. */
export function entryOf(
  core: Core,
  signal: Signal,
  side: "long" | "short",
  stop: number,
): EntrySignal {
  const { tick } = bootSymbol(core, signal.symbol).instrument;
  const stopTicks = side === "long" ? floorSteps(stop, tick) : ceilSteps(stop, tick);
  const { target } = signal;
  const round = side === "long" ? ceilSteps : floorSteps;
  return {
    symbol: signal.symbol,
    origin: signal.origin,
    strategy: signal.strategy,
    regimes: signal.regimes,
    trend: signal.trend,
    side,
    stop: priceOf(stopTicks, bootSymbol(core, signal.symbol).instrument),
    stopTicks,
    targetTicks: target === null ? null : round(target, tick),
    price: viewOf(core, signal.symbol).market.close,
    askedQty: signal.qty,
  };
}

function onEntrySignal(core: Core, signal: EntrySignal, traceId: string): void {
  const objections = askGuards(core, signal);
  const sizing = sizeOf(core, signal, objections.guards.length > 0);
  const sideIsRight = !objections.guards.includes("stop_side");
  if (sizing.qtyLots === 0 && sideIsRight) {
    objections.guards.push("size_zero");
    objections.inputs.size_zero = { risk_money: sizing.riskMoney, limited_by: sizing.limitedBy };
  }
  const loop = objections.inputs.loop;
  if (loop !== undefined) tripLoop(core, loop);
  if (objections.guards.length > 0) {
    const plan = shadowPlanOf(core, signal, objections, sizing);
    refuse(core, signal.symbol, traceId, signal.strategy, objections, plan);
    const { guards } = objections;
    if (plan !== null) openShadow(core, signal, { traceId, guards, plan });
  } else submitEntry(core, signal, sizing, traceId);
}

/** With guards the risk decides; without, the signal's quantity stands, or one lot. */
export function sizeOf(core: Core, signal: EntrySignal, refused: boolean): Sizing {
  const { instrument } = bootSymbol(core, signal.symbol);
  if (core.boot.unguarded) {
    const lots = signal.askedQty === null ? 1 : floorSteps(signal.askedQty, instrument.lot);
    return { qtyLots: lots, riskMoney: 0, limitedBy: "unguarded" };
  }
  return sizeEntry(
    {
      instrument,
      equity: equityOf(core.state),
      price: signal.price,
      stopDistance: Math.abs(signal.price - signal.stop),
      governor: refused ? 1 : governorShare(core),
      regimeSize: refused ? 1 : regimeShare(core, signal.symbol),
      askedQty: signal.askedQty,
      without: core.boot.without,
      moneyLeft: refused ? undefined : moneyLimit(core, signal),
    },
    core.config,
  );
}

/** The money limit's part of a size, where there is such a limit. */
function moneyLimit(core: Core, signal: EntrySignal): MoneyLeft | undefined {
  const amount = moneyLeft(core);
  if (amount === Number.POSITIVE_INFINITY) return undefined;
  const { instrument } = bootSymbol(core, signal.symbol);
  const priceTicks = signal.price / toNumber(instrument.tick);
  const fullStopOf = (lots: number): number =>
    fullStopMoney({ lots, priceTicks, stopTicks: signal.stopTicks }, instrument, core.config.fills);
  return { amount, fullStopOf };
}

/** Said once a run: a target beyond the last scale-out changes nothing. */
function targetNote(core: Core, signal: EntrySignal): string {
  if (core.state.ledger.targetNoted) return "";
  const { tick } = bootSymbol(core, signal.symbol).instrument;
  const basis = {
    side: signal.side,
    entryTicks: signal.price / toNumber(tick),
    initialStopTicks: signal.stopTicks,
    targetTicks: signal.targetTicks,
    entryLots: 1,
  };
  return isTargetIdle(basis, core.config.intrade.scale_out)
    ? "target beyond the last scale-out changes nothing"
    : "";
}

function submitEntry(core: Core, signal: EntrySignal, sizing: Sizing, traceId: string): void {
  const symbol = ledgerOf(core, signal.symbol);
  const { instrument } = symbol;
  const { state } = core;
  const equity = equityOf(core.state);
  const stopDistance = Math.abs(signal.price - signal.stop);
  emit(core, {
    seq: 0,
    ts: state.now,
    type: "entry_sized",
    symbol: instrument.symbol,
    trace_id: traceId,
    strategy: signal.strategy,
    qty: unitsOf(sizing.qtyLots, instrument),
    risk_money: sizing.riskMoney,
    stop_distance: stopDistance,
    equity,
    governor: governorShare(core),
    regime_size: regimeShare(core, signal.symbol),
    limited_by: sizing.limitedBy,
    note: targetNote(core, signal),
  });
  const tradeId = String(state.ledger.nextTrade);
  const intent: OrderIntent = {
    clientOrderId: nextOrderId(core, "entry"),
    symbol: signal.symbol,
    side: signal.side === "long" ? "buy" : "sell",
    type: isLive(core) ? "limit" : "market",
    role: "entry",
    qtyLots: sizing.qtyLots,
    priceTicks: isLive(core) ? worstEntryTicks(core, signal) : 0,
    group: tradeId,
  };
  const today = accountDayOf(core);
  const approval = approveEntry(intent, state.ledger, {
    equity,
    price: signal.price,
    lastPrice: viewOf(core, signal.symbol).market.close,
    stopDistance,
    day: today.ordinal,
    week: today.week,
    now: state.now,
    unguarded: core.boot.unguarded,
  });
  if (!approval.ok) {
    refuse(core, signal.symbol, traceId, signal.strategy, {
      guards: [`constraint:${approval.rule}`],
      inputs: { [`constraint:${approval.rule}`]: { second_check: true } },
    });
    return;
  }
  emit(core, entrySubmitted(core, signal, intent, traceId, sizing.riskMoney));
  place(core, approval.order);
}
