// Sizes and refusals, worked by hand.

import { describe, expect, it } from "vitest";
import type { ConstraintsConfig, EngineConfig } from "../../src/engine/config.js";
import type { Instrument } from "../../src/engine/market/instrument.js";
import { bar, engineConfig, FIRST_TS, instrument, intrade, MINUTE } from "../fixtures.js";
import { factsOf, run, type Scenario } from "../harness.js";

function config(
  constraints: Partial<ConstraintsConfig> = {},
  change: Partial<EngineConfig> = {},
): EngineConfig {
  const base = engineConfig();
  return engineConfig({
    fusion: { ...base.fusion, enabled: false },
    intrade: intrade({ scale_out: [], max_bars_in_trade: null }),
    constraints: { ...base.constraints, ...constraints },
    ...change,
  });
}

const FLAT = Array.from({ length: 6 }, (_, i) => bar(i, 100, 100.5, 99.5, 100));

function scenario(stop: number, change: Partial<Scenario> = {}): Scenario {
  return {
    bars: FLAT,
    signals: [{ ts: FIRST_TS, side: "long", stop }],
    config: config(),
    ...change,
  };
}

async function qtyOf(of: Scenario): Promise<number | undefined> {
  return factsOf((await run(of)).facts, "order_submitted")[0]?.qty;
}

describe("size", () => {
  it("is the risk money over the stop's cost, floored", async () => {
    // 50,000 x 0.5 % x 0.5 (VOLATILE) = 125; 7.5 points x 2 = 15 a contract: 8.33, so 8.
    expect(await qtyOf(scenario(92.5))).toBe(8);
    // 12.5 points x 2 = 25: exactly 5.
    expect(await qtyOf(scenario(87.5))).toBe(5);
  });

  it("counts the distance in whole ticks, not in the last bits of two prices", async () => {
    // 50,000 x 0.6 % x 0.5 (VOLATILE) = 150; 12 ticks of 0.00001 on a lot of 1,000 are 0.12:
    // exactly 1,250 lots, though 1.12952 - 1.1294 is 0.00012000000000012 in doubles.
    const pair = instrument({
      assetClass: "fx",
      tick: { unscaled: 1, scale: 5 },
      pointValue: { unscaled: 1, scale: 0 },
      lot: { unscaled: 1000, scale: 0 },
    });
    const bars = FLAT.map((_, i) => bar(i, 1.1294, 1.1295, 1.1293, 1.1294));
    const base = config({
      risk_per_trade_pct: 0.6,
      max_notional_pct: { stock: 1, crypto: 1, fx: 3000 },
    });
    const signals = [{ ts: FIRST_TS, side: "short" as const, stop: 1.12952 }];
    const of = scenario(1.12952, { instrument: pair, bars, signals, config: base });
    expect(await qtyOf(of)).toBe(1_250_000);
  });

  it("is cut to max_contracts, a signal's quantity and a share of the loss limit", async () => {
    // 1.25 points x 2 = 2.5 a contract: 50, cut to 10.
    expect(await qtyOf(scenario(98.75))).toBe(10);
    const signals = [{ ts: FIRST_TS, side: "long" as const, stop: 92.5, qty: 3 }];
    expect(await qtyOf(scenario(92.5, { signals }))).toBe(3);
    // 10 % of 600 = 60 at 15 a contract: 4.
    expect(await qtyOf(scenario(92.5, { config: config({ daily_loss_limit: 600 }) }))).toBe(4);
  });

  it("is cut to the notional share of equity for stocks, crypto and FX", async () => {
    // A stock at 100: 100 % of 50,000 is 500 shares; the risk alone would allow 125 / 0.2 = 625.
    const stock = instrument({
      assetClass: "stock",
      tick: { unscaled: 1, scale: 2 },
      pointValue: { unscaled: 1, scale: 0 },
    });
    const fifth = scenario(99.8, { instrument: stock });
    expect(await qtyOf(fifth)).toBe(500);
    // Crypto in millionths: 125 / 7 = 17.857142, floored to the lot.
    const coin: Instrument = { ...stock, assetClass: "crypto", lot: { unscaled: 1, scale: 6 } };
    expect(await qtyOf(scenario(93, { instrument: coin }))).toBe(17.857142);
  });

  it("is never rounded up from nothing", async () => {
    // 70 points x 2 = 140 > 125.
    const { facts } = await run(scenario(30));
    expect(factsOf(facts, "guard_reject")).toMatchObject([
      { reason: "size_zero", guards: ["size_zero"] },
    ]);
    expect(factsOf(facts, "order_submitted")).toHaveLength(0);
  });

  it("is nothing where the stop costs less than money is counted by, a billionth", async () => {
    // 7 points x a millionth x a millionth a lot are 7e-12: 142 lots are 0.994e-9, 143 1.001e-9.
    const coin = instrument({
      ...{ assetClass: "crypto", lot: { unscaled: 1, scale: 6 } },
      pointValue: { unscaled: 1, scale: 6 },
    });
    const asked = (qty: number, change: Partial<Scenario> = {}) => {
      const signals = [{ ts: FIRST_TS, side: "long" as const, stop: 93, qty }];
      return run(scenario(93, { instrument: coin, signals, ...change }));
    };
    const { facts } = await asked(0.000142);
    expect(factsOf(facts, "guard_reject")).toMatchObject([
      { guards: ["size_zero"], inputs: { size_zero: { limited_by: "qty" } } },
    ]);
    expect(factsOf((await asked(0.000143)).facts, "order_submitted")[0]?.qty).toBe(0.000143);
    // Without guards it stands; what made nothing of nothing has made 0 R.
    const unguarded = (await asked(0.000001, { unguarded: true })).facts;
    expect(factsOf(unguarded, "trade_closed")).toMatchObject([{ net_pnl: 0, result_R: 0 }]);
  });

  it("stands as the signal has it without guards, or is one lot", async () => {
    const signals = [{ ts: FIRST_TS, side: "long" as const, stop: 30, qty: 77 }];
    expect(await qtyOf(scenario(30, { signals, unguarded: true }))).toBe(77);
    expect(await qtyOf(scenario(30, { unguarded: true }))).toBe(1);
  });
});

