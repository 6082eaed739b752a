// Orders of ours that work at the broker though they should not: unknown here, or left over.

import { type Core, emit, ledgerOf, priceOf, send, unitsOf } from "../core.js";
import type { BrokerOrderState, ReconcileEvent } from "../event.js";
import type { PositionMismatch, ReconcileFact } from "../live-facts.js";
import { findEnded, findOrder, type LedgerOrder } from "./ledger.js";
import { emitState } from "./order-facts.js";

/** How the ids of our own orders begin; what does not is somebody else's and is never touched. */
const OUR_PREFIX = "tx";

/** The part of a comparison that strays have to do with. */
interface StrayFindings {
  readonly adopted: readonly {
    readonly index: number;
    readonly fact: ReconcileFact["adopted"][number];
    readonly isNew: boolean;
  }[];
  readonly orphans: ReconcileFact["orphans"];
}

/** Orders of ours there that do not work here. */
function strayOrders(core: Core, event: ReconcileEvent): BrokerOrderState[] {
  return event.orders.filter(
    ({ clientOrderId, symbol }) =>
      clientOrderId.startsWith(OUR_PREFIX) &&
      findOrder(ledgerOf(core, symbol), clientOrderId) === undefined,
  );
}

/** A stray stop that protects `lots`, untouched by fills. */
export function strayStop(
  core: Core,
  event: ReconcileEvent,
  index: number,
  lots: number,
): BrokerOrderState | undefined {
  const side = lots > 0 ? "sell" : "buy";
  return strayOrders(core, event).find(
    (order) =>
      order.symbol === index &&
      order.type === "stop" &&
      order.side === side &&
      order.filledLots === 0,
  );
}

/** Strays are cancelled, but for the stops of what is taken over, which come back by symbol. */
export function sortStrays(
  core: Core,
  event: ReconcileEvent,
  { adopted, orphans }: StrayFindings,
): Map<string, BrokerOrderState> {
  const stops = new Map<string, BrokerOrderState>();
  for (const { index, fact, isNew } of adopted) {
    if (!isNew) continue;
    const stop = strayStop(core, event, index, fact.side === "long" ? 1 : -1);
    if (stop !== undefined) stops.set(fact.symbol, stop);
  }
  const kept = new Set(stops.values());
  for (const order of strayOrders(core, event)) {
    const { clientOrderId, symbol } = order;
    const ended = findEnded(ledgerOf(core, symbol), clientOrderId);
    if (kept.has(order)) orphans.push({ client_order_id: clientOrderId, action: "adopted" });
    else {
      send(core, { kind: "cancel", symbol, clientOrderId });
      // One whose end we have just heard of is no orphan: the answer is older than that.
      if (ended === undefined || ended.state === "EXPIRED") {
        orphans.push({ client_order_id: clientOrderId, action: "cancelled" });
      }
    }
  }
  return stops;
}

/** Exits and stops that rest though ledger and broker are flat. */
export function surplusOrders(
  core: Core,
  event: ReconcileEvent,
  positions: readonly PositionMismatch[],
): { readonly index: number; readonly order: LedgerOrder }[] {
  const surplus: { index: number; order: LedgerOrder }[] = [];
  for (const { clientOrderId, symbol: index } of event.orders) {
    const symbol = ledgerOf(core, index);
    const order = findOrder(symbol, clientOrderId);
    if (order === undefined || order.role === "entry" || symbol.position !== null) continue;
    const differs = positions.some(({ symbol: name }) => name === symbol.instrument.symbol);
    if (!differs) surplus.push({ index, order });
  }
  return surplus;
}

/** The stop that rests for a position taken over becomes ours: nothing is sent. */
export function adoptStop(core: Core, index: number, stop: BrokerOrderState): void {
  const symbol = ledgerOf(core, index);
  const { instrument, position } = symbol;
  if (position === null) return;
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "order_submitted",
    symbol: instrument.symbol,
    trace_id: position.traceId,
    client_order_id: stop.clientOrderId,
    trade_id: position.tradeId,
    side: stop.side,
    order_type: "stop",
    role: "stop",
    qty: unitsOf(stop.qtyLots, instrument),
    price: priceOf(stop.priceTicks, instrument),
    reference: priceOf(stop.priceTicks, instrument),
    reason: "adopted",
    level: 0,
    strategy: position.strategy,
    regime: position.regime,
    stop: null,
    target: null,
    risk_money: 0,
    due_ts: null,
  });
  const order = findOrder(symbol, stop.clientOrderId);
  if (order !== undefined) emitState(core, symbol, order, "WORKING", { reason: "adopted" });
}
