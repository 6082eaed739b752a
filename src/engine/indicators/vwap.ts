// The volume-weighted average price of a trading day and its slope.

import type { Bar } from "../market/bar.js";
import type { DmiState } from "./dmi.js";

/** VWAP on typical price (h + l + c) / 3 since its anchor; NaN before the first bar. */
export interface VwapState {
  /** Bars since the anchor. */
  bars: number;
  volume: number;
  /** Sum of typical price × volume, and of typical price alone. */
  priceVolume: number;
  prices: number;
  value: number;
}

/** A VWAP without a bar. */
export function createVwap(): VwapState {
  return { bars: 0, volume: 0, priceVolume: 0, prices: 0, value: Number.NaN };
}

/** Sets the anchor: the next bar is the first. */
export function anchorVwap(state: VwapState): void {
  state.bars = 0;
  state.volume = 0;
  state.priceVolume = 0;
  state.prices = 0;
  state.value = Number.NaN;
}

/** Takes one bar. While no bar since the anchor had volume it is the mean of typical prices. */
export function updateVwap(
  state: VwapState,
  bar: Readonly<Pick<Bar, "high" | "low" | "close" | "volume">>,
): void {
  const { high, low, close, volume } = bar;
  const typical = (high + low + close) / 3;
  state.bars++;
  state.volume += volume;
  state.priceVolume += typical * volume;
  state.prices += typical;
  state.value = state.volume > 0 ? state.priceVolume / state.volume : state.prices / state.bars;
}

/** Bars over which the slope is taken. */
const SLOPE_BARS = 5;

/** The last k + 1 VWAPs of the day, as a ring; k = 5. */
export interface SlopeState {
  readonly vwaps: number[];
  /** Where the next VWAP goes: the oldest one's place. */
  next: number;
  /** (vwap − vwap k bars ago) / (k × atr); NaN until the day has k + 1 bars, or at ATR 0. */
  value: number;
}

/** A slope without a bar. */
export function createSlope(): SlopeState {
  return {
    vwaps: new Array<number>(SLOPE_BARS + 1).fill(Number.NaN),
    next: 0,
    value: Number.NaN,
  };
}

/** Forgets the day that has ended. */
export function resetSlope(state: SlopeState): void {
  state.vwaps.fill(Number.NaN);
  state.next = 0;
  state.value = Number.NaN;
}

/** Takes the VWAP of one more bar of the day, and the ATR that the slope is measured in. */
export function updateSlope(
  state: SlopeState,
  vwap: Readonly<Pick<VwapState, "value">>,
  { atr }: Readonly<Pick<DmiState, "atr">>,
): void {
  const { value } = vwap;
  state.vwaps[state.next] = value;
  state.next = state.next === SLOPE_BARS ? 0 : state.next + 1;
  const earlier = state.vwaps[state.next] as number;
  state.value = atr > 0 ? (value - earlier) / (SLOPE_BARS * atr) : Number.NaN;
}
