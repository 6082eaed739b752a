// Orders that protect and close a position: the stop and market exits. Nothing here can open or
// enlarge one.

import { assert } from "../assert.js";
import {
  type Core,
  emit,
  ledgerOf,
  nextOrderId,
  place,
  priceOf,
  send,
  unitsOf,
  viewOf,
} from "../core.js";
import type { OrderIntent, OrderRole, OrderType } from "../effect.js";
import { missingLots } from "../orders/broker-view.js";
import {
  exitingLots,
  type LedgerOrder,
  openLots,
  type Position,
  type SymbolLedger,
  stopOf,
} from "../orders/ledger.js";
import { approveExit } from "../risk/approve.js";
import { onBar, type TradeAction } from "./manager.js";
import type { ExitReason } from "./record.js";

/** An order that reduces a position. */
export interface ExitOrder {
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly qtyLots: number;
  readonly priceTicks: number;
  readonly reason: string;
  readonly level: number;
  /** The close a market exit was decided on; stops and limits refer to their own price. */
  readonly reference: number;
  readonly dueTs: number | null;
}

/** Writes an order that reduces a position and sends it. */
export function submitExit(core: Core, index: number, position: Position, exit: ExitOrder): void {
  const symbol = ledgerOf(core, index);
  const { instrument } = symbol;
  const intent: OrderIntent = {
    clientOrderId: nextOrderId(core, exit.role),
    symbol: index,
    side: position.side === "long" ? "sell" : "buy",
    type: exit.type,
    role: exit.role,
    qtyLots: exit.qtyLots,
    priceTicks: exit.priceTicks,
    group: position.tradeId,
  };
  const approval = approveExit(intent, symbol);
  assert(approval.ok, "an exit only reduces the position");
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "order_submitted",
    symbol: instrument.symbol,
    trace_id: position.traceId,
    client_order_id: intent.clientOrderId,
    trade_id: position.tradeId,
    side: intent.side,
    order_type: intent.type,
    role: intent.role,
    qty: unitsOf(intent.qtyLots, instrument),
    price: intent.type === "market" ? null : priceOf(intent.priceTicks, instrument),
    reference: exit.reference,
    reason: exit.reason,
    level: exit.level,
    strategy: position.strategy,
    regime: position.regime,
    stop: null,
    target: null,
    risk_money: 0,
    due_ts: exit.dueTs,
  });
  place(core, approval.order);
}

/** Lots of a position that can be closed: those the broker has. */
function lotsThere(core: Core, index: number, position: Position): number {
  return openLots(position) - missingLots(core.state.ledger, ledgerOf(core, index));
}

/**
 * The protective stop follows the open quantity and the price that is wanted: placed at the first
 * fill, then brought to what it should be. One that is on its way, or of which nothing is known,
 * is not placed a second time.
 */
export function coverWithStop(core: Core, index: number): void {
  const symbol = ledgerOf(core, index);
  const position = symbol.position;
  assert(position !== null, "only an open position is covered");
  const qtyLots = lotsThere(core, index, position);
  if (qtyLots <= 0) return;
  const stop = stopOf(symbol, position);
  if (stop !== undefined) {
    fitStop(core, index, position, stop);
    return;
  }
  submitExit(core, index, position, {
    type: "stop",
    role: "stop",
    qtyLots,
    priceTicks: position.stopTicks,
    reason: "protect",
    level: 0,
    reference: priceOf(position.stopTicks, symbol.instrument),
    dueTs: null,
  });
}

/** Has a stop cover what is open, where it should stand. */
function fitStop(core: Core, index: number, position: Position, stop: LedgerOrder): void {
  // What the broker says it holds may be old: for that no stop is cut.
  const kept = Math.min(stop.qtyLots - stop.filledLots, openLots(position));
  const qtyLots = stop.filledLots + Math.max(kept, lotsThere(core, index, position));
  if (stop.qtyLots === qtyLots && stop.priceTicks === position.stopTicks) return;
  amend(core, index, stop, qtyLots, position.stopTicks);
}

/** Asks for another quantity (its total) and price of an order. */
export function amend(
  core: Core,
  index: number,
  order: LedgerOrder,
  qtyLots: number,
  priceTicks: number,
): void {
  send(core, {
    kind: "amend",
    symbol: index,
    clientOrderId: order.clientOrderId,
    qtyLots,
    priceTicks,
  });
}

/**
 * Closes all that is not already on its way out, at the market: limits are cancelled, the stop
 * rests until the exit has filled (the venue's group takes the quantity off it).
 * @param dueTs end of the trading day before which it should have been flat
 */