describe("refusals", () => {
  async function guardsOf(of: Scenario): Promise<string[][]> {
    return factsOf((await run(of)).facts, "guard_reject").map((fact) => fact.guards);
  }

  it("name every guard that objects, in order, the first as the reason", async () => {
    const limits = config({
      max_trades_per_day: 0,
      allowed_symbols: ["ES"],
      sessions: ["00:00-00:01"],
    });
    const { facts } = await run(scenario(99.5, { config: limits, dayAt: (ts) => closedDay(ts) }));
    expect(factsOf(facts, "guard_reject")).toMatchObject([
      {
        reason: "outside_session",
        guards: [
          "outside_session",
          "constraint:max_trades_per_day",
          "constraint:min_stop_ticks",
          "constraint:allowed_symbols",
        ],
      },
    ]);
    expect(factsOf(facts, "constraint_violation").map((fact) => fact.rule)).toEqual([
      "max_trades_per_day",
      "min_stop_ticks",
      "allowed_symbols",
    ]);
  });

  it("hold one position a symbol, also while the entry works and without guards", async () => {
    const signals = [0, 1].map((i) => ({
      ts: FIRST_TS + i * MINUTE,
      side: "long" as const,
      stop: 90,
      qty: 1,
    }));
    expect(await guardsOf(scenario(90, { signals, unguarded: true }))).toEqual([["position_open"]]);
    const twice = [0, 0].map((i) => ({
      ts: FIRST_TS + i * MINUTE,
      side: "long" as const,
      stop: 90 + i,
    }));
    const [first] = await guardsOf(scenario(90, { signals: twice }));
    expect(first?.[0]).toBe("position_open");
  });

  it("count the filled entries of the day", async () => {
    // Two trades, each closed by an exit signal, then a third that is one too many.
    const exits = [1, 3].map((i) => ({ ts: FIRST_TS + i * MINUTE, side: "exit" as const }));
    const entries = [0, 2, 4].map((i) => ({
      ts: FIRST_TS + i * MINUTE,
      side: "long" as const,
      stop: 90 - i,
    }));
    const signals = [...entries, ...exits].sort((a, b) => a.ts - b.ts);
    const of = scenario(90, { signals, config: config({ max_trades_per_day: 2 }) });
    expect(await guardsOf(of)).toEqual([["constraint:max_trades_per_day"]]);
    expect((await run(of)).trades.map((trade) => trade.exit_reason)).toEqual(["signal", "signal"]);
  });

  it("know a double and a stop on the wrong side", async () => {
    const wrong = [{ ts: FIRST_TS, side: "short" as const, stop: 99 }];
    expect(await guardsOf(scenario(99, { signals: wrong }))).toEqual([["stop_side"]]);
    // The entry is refused at the open (it gapped to its stop); the same again within a second.
    const double = [0, 0].map(() => ({ ts: FIRST_TS, side: "long" as const, stop: 95 }));
    const [both] = await guardsOf(scenario(95, { signals: double }));
    expect(both).toEqual(["position_open", "constraint:max_open_positions", "duplicate"]);
  });

  it("keep off a bar whose open is a bad print", async () => {
    // ATR is 1 at minute 14; the next open jumps by 25: more than 20 ATR.
    const calm = Array.from({ length: 15 }, (_, i) => bar(i, 100, 100.5, 99.5, 100));
    const bars = [...calm, bar(15, 125, 125.5, 124.5, 125), bar(16, 125, 125.5, 124.5, 125)];
    const before = [{ ts: FIRST_TS + 14 * MINUTE, side: "long" as const, stop: 95 }];
    expect(await guardsOf(scenario(95, { bars, signals: before }))).toEqual([["bad_print"]]);
    const on = [{ ts: FIRST_TS + 15 * MINUTE, side: "long" as const, stop: 120 }];
    expect(await guardsOf(scenario(95, { bars, signals: on }))).toEqual([["bad_print"]]);
    const after = [{ ts: FIRST_TS + 14 * MINUTE, side: "long" as const, stop: 95 }];
    const near = [...calm, bar(15, 119, 119.5, 118.5, 119), bar(16, 119, 119.5, 118.5, 119)];
    expect(await guardsOf(scenario(95, { bars: near, signals: after }))).toEqual([]);
  });

  it("list every guard that objects to an open, the first of them as the reason", async () => {
    // ATR is 1 at minute 14: an open at 75 is a bad print, and beyond the stop at 95 as well.
    const calm = Array.from({ length: 15 }, (_, i) => bar(i, 100, 100.5, 99.5, 100));
    const signals = [{ ts: FIRST_TS + 14 * MINUTE, side: "long" as const, stop: 95 }];
    const opened = (open: number): Scenario => {
      const last = [15, 16].map((i) => bar(i, open, open + 0.5, open - 0.5, open));
      return scenario(95, { bars: [...calm, ...last], signals });
    };
    expect(await guardsOf(opened(75))).toEqual([["bad_print", "entry_drift"]]);
    // At 2,000 one contract would risk 1,905 points: more than any risk money here.
    expect(await guardsOf(opened(2000))).toEqual([["bad_print", "size_zero"]]);
    const [fact] = factsOf((await run(opened(75))).facts, "guard_reject");
    expect(fact?.reason).toBe("bad_print");
    expect(Object.keys(fact?.inputs ?? {})).toEqual(["bad_print", "entry_drift"]);
  });
});

