// The price path of one trade: drawn from facts and bars, thinned and packed for the page, and read
// back by it.

import type { Fact } from "../engine/effect.js";
import type { TradeRecord } from "../engine/trade/record.js";
import { packDigits, TWO_DIGITS, unpackDigits } from "./digits.js";
import { percentAt } from "./scale.js";

/** A bar as far as a path shows it. */
export interface PathBar {
  /** Open time, UTC epoch ms. */
  readonly ts: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A level from a moment on. */
interface PathStop {
  readonly ts: number;
  readonly price: number;
}

/** A fill of the trade. */
export interface PathFill {
  readonly ts: number;
  readonly price: number;
  readonly qty: number;
  readonly role: string;
}

/** What there is to draw of a trade; everything in order of time. */
export interface TradeTrace {
  readonly bars: readonly PathBar[];
  /** Where the stop stood: at first, and after every move. */
  readonly stops: readonly PathStop[];
  readonly fills: readonly PathFill[];
}

/** What of a trade's facts its path shows. */
export function traceOf(
  { entry_ts, initial_stop }: Pick<TradeRecord, "entry_ts" | "initial_stop">,
  facts: readonly Fact[],
  bars: readonly PathBar[],
): TradeTrace {
  const stops: PathStop[] = [{ ts: entry_ts, price: initial_stop }];
  const fills: PathFill[] = [];
  for (const fact of facts) {
    if (fact.type === "stop_moved") stops.push({ ts: fact.ts, price: fact.to });
    if (fact.type === "fill") {
      const { ts, price, qty, role } = fact;
      fills.push({ ts, price, qty, role });
    }
  }
  return { bars, stops, fills };
}

/** What a fill did, by the number it travels as. */
const ROLES: readonly string[] = ["entry", "stop", "target", "exit"];

/**
 * A path as it travels. All prices lie from `low` to `high`; high, low and close of every column,
 * and column and price of every stop are two digits each, prices as parts of 4,095 of that range.
 * Of a fill the column, the price itself, the quantity and the role.
 */
export type PackedPath = readonly [
  low: number,
  high: number,
  bars: string,
  stops: string,
  fills: readonly number[],
];

/** A path as the page draws it; columns count from 0. */
export interface DrawnPath {
  readonly low: number;
  readonly high: number;
  readonly bars: readonly Omit<PathBar, "ts">[];
  readonly stops: readonly { readonly column: number; readonly price: number }[];
  readonly fills: readonly (Omit<PathFill, "ts"> & { readonly column: number })[];
}

/** The last bar that opens no later; the first one where there is none. */
function barAtTime(bars: readonly PathBar[], ts: number): number {
  let [low, high] = [0, bars.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((bars[middle]?.ts ?? 0) <= ts) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** So many bars become at most `most`: first time, highest high, lowest low, last close. */
export function thinned(bars: readonly PathBar[], most: number): PathBar[] {
  const count = Math.min(most, bars.length);
  const columns: PathBar[] = [];
  for (const [at, bar] of bars.entries()) {
    const place = Math.floor((at * count) / bars.length);
    const column = columns[place] ?? bar;
    columns[place] = {
      ts: column.ts,
      high: Math.max(column.high, bar.high),
      low: Math.min(column.low, bar.low),
      close: bar.close,
    };
  }
  return columns;
}

/**
 * Null where there is no bar to draw.
 * @param most columns at most
 */
export function packPath({ bars, stops, fills }: TradeTrace, most: number): PackedPath | null {
  if (bars.length === 0 || most < 1) return null;
  const columns = thinned(bars, most);
  const columnOf = (ts: number): number =>
    Math.floor((barAtTime(bars, ts) * columns.length) / bars.length);
  const prices = [
    ...columns.flatMap(({ high, low }) => [high, low]),
    ...[...stops, ...fills].map(({ price }) => price),
  ];
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const part = (price: number): number =>
    Math.round(percentAt(price, low, high) * (TWO_DIGITS / 100));
  return [
    low,
    high,
    packDigits(
      columns.flatMap((column) => [part(column.high), part(column.low), part(column.close)]),
      2,
    ),
    packDigits(
      stops.flatMap(({ ts, price }) => [columnOf(ts), part(price)]),
      2,
    ),
    fills.flatMap(({ ts, price, qty, role }) => [columnOf(ts), price, qty, ROLES.indexOf(role)]),
  ];
}

/** So many values at a time. */
function* groups(values: readonly number[], size: number): Generator<number[]> {
  for (let at = 0; at < values.length; at += size) yield values.slice(at, at + size);
}

/** Reads a packed path. */
export function unpackPath([low, high, bars, stops, fills]: PackedPath): DrawnPath {
  const priceOf = (part = 0): number => low + (part / TWO_DIGITS) * (high - low);
  return {
    low,
    high,
    bars: [...groups(unpackDigits(bars, 2), 3)].map((parts) => ({
      high: priceOf(parts[0]),
      low: priceOf(parts[1]),
      close: priceOf(parts[2]),
    })),
    stops: [...groups(unpackDigits(stops, 2), 2)].map(([column = 0, part]) => ({
      column,
      price: priceOf(part),
    })),
    fills: [...groups(fills, 4)].map(([column = 0, price = 0, qty = 0, role = 0]) => ({
      column,
      price,
      qty,
      role: ROLES[role] ?? "",
    })),
  };
}
