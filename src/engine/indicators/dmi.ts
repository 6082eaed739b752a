// True range, directional movement and ADX in one state, because they share every input.
// Source: J. W. Wilder, "New Concepts in Technical Trading Systems" (1978), seeded as StockCharts
// and backtrader compute it: true range starts at bar 1; ATR and both DI are first known at
// bar `period`, from the mean of the first `period` values; ADX first at `2 * period - 1`, as the
// mean of the first `period` DX.

// Bars come whole: a double passed by value to a function that is not inlined is allocated.

import type { Bar } from "../market/bar.js";

/** Wilder's directional movement index. Everything is NaN until warm. */
export interface DmiState {
  readonly period: number;
  /** Bars seen. */
  bars: number;
  previousHigh: number;
  previousLow: number;
  previousClose: number;
  /** Sums of +DM and −DM while seeding, then Wilder's averages of them. */
  plusDm: number;
  minusDm: number;
  /** Sum of true range, later of DX, while seeding. */
  seed: number;
  /** Average true range, in price. */
  atr: number;
  /** Directional indicators and their index, 0 to 100. */
  plusDi: number;
  minusDi: number;
  adx: number;
}

/** @param period bars of Wilder's average, 14 by custom */
export function createDmi(period: number): DmiState {
  return {
    period,
    bars: 0,
    previousHigh: Number.NaN,
    previousLow: Number.NaN,
    previousClose: Number.NaN,
    plusDm: 0,
    minusDm: 0,
    seed: 0,
    atr: Number.NaN,
    plusDi: Number.NaN,
    minusDi: Number.NaN,
    adx: Number.NaN,
  };
}

/** Bars until ADX of `period` is warm. */
export function adxWarmBars(period: number): number {
  return 2 * period;
}

/** Takes one completed bar. */
export function updateDmi(
  state: DmiState,
  bar: Readonly<Pick<Bar, "high" | "low" | "close">>,
): void {
  const { high, low, close } = bar;
  const { period, bars: index, previousClose } = state;
  const up = high - state.previousHigh;
  const down = state.previousLow - low;
  const top = high > previousClose ? high : previousClose;
  const range = top - (low < previousClose ? low : previousClose);
  const plus = up > down && up > 0 ? up : 0;
  const minus = down > up && down > 0 ? down : 0;
  state.bars = index + 1;
  state.previousHigh = high;
  state.previousLow = low;
  state.previousClose = close;
  if (index > period) {
    state.atr = (state.atr * (period - 1) + range) / period;
    state.plusDm = (state.plusDm * (period - 1) + plus) / period;
    state.minusDm = (state.minusDm * (period - 1) + minus) / period;
    updateIndex(state);
  } else if (index > 0) {
    state.seed += range;
    state.plusDm += plus;
    state.minusDm += minus;
    if (index === period) seedIndex(state);
  }
}

/** The sums of the first `period` movements become averages. */
function seedIndex(state: DmiState): void {
  const { period } = state;
  state.atr = state.seed / period;
  state.plusDm /= period;
  state.minusDm /= period;
  state.seed = 0;
  updateIndex(state);
}

function updateIndex(state: DmiState): void {
  const { period, atr, bars } = state;
  const plusDi = atr > 0 ? (100 * state.plusDm) / atr : 0;
  const minusDi = atr > 0 ? (100 * state.minusDm) / atr : 0;
  state.plusDi = plusDi;
  state.minusDi = minusDi;
  const sum = plusDi + minusDi;
  const dx = sum > 0 ? (100 * Math.abs(plusDi - minusDi)) / sum : 0;
  if (bars > adxWarmBars(period)) {
    state.adx = (state.adx * (period - 1) + dx) / period;
    return;
  }
  state.seed += dx;
  if (bars === adxWarmBars(period)) state.adx = state.seed / period;
}
