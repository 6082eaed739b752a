// What the venue says of our orders becomes facts, and what follows from a fill is done at once:
// the stop first, then the limits, then whatever else.

import { assert } from "../assert.js";
import {
  accountDayOf,
  bootSymbol,
  type Core,
  emit,
  ledgerOf,
  priceOf,
  unitsOf,
  viewOf,
} from "../core.js";
import type { FillFact, OrderStateName } from "../effect.js";
import type { ReportEvent } from "../event.js";
import { offsetAt } from "../market/trading-day.js";
import { closedTradeOf } from "../trade/closing.js";
import { observeFill } from "../trade/excursion.js";
import { cancelEntry, cancelRemaining, coverWithStop, restTargets } from "../trade/exits.js";
import { levelsOf } from "../trade/levels.js";
import { levelBasisOf } from "../trade/manager.js";
import type { ExitReason } from "../trade/record.js";
import {
  findOrder,
  type LedgerOrder,
  meanEntryTicks,
  openLots,
  type SymbolLedger,
} from "./ledger.js";
import { legOf, riskNano } from "./leg.js";
import { moneyOf } from "./money.js";

const DAY_MS = 86_400_000;

/**
 * What a report does to the market half, and nothing else: a fill that is new changes what is held
 * and starts a trade's excursion. Asked before its facts are folded, as it is when it first comes.
 */
export function observeReport(core: Core, report: ReportEvent): void {
  if (report.kind !== "fill") return;
  const order = findOrder(ledgerOf(core, report.symbol), report.clientOrderId);
  if (order === undefined || report.cumQty <= order.filledLots) return;
  observeFill(viewOf(core, report.symbol).excursion, report, order.side === "buy");
}

/** One report of the venue. */
export function onReport(core: Core, report: ReportEvent): void {
  observeReport(core, report);
  const symbol = ledgerOf(core, report.symbol);
  const order = findOrder(symbol, report.clientOrderId);
  assert(order !== undefined, `a report belongs to an order that works: ${report.clientOrderId}`);
  switch (report.kind) {
    case "ack":
      emitState(core, symbol, order, "WORKING", order.qtyLots, order.priceTicks, "");
      break;
    case "amended":
      emitState(core, symbol, order, order.state, report.qty, report.price, report.reason);
      break;
    case "cancelled":
      emitState(core, symbol, order, "CANCELLED", order.qtyLots, order.priceTicks, report.reason);
      break;
    case "rejected":
      emitState(core, symbol, order, "REJECTED", order.qtyLots, order.priceTicks, report.reason);
      break;
    case "fill":
      onFillReport(core, symbol, order, report);
      return;
  }
  if (order.role === "stop") reportProtection(core, report.symbol);
}

function emitState(
  core: Core,
  symbol: SymbolLedger,
  order: LedgerOrder,
  state: OrderStateName,
  qtyLots: number,
  priceTicks: number,
  reason: string,
): void {
  const { instrument } = symbol;
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "order_state",
    symbol: instrument.symbol,
    trace_id: order.traceId,
    client_order_id: order.clientOrderId,
    state,
    role: order.role,
    qty: unitsOf(qtyLots, instrument),
    filled_qty: unitsOf(order.filledLots, instrument),
    price: order.type === "market" ? null : priceOf(priceTicks, instrument),
    reason,
  });
}

/** Says whether the working stop covers exactly what is open, when that has changed. */
function reportProtection(core: Core, index: number): void {
  const symbol = ledgerOf(core, index);
  const position = symbol.position;
  if (position === null) return;
  const stop = symbol.orders.find((o) => o.role === "stop" && o.state === "WORKING");
  const coveredLots = stop === undefined ? 0 : stop.qtyLots - stop.filledLots;
  const state = coveredLots >= openLots(position) ? "PROTECTED" : "NAKED";
  if (state === position.protection) return;
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "protection",
    symbol: symbol.instrument.symbol,
    trace_id: position.traceId,
    trade_id: position.tradeId,
    state,
    qty: unitsOf(openLots(position), symbol.instrument),
    protected_qty: unitsOf(coveredLots, symbol.instrument),
  });
}

function onFillReport(
  core: Core,
  symbol: SymbolLedger,
  order: LedgerOrder,
  report: ReportEvent,
): void {
  // A fill known by its cumulative quantity is applied once, however often it is reported.
  if (report.cumQty <= order.filledLots) return;
  const before = symbol.position;
  const leg =
    before === null || order.role === "entry"
      ? null
      : legOf(before, symbol.value, report.qty, report.price, BigInt(report.commissionNano));
  emitFill(core, symbol, order, report);
  const filled = order.filledLots === order.qtyLots;
  const state = filled ? "FILLED" : "PARTIAL";
  emitState(core, symbol, order, state, order.qtyLots, order.priceTicks, "");
  if (order.role === "entry") onEntryFill(core, report, before === null);
  else if (leg !== null) onExitFill(core, symbol, order, report, leg.netNano);
}

