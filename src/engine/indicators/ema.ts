import type { Bar } from "../market/bar.js";

/** Exponential moving average, alpha = 2 / (period + 1), seeded with the SMA; NaN until warm. */
export interface EmaState {
  readonly period: number;
  /** Closes seen. */
  bars: number;
  /** Sum of the closes while seeding. */
  seed: number;
  value: number;
}

/** @param period first value with this many closes */
export function createEma(period: number): EmaState {
  return { period, bars: 0, seed: 0, value: Number.NaN };
}

/** Takes one close. */
export function updateEma(state: EmaState, bar: Readonly<Pick<Bar, "close">>): void {
  const { close } = bar;
  const { period } = state;
  state.bars++;
  if (state.bars > period) {
    state.value += (2 / (period + 1)) * (close - state.value);
    return;
  }
  state.seed += close;
  if (state.bars === period) state.value = state.seed / period;
}
