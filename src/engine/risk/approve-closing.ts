// The last check of an order that leaves a position which no ledger tells of: a flatten that works
// on the broker itself, with what the broker holds at that moment.

import type { OrderIntent } from "../effect.js";
import type { BrokerPosition } from "../event.js";
import type { Approval } from "./approve.js";

/** Checks a market exit against the broker's own position: it only reduces, never past flat. */
export function approveClosing(order: OrderIntent, position: BrokerPosition): Approval {
  const { symbol, side, type, role, qtyLots } = order;
  if (symbol !== position.symbol) return { ok: false, rule: "position" };
  if (role !== "exit" || type !== "market") return { ok: false, rule: "type" };
  if (side !== (position.lots > 0 ? "sell" : "buy")) return { ok: false, rule: "side" };
  const isWhole = Number.isInteger(qtyLots) && qtyLots > 0;
  if (!isWhole || qtyLots > Math.abs(position.lots)) return { ok: false, rule: "qty" };
  return { ok: true, order: order as Extract<Approval, { ok: true }>["order"] };
}
