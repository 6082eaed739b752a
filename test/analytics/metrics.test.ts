import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Metrics } from "../../src/analytics/metrics.js";
import { addBars, addTrade, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import type { TradeRecord } from "../../src/engine/trade/record.js";
import { arbitraryJournal, HOUR, MINUTE, MONDAY, trade } from "./journal.js";
import { naiveMetrics } from "./naive-metrics.js";

function metricsFrom(trades: readonly TradeRecord[]): Metrics {
  const state = createMetrics();
  for (const one of trades) addTrade(state, one);
  return metricsOf(state);
}

const CENT_FIELDS = new Set(["pnl", "gross_profit", "gross_loss", "net_pnl", "commission"]);

/** Money, counts and texts to the last bit; the rest to 1e-9 of rounding. */
function expectSame(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === "object" && expected !== null) {
    expect(Object.keys(actual as object), path).toEqual(Object.keys(expected));
    for (const [key, value] of Object.entries(expected)) {
      expectSame((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else if (typeof expected === "number" && !CENT_FIELDS.has(path.split(".").at(-1) ?? "")) {
    expect(typeof actual, path).toBe("number");
    const tolerance = 1e-9 * Math.max(1, Math.abs(expected));
    expect(Math.abs(Number(actual) - expected), path).toBeLessThan(tolerance);
  } else {
    // -0 and 0 are told apart only in what we return.
    expect(actual, path).toBe(expected === 0 ? 0 : expected);
  }
}

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

// Twelve trades. Columns: exit minute of Monday, net, R, held minutes.
//   1  60 +100 +1.0 10    2  70  -50 -0.5 10    3  80  -50 -1.0 10    4  90    0  0.0 10
//   5 100 +200 +2.0 20    6 110 -100 -1.0 20    7 120 -100 -1.0 20    8 120  +50 +0.5 20
//   9 130 +150 +1.5 30   10 140  -50 -0.5 30   11 150    0  0.0 30   12 160  +25 +0.25 30
// Cumulative R: 1, .5, -.5, -.5, 1.5, .5, -.5, 0, 1.5, 1, 1, 1.25
// Peak:         1,  1,   1,   1, 1.5, ... 1.5
// Drawdown:     0, .5, 1.5, 1.5,   0,  1,   2, 1.5, 0, .5, .5, .25
const ROWS: readonly (readonly [number, number, number, number])[] = [
  [60, 100, 1, 10],
  [70, -50, -0.5, 10],
  [80, -50, -1, 10],
  [90, 0, 0, 10],
  [100, 200, 2, 20],
  [110, -100, -1, 20],
  [120, -100, -1, 20],
  [120, 50, 0.5, 20],
  [130, 150, 1.5, 30],
  [140, -50, -0.5, 30],
  [150, 0, 0, 30],
  [160, 25, 0.25, 30],
];
const DOZEN = ROWS.map(([minute, net_pnl, result_R, held]) =>
  trade({
    exit_ts: MONDAY + minute * MINUTE,
    entry_ts: MONDAY + (minute - held) * MINUTE,
    net_pnl,
    result_R,
    commission: 1.25,
    mae_R: -0.25,
    mfe_R: 0.75,
  }),
);

describe("metrics of a dozen trades worked by hand", () => {
  const metrics = metricsFrom(DOZEN);

  it("counts wins, losses and scratches by net PnL", () => {
    expect([metrics.trades, metrics.wins, metrics.losses, metrics.scratches]).toEqual([
      12, 5, 5, 2,
    ]);
  });

  it("adds up money: 525 won, 350 lost, factor 1.5", () => {
    // 100+200+50+150+25 = 525; 50+50+100+100+50 = 350; 525/350 = 1.5; 12 x 1.25 = 15
    expect(metrics.gross_profit).toBe(525);
    expect(metrics.gross_loss).toBe(350);
    expect(metrics.net_pnl).toBe(175);
    expect(metrics.profit_factor).toBe(1.5);
    expect(metrics.commission).toBe(15);
  });

  it("takes means in R over the right trades", () => {
    // wins 1+2+.5+1.5+.25 = 5.25 / 5; losses -.5-1-1-1-.5 = -4 / 5; all 1.25 / 12
    expect(metrics.total_R).toBe(1.25);
    expect(metrics.expected_R).toBe(1.25 / 12);
    expect(metrics.avg_win_R).toBe(1.05);
    expect(metrics.avg_loss_R).toBe(-0.8);
    expect(metrics.avg_mae_R).toBe(-0.25);
    expect(metrics.avg_mfe_R).toBe(0.75);
    // (4 x 10 + 4 x 20 + 4 x 30) / 12 = 20
    expect(metrics.avg_hold_minutes).toBe(20);
  });

  it("bounds the win rate: 5 of 12 is at least 0.1933", () => {
    // p = .416667, z^2 = 3.841459, z^2/n = .320122; p + z^2/2n = .576727;
    // p(1-p)/n = .0202546, z^2/4n^2 = .0066692, root of the sum .1640847, times z .3216;
    // (.576727 - .321601) / 1.320122 = .19326
    expect(metrics.win_rate).toBe(5 / 12);
    expect(metrics.win_rate_wilson_lb).toBeCloseTo(0.19326, 5);
  });

  it("draws the curve and its drawdown", () => {
    expect(metrics.equity_curve.map((point) => point.r)).toEqual([
      1, 0.5, -0.5, -0.5, 1.5, 0.5, -0.5, 0, 1.5, 1, 1, 1.25,
    ]);
    expect(metrics.equity_curve.map((point) => point.drawdown_r)).toEqual([
      0, 0.5, 1.5, 1.5, 0, 1, 2, 1.5, 0, 0.5, 0.5, 0.25,
    ]);
    expect(metrics.equity_curve[0]?.ts).toBe("2025-11-17T01:00:00.000Z");
    expect(metrics.max_drawdown_R).toBe(2);
    expect(metrics.current_drawdown_R).toBe(0.25);
  });

  it("books days by exit, hours and weekdays by entry", () => {
    // Entries at minutes 50 60 70 80 | 80 90 100 100 | 100 110 120 130:
    // hour 0: trade 1; hour 1: trades 2 to 10 (nine: -50-50+0+200-100-100+50+150-50 = 50,
    // R -.5-1+0+2-1-1+.5+1.5-.5 = 0); hour 2: trades 11 and 12.
    expect(metrics.pnls_by_day).toEqual([{ day: "2025-11-17", pnl: 175, r: 1.25, trades: 12 }]);
    expect(metrics.pnls_by_hour.slice(0, 4)).toEqual([
      { hour: 0, pnl: 100, r: 1, trades: 1 },
      { hour: 1, pnl: 50, r: 0, trades: 9 },
      { hour: 2, pnl: 25, r: 0.25, trades: 2 },
      { hour: 3, pnl: 0, r: 0, trades: 0 },
    ]);
    expect(metrics.heatmap_weekday_hour.trades[0]?.slice(0, 4)).toEqual([1, 9, 2, 0]);
    expect(metrics.heatmap_weekday_hour.r[0]?.slice(0, 3)).toEqual([1, 0, 0.25]);
    expect(metrics.heatmap_weekday_hour.r[1]?.every((r) => r === 0)).toBe(true);
  });
});

describe("metrics", () => {
  it("over nothing are 0 or null, with every pinned field", () => {
    expectSame(metricsOf(createMetrics()), naiveMetrics([], 0, 0), "metrics");
  });

  it("count the drawdown from 0 when the first trade loses", () => {
    expect(metricsFrom([trade({ net_pnl: -5, result_R: -1 })]).max_drawdown_R).toBe(1);
  });

  it("have no profit factor without losses", () => {
    expect(metricsFrom([trade({ net_pnl: 5 })]).profit_factor).toBeNull();
  });

  it("take a net below a billionth of a unit for a scratch", () => {
    const metrics = metricsFrom([trade({ net_pnl: -1e-12 }), trade({ net_pnl: 3 })]);
    expect([metrics.losses, metrics.scratches, metrics.profit_factor]).toEqual([0, 1, null]);
  });

  it("put an earlier exit that is reported later where it belongs in the curve", () => {
    // By exit: -1 at 1 h, then +2 at 2 h: drawdown 1 first. In journal order there'd be 1 last.
    const metrics = metricsFrom([
      trade({ exit_ts: MONDAY + 2 * HOUR, result_R: 2 }),
      trade({ exit_ts: MONDAY + HOUR, result_R: -1 }),
    ]);
    expect(metrics.equity_curve.map((point) => point.r)).toEqual([-1, 1]);
    expect(metrics.current_drawdown_R).toBe(0);
    expect(metrics.max_drawdown_R).toBe(1);
  });

  it("share out time in market over all bars that were counted", () => {
    const state = createMetrics();
    addBars(state, 300, 60);
    addBars(state, 100, 40);
    expect(metricsOf(state).time_in_market).toBe(0.25);
  });

  it("agree with a naive second reckoning at every prefix of any journal", () => {
    fc.assert(
      fc.property(arbitraryJournal, fc.nat({ max: 50 }), (journal, bars) => {
        const state = createMetrics();
        addBars(state, bars * 2, bars);
        journal.forEach((one, place) => {
          addTrade(state, one);
          if (place % 5 !== 0 && place !== journal.length - 1) return;
          const naive = naiveMetrics(journal.slice(0, place + 1), bars * 2, bars);
          expectSame(metricsOf(state), naive, "metrics");
        });
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it("one trade at a time equal the batch, and reading them changes nothing", () => {
    fc.assert(
      fc.property(arbitraryJournal, (journal) => {
        const state = createMetrics();
        journal.forEach((one, place) => {
          addTrade(state, one);
          expect(metricsOf(state)).toStrictEqual(metricsFrom(journal.slice(0, place + 1)));
        });
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it("go on identically from a state that went through JSON", () => {
    fc.assert(
      fc.property(arbitraryJournal, fc.nat({ max: 40 }), (journal, cut) => {
        let state = createMetrics();
        for (const one of journal.slice(0, cut)) addTrade(state, one);
        state = JSON.parse(JSON.stringify(state));
        for (const one of journal.slice(cut)) addTrade(state, one);
        expect(metricsOf(state)).toStrictEqual(metricsFrom(journal));
      }),
      { numRuns: 200 },
    );
  });

  it("hold no NaN, no Infinity, no -0 and no hole, and are their own JSON", () => {
    fc.assert(
      fc.property(arbitraryJournal, (journal) => {
        const metrics = metricsFrom(journal);
        for (const number of numbersIn(metrics)) {
          expect(Number.isFinite(number) && !Object.is(number, -0)).toBe(true);
        }
        expect(JSON.parse(JSON.stringify(metrics))).toStrictEqual(metrics);
      }),
      { numRuns: 200 },
    );
  });

  it("add a million dimes and cents to the cent", () => {
    // 500,000 x 0.10 - 500,000 x 0.01 = 50,000 - 5,000 = 45,000; commission 1e6 x 0.01 = 10,000
    const state = createMetrics();
    const dime = trade({ net_pnl: 0.1, commission: 0.01, result_R: 0.1 });
    const cent = trade({ net_pnl: -0.01, commission: 0.01, result_R: -0.01 });
    for (let pair = 0; pair < 500_000; pair += 1) {
      addTrade(state, dime);
      addTrade(state, cent);
    }
    const metrics = metricsOf(state);
    expect(metrics.gross_profit).toBe(50_000);
    expect(metrics.gross_loss).toBe(5_000);
    expect(metrics.net_pnl).toBe(45_000);
    expect(metrics.commission).toBe(10_000);
    expect(metrics.pnls_by_day[0]?.pnl).toBe(45_000);
    expect(metrics.total_R).toBeCloseTo(45_000, 9);
  }, 60_000);

  it("refuse a trade that is not whole", () => {
    for (const broken of [
      { result_R: Number.NaN },
      { net_pnl: Number.POSITIVE_INFINITY },
      { commission: 2e12 },
      { entry_ts: MONDAY + HOUR },
      { exit_ts: Number.NaN },
      { entry_hour: 24 },
      { entry_weekday: 7 },
      { exit_day: "__proto__" },
    ]) {
      const state = createMetrics();
      expect(() => addTrade(state, { ...trade({}), ...broken })).toThrow("assertion failed");
      expect(state).toStrictEqual(createMetrics());
    }
    expect(() => addBars(createMetrics(), 1, 2)).toThrow("assertion failed");
  });
});