export function exitAll(
  core: Core,
  index: number,
  reason: ExitReason,
  dueTs: number | null = null,
): void {
  const symbol = ledgerOf(core, index);
  cancelEntry(core, index);
  const position = symbol.position;
  if (position === null) return;
  for (const order of symbol.orders) {
    if (order.role === "target") cancel(core, index, order);
  }
  const qtyLots = lotsThere(core, index, position) - exitingLots(symbol);
  if (qtyLots > 0) exitAtMarket(core, index, position, qtyLots, reason, 0, dueTs);
}

/** Takes lots off at the market. */
export function exitAtMarket(
  core: Core,
  index: number,
  position: Position,
  qtyLots: number,
  reason: ExitReason,
  level: number,
  dueTs: number | null,
): void {
  const lots = Math.min(qtyLots, lotsThere(core, index, position));
  if (lots <= 0) return;
  submitExit(core, index, position, {
    type: "market",
    role: "exit",
    qtyLots: lots,
    priceTicks: 0,
    reason,
    level,
    reference: viewOf(core, index).market.close,
    dueTs,
  });
}

/** Asks for the end of an order. */
export function cancel(core: Core, index: number, order: LedgerOrder): void {
  send(core, { kind: "cancel", symbol: index, clientOrderId: order.clientOrderId });
}

/** Cancels the entry that is working or still filling. */
export function cancelEntry(core: Core, index: number): void {
  for (const order of ledgerOf(core, index).orders) {
    if (order.role === "entry") cancel(core, index, order);
  }
}

/** Flat means that no order of the trade works on. */
export function cancelRemaining(core: Core, index: number): void {
  for (const order of ledgerOf(core, index).orders) cancel(core, index, order);
}

/** Market exits of the data's end replace whatever was on its way. */
export function closeAtEnd(core: Core, index: number): void {
  const symbol = ledgerOf(core, index);
  cancelEntry(core, index);
  if (symbol.position === null) return;
  for (const order of symbol.orders) {
    if (order.role !== "stop") cancel(core, index, order);
  }
  exitAtMarket(core, index, symbol.position, openLots(symbol.position), "end_of_data", 0, null);
}

/** The in-trade manager on a bar's close. */
export function manageTrade(core: Core, index: number): void {
  const symbol = ledgerOf(core, index);
  const position = symbol.position;
  if (position === null) return;
  const leaving = exitingLots(symbol);
  if (leaving >= openLots(position)) return;
  const view = viewOf(core, index);
  const actions = onBar(
    position,
    {
      reach: view.excursion,
      swing: view.excursion,
      instrument: symbol.instrument,
      close: view.market.close,
      atr: view.market.dmi.atr,
      exitingLots: leaving,
      orderedLevels: orderedLevels(symbol),
    },
    core.config.intrade,
  );
  for (const action of actions) act(core, index, position, action);
}

function orderedLevels(symbol: SymbolLedger): number[] {
  const levels: number[] = [];
  for (const order of symbol.orders) {
    if (order.role === "exit" && order.tradeId === symbol.position?.tradeId) {
      levels.push(order.level);
    }
  }
  return levels;
}

function act(core: Core, index: number, position: Position, action: TradeAction): void {
  if (action.type === "move_stop") {
    moveStop(core, index, position, action.priceTicks, action.why);
  } else if (action.type === "scale_out") {
    exitAtMarket(core, index, position, action.qtyLots, "target", action.level.level, null);
  } else {
    emit(core, {
      seq: 0,
      ts: core.state.now,
      type: "time_exit",
      symbol: ledgerOf(core, index).instrument.symbol,
      trace_id: position.traceId,
      trade_id: position.tradeId,
      bars: action.bars,
    });
    exitAll(core, index, "time");
  }
}

/** Writes that the stop moves, and has the venue move it. */
export function moveStop(
  core: Core,
  index: number,
  position: Position,
  priceTicks: number,
  why: "break_even" | "atr" | "swing" | "hand",
): void {
  const symbol = ledgerOf(core, index);
  const { instrument } = symbol;
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "stop_moved",
    symbol: instrument.symbol,
    trace_id: position.traceId,
    trade_id: position.tradeId,
    from: priceOf(position.stopTicks, instrument),
    to: priceOf(priceTicks, instrument),
    why,
  });
  const stop = stopOf(symbol, position);
  if (stop !== undefined) fitStop(core, index, position, stop);
}
