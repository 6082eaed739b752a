// What a strategy sees, made by hand: one context with chosen numbers, or the contexts of a
// series of bars with textbook indicators that share nothing with the engine's.

import type { Bar } from "../../src/engine/market/bar.js";
import type { BollingerBands, StrategyContext } from "../../src/engine/strategy.js";

const NO_BANDS: BollingerBands = { middle: NaN, upper: NaN, lower: NaN, deviation: NaN };

/** Everything that a test may say of one bar's context; the rest is an up-trend around 1000. */
export interface Given extends Partial<Omit<StrategyContext, "bar" | "bollinger">> {
  readonly o?: number;
  readonly h?: number;
  readonly l?: number;
  readonly c: number;
  readonly bands?: readonly [lower: number, upper: number];
}

/** One context: tick 0.25, ATR 10, VWAP 1000, +DI 30 over −DI 10, no opening range. */
export function contextOf(given: Given): StrategyContext {
  const { o = given.c, c, bands, h, l, ...rest } = given;
  const bar: Bar = {
    ts: 0,
    open: o,
    high: h ?? Math.max(o, c),
    low: l ?? Math.min(o, c),
    close: c,
    volume: 100,
  };
  const bollinger: BollingerBands =
    bands === undefined
      ? NO_BANDS
      : {
          middle: (bands[0] + bands[1]) / 2,
          lower: bands[0],
          upper: bands[1],
          deviation: (bands[1] - bands[0]) / 4,
        };
  return {
    symbol: "MNQ",
    bar,
    interval: 60_000,
    tick: 0.25,
    atr: 10,
    adx: 30,
    plus_di: 30,
    minus_di: 10,
    rsi: 50,
    ema: 1000,
    vwap: 1000,
    vwap_slope: 0.1,
    bollinger: () => bollinger,
    timeframes: [],
    regime: "TREND",
    day: 1,
    bars_today: 100,
    in_rth: true,
    in_session: true,
    or_high: NaN,
    or_low: NaN,
    position: null,
    ...rest,
  };
}

/** A small linear congruential generator (Numerical Recipes), uniform in [0, 1). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Bars of each trading day. */
export const DAY_BARS = 390;
const RANGE_BARS = 15;

/** A walk in ticks of 0.25 that turns now and then, so that it both trends and swings. */
export function walk(seed: number, days: number): Bar[] {
  const random = uniform(seed);
  const bars: Bar[] = [];
  let price = 4000;
  let drift = 0;
  for (let index = 0; index < days * DAY_BARS; index += 1) {
    if (random() < 0.03) drift = Math.round((random() - 0.5) * 8);
    const open = price;
    let high = price;
    let low = price;
    for (let move = 0; move < 6; move += 1) {
      price += Math.round((random() - 0.5) * 10) + Math.round(drift / 3);
      high = Math.max(high, price);
      low = Math.min(low, price);
    }
    const volume = 50 + Math.floor(random() * 100);
    bars.push({
      ts: index * 60_000,
      open: open / 4,
      high: high / 4,
      low: low / 4,
      close: price / 4,
      volume,
    });
  }
  return bars;
}

/** Wilder's average of the values from `first` on: a mean of 14, then smoothed by 1/14. */
function wilder(values: readonly number[], first: number): number[] {
  const result: number[] = [];
  let average = NaN;
  values.forEach((value, index) => {
    const last = first + 13;
    if (index === last) {
      average = values.slice(first, last + 1).reduce((sum, one) => sum + one, 0) / 14;
    } else if (index > last) {
      average += (value - average) / 14;
    }
    result.push(average);
  });
  return result;
}

const at = (values: readonly number[], index: number): number => values[index] ?? NaN;

/** The contexts of a series of days of `DAY_BARS` bars each. */
export function contextsOf(bars: readonly Bar[]): StrategyContext[] {
  const earlier = (index: number): Bar => bars[Math.max(0, index - 1)] as Bar;
  const trueRange = bars.map((bar, index) => {
    const close = earlier(index).close;
    return Math.max(bar.high, close) - Math.min(bar.low, close);
  });
  const up = bars.map((bar, index) => bar.high - earlier(index).high);
  const down = bars.map((bar, index) => earlier(index).low - bar.low);
  const plus = up.map((move, index) => (move > at(down, index) && move > 0 ? move : 0));
  const minus = down.map((move, index) => (move > at(up, index) && move > 0 ? move : 0));
  const change = bars.map((bar, index) => bar.close - earlier(index).close);
  const atr = wilder(trueRange, 1);
  const plusDi = wilder(plus, 1);
  const minusDi = wilder(minus, 1);
  const gain = wilder(
    change.map((one) => Math.max(one, 0)),
    1,
  );
  const loss = wilder(
    change.map((one) => Math.max(-one, 0)),
    1,
  );
  return bars.map((bar, index) => {
    const first = Math.floor(index / DAY_BARS) * DAY_BARS;
    const today = bars.slice(first, index + 1);
    const volume = today.reduce((sum, one) => sum + one.volume, 0);
    const typical = (one: Bar): number => (one.high + one.low + one.close) / 3;
    const range = today.slice(0, RANGE_BARS);
    const known = today.length >= RANGE_BARS;
    const window = bars.slice(index - 19, index + 1).map((one) => one.close);
    const middle = window.reduce((sum, close) => sum + close, 0) / 20;
    const deviation = Math.sqrt(
      window.reduce((sum, close) => sum + (close - middle) * (close - middle), 0) / 20,
    );
    return contextOf({
      o: bar.open,
      h: bar.high,
      l: bar.low,
      c: bar.close,
      atr: at(atr, index),
      plus_di: (100 * at(plusDi, index)) / at(atr, index),
      minus_di: (100 * at(minusDi, index)) / at(atr, index),
      rsi: (100 * at(gain, index)) / (at(gain, index) + at(loss, index)),
      vwap: today.reduce((sum, one) => sum + typical(one) * one.volume, 0) / volume,
      bands: index < 19 ? [NaN, NaN] : [middle - 2 * deviation, middle + 2 * deviation],
      day: 20_000 + Math.floor(index / DAY_BARS),
      bars_today: today.length,
      or_high: known ? Math.max(...range.map((one) => one.high)) : NaN,
      or_low: known ? Math.min(...range.map((one) => one.low)) : NaN,
    });
  });
}
