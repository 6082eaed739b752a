// The opening range: high and low of the first minutes of the regular session, and how long price
// has closed outside it. Bars that open inside those minutes make it.

import type { Bar } from "./bar.js";
import type { TradingDay } from "./trading-day.js";

const MINUTE_MS = 60_000;

/** The opening range of the running day. */
export interface OpeningRange {
  /** Length in ms. */
  readonly length: number;
  /** Where it begins and ends, UTC epoch ms; NaN before the first day. */
  from: number;
  to: number;
  /** High and low so far; NaN without a bar. */
  formingHigh: number;
  formingLow: number;
  /** High and low once it is complete; NaN until then, and on a day without bars in it. */
  high: number;
  low: number;
  /** Side of the last close: 1 above, −1 below, 0 inside or not complete. */
  side: number;
  /** Open time of the first bar of those that have since closed on `side`. */
  since: number;
  /** How long they cover, ms, up to the last close. */
  heldMs: number;
}

/** @param minutes length of the range */
export function createOpeningRange(minutes: number): OpeningRange {
  return {
    length: minutes * MINUTE_MS,
    from: Number.NaN,
    to: Number.NaN,
    formingHigh: Number.NaN,
    formingLow: Number.NaN,
    high: Number.NaN,
    low: Number.NaN,
    side: 0,
    since: Number.NaN,
    heldMs: 0,
  };
}

/** Begins anew; a day without a regular session has no range. */
export function resetOpeningRange(range: OpeningRange, day: TradingDay): void {
  range.from = day.rthOpen;
  range.to = Math.min(day.rthOpen + range.length, day.rthClose);
  range.formingHigh = Number.NaN;
  range.formingLow = Number.NaN;
  range.high = Number.NaN;
  range.low = Number.NaN;
  range.side = 0;
  range.since = Number.NaN;
  range.heldMs = 0;
}

/**
 * Takes a completed bar of the day's session.
 * @param interval bar length, ms
 */
export function updateOpeningRange(
  range: OpeningRange,
  bar: Readonly<Bar>,
  interval: number,
): void {
  const { ts, close } = bar;
  if (ts < range.from) return;
  const end = ts + interval;
  if (ts < range.to) {
    const { high, low } = bar;
    if (range.formingHigh !== range.formingHigh || high > range.formingHigh) {
      range.formingHigh = high;
    }
    if (range.formingLow !== range.formingLow || low < range.formingLow) range.formingLow = low;
    if (end < range.to) return;
  }
  range.high = range.formingHigh;
  range.low = range.formingLow;
  const side = close > range.high ? 1 : close < range.low ? -1 : 0;
  if (side !== range.side) range.since = ts;
  range.side = side;
  range.heldMs = side === 0 ? 0 : end - range.since;
}
