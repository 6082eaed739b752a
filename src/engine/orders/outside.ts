// Exits that were sent without the engine: a flatten that found no engine to ask worked at the
// broker itself. They are orders of ours all the same, and their fills are real.

import { type Core, emit, ledgerOf, priceOf, unitsOf } from "../core.js";
import type { OutsideOrderEvent } from "../event.js";
import { openLots } from "./ledger.js";

/**
 * Takes such an order into the ledger; nothing is sent. One that does not reduce what the ledger
 * holds is left out: the comparison with the broker says what differs.
 */
export function onOutsideOrder(core: Core, event: OutsideOrderEvent): void {
  const symbol = ledgerOf(core, event.symbol);
  const { position, instrument } = symbol;
  if (position === null) return;
  const closes = position.side === "long" ? "sell" : "buy";
  // An exit of our own that was on its way is not counted: what is told here has filled, and what
  // became of ours the broker is still to be asked.
  if (event.side !== closes || event.qtyLots > openLots(position)) return;
  emit(core, {
    seq: 0,
    ts: event.ts,
    type: "order_submitted",
    symbol: instrument.symbol,
    trace_id: position.traceId,
    client_order_id: event.clientOrderId,
    trade_id: position.tradeId,
    side: event.side,
    order_type: "market",
    role: "exit",
    qty: unitsOf(event.qtyLots, instrument),
    price: null,
    reference: priceOf(event.priceTicks, instrument),
    reason: "flatten",
    level: 0,
    strategy: position.strategy,
    regime: position.regime,
    stop: null,
    target: null,
    risk_money: 0,
    due_ts: null,
  });
}