function emitFill(core: Core, symbol: SymbolLedger, order: LedgerOrder, report: ReportEvent): void {
  const { instrument } = symbol;
  const price = priceOf(report.price, instrument);
  const reference =
    order.type === "market" ? order.reference : priceOf(order.priceTicks, instrument);
  const worse = order.side === "buy" ? price - reference : reference - price;
  const fact: FillFact = {
    seq: 0,
    ts: report.ts,
    type: "fill",
    symbol: instrument.symbol,
    trace_id: order.traceId,
    client_order_id: order.clientOrderId,
    execution_id: report.executionId,
    side: order.side,
    qty: unitsOf(report.qty, instrument),
    cum_qty: unitsOf(report.cumQty, instrument),
    price,
    commission: moneyOf(BigInt(report.commissionNano)),
    role: order.role,
    slippage_ticks: slippageTicks(worse, priceOf(1, instrument)),
  };
  if (report.stalePrice) fact.stale_price = true;
  emit(core, fact);
}

/** A difference of two prices in ticks; whole where both are on the grid. */
function slippageTicks(difference: number, tick: number): number {
  const ticks = difference / tick;
  const nearest = Math.round(ticks);
  return Math.abs(ticks - nearest) < 1e-6 ? nearest + 0 : ticks;
}

function onEntryFill(core: Core, report: ReportEvent, first: boolean): void {
  const symbol = ledgerOf(core, report.symbol);
  const position = symbol.position;
  assert(position !== null, "an entry fill opens a position");
  if (first) emitOpened(core, report);
  coverWithStop(core, report.symbol);
  restTargets(core, report.symbol);
}

function emitOpened(core: Core, report: ReportEvent): void {
  const symbol = ledgerOf(core, report.symbol);
  const position = symbol.position;
  if (position === null) return;
  const { instrument } = symbol;
  const { day } = viewOf(core, report.symbol).market;
  const accountDay = accountDayOf(core);
  assert(day !== null, "a bar fills only inside a trading day");
  const daily = bootSymbol(core, report.symbol).interval >= DAY_MS;
  // A daily bar's stamp has no hour: its trade counts on the date it is named after.
  const local = daily ? day.ordinal * DAY_MS : report.ts + offsetAt(day, report.ts);
  emit(core, {
    seq: 0,
    ts: report.ts,
    type: "position_opened",
    symbol: instrument.symbol,
    trace_id: position.traceId,
    trade_id: position.tradeId,
    side: position.side,
    strategy: position.strategy,
    regime: position.regime,
    qty: unitsOf(position.entryLots, instrument),
    entry_price: meanEntryTicks(position) * priceOf(1, instrument),
    stop: priceOf(position.stopTicks, instrument),
    target: position.targetTicks === null ? null : priceOf(position.targetTicks, instrument),
    day: accountDay.ordinal,
    week: accountDay.week,
    entry_hour: Math.floor(local / 3_600_000) % 24,
    entry_weekday: (Math.floor(local / DAY_MS) + 3) % 7,
  });
}

function onExitFill(
  core: Core,
  symbol: SymbolLedger,
  order: LedgerOrder,
  report: ReportEvent,
  legNetNano: bigint,
): void {
  const position = symbol.position;
  assert(position !== null, "an exit fill reduces a position");
  cancelEntry(core, report.symbol);
  const pnl = moneyOf(legNetNano);
  const { instrument } = symbol;
  const head = {
    ts: report.ts,
    symbol: instrument.symbol,
    trace_id: position.traceId,
  };
  const leg = {
    qty: unitsOf(report.qty, instrument),
    price: priceOf(report.price, instrument),
    pnl,
  };
  if (order.level > 0) {
    const basis = levelBasisOf(position);
    const level = levelsOf(basis, core.config.intrade.scale_out).find(
      (each) => each.level === order.level,
    );
    const risk = Number(riskNano(position, symbol.value));
    const { ts, ...rest } = head;
    emit(core, {
      seq: 0,
      ts,
      type: "tp_hit",
      ...rest,
      trade_id: position.tradeId,
      level: order.level,
      at_r: level?.atR ?? 0,
      ...leg,
      result_R: Number(legNetNano) / risk,
    });
  }
  if (openLots(position) > 0) return;
  emitClosed(core, report, order, leg);
  cancelRemaining(core, report.symbol);
}

function emitClosed(
  core: Core,
  report: ReportEvent,
  order: LedgerOrder,
  leg: { qty: number; price: number; pnl: number },
): void {
  const symbol = ledgerOf(core, report.symbol);
  const position = symbol.position;
  if (position === null) return;
  const view = viewOf(core, report.symbol);
  const reason = exitReasonOf(order, position.stopWhy);
  const { ordinal: day, week } = accountDayOf(core);
  const {
    qty: trade_qty,
    symbol: name,
    trace_id,
    ...trade
  } = closedTradeOf(symbol, position, view, report.ts, reason);
  emit(core, {
    seq: 0,
    ts: report.ts,
    type: "trade_closed",
    symbol: name,
    trace_id,
    ...leg,
    reason,
    ...(order.dueTs !== null && report.ts >= order.dueTs ? { late: true } : {}),
    day,
    week,
    trade_qty,
    ...trade,
  });
}

/** A stop's fill is named after the last move of the stop. */
function exitReasonOf(order: LedgerOrder, stopWhy: string): ExitReason {
  if (order.role !== "stop") return order.reason as ExitReason;
  switch (stopWhy) {
    case "break_even":
      return "break_even";
    case "atr":
    case "swing":
      return "trail";
    case "hand":
      return "hand";
    default:
      return "stop";
  }
}
