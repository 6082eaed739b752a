import { describe, expect, it } from "vitest";
import { askGate, selectTimeframes } from "../../src/engine/fusion.js";
import type { SymbolMarket } from "../../src/engine/market/symbol-market.js";
import type { TimeframeState } from "../../src/engine/market/timeframe.js";
import { engineConfig } from "../fixtures.js";
import { DAY, dayOf, enterTradingDay, HOUR, MINUTE, MONDAY, marketOf, tick } from "./market/day.js";

const M15 = { name: "15m", ms: 15 * MINUTE };
const H1 = { name: "1h", ms: HOUR };
const { fusion } = engineConfig();

function timeframe(market: SymbolMarket, place = 0): TimeframeState {
  return market.timeframes[place] as TimeframeState;
}

describe("the gate", () => {
  function warmed(base: number, trends: readonly (readonly [adx: number, trend: number])[]) {
    const market = marketOf({ timeframes: [M15, H1].slice(0, trends.length) });
    enterTradingDay(market, dayOf());
    for (let i = 0; i < 40; i++) tick(market, MONDAY + i * MINUTE, 100 + base * i);
    for (const [i, [adx, trend]] of trends.entries()) {
      timeframe(market, i).adx = adx;
      timeframe(market, i).trend = trend;
    }
    return market;
  }

  it.each([
    [
      "passes a long with every timeframe up",
      "long",
      [
        [21, 1],
        [30, 1],
      ],
      true,
    ],
    [
      "refuses a short against them",
      "short",
      [
        [21, 1],
        [30, 1],
      ],
      false,
    ],
    [
      "passes a short with every timeframe down",
      "short",
      [
        [21, -1],
        [30, -1],
      ],
      true,
    ],
    [
      "refuses when one of them disagrees",
      "long",
      [
        [21, 1],
        [30, -1],
      ],
      false,
    ],
    [
      "refuses when one is at the threshold, not above it",
      "long",
      [
        [20, 1],
        [30, 1],
      ],
      false,
    ],
    [
      "refuses a trend of 0",
      "long",
      [
        [40, 0],
        [30, 1],
      ],
      false,
    ],
  ] as const)("%s", (_name, side, trends, pass) => {
    const answer = askGate(warmed(1, trends), fusion, side);
    expect([answer.pass, answer.warming]).toEqual([pass, 0]);
    expect(answer.inputs).toEqual({
      side,
      adx_threshold: 20,
      "15m_adx": trends[0][0],
      "15m_trend": trends[0][1],
      "1h_adx": trends[1][0],
      "1h_trend": trends[1][1],
    });
  });

  it("asks the base trend as well when told to", () => {
    const strict = { ...fusion, require_base: true };
    const up = [[30, 1]] as const;
    expect(askGate(warmed(1, up), strict, "long").pass).toBe(true);
    expect(askGate(warmed(-1, up), strict, "long").pass).toBe(false);
    expect(askGate(warmed(-1, up), strict, "long").inputs.base_trend).toBe(-1);
    expect(askGate(warmed(-1, up), fusion, "long").pass).toBe(true);
  });

  it("says how many base bars are left, and is warm after exactly that many", () => {
    const market = marketOf({ timeframes: [M15, H1] });
    enterTradingDay(market, dayOf({ to: MONDAY + 10 * DAY }));
    // Begins at 00:20: 28 hours end at 04:00 the next day, 27 h 40 min away.
    const first = MONDAY + 20 * MINUTE;
    tick(market, first, 100);
    const answer = askGate(market, fusion, "long");
    expect(answer).toMatchObject({ pass: false, warming: 27 * 60 + 39 });
    expect(answer.inputs.warming).toBe("warming, 1659 bars left");
    expect(answer.inputs["1h_adx"]).toBeNull();
    for (let i = 1; i <= 1659; i++) {
      expect(askGate(market, fusion, "long").warming).toBe(1660 - i);
      tick(market, first + i * MINUTE, 100 + i);
    }
    expect(askGate(market, fusion, "long")).toMatchObject({ pass: true, warming: 0 });
  });

  it("lets through while warming when told to, and not once it is warm", () => {
    const pass = { ...fusion, warmup: "pass" } as const;
    const market = marketOf({ timeframes: [M15] });
    enterTradingDay(market, dayOf());
    tick(market, MONDAY, 100);
    expect(askGate(market, pass, "long")).toMatchObject({ pass: true, warming: 419 });
    expect(askGate(warmed(1, [[30, -1]]), pass, "long").pass).toBe(false);
  });

  it("warms as long as the slowest does, whatever the others say", () => {
    // 40 minutes from midnight on: 28 hours end after 1,680 bars.
    const slow = warmed(1, [
      [30, -1],
      [NaN, NaN],
    ]);
    expect(askGate(slow, fusion, "short")).toMatchObject({ pass: false, warming: 1640 });
    const pass = { ...fusion, warmup: "pass" } as const;
    expect(askGate(slow, pass, "long")).toMatchObject({ pass: true, warming: 1640 });
  });

  it("needs fifteen bars of the base where that is asked", () => {
    const market = marketOf();
    enterTradingDay(market, dayOf());
    const strict = { ...fusion, require_base: true };
    for (let i = 0; i < 15; i++) {
      expect(askGate(market, strict, "long")).toMatchObject({ pass: false, warming: 15 - i });
      tick(market, MONDAY + i * MINUTE, 100 + i);
    }
    expect(askGate(market, strict, "long")).toMatchObject({ pass: true, warming: 0 });
    expect(askGate(market, fusion, "short").pass).toBe(true);
  });
});

describe("choosing timeframes", () => {
  it("reads seconds, minutes, hours and days", () => {
    expect(selectTimeframes(["30s", "15m", "1h", "4h", "1d"], 10_000, true)).toEqual({
      timeframes: [
        { name: "30s", ms: 30_000 },
        M15,
        H1,
        { name: "4h", ms: 4 * HOUR },
        { name: "1d", ms: DAY },
      ],
      dropped: [],
    });
  });

  it("drops and names defaults at or below the base, or that are no multiple of it", () => {
    expect(selectTimeframes(["15m", "1h"], 15 * MINUTE, false)).toEqual({
      timeframes: [H1],
      dropped: ["15m"],
    });
    expect(selectTimeframes(["15m", "1h"], 10 * MINUTE, false).dropped).toEqual(["15m"]);
    expect(selectTimeframes(["15m", "1h"], DAY, false)).toEqual({
      timeframes: [],
      dropped: ["15m", "1h"],
    });
  });

  it.each([
    ["15m", 15 * MINUTE, /^timeframe 15m is not above the base/],
    ["15m", 10 * MINUTE, /^timeframe 15m is no multiple of the base/],
    ["15x", MINUTE, /^timeframe "15x" can't be used: write/],
    ["0m", MINUTE, /can't be used/],
    ["2d", MINUTE, /can't be used/],
    ["", MINUTE, /can't be used/],
  ])("refuses %j on a base of %i ms when it was asked for by name", (name, base, message) => {
    expect(() => selectTimeframes([name], base, true)).toThrow(message);
    expect(() => selectTimeframes([name], base, true)).toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
  });

  it("takes one of two names for the same length", () => {
    expect(selectTimeframes(["60m", "1h"], MINUTE, true).timeframes).toEqual([
      { name: "60m", ms: HOUR },
    ]);
  });
});
