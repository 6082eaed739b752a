// Fills of exits that a flatten sent to the broker itself: told by what it left, or by the broker.

import type { FoundOrder } from "../brokers/broker.js";
import type { Core } from "../engine/core.js";
import type { EngineEvent } from "../engine/event.js";
import { findEnded, findOrder } from "../engine/orders/ledger.js";
import type { OutsideFlatten } from "./live-options.js";

type Enqueue = (event: EngineEvent) => void;

/** Books what filled while a flatten worked at the broker itself. */
export function takeOutsideFills(enqueue: Enqueue, fills: OutsideFlatten["fills"]): void {
  const filled = new Map<string, number>();
  for (const fill of fills) {
    const { symbol, ts, clientOrderId, side } = fill;
    if (!filled.has(clientOrderId)) {
      const own = fills.filter((each) => each.clientOrderId === clientOrderId);
      const qtyLots = own.reduce((sum, each) => sum + each.qtyLots, 0);
      const priceTicks = fill.price;
      const order = { symbol, ts, clientOrderId, side, qtyLots, priceTicks } as const;
      enqueue({ type: "outside_order", ...order });
    }
    const cumQty = (filled.get(clientOrderId) ?? 0) + fill.qtyLots;
    filled.set(clientOrderId, cumQty);
    const { qtyLots: qty, price, executionId, commissionNano, stalePrice } = fill;
    enqueue({
      ...{ type: "report", kind: "fill", symbol, ts, clientOrderId, qty, cumQty },
      ...{ price, executionId, commissionNano, stalePrice, reason: "flatten" },
    });
  }
}

/**
 * Books, of what the broker tells of such exits, those that the ledger does not have: a flatten
 * that died may have left no word of them. One that filled before the open position was entered
 * closed an earlier one.
 * @returns the symbols in which something was booked
 */
export function takeToldExits(
  core: Core,
  enqueue: Enqueue,
  exits: readonly FoundOrder[],
): Set<number> {
  const booked = new Set<number>();
  for (const { symbol, clientOrderId, side, fills } of exits) {
    const ledger = core.state.ledger.symbols[symbol];
    if (ledger === undefined || ledger.position === null) continue;
    const isKnown = (): boolean =>
      (findOrder(ledger, clientOrderId) ?? findEnded(ledger, clientOrderId)) !== undefined;
    const { entryTs } = ledger.position;
    if (isKnown() || fills.some(({ ts }) => ts < entryTs)) continue;
    takeOutsideFills(
      enqueue,
      fills.map(({ qty: qtyLots, ...fill }) => ({ ...fill, side, qtyLots })),
    );
    if (isKnown()) booked.add(symbol);
  }
  return booked;
}
