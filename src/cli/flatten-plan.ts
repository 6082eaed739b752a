// What a flatten would do, without doing any of it.

import { signedLots } from "../brokers/paper/account.js";
import { priceOf } from "../brokers/paper/records.js";
import { loadBook } from "../brokers/paper/segments.js";
import type { Status } from "../control/status.js";
import type { Disk } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";
import { fromSteps } from "../engine/market/instrument.js";
import { matchInstrument } from "../engine/market/roots.js";

/** What is open and what works; quantities in units, prices as decimals. */
export interface FlattenPlan {
  readonly positions: readonly Pick<Status["positions"][number], "symbol" | "side" | "qty">[];
  readonly orders: readonly Omit<Status["orders"][number], "state">[];
}

/** The symbol of an account that a person means by `MNQZ5` or `/MNQ`; null where it has none. */
export function meantSymbol(asked: string, known: readonly string[]): string | null {
  if (known.includes(asked)) return asked;
  const root = matchInstrument(asked, {})?.symbol ?? asked.toUpperCase();
  return known.find((name) => name === root) ?? null;
}

/** The same; throws a UserError that says what the account has. */
export function symbolOf(asked: string, known: readonly string[]): string {
  const meant = meantSymbol(asked, known);
  if (meant !== null) return meant;
  throw new UserError(`--symbol ${asked}: the account has only ${known.join(", ") || "none"}`);
}

function partOf(plan: FlattenPlan, asked: string | null): FlattenPlan {
  if (asked === null) return plan;
  const known = [...plan.positions, ...plan.orders].map(({ symbol }) => symbol);
  const meant = meantSymbol(asked, known);
  const isMeant = ({ symbol }: { readonly symbol: string }) => symbol === meant;
  return { positions: plan.positions.filter(isMeant), orders: plan.orders.filter(isMeant) };
}

/** What the running engine would do. */
export function planFromStatus(status: Status, asked: string | null): FlattenPlan {
  const positions = status.positions.map(({ symbol, side, qty }) => ({ symbol, side, qty }));
  const orders = status.orders.map(({ state: _, ...order }) => order);
  return partOf({ positions, orders }, asked);
}

/** The symbols of the paper broker's book; none where there is none. */
export function knownSymbols(disk: Disk, folder: string): string[] {
  return [...(loadBook(disk, folder)?.records.symbols.keys() ?? [])];
}

/** What would be done at the paper broker; its book is read and nobody is fenced off for it. */
export function planFromPaper(disk: Disk, folder: string, asked: string | null): FlattenPlan {
  const records = loadBook(disk, folder)?.records;
  if (records === undefined) return { positions: [], orders: [] };
  const grid = (name: string) => {
    const found = records.symbols.get(name);
    if (found !== undefined) return found.traded.instrument;
    throw new UserError(`${folder}: the paper book has an order of ${name}, which it knows not`, 1);
  };
  const positions = [...records.symbols].flatMap(([symbol, { position, traded }]) => {
    const lots = signedLots(position);
    if (lots === 0) return [];
    const qty = fromSteps(Math.abs(lots), traded.instrument.lot);
    return [{ symbol, side: lots > 0 ? ("long" as const) : ("short" as const), qty }];
  });
  const working = [...records.orders.values()].filter(({ state }) => state === "WORKING");
  const orders = working.map(({ clientOrderId, symbol, side, type, role, ...order }) => ({
    ...{ client_order_id: clientOrderId, symbol, side, type, role },
    qty: fromSteps(order.qtyLots - order.filledLots, grid(symbol).lot),
    price: priceOf(type, order.priceTicks, grid(symbol)),
  }));
  return partOf({ positions, orders }, asked);
}

/** The plan as a person reads it. */
export function planLines({ positions, orders }: FlattenPlan): string[] {
  if (positions.length === 0 && orders.length === 0) {
    return ["no position is open and no order works; entries would be held until `resume`"];
  }
  return [
    ...orders.filter(({ role }) => role !== "stop").map((order) => `cancel  ${orderText(order)}`),
    ...positions.map(({ symbol, side, qty }) => {
      const verb = side === "long" ? "sell" : "buy";
      return `leave   ${symbol}: ${verb} ${qty} at the market (${side} ${qty})`;
    }),
    ...orders
      .filter(({ role }) => role === "stop")
      .map((order) => `cancel  ${orderText(order)}, once it is flat`),
    "hold    entries until `resume`",
  ];
}

function orderText({ client_order_id, symbol, side, type, qty, price }: FlattenPlan["orders"][0]) {
  const at = price === null ? "" : ` at ${price}`;
  return `${symbol} ${side} ${type} ${qty}${at} (${client_order_id})`;
}
