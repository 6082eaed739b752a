// The last check before an order leaves. It shares nothing with the sizing and the guards but the
// ceilings in code: it looks at the finished order and the ledger alone, so that a fault in the
// first check cannot pass a second time.

import type { Approved, OrderIntent } from "../effect.js";
import type { Instrument } from "../market/instrument.js";
import { openLots, type SymbolLedger } from "../orders/ledger.js";
import { CEILINGS } from "./ceilings.js";

/** An order that passed, or the rule it broke. */
export type Approval =
  | { readonly ok: true; readonly order: Approved<OrderIntent> }
  | { readonly ok: false; readonly rule: string };

/** What an entry is held against. */
export interface EntryCheck {
  readonly equity: number;
  readonly price: number;
  readonly stopDistance: number;
  readonly unguarded: boolean;
}

function decimal(value: { unscaled: number; scale: number }): number {
  let divisor = 1;
  for (let i = 0; i < value.scale; i++) divisor *= 10;
  return value.unscaled / divisor;
}

function approved(order: OrderIntent): Approval {
  return { ok: true, order: order as Approved<OrderIntent> };
}

/** Checks an entry: hard ceilings on its size, and nothing else open or working. */
export function approveEntry(
  order: OrderIntent,
  symbol: SymbolLedger,
  check: EntryCheck,
): Approval {
  if (!(order.qtyLots > 0) || !Number.isInteger(order.qtyLots)) return { ok: false, rule: "qty" };
  if (symbol.position !== null || symbol.entry !== null) {
    return { ok: false, rule: "max_open_positions" };
  }
  if (check.unguarded) return approved(order);
  const { instrument } = symbol;
  const units = order.qtyLots * decimal(instrument.lot);
  if (instrument.assetClass === "future" && units > CEILINGS.max_contracts) {
    return { ok: false, rule: "max_contracts" };
  }
  const point = decimal(instrument.pointValue) * decimal(instrument.fxRate);
  const risk = units * check.stopDistance * point;
  const riskCeiling = (check.equity * CEILINGS.risk_per_trade_pct) / 100;
  if (!(risk <= riskCeiling * (1 + 1e-9))) return { ok: false, rule: "risk_per_trade_pct" };
  const notional = units * Math.abs(check.price) * point;
  const notionalCeiling = (check.equity * notionalCeilingPct(instrument)) / 100;
  if (!(notional <= notionalCeiling * (1 + 1e-9))) return { ok: false, rule: "max_notional_pct" };
  return approved(order);
}

function notionalCeilingPct(instrument: Instrument): number {
  switch (instrument.assetClass) {
    case "stock":
      return CEILINGS.max_notional_pct.stock;
    case "crypto":
      return CEILINGS.max_notional_pct.crypto;
    case "fx":
      return CEILINGS.max_notional_pct.fx;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Checks a protective or closing order: it can only reduce, and never past flat. */
export function approveExit(order: OrderIntent, symbol: SymbolLedger): Approval {
  const position = symbol.position;
  if (position === null) return { ok: false, rule: "position" };
  const closes = position.side === "long" ? "sell" : "buy";
  if (order.side !== closes) return { ok: false, rule: "side" };
  if (!(order.qtyLots > 0) || order.qtyLots > openLots(position)) {
    return { ok: false, rule: "qty" };
  }
  return approved(order);
}