describe("the open at which an entry fills", () => {
  function opening(open: number): Scenario {
    const bars = [bar(0, 100, 100.5, 99.5, 100), bar(1, open, open + 0.5, open - 0.5, open)];
    return scenario(92, { bars });
  }

  it("makes no trade at or beyond the stop, or nearer than half the distance", async () => {
    // Planned 8 points: half is 4, so 96 is just far enough and 95.75 is not.
    for (const [open, trades] of [
      [91, 0],
      [92, 0],
      [95.75, 0],
      [96, 1],
    ] as const) {
      const result = await run(opening(open));
      expect(result.trades, `open ${open}`).toHaveLength(trades);
      const reasons = factsOf(result.facts, "guard_reject").map((fact) => fact.reason);
      expect(reasons).toEqual(trades === 0 ? ["entry_drift"] : []);
    }
  });

  it("floors the quantity again where the stop has become farther", async () => {
    // 125 money: 8 points cost 16, so 7; from 104 it is 12 points, 24, so 5.
    const { trades } = await run(opening(104));
    expect(trades[0]).toMatchObject({ qty: 5, entry_price: 104.25 });
    const same = await run(opening(100));
    expect(same.trades[0]).toMatchObject({ qty: 7 });
  });
});

function closedDay(ts: number) {
  const day = Math.floor(ts / 86_400_000) * 86_400_000;
  return {
    name: "2025-11-18",
    ordinal: day / 86_400_000,
    week: day / 86_400_000 - 1,
    from: day,
    to: day + 86_400_000,
    open: day,
    close: day + 86_400_000,
    rthOpen: day,
    rthClose: day + 86_400_000,
    entryWindows: [[day, day + MINUTE]] as const,
    offsets: [{ since: day, offset: 0 }],
    earlyClose: false,
  };
}
