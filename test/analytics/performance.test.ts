import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { performanceOf } from "../../src/analytics/performance.js";
import type { TradeRecord } from "../../src/engine/trade/record.js";
import { arbitraryJournal, HOUR, MINUTE, MONDAY, trade } from "./journal.js";
import {
  byExit,
  naiveDaily,
  naiveExcursions,
  naiveExposure,
  naiveQuantile,
  naiveStreaks,
} from "./naive-performance.js";

const DAY = 24 * HOUR;

/** A trade of an hour that ends at noon of a day after Monday, with its result in R. */
const onDay = (day: number, result_R: number, more: Partial<TradeRecord> = {}): TradeRecord =>
  trade({
    ...{ entry_ts: MONDAY + day * DAY + 11 * HOUR, exit_ts: MONDAY + day * DAY + 12 * HOUR },
    ...{ result_R, net_pnl: result_R * 100, mfe_R: Math.max(0, result_R), ...more },
  });

function isNear(actual: number | null, expected: number | null, name: string): void {
  if (expected === null || actual === null) expect(actual, name).toBe(expected);
  else {
    const tolerance = 1e-7 * Math.max(1, Math.abs(expected));
    expect(Math.abs(actual - expected), `${name}: ${actual}, ${expected}`).toBeLessThan(tolerance);
  }
}

describe("ratios of daily R", () => {
  // Four weeks from Monday to Friday, 20 days. A win of 2 R on each Monday, a loss of 1 R on each
  // Wednesday, nothing else: 4 days of +2, 4 of −1, 12 of 0.
  const days = [0, 7, 14, 21].flatMap((monday) => [onDay(monday, 2), onDay(monday + 2, -1)]);
  const { daily } = performanceOf([...days, onDay(25, 0)]);

  it("count days from Monday to Friday, with and without a trade", () => {
    expect([daily.days, daily.days_with_trades]).toEqual([20, 9]);
    // (8 − 4) / 20
    expect(daily.mean_R).toBeCloseTo(0.2, 12);
  });

  it("are what they are by hand", () => {
    // Squared deviations: 4 × 1.8² + 4 × 1.2² + 12 × 0.2² = 12.96 + 5.76 + 0.48 = 19.2;
    // 19.2 / 19 = 1.010526, root 1.005249; 0.2 / 1.005249 × 15.874508 = 3.158323
    expect(daily.deviation_R).toBeCloseTo(1.005249, 6);
    expect(daily.sharpe).toBeCloseTo(3.158323, 5);
    // Below 0: 4 × 1² / 20 = 0.2, root 0.447214; 0.2 / 0.447214 × 15.874508 = 7.099296
    expect(daily.sortino).toBeCloseTo(7.099296, 5);
    // 0.2 × 252 / 1, as each fall is one of 1 R from the peak.
    expect(daily.calmar).toBeCloseTo(50.4, 9);
  });

  it("are null with 19 days, and where nothing differs or falls", () => {
    const short = performanceOf([onDay(0, 2), onDay(24, -1)]).daily;
    expect(short).toMatchObject({ days: 19, sharpe: null, sortino: null, calmar: null });
    const rising = performanceOf([onDay(0, 2), onDay(25, 1)]).daily;
    expect(rising).toMatchObject({ days: 20, sortino: null, calmar: null });
    expect(rising.sharpe).toBeGreaterThan(0);
    const every = Array.from({ length: 26 }, (_, day) => onDay(day, 1));
    // 26 days without a gap: Saturdays and Sundays on which something closed count too.
    expect(performanceOf(every).daily).toMatchObject({ days: 26, sharpe: null });
  });
});

describe("streaks", () => {
  it("pass over scratches and keep the first of equal ones", () => {
    // + + 0 + − − 0 − + : three wins, three losses, one win
    const results = [1, 2, 0, 0.5, -1, -1, 0, -0.5, 3];
    const { streaks } = performanceOf(results.map((result, day) => onDay(day, result)));
    const noon = (day: number): string => new Date(MONDAY + day * DAY + 12 * HOUR).toISOString();
    expect(streaks).toEqual({
      longest_win: { kind: "win", trades: 3, total_R: 3.5, from: noon(0), to: noon(3) },
      longest_loss: { kind: "loss", trades: 3, total_R: -2.5, from: noon(4), to: noon(7) },
      current: { kind: "win", trades: 1, total_R: 3, from: noon(8), to: noon(8) },
    });
  });

  it("are none without a trade that won or lost", () => {
    const none = { longest_win: null, longest_loss: null, current: null };
    expect(performanceOf([onDay(0, 0)]).streaks).toEqual(none);
  });
});

