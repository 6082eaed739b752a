// The regime over whole days: three worked by hand, and a month held against a naive reading of
// the rule.

import { describe, expect, it } from "vitest";
import { textbookDmi, textbookVwap, walk } from "./indicators/textbook.js";
import {
  DAY,
  dayOf,
  enterTradingDay,
  MINUTE,
  MONDAY,
  marketOf,
  observe,
  tick,
} from "./market/day.js";

/** Runs of the same regime: `TREND 12` for each. */
function runsOf(regimes: readonly string[]): string[] {
  const runs: [name: string, bars: number][] = [];
  for (const name of regimes) {
    const last = runs.at(-1);
    if (last?.[0] === name) last[1]++;
    else runs.push([name, 1]);
  }
  return runs.map((run) => run.join(" "));
}

describe("the regime", () => {
  it("is that of three days worked by hand", () => {
    const market = marketOf();
    let price = 1000;
    const day = (place: number, bars: number, step: number): string[] => {
      const from = MONDAY + place * DAY;
      enterTradingDay(market, dayOf({ from }));
      return Array.from({ length: bars }, (_, i) => {
        price += step;
        tick(market, from + i * MINUTE, price);
        return market.regime;
      });
    };
    // A point up a minute: +DI 100, −DI 0, ADX 100 from its 28th bar on, ATR 1. Before the first
    // roll ADX decides alone, and before it is warm the market is VOLATILE.
    expect(runsOf(day(0, 60, 1))).toEqual(["VOLATILE 27", "TREND 33"]);
    // The VWAP of bars at p, p + 1, ... is half a point higher with every bar: 2.5 in five, over
    // 5 × ATR 0.5. So is every slope of the first day, from ATR's first bar, and so their median.
    // On the second day it is 0.5 again, which is not above; the opening range of 15 minutes is
    // left on the 16th bar and has held 30 minutes on the 45th.
    expect(runsOf(day(1, 60, 1))).toEqual(["VOLATILE 44", "TREND 16"]);
    expect([market.slopeMedian, market.vwapSlope]).toEqual([0.5, 0.5]);
    // Two points up a minute: 5 in five bars, over 5 × an ATR that is still below 2: above 0.5.
    // It is there from the sixth bar on.
    expect(runsOf(day(2, 20, 2))).toEqual(["VOLATILE 5", "TREND 15"]);
    // 1 / ATR: each range of 2 takes a fourteenth of the way from 1 to 2.
    expect(market.vwapSlope).toBeCloseTo(1 / (2 - (13 / 14) ** 20), 12);
  });

  it("agrees with a naive reading of the rule on every bar of a month", () => {
    const DAYS = 30;
    const BARS = 90;
    const bars = walk(29, DAYS * BARS);
    const { adx, atr } = textbookDmi(bars, 14);
    const market = marketOf();
    const past: number[][] = [];
    const why = new Set<string>();
    for (let d = 0; d < DAYS; d++) {
      const from = MONDAY + d * DAY;
      enterTradingDay(market, dayOf({ from }));
      const today = bars.slice(d * BARS, (d + 1) * BARS);
      const sorted = past
        .slice(-20)
        .flat()
        .sort((a, b) => a - b);
      const half = sorted.length / 2;
      const middle = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]] as number[];
      const median = ((middle[0] as number) + (middle[1] as number)) / 2;
      const high = Math.max(...today.slice(0, 15).map((bar) => bar.high));
      const low = Math.min(...today.slice(0, 15).map((bar) => bar.low));
      const slopes: number[] = [];
      for (const [i, bar] of today.entries()) {
        observe(market, from + i * MINUTE, [bar.high, bar.low, bar.close], bar.volume);
        const move = textbookVwap(today.slice(0, i + 1)) - textbookVwap(today.slice(0, i - 4));
        const slope = i < 5 ? NaN : Math.abs(move) / (5 * (atr[d * BARS + i] as number));
        if (!Number.isNaN(slope)) slopes.push(slope);
        const closes = today.slice(Math.max(15, i - 29), i + 1).map(({ close }) => close);
        const held =
          closes.length === 30 &&
          (closes.every((close) => close > high) || closes.every((close) => close < low));
        const strength = adx[d * BARS + i] as number;
        const isFirst = sorted.length === 0;
        let expected = "VOLATILE";
        if (strength > 25 && (isFirst || held || slope > median)) expected = "TREND";
        if (strength < 20 && (isFirst || !(slope > median))) expected = "RANGE";
        expect(market.regime, `day ${d}, bar ${i}`).toBe(expected);
        if (strength > 25 && !isFirst) why.add(`held ${held}, steep ${slope > median}`);
        why.add(expected);
      }
      past.push(slopes);
    }
    // Every way to a regime was gone.
    expect([...why].sort()).toEqual([
      "RANGE",
      "TREND",
      "VOLATILE",
      "held false, steep false",
      "held false, steep true",
      "held true, steep false",
      "held true, steep true",
    ]);
  });
});
