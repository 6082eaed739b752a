// The last check before an order leaves. It shares nothing with the sizing and the guards but the
// ceilings in code: it looks at the finished order and the ledger alone, so that a fault in the
// first check cannot pass a second time.

import type { Approved, OrderIntent } from "../effect.js";
import type { Instrument } from "../market/instrument.js";
import { type Ledger, openLots, type SymbolLedger } from "../orders/ledger.js";
import { CEILINGS } from "./ceilings.js";

/** An order that passed, or the rule it broke. */
export type Approval =
  | { readonly ok: true; readonly order: Approved<OrderIntent> }
  | { readonly ok: false; readonly rule: string };

/** What an entry is held against. */
export interface EntryCheck {
  readonly equity: number;
  /** Price the entry was decided on, and the market's last one. */
  readonly price: number;
  readonly lastPrice: number;
  readonly stopDistance: number;
  /** Ordinals of the account's running day and week. */
  readonly day: number;
  readonly week: number;
  /** Decision time, UTC epoch ms. */
  readonly now: number;
  readonly unguarded: boolean;
}

const MINUTE_MS = 60_000;

function decimal(value: { unscaled: number; scale: number }): number {
  let divisor = 1;
  for (let i = 0; i < value.scale; i++) divisor *= 10;
  return value.unscaled / divisor;
}

function approved(order: OrderIntent): Approval {
  return { ok: true, order: order as Approved<OrderIntent> };
}

/** Checks an entry: hard ceilings, and nothing else open or working in its symbol. */
export function approveEntry(order: OrderIntent, ledger: Ledger, check: EntryCheck): Approval {
  const symbol = ledger.symbols[order.symbol];
  if (symbol === undefined) return { ok: false, rule: "symbol" };
  if (!(order.qtyLots > 0) || !Number.isInteger(order.qtyLots)) return { ok: false, rule: "qty" };
  const isUnknown = symbol.orders.some(({ state }) => state === "UNKNOWN");
  if (symbol.position !== null || symbol.entry !== null || isUnknown) {
    return { ok: false, rule: "max_open_positions" };
  }
  if (check.unguarded) return approved(order);
  const rule =
    sizeFault(order, symbol, check) ??
    countFault(ledger, check) ??
    priceFault(order, symbol, check);
  return rule === null ? approved(order) : { ok: false, rule };
}

/** The ceiling that the order's size would pass, or null. */
function sizeFault(
  order: OrderIntent,
  { instrument }: SymbolLedger,
  check: EntryCheck,
): string | null {
  const units = order.qtyLots * decimal(instrument.lot);
  if (instrument.assetClass === "future" && units > CEILINGS.max_contracts) {
    return "max_contracts";
  }
  const point = decimal(instrument.pointValue) * decimal(instrument.fxRate);
  const risk = units * check.stopDistance * point;
  const riskCeiling = (check.equity * CEILINGS.risk_per_trade_pct) / 100;
  if (!(risk <= riskCeiling * (1 + 1e-9))) return "risk_per_trade_pct";
  const notional = units * Math.abs(check.price) * point;
  const notionalCeiling = (check.equity * notionalCeilingPct(instrument)) / 100;
  return notional <= notionalCeiling * (1 + 1e-9) ? null : "max_notional_pct";
}

/**
 * The ceiling on how many and how fast that one more entry would pass, or null. An entry that
 * works, or of which nothing is known, counts as if it had filled.
 */
function countFault(ledger: Ledger, { day, week, now }: EntryCheck): string | null {
  let held = 0;
  let unfilled = 0;
  for (const { position, orders } of ledger.symbols) {
    const isWorking = orders.some(({ role }) => role === "entry");
    if (position !== null || isWorking) held++;
    if (position === null && isWorking) unfilled++;
  }
  const today = (ledger.countDay === day ? ledger.tradesToday : 0) + unfilled;
  const thisWeek = (ledger.countWeek === week ? ledger.tradesThisWeek : 0) + unfilled;
  if (today + 1 > CEILINGS.max_trades_per_day) return "max_trades_per_day";
  if (thisWeek + 1 > CEILINGS.max_trades_per_week) return "max_trades_per_week";
  if (held + 1 > CEILINGS.max_open_positions) return "max_open_positions";
  let sent = 0;
  for (const ts of ledger.risk.pace.entries) if (now - ts < MINUTE_MS) sent++;
  return sent + 1 > CEILINGS.max_order_rate_per_min ? "max_order_rate_per_min" : null;
}

/** The collar's ceiling, when the order's price lies beyond it or one of them is no number. */
function priceFault(
  { type, priceTicks }: OrderIntent,
  { instrument }: SymbolLedger,
  check: EntryCheck,
): string | null {
  const { lastPrice } = check;
  const limit = priceTicks * decimal(instrument.tick);
  return isFar(check.price, lastPrice) || (type === "limit" && isFar(limit, lastPrice))
    ? "price_collar_pct"
    : null;
}

function isFar(price: number, lastPrice: number): boolean {
  const share = (Math.abs(price - lastPrice) / Math.abs(lastPrice)) * 100;
  return !(share <= CEILINGS.price_collar_pct * (1 + 1e-9) || price === lastPrice);
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
