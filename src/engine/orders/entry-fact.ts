import { bootSymbol, type Core, priceOf, unitsOf, viewOf } from "../core.js";
import type { OrderIntent, OrderSubmittedFact } from "../effect.js";
import type { EntrySignal } from "../risk/entry-signal.js";

/**
 * The fact of an entry that goes to a venue, its `seq` still open.
 * @param riskMoney money by which the quantity is floored again at the fill; 0 is not limited
 */
export function entrySubmitted(
  core: Core,
  signal: Pick<EntrySignal, "symbol" | "strategy" | "price" | "stop" | "targetTicks">,
  intent: OrderIntent,
  traceId: string,
  riskMoney: number,
): OrderSubmittedFact {
  const { instrument } = bootSymbol(core, signal.symbol);
  return {
    seq: 0,
    ts: core.state.now,
    type: "order_submitted",
    symbol: instrument.symbol,
    trace_id: traceId,
    client_order_id: intent.clientOrderId,
    trade_id: intent.group,
    side: intent.side,
    order_type: intent.type,
    role: intent.role,
    qty: unitsOf(intent.qtyLots, instrument),
    price: intent.type === "market" ? null : priceOf(intent.priceTicks, instrument),
    reference: signal.price,
    reason: "signal",
    level: 0,
    strategy: signal.strategy,
    regime: viewOf(core, signal.symbol).market.regime,
    stop: signal.stop,
    target: signal.targetTicks === null ? null : priceOf(signal.targetTicks, instrument),
    risk_money: riskMoney,
    due_ts: null,
  };
}