describe("excursions", () => {
  it("say what was there and what was kept", () => {
    const { excursions } = performanceOf([
      onDay(0, 2, { mae_R: -0.5, mfe_R: 3 }),
      onDay(1, 1, { mae_R: -0.25, mfe_R: 1 }),
      onDay(2, -1, { mae_R: -1.25, mfe_R: 0.5 }),
    ]);
    // MFE 4.5, MAE 2, results 2; of the wins 3 of 4
    expect(excursions).toEqual({
      edge_ratio: 2.25,
      mfe_kept: 2 / 4.5,
      mfe_kept_by_wins: 0.75,
      given_back_R: 2.5 / 3,
      wins_mae_R: -0.375,
      losses_mfe_R: 0.5,
    });
  });
});

describe("exposure", () => {
  it("counts overlapping trades once, and the sides by themselves", () => {
    const at = (from: number, to: number, side: "long" | "short", result_R: number) =>
      trade({ entry_ts: MONDAY + from * HOUR, exit_ts: MONDAY + to * HOUR, side, result_R });
    // 1 to 4 and 2 to 3, then 6 to 8 right behind 5 to 6: 3 + 3 of 7 hours
    const { exposure } = performanceOf([
      at(2, 3, "short", -1),
      at(1, 4, "long", 2),
      at(5, 6, "long", 0.5),
      at(6, 8, "short", 0.25),
    ]);
    expect(exposure).toEqual({
      from: "2025-11-17T01:00:00.000Z",
      to: "2025-11-17T08:00:00.000Z",
      minutes: 360,
      share: 6 / 7,
      most_open: 2,
      trades_per_day: 4,
      long: { trades: 2, minutes: 240, total_R: 2.5 },
      short: { trades: 2, minutes: 180, total_R: -0.75 },
    });
  });
});

describe("the spread of results", () => {
  it("has bins whose edges are whole steps from 0 and that miss no result", () => {
    const results = [-1.03, -1, 0, 0.29999999, 0.3, 0.3, 2.7];
    const { distribution } = performanceOf(results.map((result, day) => onDay(day, result)));
    // From −1.03 to 2.7 in at most 24 bins: 0.1 would take 39, 0.25 takes 16.
    expect(distribution.bin_R).toBe(0.25);
    expect(distribution.bins[0]).toEqual({ from: -1.25, to: -1, trades: 1, total_R: -1.03 });
    expect(distribution.bins[1]).toEqual({ from: -1, to: -0.75, trades: 1, total_R: -1 });
    expect(distribution.bins.at(-1)).toMatchObject({ from: 2.5, to: 2.75, trades: 1 });
    expect(distribution.bins).toHaveLength(16);
    expect(distribution.median_R).toBe(0.29999999);
  });

  it("puts a result on an edge into the bin that begins there", () => {
    // 0.3 / 0.1 is 2.9999999999999996
    const { bins, bin_R } = performanceOf(
      [0.1, 0.2, 0.3, 0.7].map((r, d) => onDay(d, r)),
    ).distribution;
    expect(bin_R).toBe(0.1);
    expect(bins.map(({ from, trades }) => [from, trades])).toEqual([
      ...[
        [0.1, 1],
        [0.2, 1],
        [0.3, 1],
        [0.4, 0],
        [0.5, 0],
        [0.6, 0],
        [0.7, 1],
      ],
    ]);
  });

  it("has quantiles between the two nearest", () => {
    const { distribution } = performanceOf([1, 2, 3, 4].map((r, d) => onDay(d, r)));
    expect(distribution).toMatchObject({ min_R: 1, p25_R: 1.75, median_R: 2.5, max_R: 4 });
    // Deviations 1.5² + .5² + .5² + 1.5² = 5, over 3
    expect(distribution.deviation_R).toBeCloseTo(Math.sqrt(5 / 3), 12);
  });
});

describe("expectancy", () => {
  it("has Student's interval from 20 trades on, and rolls with it", () => {
    // Ten of +1, ten of −0.5: mean 0.25, squared deviations 20 × 0.75² = 11.25, / 19 = 0.592105,
    // root 0.769484, / √20 = 0.172062, × 2.093024 (19 degrees of freedom) = 0.360130
    const twenty = Array.from({ length: 20 }, (_, day) => onDay(day, day % 2 === 0 ? 1 : -0.5));
    const { expected_R, expected_R_interval: interval, rolling, too_few } = performanceOf(twenty);
    expect([expected_R, too_few]).toEqual([0.25, false]);
    expect(interval?.low).toBeCloseTo(0.25 - 0.36013, 4);
    expect(interval?.high).toBeCloseTo(0.25 + 0.36013, 4);
    expect(rolling.points).toHaveLength(1);
    expect(rolling.points[0]).toMatchObject({ expected_R: 0.25, ...interval });
    const fewer = performanceOf(twenty.slice(1));
    expect([fewer.too_few, fewer.expected_R_interval]).toEqual([true, null]);
    expect(fewer.rolling.points).toEqual([]);
    // One more of +1 for the oldest +1: the same twenty results.
    const more = performanceOf([...twenty, onDay(20, 1)]).rolling.points;
    expect(more.map((point) => point.expected_R)).toEqual([0.25, 0.25]);
    expect(more[1]?.ts).toBe(new Date(MONDAY + 20 * DAY + 12 * HOUR).toISOString());
  });

  it("thins a long rolling curve evenly and keeps its end", () => {
    const many = Array.from({ length: 1_020 }, (_, n) =>
      trade({ entry_ts: MONDAY, exit_ts: MONDAY + n * MINUTE, result_R: n }),
    );
    // 1,001 windows of 20: every third, from the last one back.
    const { points } = performanceOf(many).rolling;
    expect(points).toHaveLength(334);
    // Mean of 1000 to 1019.
    expect(points.at(-1)?.expected_R).toBe(1009.5);
    expect((points.at(-1)?.expected_R ?? 0) - (points.at(-2)?.expected_R ?? 0)).toBe(3);
  });
});

