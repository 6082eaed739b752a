import type { LiveEngine } from "./live-engine.js";
import type { OutsideFlatten } from "./live-options.js";

/** Books what filled while a flatten worked at the broker itself. */
export function takeOutsideFills(live: LiveEngine, fills: OutsideFlatten["fills"]): void {
  const filled = new Map<string, number>();
  for (const fill of fills) {
    const { symbol, ts, clientOrderId, side } = fill;
    if (!filled.has(clientOrderId)) {
      const own = fills.filter((each) => each.clientOrderId === clientOrderId);
      const qtyLots = own.reduce((sum, each) => sum + each.qtyLots, 0);
      const priceTicks = fill.price;
      const order = { symbol, ts, clientOrderId, side, qtyLots, priceTicks } as const;
      live.enqueue({ type: "outside_order", ...order });
    }
    const cumQty = (filled.get(clientOrderId) ?? 0) + fill.qtyLots;
    filled.set(clientOrderId, cumQty);
    const { qtyLots: qty, price, executionId, commissionNano, stalePrice } = fill;
    live.enqueue({
      ...{ type: "report", kind: "fill", symbol, ts, clientOrderId, qty, cumQty },
      ...{ price, executionId, commissionNano, stalePrice, reason: "flatten" },
    });
  }
}
