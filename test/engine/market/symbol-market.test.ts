import { describe, expect, it } from "vitest";
import type { SymbolMarket } from "../../../src/engine/market/symbol-market.js";
import { throughJson } from "../../contracts/indicator.js";
import { textbookDmi, textbookVwap, walk } from "../indicators/textbook.js";
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

const TIMEFRAMES = [
  { name: "15m", ms: 15 * MINUTE },
  { name: "1h", ms: HOUR },
];
const DAYS = 24;
const BARS = 60;
const bars = walk(11, DAYS * BARS);

/** Bar `i` of a walk of days with sixty one-minute bars each; rolls where one is due. */
function feed(market: SymbolMarket, i: number): void {
  const from = MONDAY + Math.floor(i / BARS) * DAY;
  if (i % BARS === 0) enterTradingDay(market, dayOf({ from }));
  const { high, low, close, volume } = bars[i] as (typeof bars)[number];
  observe(market, from + (i % BARS) * MINUTE, [high, low, close], volume);
}

describe("the market half of a symbol", () => {
  it("goes on the same after being saved and restored, whenever that happens", () => {
    const whole = marketOf({ timeframes: TIMEFRAMES });
    let broken = marketOf({ timeframes: TIMEFRAMES });
    for (let i = 0; i < bars.length; i++) {
      feed(whole, i);
      feed(broken, i);
      if (i % 7 === 0) broken = throughJson(broken);
      if (i % 50 === 0) expect(broken).toEqual(whole);
    }
    expect(broken).toEqual(whole);
  });

  it("takes the median of |slope| over the last twenty completed days at each roll", () => {
    const market = marketOf();
    const { atr } = textbookDmi(bars, 14);
    const slopes: number[][] = [];
    for (let d = 0; d < DAYS; d++) {
      const today = bars.slice(d * BARS, (d + 1) * BARS);
      const known: number[] = [];
      for (let i = 5; i < BARS; i++) {
        const move = textbookVwap(today.slice(0, i + 1)) - textbookVwap(today.slice(0, i - 4));
        const slope = Math.abs(move) / (5 * (atr[d * BARS + i] as number));
        if (!Number.isNaN(slope)) known.push(slope);
      }
      for (let i = 0; i < BARS; i++) {
        feed(market, d * BARS + i);
        const past = slopes.slice(-20).flat();
        past.sort((a, b) => a - b);
        const half = past.length / 2;
        const middle = [past[Math.ceil(half) - 1], past[Math.floor(half)]] as [number, number];
        if (d === 0) expect(market.slopeMedian).toBeNaN();
        else expect(market.slopeMedian).toBeCloseTo((middle[0] + middle[1]) / 2, 10);
      }
      slopes.push(known);
    }
    // 46 slopes on the first day, whose ATR is known from bar 14, and 55 on every other.
    expect(slopes.map((day) => day.length)).toEqual([46, ...new Array(DAYS - 1).fill(55)]);
  });

  it("remembers the close before the last bar, over the roll too", () => {
    const market = marketOf();
    enterTradingDay(market, dayOf());
    tick(market, MONDAY, 10);
    expect(market.previousClose).toBeNaN();
    tick(market, MONDAY + MINUTE, 11);
    enterTradingDay(market, dayOf({ from: MONDAY + DAY }));
    expect([market.bars, market.bars_today]).toEqual([2, 0]);
    tick(market, MONDAY + DAY, 12);
    expect([market.previousClose, market.close, market.bars_today]).toEqual([11, 12, 1]);
  });

  it("anchors VWAP and slope at the trading day, and has a slope from its sixth bar", () => {
    const market = marketOf();
    enterTradingDay(market, dayOf());
    for (let i = 0; i < 30; i++) observe(market, MONDAY + i * MINUTE, [102, 98, 100]);
    enterTradingDay(market, dayOf({ from: MONDAY + DAY }));
    expect([market.vwap.value, market.vwapSlope]).toEqual([NaN, NaN]);
    for (let i = 0; i < 6; i++) {
      expect(market.vwapSlope).toBeNaN();
      observe(market, MONDAY + DAY + i * MINUTE, [202 + i, 198 + i, 200 + i]);
    }
    // VWAP of 200..205 is 202.5, five bars ago it was 200.
    expect(market.vwap.value).toBeCloseTo(202.5, 12);
    expect(market.vwapSlope).toBeCloseTo(2.5 / (5 * market.dmi.atr), 12);
  });

  it("refuses a bar before the first trading day", () => {
    expect(() => tick(marketOf(), MONDAY, 1)).toThrow(/trading day/);
  });
});

describe("bars outside a stock's session", () => {
  const open = MONDAY + 14.5 * HOUR;
  const day = dayOf({
    open,
    close: MONDAY + 21 * HOUR,
    rthOpen: open,
    rthClose: MONDAY + 21 * HOUR,
  });

  function morning(assetClass: "stock" | "future"): SymbolMarket {
    const market = marketOf({ assetClass, timeframes: TIMEFRAMES });
    enterTradingDay(market, day);
    for (let i = 30; i > 0; i--) tick(market, open - i * MINUTE, 50 + (i % 2));
    return market;
  }

  it("move neither VWAP nor slope, before the open or after the close", () => {
    const market = morning("stock");
    expect([market.regular, market.vwap.value, market.bars_today]).toEqual([false, NaN, 30]);
    for (let i = 0; i < 6; i++) tick(market, open + i * MINUTE, 100 + i);
    // Equal volumes: the mean of 100..105 is 102.5, that of the first bar 100.
    expect(market.vwap.value).toBe(102.5);
    const slope = market.vwapSlope;
    expect(slope).toBeCloseTo(2.5 / (5 * market.dmi.atr), 12);
    tick(market, day.close, 300);
    expect([market.regular, market.vwap.value, market.vwapSlope]).toEqual([false, 102.5, slope]);
    expect(market.slopes.count).toBe(1);
  });

  it("do not belong to the opening range or its hold", () => {
    const market = morning("stock");
    for (let i = 0; i < 20; i++) tick(market, open + i * MINUTE, 100 + i);
    expect([market.openingRange.high, market.openingRange.low]).toEqual([114, 100]);
    const held = market.openingRange.heldMs;
    expect(held).toBe(5 * MINUTE);
    tick(market, day.close + HOUR, 107);
    expect(market.openingRange.heldMs).toBe(held);
  });

  it("belong to the bars of a timeframe, but not to its VWAP", () => {
    const market = morning("stock");
    for (let i = 0; i < 30; i++) tick(market, open + i * MINUTE, 100);
    const hour = market.timeframes[1];
    // 14:00 to 15:00: half before the open at 50 or 51, half after it at 100.
    expect([hour?.kept.low[0], hour?.kept.high[0], hour?.vwap]).toEqual([50, 100, 100]);
  });

  it("are as good as any of a futures contract", () => {
    const market = morning("future");
    expect(market.regular).toBe(false);
    expect(market.vwap.value).toBe(50.5);
  });

  it("are those of no daily bar, which holds the session whole", () => {
    const market = marketOf({ assetClass: "stock", interval: DAY });
    enterTradingDay(market, day);
    observe(market, MONDAY, [12, 9, 9]);
    expect([market.regular, market.inRth, market.vwap.value]).toEqual([true, true, 10]);
  });
});
