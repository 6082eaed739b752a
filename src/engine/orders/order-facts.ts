// The facts of an order's life and of the trade it makes.

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
import { closedFactOf, type ExitLeg } from "../trade/closing.js";
import type { ExitReason } from "../trade/record.js";
import { type LedgerOrder, meanEntryTicks, type Position, type SymbolLedger } from "./ledger.js";
import { moneyOf } from "./money.js";

const DAY_MS = 86_400_000;

/** What changed of an order; left out is as it was. Lots and ticks. */
interface OrderChange {
  readonly qtyLots?: number;
  readonly priceTicks?: number;
  /** Filled, as the broker has it. */
  readonly filledLots?: number;
  readonly reason?: string;
}

/** Writes an order's state. */
export function emitState(
  core: Core,
  { instrument }: SymbolLedger,
  order: LedgerOrder,
  state: OrderStateName,
  change: OrderChange = {},
): void {
  const { qtyLots = order.qtyLots, priceTicks = order.priceTicks, reason = "" } = change;
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
    filled_qty: unitsOf(change.filledLots ?? order.filledLots, instrument),
    price: order.type === "market" ? null : priceOf(priceTicks, instrument),
    reason,
  });
}

/** Writes a fill; an entry's slippage is against the close it was decided on. */
export function emitFill(
  core: Core,
  symbol: SymbolLedger,
  order: LedgerOrder,
  report: ReportEvent,
): void {
  const { instrument } = symbol;
  const price = priceOf(report.price, instrument);
  const isDecided = order.type === "market" || order.role === "entry";
  const reference = isDecided ? order.reference : priceOf(order.priceTicks, instrument);
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

/** Writes that a trade has begun, at `ts`. */
export function emitOpened(core: Core, index: number, ts: number): void {
  const symbol = ledgerOf(core, index);
  const position = symbol.position;
  if (position === null) return;
  const { instrument } = symbol;
  const { day } = viewOf(core, index).market;
  const accountDay = accountDayOf(core);
  const daily = bootSymbol(core, index).interval >= DAY_MS;
  // A daily bar's stamp has no hour: its trade counts on the date it is named after. Before the
  // first day there is no zone to ask.
  const local = day === null ? ts : daily ? day.ordinal * DAY_MS : ts + offsetAt(day, ts);
  emit(core, {
    seq: 0,
    ts,
    type: "position_opened",
    symbol: instrument.symbol,
    trace_id: position.traceId,
    trade_id: position.tradeId,
    side: position.side,
    strategy: position.strategy,
    regime: position.regime,
    qty: unitsOf(position.entryLots, instrument),
    entry_price: priceOf(meanEntryTicks(position), instrument),
    stop: priceOf(position.stopTicks, instrument),
    target: position.targetTicks === null ? null : priceOf(position.targetTicks, instrument),
    day: accountDay.ordinal,
    week: accountDay.week,
    entry_hour: Math.floor(local / 3_600_000) % 24,
    entry_weekday: (Math.floor(local / DAY_MS) + 3) % 7,
  });
}

/** Writes that a trade has ended with this leg. */
export function emitClosed(
  core: Core,
  report: ReportEvent,
  order: LedgerOrder,
  leg: ExitLeg,
): void {
  const symbol = ledgerOf(core, report.symbol);
  const position = symbol.position;
  if (position === null) return;
  const view = viewOf(core, report.symbol);
  const isStop = order.role === "stop";
  const reason = isStop ? stopReasonOf(position.stopWhy) : (order.reason as ExitReason);
  const isLate = order.dueTs !== null && report.ts >= order.dueTs;
  const isHandStop = isStop && position.stopWhy === "hand";
  const accountDay = accountDayOf(core);
  const closing = { ts: report.ts, reason, leg, isLate, isHandStop, accountDay };
  emit(core, closedFactOf(symbol, position, view, closing));
}

/** A stop's fill is named after the last move of the stop. */
export function stopReasonOf(stopWhy: Position["stopWhy"]): ExitReason {
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