describe("performance", () => {
  it("over nothing is null, empty or 0", () => {
    const nothing = performanceOf([]);
    expect(nothing).toMatchObject({ trades: 0, too_few: true, expected_R: null });
    expect(nothing.exposure).toMatchObject({ from: null, minutes: 0, most_open: 0 });
    expect(nothing.distribution).toMatchObject({ min_R: null, deviation_R: null, bins: [] });
    expect(JSON.parse(JSON.stringify(nothing))).toStrictEqual(nothing);
  });

  it("agrees with a naive second reckoning of any journal, in any order", () => {
    fc.assert(
      fc.property(arbitraryJournal, (journal) => {
        const performance = performanceOf(journal);
        const { streaks, excursions, exposure, distribution } = performance;
        const runs = naiveStreaks(journal);
        expect(streaks.longest_win?.trades ?? 0).toBe(runs.win);
        expect(streaks.longest_loss?.trades ?? 0).toBe(runs.loss);
        const now = streaks.current?.trades ?? 0;
        expect(streaks.current?.kind === "win" ? now : -now + 0).toBe(runs.now + 0);
        for (const [name, value] of Object.entries(naiveExcursions(journal))) {
          isNear(excursions[name as keyof typeof excursions], value, name);
        }
        const results = byExit(journal).map((one) => one.result_R);
        expect(distribution.bins.reduce((sum, bin) => sum + bin.trades, 0)).toBe(results.length);
        expect(distribution.bins.length).toBeLessThanOrEqual(24);
        for (const { from, to, trades } of distribution.bins) {
          expect(results.filter((one) => one >= from && one < to)).toHaveLength(trades);
        }
        if (results.length > 0) {
          isNear(distribution.p05_R, naiveQuantile(results, 0.05), "p05");
          isNear(distribution.p75_R, naiveQuantile(results, 0.75), "p75");
        }
        const means = performance.rolling.points.map((point) => point.expected_R);
        const windows = results.slice(19).map((_, at) => results.slice(at, at + 20));
        expect(means).toHaveLength(windows.length);
        for (const [at, window] of windows.entries()) {
          isNear(means[at] ?? null, window.reduce((a, b) => a + b, 0) / 20, "rolling");
        }
        expect(exposure.most_open).toBeGreaterThanOrEqual(journal.length === 0 ? 0 : 1);
        expect(JSON.parse(JSON.stringify(performance))).toStrictEqual(performance);
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it("agrees with going through the days one by one", () => {
    const centis = fc.integer({ min: -300, max: 400 }).map((r) => r / 100);
    const day = fc.integer({ min: 0, max: 45 });
    fc.assert(
      fc.property(fc.array(fc.tuple(day, centis), { minLength: 1, maxLength: 60 }), (drawn) => {
        const journal = drawn.map(([at, result]) => onDay(at, result));
        const { daily } = performanceOf(journal);
        for (const [name, value] of Object.entries(naiveDaily(journal))) {
          isNear(daily[name as keyof typeof daily], value, name);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("agrees with counting exposure minute by minute", () => {
    const minute = fc.integer({ min: 0, max: 90 });
    const held = fc.integer({ min: 1, max: 25 });
    fc.assert(
      fc.property(fc.array(fc.tuple(minute, held), { maxLength: 12 }), (spans) => {
        const journal = spans.map(([from, minutes]) =>
          trade({ entry_ts: MONDAY + from * MINUTE, exit_ts: MONDAY + (from + minutes) * MINUTE }),
        );
        const { minutes, share, most_open } = performanceOf(journal).exposure;
        const naive = naiveExposure(journal);
        expect([minutes, most_open]).toEqual([naive.minutes, naive.most]);
        isNear(share, naive.share, "share");
      }),
      { numRuns: 150 },
    );
  });
});
