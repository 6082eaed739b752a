import type { Bar } from "../market/bar.js";

/** Wilder's relative strength index of the close (1978), 0 to 100; NaN until warm. */
export interface RsiState {
  readonly period: number;
  /** Closes seen. */
  bars: number;
  previousClose: number;
  /** Sums of gains and losses while seeding, then Wilder's averages. */
  gain: number;
  loss: number;
  value: number;
}

/** @param period changes averaged, 14 by custom; first value after `period` changes */
export function createRsi(period: number): RsiState {
  return {
    period,
    bars: 0,
    previousClose: Number.NaN,
    gain: 0,
    loss: 0,
    value: Number.NaN,
  };
}

/** Takes one close. Without losses it is 100, without any move 50. */
export function updateRsi(state: RsiState, bar: Readonly<Pick<Bar, "close">>): void {
  const { close } = bar;
  const index = state.bars;
  const change = close - state.previousClose;
  state.bars = index + 1;
  state.previousClose = close;
  if (index === 0) return;
  const { period } = state;
  const gain = change > 0 ? change : 0;
  const loss = change < 0 ? -change : 0;
  if (index > period) {
    state.gain = (state.gain * (period - 1) + gain) / period;
    state.loss = (state.loss * (period - 1) + loss) / period;
  } else {
    state.gain += gain;
    state.loss += loss;
    if (index < period) return;
    state.gain /= period;
    state.loss /= period;
  }
  // The same as 100 - 100 / (1 + gain / loss), without its cancellation near 0.
  const moved = state.gain + state.loss;
  state.value = moved > 0 ? (100 * state.gain) / moved : 50;
}
