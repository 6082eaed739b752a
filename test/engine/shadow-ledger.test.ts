// Shadow trades, worked by hand (SPEC 12).

import { describe, expect, it } from "vitest";
import { addFact, createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import type { Fact } from "../../src/engine/effect.js";
import { bar, engineConfig, FIRST_TS, fills, instrument, intrade, MINUTE } from "../fixtures.js";
import { factsOf, run, type Scenario } from "../harness.js";

/** No costs and one plan, to stop or target: R are whole. Stops are a point away, 4 ticks. */
const base = engineConfig();
const CONFIG = engineConfig({
  fills: fills({ slippage_ticks: 0, commission_per_side: 0, max_volume_pct: null }),
  intrade: intrade({
    break_even_at_r: null,
    trail: { mode: "none", atr_mult: 1, lookback: 5, start_at_r: 1 },
    scale_out: [],
    max_bars_in_trade: null,
  }),
  fusion: { ...base.fusion, enabled: false },
  regime: { ...base.regime, size: { TREND: 1, RANGE: 1, VOLATILE: 1 } },
});

/** Windows over the first ten minutes: both signals fall inside. */
const NEWS = [
  {
    from: FIRST_TS,
    to: FIRST_TS + 10 * MINUTE,
    titles: ["CPI"],
    impact: "high" as const,
    flattenFrom: FIRST_TS,
  },
];

/**
 * Long at 100, stop 99: minute 2 trades down to 99, −1R. Long again on minute 3, in at 99 with
 * stop 98 and target 101: minute 6 reaches it, +2R.
 */
const DAY: Scenario = {
  bars: [
    bar(0, 100, 100.25, 99.75, 100),
    bar(1, 100, 100.25, 99.75, 100),
    bar(2, 100, 100.25, 98.75, 99),
    bar(3, 99, 99.25, 98.75, 99),
    bar(4, 99, 99.5, 98.75, 99.25),
    bar(5, 99.25, 100, 99, 99.75),
    bar(6, 99.75, 101.25, 99.5, 101),
    bar(7, 101, 101.25, 100.75, 101),
  ],
  signals: [
    { ts: FIRST_TS, side: "long", stop: 99, target: 103 },
    { ts: FIRST_TS + 3 * MINUTE, side: "long", stop: 98, target: 101 },
  ],
  config: CONFIG,
  news: NEWS,
};

function guardsOf(facts: readonly Fact[]) {
  const state = createMetrics();
  for (const fact of facts) addFact(state, fact);
  return metricsOf(state).guards;
}

describe("a day of news", () => {
  it("saved −1R by refusing a −1R and a +2R", async () => {
    const { facts, trades } = await run(DAY);
    expect(trades).toEqual([]);
    expect(factsOf(facts, "shadow_closed").map(({ result_R }) => result_R)).toEqual([-1, 2]);
    const counts = { guard: "news_blackout", refused: 2, cut: 0, shadow_closed: 2 };
    expect(guardsOf(facts)).toEqual([{ ...counts, shadow_R: 1, saved_R: -1 }]);
  });

  it("realises exactly those two trades without the guard", async () => {
    const { facts } = await run(DAY);
    const { trades } = await run({ ...DAY, without: ["news_blackout"] });
    const seen = factsOf(facts, "shadow_closed").map((shadow) => [
      ...[shadow.entry_ts, shadow.exit_ts, shadow.entry_price, shadow.exit_price],
      ...[shadow.exit_reason, shadow.bars_held, shadow.result_R],
    ]);
    expect(seen).toEqual([
      [FIRST_TS + MINUTE, FIRST_TS + 2 * MINUTE, 100, 99, "stop", 2, -1],
      [FIRST_TS + 4 * MINUTE, FIRST_TS + 6 * MINUTE, 99, 101, "target", 3, 2],
    ]);
    expect(
      trades.map((trade) => [
        ...[trade.entry_ts, trade.exit_ts, trade.entry_price, trade.exit_price],
        ...[trade.exit_reason, trade.bars_held, trade.result_R],
      ]),
    ).toEqual(seen);
  });

  it("touches neither account, counts nor ids", async () => {
    const { facts, replay } = await run(DAY);
    const { ledger } = replay.engine.state;
    expect(ledger.cashNano).toBe(50_000n * 1_000_000_000n);
    expect([ledger.tradesToday, ledger.nextIntent, ledger.nextTrade]).toEqual([0, 1, 1]);
    expect(ledger.risk.governor.closed).toBe(0);
    expect(factsOf(facts, "fill")).toEqual([]);
    expect(replay.engine.state.views[0]?.shadows).toEqual([]);
  });
});

describe("a shadow", () => {
  const flat = Array.from({ length: 8 }, (_, i) => bar(i, 100, 100.25, 99.75, 100));
  const long = (minute: number, stop = 98, strategy = "signals") =>
    ({ ts: FIRST_TS + minute * MINUTE, side: "long", stop, strategy }) as const;

  it("is one at a time for a strategy; further refusals are only counted", async () => {
    const signals = [long(0), long(1), long(1, 98, "other")];
    const { facts } = await run({ ...DAY, bars: flat, signals });
    expect(factsOf(facts, "shadow_opened").map(({ strategy }) => strategy)).toEqual([
      "signals",
      "other",
    ]);
    expect(guardsOf(facts)).toMatchObject([{ refused: 3, shadow_closed: 2 }]);
  });

  it("ends with a file's exit at the next open, and with the data at the last close", async () => {
    const signals = [long(0), { ts: FIRST_TS + 3 * MINUTE, side: "exit" as const }, long(5)];
    const { facts } = await run({ ...DAY, bars: flat, signals });
    expect(
      factsOf(facts, "shadow_closed").map(({ exit_reason, exit_ts }) => [exit_reason, exit_ts]),
    ).toEqual([
      ["signal", FIRST_TS + 4 * MINUTE],
      ["end_of_data", FIRST_TS + 7 * MINUTE],
    ]);
  });

  it("is not made where the open lies at its stop", async () => {
    const bars = [...flat.slice(0, 1), bar(1, 98, 98.25, 97.75, 98), ...flat.slice(2)];
    const { facts, replay } = await run({ ...DAY, bars, signals: [long(0)] });
    expect(factsOf(facts, "shadow_opened")).toEqual([]);
    expect(guardsOf(facts)).toMatchObject([{ refused: 1, shadow_closed: 0 }]);
    expect(replay.engine.state.views[0]?.shadows).toEqual([]);
  });

  it("is not made of what a guard refuses that only counts", async () => {
    // A stop on the wrong side, in news.
    const { facts } = await run({ ...DAY, bars: flat, signals: [long(0, 101)] });
    expect(factsOf(facts, "guard_reject")[0]?.guards).toEqual(["news_blackout", "stop_side"]);
    expect(factsOf(facts, "shadow_opened")).toEqual([]);
  });

  it("is as large as if governor and regime had not cut", async () => {
    // 50,000 x 0.5 % = 250 at 2 points x 2 = 4 a contract: 62, cut to max_contracts.
    // At a stop 50 points away, 100 a contract: 2; a regime at 0.5 would leave 1.
    const regime = { ...base.regime, size: { TREND: 1, RANGE: 0.5, VOLATILE: 0.5 } };
    const config = { ...CONFIG, regime };
    const { facts } = await run({ ...DAY, bars: flat, config, signals: [long(0, 50)] });
    expect(factsOf(facts, "shadow_opened")).toMatchObject([{ qty: 2, price: 100, stop: 50 }]);
  });

  it("is floored again to the risk money where the open lies further from its stop", async () => {
    // 250 at a stop 10 points away, 20 a contract: 10 (12, cut to max_contracts). The open lies 20
    // points away: 250 / 40, 6.
    const bars = [...flat.slice(0, 1), bar(1, 110, 110.25, 109.75, 110), ...flat.slice(2)];
    const { facts } = await run({ ...DAY, bars, signals: [long(0, 90)] });
    expect(factsOf(facts, "shadow_opened")).toMatchObject([{ qty: 6, price: 110, stop: 90 }]);
  });

  it("is not made where the open is so far that the risk money buys nothing", async () => {
    // 250 at a stop 100 points away, 200 a contract: 1. At 130 points it would be 260.
    const bars = [...flat.slice(0, 1), bar(1, 130, 130.25, 129.75, 130), ...flat.slice(2)];
    const { facts, replay } = await run({ ...DAY, bars, signals: [long(0, 0)] });
    expect(factsOf(facts, "guard_reject")[0]?.shadow).toMatchObject({ qty: 1 });
    expect(factsOf(facts, "shadow_opened")).toEqual([]);
    expect(replay.engine.state.views[0]?.shadows).toEqual([]);
  });

  it("leaves before the market closes", async () => {
    // A bar of a minute that opens 5 minutes before the close, or later, comes too late.
    const day = (await import("../harness.js")).utcDayAt(FIRST_TS);
    const close = FIRST_TS + 10 * MINUTE;
    const dayAt = () => ({ ...day, close, rthClose: close });
    const { facts } = await run({
      ...DAY,
      ...{ bars: flat, signals: [long(0)], dayAt },
      instrument: instrument({ closes: true }),
    });
    // The first open after which the next bar would open later than minute 5 is minute 5's own.
    expect(factsOf(facts, "shadow_closed")).toMatchObject([
      { exit_reason: "session_close", exit_ts: FIRST_TS + 5 * MINUTE, result_R: 0 },
    ]);
  });
});
