// Bollinger bands: the mean of the last `period` closes and two population deviations on either
// side (J. Bollinger). Computed anew from the closes each time it is asked for, so that no
// rounding is carried from bar to bar.

import type { Bar } from "../market/bar.js";
import type { BollingerBands } from "../strategy.js";

/** The last `period` closes, as a ring. */
export interface CloseRing {
  readonly closes: number[];
  /** Where the next close goes: the oldest one's place once the ring is full. */
  next: number;
  /** Closes seen. */
  bars: number;
}

/** Bands that are written anew on each request. */
export type MutableBands = { -readonly [K in keyof BollingerBands]: number };

/** @param period closes the bands are over, 20 by custom */
export function createCloseRing(period: number): CloseRing {
  return { closes: new Array<number>(period).fill(Number.NaN), next: 0, bars: 0 };
}

/** Takes one close. */
export function pushClose(ring: CloseRing, bar: Readonly<Pick<Bar, "close">>): void {
  const { close } = bar;
  ring.closes[ring.next] = close;
  ring.next = ring.next + 1 === ring.closes.length ? 0 : ring.next + 1;
  ring.bars++;
}

/**
 * Writes the bands of the closes in the ring, NaN until it is full.
 * @param width deviations from the middle to a band
 */
export function writeBollinger(
  ring: CloseRing,
  width: number,
  bands: MutableBands,
): BollingerBands {
  const { closes } = ring;
  const period = closes.length;
  // Reckoned from the latest close, so that a flat series has a deviation of exactly 0.
  const origin = closes[ring.next === 0 ? period - 1 : ring.next - 1] as number;
  let sum = 0;
  for (let i = 0; i < period; i++) sum += (closes[i] as number) - origin;
  const mean = sum / period;
  let squares = 0;
  for (let i = 0; i < period; i++) {
    const difference = (closes[i] as number) - origin - mean;
    squares += difference * difference;
  }
  const deviation = Math.sqrt(squares / period);
  bands.middle = origin + mean;
  bands.deviation = deviation;
  bands.upper = bands.middle + width * deviation;
  bands.lower = bands.middle - width * deviation;
  return bands;
}
