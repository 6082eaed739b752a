// How far price has gone since a trade began, and the lows and highs before it. Part of the
// market half: it changes only by what is observed, fills and bars.

import type { BarEvent, ReportEvent } from "../event.js";

/** How far price has gone while a trade was open. */
export type Reach = Pick<Excursion, "high" | "low" | "bars">;

/** Excursion of the open position and the swing window. Prices as the data has them. */
export interface Excursion {
  /** Signed lots held, by the fills seen. */
  heldLots: number;
  /** Highest high and lowest low of the bars exposed; NaN before the first. */
  high: number;
  low: number;
  /** Bars exposed. */
  bars: number;
  /** Session bars seen, and those with a position. */
  sessionBars: number;
  exposedBars: number;
  /** Rings of the last completed bars' highs and lows. */
  readonly highs: number[];
  readonly lows: number[];
  next: number;
}

/** @param lookback completed bars the swing trail looks at */
export function createExcursion(lookback: number): Excursion {
  const size = Math.max(1, lookback);
  return {
    heldLots: 0,
    high: Number.NaN,
    low: Number.NaN,
    bars: 0,
    sessionBars: 0,
    exposedBars: 0,
    highs: new Array<number>(size).fill(Number.POSITIVE_INFINITY),
    lows: new Array<number>(size).fill(Number.NEGATIVE_INFINITY),
    next: 0,
  };
}

/** A fill changes what is held; the first one of a trade starts its excursion. */
export function observeFill(
  excursion: Excursion,
  report: Pick<ReportEvent, "qty">,
  buys: boolean,
): void {
  observeHeld(excursion, excursion.heldLots + (buys ? report.qty : -report.qty));
}

/** Signed lots are held from now on: from flat, or on the other side, a new excursion. */
export function observeHeld(excursion: Excursion, heldLots: number): void {
  if (excursion.heldLots === 0 || excursion.heldLots * heldLots < 0) {
    excursion.high = Number.NaN;
    excursion.low = Number.NaN;
    excursion.bars = 0;
  }
  excursion.heldLots = heldLots;
}

/** The bar's range: a position that the open left standing is exposed to it whole. */
export function observeRange(excursion: Excursion, bar: BarEvent): void {
  if (excursion.heldLots === 0) return;
  reach(excursion, bar);
  excursion.exposedBars++;
}

/** What is open is exposed to a bar. */
export function reach(trade: Reach, { high, low }: Pick<BarEvent, "high" | "low">): void {
  trade.high = trade.bars === 0 ? high : Math.max(trade.high, high);
  trade.low = trade.bars === 0 ? low : Math.min(trade.low, low);
  trade.bars++;
}

/** A completed bar enters the swing window. */
export function observeCompleted(excursion: Excursion, bar: BarEvent, inSession: boolean): void {
  excursion.highs[excursion.next] = bar.high;
  excursion.lows[excursion.next] = bar.low;
  excursion.next = excursion.next + 1 === excursion.highs.length ? 0 : excursion.next + 1;
  if (inSession) excursion.sessionBars++;
}

/** Lowest low of the window; −Infinity until the window is full. */
export function swingLow(excursion: Pick<Excursion, "lows">): number {
  let low = Number.POSITIVE_INFINITY;
  for (const value of excursion.lows) if (value < low) low = value;
  return low;
}

/** Highest high of the window; Infinity until the window is full. */
export function swingHigh(excursion: Pick<Excursion, "highs">): number {
  let high = Number.NEGATIVE_INFINITY;
  for (const value of excursion.highs) if (value > high) high = value;
  return high;
}
