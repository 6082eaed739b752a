// The gate of the higher timeframes inside the engine: whom it asks, and what its refusals say.

import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../../src/engine/config.js";
import type { Fact } from "../../../src/engine/effect.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import type { Strategy } from "../../../src/engine/strategy.js";
import { engineConfig, FIRST_TS, MINUTE } from "../../fixtures.js";
import { factsOf, run, type Scenario } from "../../harness.js";

const M5 = 5 * MINUTE;
const M15 = { name: "15m", ms: 15 * MINUTE };
/** The hourly timeframe of five-minute bars needs more than a day: 15m alone is warm sooner. */
const BUCKETS = 28;

/** A bar of one price, so many five minutes after 15:00. */
function at(place: number, price: number): Bar {
  const ts = FIRST_TS + place * M5;
  return { ts, open: price, high: price, low: price, close: price, volume: 1000 };
}

/** Three bars to a bucket; each bucket is a point above the one before. */
const rising = (buckets: number): Bar[] =>
  Array.from({ length: 3 * buckets }, (_, place) => at(place, 1000 + Math.floor(place / 3)));

function configOf(change: Partial<EngineConfig["fusion"]>): EngineConfig {
  const config = engineConfig();
  return { ...config, fusion: { ...config.fusion, timeframes: ["15m"], ...change } };
}

async function facts(scenario: Omit<Scenario, "interval">) {
  const timeframes = scenario.timeframes ?? [M15];
  return (await run({ ...scenario, interval: M5, timeframes })).facts;
}

const signal = (place: number, side: "long" | "short", stop: number) => ({
  ts: FIRST_TS + place * M5,
  side,
  stop,
});

/** What the gate saw in each refusal. */
function seenIn(written: readonly Fact[]): Record<string, unknown>[] {
  const refusals = factsOf(written, "guard_reject");
  return refusals.map(({ inputs }) => inputs.htf_gate as Record<string, unknown>);
}

/** A strategy that wants in long on one bar. */
function eager(place: number, trend: boolean): Strategy {
  const ts = FIRST_TS + place * M5;
  return {
    name: "eager",
    params: {},
    regimes: ["TREND", "RANGE", "VOLATILE"],
    trend,
    init: () => ({}),
    onBar: (ctx) =>
      ctx.bar.ts === ts ? { side: "long", stop: ctx.bar.close - 5, target: null } : null,
  };
}

describe("whom the gate asks", () => {
  it("a file's signal, until it is told not to", async () => {
    const given = { bars: rising(2), signals: [signal(2, "long", 995)] };
    const [refused] = factsOf(await facts(given), "guard_reject");
    expect(refused?.reason).toBe("htf_gate");
    const passed = await facts({ ...given, config: configOf({ gate_signals: false }) });
    expect(factsOf(passed, "order_submitted").map(({ role }) => role)[0]).toBe("entry");
    const off = await facts({ ...given, config: configOf({ enabled: false }), timeframes: [] });
    expect(factsOf(off, "guard_reject")).toEqual([]);
  });

  it("a strategy's trend entry, whatever becomes of signals, and no other entry", async () => {
    const config = configOf({ gate_signals: false });
    const given = { bars: rising(2), config };
    const trend = await facts({ ...given, strategies: [eager(2, true)] });
    expect(factsOf(trend, "guard_reject").map(({ reason }) => reason)).toEqual(["htf_gate"]);
    const other = await facts({ ...given, strategies: [eager(2, false)] });
    expect(factsOf(other, "guard_reject")).toEqual([]);
    expect(factsOf(other, "position_opened")).toHaveLength(1);
  });

  it("the base trend alone, where no higher timeframe can be built", async () => {
    const given = {
      bars: rising(8),
      signals: [signal(3, "long", 995), signal(20, "short", 1015)],
      timeframes: [],
      config: configOf({ require_base: true }),
    };
    const refused = factsOf(await facts(given), "guard_reject").map(
      ({ inputs }) => inputs.htf_gate,
    );
    // The directional indicators need 15 bars; the fourth bar leaves 11.
    expect(refused[0]).toMatchObject({ base_trend: null, warming: "warming, 11 bars left" });
    expect(refused[1]).toEqual({ side: "short", adx_threshold: 20, base_trend: 1 });
    const free = await facts({ ...given, config: configOf({}) });
    expect(factsOf(free, "guard_reject").flatMap(({ guards }) => guards)).not.toContain("htf_gate");
  });
});

describe("a refusal", () => {
  it("while warming says what is known and how many bars are left, without a shadow", async () => {
    // 28 buckets of three bars; on the third bar's close 81 are left, on the last but one 1.
    const signals = [signal(2, "long", 995), signal(3 * BUCKETS - 2, "long", 1020)];
    const bars = rising(BUCKETS);
    const written = await facts({ bars, signals });
    const [first, second] = seenIn(written);
    expect(first).toEqual({
      side: "long",
      adx_threshold: 20,
      "15m_adx": null,
      "15m_trend": null,
      warming: "warming, 81 bars left",
    });
    // The trend is known from the fifteenth bucket on.
    expect(second).toMatchObject({ "15m_trend": 1, warming: "warming, 1 bars left" });
    expect(factsOf(written, "shadow_opened")).toEqual([]);
    const passed = await facts({ bars, signals, config: configOf({ warmup: "pass" }) });
    expect(factsOf(passed, "guard_reject").map(({ reason }) => reason)).not.toContain("htf_gate");
  });

  /**
   * 28 buckets rise by a point: +DM 1 and −DM 0 on average, ADX 100. The 29th falls by 20:
   * +DM 13/14, −DM 20/14, DX 100 × 7/33, ADX (13 × 100 + 100 × 7/33) / 14, and the trend is down.
   */
  const FALL_ADX = (1300 + 700 / 33) / 14;

  it("goes by completed bars alone: a gap over a bucket's end leaves it open", async () => {
    const before = rising(BUCKETS);
    const end = 3 * BUCKETS;
    // 22:00 and 22:05 fall; 22:10 to 22:25 are missing; 22:30 is far above.
    const bars = [...before, at(end, 1007), at(end + 1, 1007), at(end + 6, 1090)];
    const written = await facts({
      bars,
      signals: [signal(end + 1, "short", 1012), signal(end + 6, "long", 1085)],
    });
    const seen = seenIn(written);
    // Before the gap the bucket has not ended, however far it fell.
    expect(seen[0]).toEqual({
      side: "short",
      adx_threshold: 20,
      "15m_adx": 100,
      "15m_trend": 1,
    });
    // The bar after the gap proves that it did, and decides by it; its own price says nothing yet.
    expect(seen[1]).toMatchObject({ side: "long", "15m_trend": -1 });
    expect(seen[1]?.["15m_adx"]).toBeCloseTo(FALL_ADX, 9);
  });

  it("sees a bucket that its last bar completes on that bar's close", async () => {
    const end = 3 * BUCKETS;
    const fall = [at(end, 1007), at(end + 1, 1007), at(end + 2, 1007)];
    const written = await facts({
      bars: [...rising(BUCKETS), ...fall],
      signals: [signal(end + 1, "short", 1012), signal(end + 2, "long", 1002)],
    });
    const seen = seenIn(written);
    expect(seen.map((inputs) => inputs?.["15m_trend"])).toEqual([1, -1]);
    expect(seen[1]?.["15m_adx"]).toBeCloseTo(FALL_ADX, 9);
  });
});
