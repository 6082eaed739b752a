// What the gate sees, held against a naive reading over random gaps: the buckets that have ended
// by the decision, and nothing of those that have not.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askGate } from "../../src/engine/fusion.js";
import { engineConfig } from "../fixtures.js";
import { textbookDmi, walk } from "./indicators/textbook.js";
import { DAY, dayOf, enterTradingDay, MINUTE, MONDAY, marketOf, observe } from "./market/day.js";

const M15 = { name: "15m", ms: 15 * MINUTE };
const M45 = { name: "45m", ms: 45 * MINUTE };
const BASE = 5 * MINUTE;
const BARS = 400;
const { fusion } = engineConfig();

interface Placed {
  readonly ts: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The buckets that a trader with a chart would call finished at a decision time. */
function finished(bars: readonly Placed[], ms: number): Placed[] {
  const last = bars.at(-1) as Placed;
  const buckets = new Map<number, Placed>();
  for (const bar of bars) {
    const ts = Math.floor(bar.ts / ms) * ms;
    const before = buckets.get(ts);
    buckets.set(ts, {
      ts,
      high: Math.max(before?.high ?? bar.high, bar.high),
      low: Math.min(before?.low ?? bar.low, bar.low),
      close: bar.close,
      volume: 0,
    });
  }
  return [...buckets.values()].filter(({ ts }) => ts + ms <= last.ts + BASE);
}

/** The last value; NaN where there is none. */
const lastOf = (values: readonly number[]): number => values.at(-1) ?? NaN;

describe("the gate", () => {
  it("sees the buckets that have ended at each decision, whatever bars are missing", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: BARS, maxLength: BARS });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 1000 }), (missing, seed) => {
        const market = marketOf({ interval: BASE, timeframes: [M15, M45] });
        const bars: Placed[] = [];
        let ts = MONDAY;
        let day = -1;
        for (const [i, bar] of walk(seed, BARS).entries()) {
          // One step in seven leaves bars out, up to six of them.
          ts += BASE * (1 + Math.max(0, (missing[i] as number) - 24));
          bars.push({ ...bar, ts });
          const today = Math.floor(ts / DAY);
          if (today !== day) enterTradingDay(market, dayOf({ from: today * DAY }));
          day = today;
          observe(market, ts, [bar.high, bar.low, bar.close], bar.volume);
          if (i % 9 !== 0 && i < BARS - 40) continue;
          const { inputs } = askGate(market, fusion, "long");
          for (const { name, ms } of [M15, M45]) {
            const { adx, plusDi, minusDi } = textbookDmi(finished(bars, ms), 14);
            const trend = plusDi.map((plus, place) => Math.sign(plus - (minusDi[place] as number)));
            const place = `${name}, bar ${i}`;
            const seen = (value: unknown): number => (typeof value === "number" ? value : NaN);
            expect(seen(inputs[`${name}_trend`]), place).toBe(lastOf(trend));
            const known = lastOf(adx);
            if (Number.isNaN(known)) expect(inputs[`${name}_adx`], place).toBeNull();
            else expect(seen(inputs[`${name}_adx`]), place).toBeCloseTo(known, 9);
          }
        }
      }),
      { numRuns: 8, seed: 4 },
    );
  });

  it("answers the same whatever comes after", () => {
    const bars = walk(5, 300);
    const feed = (last: number, price: number | null) => {
      const market = marketOf({ interval: BASE, timeframes: [M15, M45] });
      enterTradingDay(market, dayOf({ to: MONDAY + 3 * DAY }));
      const answers = bars.slice(0, last + 40).map((bar, i) => {
        const other = i > last && price !== null;
        const prices = other ? [price, price, price] : [bar.high, bar.low, bar.close];
        observe(market, MONDAY + i * BASE, prices as [number, number, number], bar.volume);
        return askGate(market, fusion, "long");
      });
      return answers.slice(0, last + 1);
    };
    for (const last of [100, 255, 256, 257, 259]) {
      expect(feed(last, 1)).toEqual(feed(last, null));
    }
  });
});
