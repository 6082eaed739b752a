import { describe, expect, it } from "vitest";
import type { SymbolMarket } from "../../../src/engine/market/symbol-market.js";
import type { TimeframeState } from "../../../src/engine/market/timeframe.js";
import { textbookDmi } from "../indicators/textbook.js";
import {
  DAY,
  dayOf,
  enterTradingDay,
  HOUR,
  MINUTE,
  MONDAY,
  marketOf,
  observe,
  tick,
} from "./day.js";

const M15 = { name: "15m", ms: 15 * MINUTE };
const H1 = { name: "1h", ms: HOUR };

function timeframe(market: SymbolMarket, place = 0): TimeframeState {
  return market.timeframes[place] as TimeframeState;
}

function startsOf(one: TimeframeState): string[] {
  return one.kept.ts.slice(0, one.completed).map((ts) => new Date(ts).toISOString().slice(11, 16));
}

describe("buckets", () => {
  it("are complete when a base bar reaches their end, and not before", () => {
    const market = marketOf({ timeframes: [M15] });
    enterTradingDay(market, dayOf());
    for (let i = 0; i < 14; i++) tick(market, MONDAY + i * MINUTE, 100 + i);
    expect(timeframe(market).completed).toBe(0);
    tick(market, MONDAY + 14 * MINUTE, 99, 7);
    const { kept, completed } = timeframe(market);
    expect(completed).toBe(1);
    // Opened at the first price, closed at the last; volume 14 × 100 + 7.
    expect([
      kept.ts[0],
      kept.open[0],
      kept.high[0],
      kept.low[0],
      kept.close[0],
      kept.volume[0],
    ]).toEqual([MONDAY, 100, 113, 99, 99, 1407]);
  });

  it("are proved complete by a later bar where bars are missing at their end", () => {
    const market = marketOf({ timeframes: [M15] });
    enterTradingDay(market, dayOf());
    tick(market, MONDAY + 3 * MINUTE, 100);
    tick(market, MONDAY + 9 * MINUTE, 104);
    expect(timeframe(market).completed).toBe(0);
    // Two whole buckets without any bar follow: they are not made up.
    tick(market, MONDAY + 50 * MINUTE, 90);
    expect(timeframe(market).completed).toBe(1);
    expect(timeframe(market).kept.close[0]).toBe(104);
    tick(market, MONDAY + 61 * MINUTE, 91);
    expect(startsOf(timeframe(market))).toEqual(["00:00", "00:45"]);
  });

  it("follow the exchange's clock in a zone at +05:30", () => {
    const from = MONDAY - 5.5 * HOUR;
    const market = marketOf({ timeframes: [H1], interval: 15 * MINUTE });
    enterTradingDay(market, dayOf({ from, offsets: [{ since: from, offset: 5.5 * HOUR }] }));
    // 03:45Z is 09:15 in Kolkata: its hour ends at 10:00 there, 04:30Z.
    for (let ts = MONDAY + 3.75 * HOUR; ts < MONDAY + 6 * HOUR; ts += 15 * MINUTE) {
      tick(market, ts, 100);
    }
    expect(startsOf(timeframe(market))).toEqual(["03:30", "04:30"]);
  });

  it("above an hour count from the trading day's open", () => {
    // Chicago in winter: the day opens at 23:00Z, so 4h bars begin at 23:00, 03:00, 07:00.
    const from = MONDAY - HOUR;
    const market = marketOf({ timeframes: [{ name: "4h", ms: 4 * HOUR }], interval: HOUR });
    enterTradingDay(market, dayOf({ from, offsets: [{ since: from, offset: -6 * HOUR }] }));
    for (let ts = from + HOUR; ts < from + 12 * HOUR; ts += HOUR) tick(market, ts, 100);
    expect(startsOf(timeframe(market))).toEqual(["23:00", "03:00", "07:00"]);
  });

  it("never span the roll: the new day closes the old day's bucket", () => {
    const market = marketOf({ timeframes: [{ name: "4h", ms: 4 * HOUR }], interval: HOUR });
    enterTradingDay(market, dayOf({ to: MONDAY + 22 * HOUR }));
    tick(market, MONDAY + 20 * HOUR, 100);
    tick(market, MONDAY + 21 * HOUR, 101);
    expect(timeframe(market).completed).toBe(0);
    enterTradingDay(market, dayOf({ from: MONDAY + 22 * HOUR }));
    expect(timeframe(market).completed).toBe(1);
    expect(timeframe(market).kept.close[0]).toBe(101);
    tick(market, MONDAY + 22 * HOUR, 150);
    tick(market, MONDAY + 25 * HOUR, 160);
    expect(startsOf(timeframe(market))).toEqual(["20:00", "22:00"]);
  });

  it("keep the last `keep` completed bars", () => {
    const market = marketOf({ timeframes: [M15], keep: 3, interval: 5 * MINUTE });
    enterTradingDay(market, dayOf());
    for (let i = 0; i < 15; i++) tick(market, MONDAY + i * 5 * MINUTE, i);
    // Five buckets, whose closes are 2, 5, 8, 11 and 14.
    expect(timeframe(market).completed).toBe(5);
    expect([...timeframe(market).kept.close].sort((a, b) => a - b)).toEqual([8, 11, 14]);
  });

  it("have a VWAP of their own bars since the trading day began", () => {
    const market = marketOf({ timeframes: [M15], interval: 5 * MINUTE });
    enterTradingDay(market, dayOf());
    // Bucket one: high 12, low 9, close 9: typical 10, volume 300. Bucket two: 20, volume 100.
    observe(market, MONDAY, [12, 10, 11]);
    observe(market, MONDAY + 5 * MINUTE, [11, 9, 10]);
    observe(market, MONDAY + 10 * MINUTE, [10, 9, 9]);
    expect(timeframe(market).vwap).toBe(10);
    for (const [i, volume] of [20, 30, 50].entries()) {
      tick(market, MONDAY + (15 + i * 5) * MINUTE, 20, volume);
    }
    expect(timeframe(market).vwap).toBe(12.5);
    enterTradingDay(market, dayOf({ from: MONDAY + DAY }));
    for (let i = 0; i < 3; i++) tick(market, MONDAY + DAY + i * 5 * MINUTE, 70);
    expect(timeframe(market).vwap).toBe(70);
  });

  it("carry the textbook's ADX, ATR and trend of their own bars", () => {
    const market = marketOf({ timeframes: [M15], interval: 5 * MINUTE, keep: 100 });
    enterTradingDay(market, dayOf());
    const highs: number[] = [];
    for (let i = 0; i < 288; i++) {
      const price = 100 + ((i * i * 7) % 31) + i / 10;
      highs.push(price + (i % 4));
      observe(market, MONDAY + i * 5 * MINUTE, [price + (i % 4), price - (i % 3), price]);
    }
    const base = highs.map((high, i) => ({
      high,
      low: high - (i % 4) - (i % 3),
      close: high - (i % 4),
      volume: 100,
    }));
    const buckets = Array.from({ length: 96 }, (_, i) => {
      const three = base.slice(3 * i, 3 * i + 3);
      return {
        high: Math.max(...three.map((bar) => bar.high)),
        low: Math.min(...three.map((bar) => bar.low)),
        close: three[2]?.close ?? NaN,
        volume: 300,
      };
    });
    const expected = textbookDmi(buckets, 14);
    const { kept } = timeframe(market);
    for (let i = 0; i < 96; i++) {
      const trend = Math.sign((expected.plusDi[i] as number) - (expected.minusDi[i] as number));
      expect(kept.trend[i]).toBe(trend);
      for (const key of ["adx", "atr"] as const) {
        if (i < (key === "adx" ? 27 : 14)) expect(kept[key][i]).toBeNaN();
        else expect(kept[key][i]).toBeCloseTo(expected[key][i] as number, 9);
      }
    }
  });
});
