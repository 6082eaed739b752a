// The naive simulator's bars: what it is told, and the tape in ticks that it walks.

import type { FillsConfig, IntradeConfig } from "../../src/engine/config.js";
import type { Bar } from "../../src/engine/market/bar.js";
import type { Side } from "../../src/engine/strategy.js";

/** A signal of a file: it falls on the close of bar `barIndex` and acts at the next open. */
export interface NaiveSignal {
  barIndex: number;
  side: Side | "exit";
  /** Initial stop price; not read for an exit. */
  stop: number;
  target: number | null;
  /** Units; null is one lot. */
  qty: number | null;
}

/** All that the simulator is told. Signals are in order of `barIndex`, ties in file order. */
export interface NaiveInput {
  /** A market that never closes; plain numbers. */
  instrument: { tick: number; pointValue: number; lot: number };
  bars: Bar[];
  signals: NaiveSignal[];
  /** `commission_per_side` is money per unit; null is 0.62, as for futures. */
  config: { intrade: IntradeConfig; fills: FillsConfig };
}

/** A bar in ticks, mirrored for shorts. `room` is the lots that entries and limits may take. */
export interface TapeBar {
  open: number;
  high: number;
  low: number;
  close: number;
  room: number;
  atr: number;
}

/** How far from a whole tick or lot still counts as on it. */
export const NEAR = 1e-6;
/** Whole steps at or below. */
export const down = (x: number): number => Math.floor(x + NEAR);
/** Whole steps at or above. */
export const up = (x: number): number => Math.ceil(x - NEAR);
/** Whether `a >= b`, forgiving a hair. */
export const atLeast = (a: number, b: number): boolean => a >= b - NEAR;
/** Sum of something of the items. */
export const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
/** The item there; throws where there is none. */
export function item<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
}

/** Wilder's ATR 14: NaN before index 14, there the mean of TR[1..14], then smoothed. */
function wilderAtr(bars: { high: number; low: number; close: number }[]): number[] {
  const range = bars.map((bar, i) => {
    const before = bars[i - 1]?.close ?? Number.NaN;
    return Math.max(bar.high - bar.low, Math.abs(bar.high - before), Math.abs(bar.low - before));
  });
  const atr = bars.map(() => Number.NaN);
  for (let i = 14; i < bars.length; i += 1) {
    atr[i] =
      i === 14
        ? sum(range.slice(1, 15), (r) => r) / 14
        : (item(atr, i - 1) * 13 + item(range, i)) / 14;
  }
  return atr;
}

/** The bars in ticks, mirrored for a short, each with its room and its ATR. */
export function tapeOf(input: NaiveInput, side: Side): TapeBar[] {
  const { tick, lot } = input.instrument;
  const pct = input.config.fills.max_volume_pct;
  const hasVolume = input.bars.some((bar) => bar.volume > 0);
  const inTicks = (price: number): number => {
    const ticks = price / tick;
    return Math.abs(ticks - Math.round(ticks)) <= NEAR ? Math.round(ticks) : ticks;
  };
  const plain = input.bars.map((bar) => {
    const [o, h, l, c] = [bar.open, bar.high, bar.low, bar.close].map(inTicks) as [
      number,
      number,
      number,
      number,
    ];
    let room = Number.POSITIVE_INFINITY;
    if (hasVolume && bar.volume === 0) room = 0;
    else if (hasVolume && pct !== null) room = down((bar.volume * pct) / 100 / lot);
    return side === "long"
      ? { open: o, high: h, low: l, close: c, room }
      : { open: -o, high: -l, low: -h, close: -c, room };
  });
  const atr = wilderAtr(plain);
  return plain.map((bar, i) => ({ ...bar, atr: item(atr, i) }));
}
