import { describe, expect, it } from "vitest";
import { judgeRegime } from "../../src/engine/regime.js";
import { dayOf, enterTradingDay, MINUTE, MONDAY, marketOf, observe, tick } from "./market/day.js";

interface Case {
  adx: number;
  slope?: number;
  median?: number;
  side?: number;
  heldMin?: number;
}

function judge({ adx, slope = 0, median = 0.1, side = 0, heldMin = 0 }: Case): string {
  return judgeRegime({
    dmi: { adx },
    vwapSlope: slope,
    slopeMedian: median,
    openingRange: { side, heldMs: heldMin * MINUTE },
    adxTrend: 25,
    adxRange: 20,
    holdMs: 30 * MINUTE,
  });
}

describe("the regime", () => {
  it.each<[string, Case, string]>([
    ["before ADX is warm", { adx: NaN, slope: 9, side: 1, heldMin: 99 }, "VOLATILE"],
    ["strong with a steep VWAP", { adx: 26, slope: 0.11 }, "TREND"],
    ["strong with a VWAP that falls steeply", { adx: 26, slope: -0.11 }, "TREND"],
    ["strong with the VWAP at the median", { adx: 26, slope: 0.1 }, "VOLATILE"],
    ["at the trend's threshold, not above", { adx: 25, slope: 0.11 }, "VOLATILE"],
    ["strong with the opening range held above", { adx: 26, side: 1, heldMin: 30 }, "TREND"],
    ["strong with the opening range held below", { adx: 26, side: -1, heldMin: 30 }, "TREND"],
    ["strong with it held a minute too short", { adx: 26, side: 1, heldMin: 29 }, "VOLATILE"],
    ["weak with a flat VWAP", { adx: 19, slope: 0.05 }, "RANGE"],
    ["weak with the VWAP at the median", { adx: 19, slope: -0.1 }, "RANGE"],
    ["weak with a steep VWAP", { adx: 19, slope: -0.11 }, "VOLATILE"],
    ["weak with the opening range held", { adx: 19, side: 1, heldMin: 60 }, "RANGE"],
    ["at the range's threshold, not below", { adx: 20 }, "VOLATILE"],
    ["between the two", { adx: 22, slope: 0.2 }, "VOLATILE"],
    ["strong on the day's first bars, without a slope", { adx: 26, slope: NaN }, "VOLATILE"],
    ["weak on the day's first bars, without a slope", { adx: 19, slope: NaN }, "RANGE"],
    ["strong before the first roll", { adx: 26, median: NaN }, "TREND"],
    ["weak before the first roll", { adx: 19, slope: 9, median: NaN }, "RANGE"],
    ["between before the first roll", { adx: 22, slope: 9, median: NaN }, "VOLATILE"],
  ])("%s", (_name, given, expected) => {
    expect(judge(given)).toBe(expected);
  });
});

describe("the opening range", () => {
  const at = (minute: number): number => MONDAY + minute * MINUTE;

  /** Fifteen bars between 95 and 105, from 10:00 when the regular session opens. */
  function opened(interval = MINUTE) {
    const market = marketOf({ interval });
    enterTradingDay(market, dayOf({ rthOpen: at(600), rthClose: at(1000) }));
    tick(market, at(599), 500);
    for (let i = 600; i < 615; i += interval / MINUTE) observe(market, at(i), [105, 95, 100]);
    return market;
  }

  it("is high and low of the regular session's first minutes, once they have passed", () => {
    const market = marketOf();
    enterTradingDay(market, dayOf({ rthOpen: at(600), rthClose: at(1000) }));
    for (let i = 590; i < 614; i++) {
      observe(market, at(i), i < 600 ? [500, 1, 100] : [100 + i / 100, 90, 100]);
      expect(market.openingRange.high).toBeNaN();
      expect(market.inRth).toBe(i >= 600);
    }
    observe(market, at(614), [101, 89, 100]);
    expect([market.openingRange.high, market.openingRange.low]).toEqual([106.13, 89]);
    observe(market, at(615), [300, 10, 100]);
    expect([market.openingRange.high, market.openingRange.low]).toEqual([106.13, 89]);
    enterTradingDay(market, dayOf({ from: MONDAY + 86_400_000 }));
    expect(market.openingRange.high).toBeNaN();
  });

  it("has held when thirty minutes of closes lie outside on one side", () => {
    const market = opened();
    for (let i = 615; i < 645; i++) {
      expect(market.openingRange.heldMs).toBe((i - 615) * MINUTE);
      tick(market, at(i), 106);
    }
    expect([market.openingRange.side, market.openingRange.heldMs]).toEqual([1, 30 * MINUTE]);
  });

  it("begins anew after a close inside, on the edge, or on the other side", () => {
    const market = opened();
    for (let i = 615; i < 640; i++) tick(market, at(i), 106);
    tick(market, at(640), 105);
    expect([market.openingRange.side, market.openingRange.heldMs]).toEqual([0, 0]);
    tick(market, at(641), 94);
    tick(market, at(642), 94);
    expect([market.openingRange.side, market.openingRange.heldMs]).toEqual([-1, 2 * MINUTE]);
    tick(market, at(643), 107);
    expect([market.openingRange.side, market.openingRange.heldMs]).toEqual([1, MINUTE]);
  });

  it("counts time, not bars: three five-minute closes are fifteen minutes", () => {
    const market = opened(5 * MINUTE);
    for (const minute of [615, 620, 625]) tick(market, at(minute), 90);
    expect([market.openingRange.side, market.openingRange.heldMs]).toEqual([-1, 15 * MINUTE]);
  });

  it("is absent on a day whose first minutes have no bar", () => {
    const market = marketOf();
    enterTradingDay(market, dayOf({ rthOpen: at(600), rthClose: at(1000) }));
    for (let i = 616; i < 700; i++) tick(market, at(i), 106);
    expect([market.openingRange.side, market.openingRange.high]).toEqual([0, NaN]);
  });
});
