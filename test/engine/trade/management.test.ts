// The in-trade manager, worked by hand. Tick 0.25, 2 money a point, commission 0.62 a side and
// contract, slippage 1 tick. A signal on the close of minute n enters at the open of n + 1.

import { describe, expect, it } from "vitest";
import type { IntradeConfig } from "../../../src/engine/config.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import {
  bar,
  engineConfig,
  FIRST_TS,
  factsOf,
  fills,
  intrade,
  MINUTE,
  run,
  type Scenario,
} from "../../fixtures.js";

const NO_TRAIL: IntradeConfig["trail"] = {
  mode: "none",
  atr_mult: 1.5,
  lookback: 5,
  start_at_r: 1,
};

/** The same bars upside down around 200: a long becomes the short that does the same. */
function mirrored(bars: readonly Bar[]): Bar[] {
  return bars.map((b) => ({
    ...b,
    open: 200 - b.open,
    high: 200 - b.low,
    low: 200 - b.high,
    close: 200 - b.close,
  }));
}

function scenario(
  bars: readonly Bar[],
  at: number,
  stop: number,
  qty: number,
  plan: Partial<IntradeConfig>,
  change: Partial<Scenario> = {},
): Scenario {
  return {
    bars,
    unguarded: true,
    config: engineConfig({ intrade: intrade(plan) }),
    signals: [{ ts: FIRST_TS + at * MINUTE, side: "long", stop, qty }],
    ...change,
  };
}

function shortOf(long: Scenario): Scenario {
  return {
    ...long,
    bars: mirrored(long.bars),
    signals: (long.signals ?? []).map((signal) => ({
      ...signal,
      side: signal.side === "long" ? ("short" as const) : signal.side,
      stop: signal.stop == null ? null : 200 - signal.stop,
      target: signal.target == null ? null : 200 - signal.target,
    })),
  };
}

describe.each(["long", "short"] as const)("a %s", (side) => {
  const of = (long: Scenario): Scenario => (side === "long" ? long : shortOf(long));
  const price = (p: number): number => (side === "long" ? p : 200 - p);

  // Entry: open 100 + 1 tick = 100.25; stop 96, so 1R = 4.25 points: 104.5 and 2R: 108.75.
  // Risk = 4.25 x 2 money x 2 contracts = 17.
  const walk = [
    bar(0, 100, 100.5, 99.5, 100),
    bar(1, 100, 101, 99.5, 101),
    bar(2, 101, 103, 100.5, 102.75),
    bar(3, 102.75, 104.5, 102.5, 104),
    bar(4, 104, 106, 103.5, 105.5),
    bar(5, 105.5, 109, 105, 108.5),
    bar(6, 108.5, 109, 108, 108.5),
  ];

  it("walks from +1R to 2R: break-even, half off, final exit", async () => {
    const { facts, trades } = await run(of(scenario(walk, 0, 96, 2, { trail: NO_TRAIL })));
    const [hit1, hit2] = factsOf(facts, "tp_hit");
    // Half off on minute 3: (104.5 − 100.25) x 2 = 8.5, less 0.62 out and 0.62 in = 7.26.
    expect(hit1).toMatchObject({ level: 1, at_r: 1, qty: 1, price: price(104.5) });
    expect(hit1?.ts).toBe(FIRST_TS + 3 * MINUTE);
    expect(hit1?.pnl).toBeCloseTo(7.26, 9);
    expect(hit1?.result_R).toBeCloseTo(7.26 / 17, 9);
    // Break-even on the same bar's close, at the entry, decided at 15:04.
    const moves = factsOf(facts, "stop_moved");
    expect(moves).toHaveLength(1);
    expect(moves[0]).toMatchObject({ from: price(96), to: price(100.25), why: "break_even" });
    expect(moves[0]?.ts).toBe(FIRST_TS + 4 * MINUTE);
    // The rest on minute 5: (108.75 − 100.25) x 2 = 17, less 1.24 = 15.76.
    expect(hit2).toMatchObject({ level: 2, at_r: 2, qty: 1, price: price(108.75) });
    expect(hit2?.pnl).toBeCloseTo(15.76, 9);
    const [closed] = factsOf(facts, "trade_closed");
    expect(closed).toMatchObject({
      qty: 1,
      price: price(108.75),
      pnl: hit2?.pnl,
      reason: "target",
    });
    expect(trades).toHaveLength(1);
    const [trade] = trades;
    // Net 7.26 + 15.76 = 23.02; gross 8.5 + 17 = 25.5; four sides of 0.62.
    expect(trade?.net_pnl).toBeCloseTo(23.02, 9);
    expect(trade?.gross_pnl).toBeCloseTo(25.5, 9);
    expect(trade?.commission).toBeCloseTo(2.48, 9);
    expect(trade?.result_R).toBeCloseTo(23.02 / 17, 9);
    expect(trade?.exit_price).toBeCloseTo(price(106.625), 9);
    // Exposed to minutes 1 to 5; best 109, worst 99.5; one tick on the way in.
    expect(trade?.bars_held).toBe(5);
    expect(trade?.mfe_R).toBeCloseTo(8.75 / 4.25, 9);
    expect(trade?.mae_R).toBeCloseTo(-0.75 / 4.25, 9);
    expect(trade?.slippage_ticks).toBeCloseTo(1, 9);
  });

  // ATR is 1 from index 14 on: every true range is 1.
  const flat15 = Array.from({ length: 15 }, (_, i) => bar(i, 100, 100.5, 99.5, 100));
  const rising = [
    bar(15, 100, 101, 100, 101),
    bar(16, 101, 102, 101, 102),
    bar(17, 102, 103, 102, 103),
    bar(18, 103, 104, 103, 104),
    bar(19, 104, 104.25, 101.5, 101.75),
    bar(20, 101.75, 102, 101.5, 101.75),
  ];

  it("raises the ATR trail with rising lows and is stopped by the quick reversal", async () => {
    // Entry 100.25, stop 98: 1R = 2.25 points, so the trail starts at 102.5: on minute 17.
    const trail: IntradeConfig["trail"] = { mode: "atr", atr_mult: 2, lookback: 5, start_at_r: 1 };
    const plan = { trail, scale_out: [], break_even_at_r: null, max_bars_in_trade: null };
    const { facts, trades } = await run(of(scenario([...flat15, ...rising], 14, 98, 1, plan)));
    // Minute 17: 103 − 2 x 1 = 101. Minute 18: 104 − 2 = 102.
    expect(factsOf(facts, "stop_moved").map((f) => [f.ts, f.from, f.to, f.why])).toEqual([
      [FIRST_TS + 18 * MINUTE, price(98), price(101), "atr"],
      [FIRST_TS + 19 * MINUTE, price(101), price(102), "atr"],
    ]);
    // Minute 19 touches 102: out one tick worse at 101.75. (1.5 x 2) − 1.24 = 1.76 on 4.5.
    expect(trades[0]).toMatchObject({
      exit_reason: "trail",
      exit_ts: FIRST_TS + 19 * MINUTE,
      exit_price: price(101.75),
      bars_held: 5,
    });
    expect(trades[0]?.result_R).toBeCloseTo(1.76 / 4.5, 9);
  });

  it("raises the swing trail with rising lows and is stopped by the quick reversal", async () => {
    const bars = [
      ...[0, 1, 2].map((i) => bar(i, 100, 100.5, 99, 100)),
      bar(3, 100, 101, 99.5, 100.75),
      bar(4, 100.75, 102, 100.5, 101.5),
      bar(5, 101.5, 103, 101, 102.5),
      bar(6, 102.5, 104, 102, 103.75),
      bar(7, 103.5, 103.75, 100, 100.5),
      bar(8, 100.5, 101, 100, 100.5),
    ];
    const trail: IntradeConfig["trail"] = {
      mode: "swing",
      atr_mult: 1,
      lookback: 3,
      start_at_r: 0,
    };
    const plan = { trail, scale_out: [], break_even_at_r: null, max_bars_in_trade: null };
    const { facts, trades } = await run(of(scenario(bars, 2, 97, 1, plan)));
    // Lowest low of the last three bars less a tick: minutes 1-3: 99 − 0.25 (it reaches before
    // the entry); minutes 2-4 the same; 3-5: 99.5 − 0.25; 4-6: 100.5 − 0.25.
    expect(factsOf(facts, "stop_moved").map((f) => [f.ts, f.to, f.why])).toEqual([
      [FIRST_TS + 4 * MINUTE, price(98.75), "swing"],
      [FIRST_TS + 6 * MINUTE, price(99.25), "swing"],
      [FIRST_TS + 7 * MINUTE, price(100.25), "swing"],
    ]);
    expect(trades[0]).toMatchObject({
      exit_reason: "trail",
      exit_ts: FIRST_TS + 7 * MINUTE,
      exit_price: price(100),
    });
  });

  it("leaves a flat series at exactly N bars", async () => {
    const bars = Array.from({ length: 12 }, (_, i) => bar(i, 100, 100.5, 99.5, 100));
    const plan = { trail: NO_TRAIL, max_bars_in_trade: 5 };
    const { facts, trades } = await run(of(scenario(bars, 0, 95, 1, plan)));
    // In at the open of minute 1, exposed to 1 to 5, out at the open of minute 6 less a tick.
    expect(factsOf(facts, "time_exit")).toMatchObject([{ bars: 5, ts: FIRST_TS + 6 * MINUTE }]);
    expect(trades[0]).toMatchObject({
      exit_reason: "time",
      bars_held: 5,
      exit_ts: FIRST_TS + 6 * MINUTE,
      exit_price: price(99.75),
    });
    // 1 tick in, 1 tick out against the close it was decided on.
    expect(trades[0]?.slippage_ticks).toBeCloseTo(2, 9);
  });

  it("fills a gapped stop at the open with slippage, and is not exposed to that bar", async () => {
    const bars = [
      bar(0, 100, 100.5, 99.5, 100),
      bar(1, 100, 101, 99.5, 100.5),
      bar(2, 95, 99, 94, 98),
    ];
    const { trades } = await run(of(scenario(bars, 0, 97, 1, { trail: NO_TRAIL })));
    // Open 95 is past 97: out at 95 − 0.25. Against the stop that is 9 ticks, plus 1 in.
    expect(trades[0]).toMatchObject({
      exit_reason: "stop",
      exit_price: price(94.75),
      bars_held: 1,
      exit_ts: FIRST_TS + 2 * MINUTE,
    });
    expect(trades[0]?.slippage_ticks).toBeCloseTo(10, 9);
    expect(trades[0]?.mae_R).toBeCloseTo(-0.75 / 3.25, 9);
    // −5.5 x 2 − 1.24 = −12.24 on 6.5: worse than −1R because of the gap.
    expect(trades[0]?.result_R).toBeCloseTo(-12.24 / 6.5, 9);
  });

  it("takes the stop first where one bar touches stop and limit", async () => {
    const bars = [
      bar(0, 100, 100.5, 99.5, 100),
      bar(1, 100, 101, 99.5, 100.5),
      bar(2, 100.5, 110, 96, 105),
    ];
    const { trades, facts } = await run(of(scenario(bars, 0, 97, 2, { trail: NO_TRAIL })));
    expect(factsOf(facts, "tp_hit")).toHaveLength(0);
    expect(trades[0]).toMatchObject({
      exit_reason: "stop",
      exit_price: price(96.75),
      bars_held: 2,
    });
  });

  it("takes the limit first where a finer file says so", async () => {
    // Entry 100.25, stop 97: 1R = 103.5, 2R = 106.75. Inside minute 2 price went up first.
    const bars = [
      bar(0, 100, 100.5, 99.5, 100),
      bar(1, 100, 101, 99.5, 100.5),
      bar(2, 100.5, 110, 96, 105),
    ];
    const half = MINUTE / 2;
    const at = FIRST_TS + 2 * MINUTE;
    const up = [
      { ...bar(2, 100.5, 110, 100, 108), ts: at },
      { ...bar(2, 108, 108, 96, 105), ts: at + half },
    ];
    const detail = side === "long" ? up : mirrored(up);
    const { trades, facts } = await run(
      of(scenario(bars, 0, 97, 2, { trail: NO_TRAIL }, { detail })),
    );
    expect(factsOf(facts, "tp_hit").map((f) => f.price)).toEqual([price(103.5), price(106.75)]);
    expect(trades[0]).toMatchObject({ exit_reason: "target", exit_ts: at });
  });

  it("can be stopped out in the entry's own bar, and fill its limits there", async () => {
    const stopped = [bar(0, 100, 100.5, 99.5, 100), bar(1, 100, 100.5, 96, 98)];
    const out = await run(of(scenario(stopped, 0, 97, 1, { trail: NO_TRAIL })));
    expect(out.trades[0]).toMatchObject({
      exit_reason: "stop",
      bars_held: 1,
      exit_price: price(96.75),
    });
    const ran = [bar(0, 100, 100.5, 99.5, 100), bar(1, 100, 107, 99.5, 106)];
    const won = await run(of(scenario(ran, 0, 97, 2, { trail: NO_TRAIL })));
    expect(won.trades[0]).toMatchObject({ exit_reason: "target", bars_held: 1 });
    expect(won.trades[0]?.exit_price).toBeCloseTo(price((103.5 + 106.75) / 2), 9);
  });

  it("leaves one contract at 50/50 whole for the last level, and splits three one and two", async () => {
    const one = await run(of(scenario(walk, 0, 96, 1, { trail: NO_TRAIL })));
    expect(factsOf(one.facts, "tp_hit").map((f) => [f.level, f.qty])).toEqual([[2, 1]]);
    const three = await run(of(scenario(walk, 0, 96, 3, { trail: NO_TRAIL })));
    expect(factsOf(three.facts, "tp_hit").map((f) => [f.level, f.qty])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("makes no trade where the open lies at or beyond the stop", async () => {
    const bars = [
      bar(0, 100, 100.5, 99.5, 100),
      bar(1, 97, 98, 96, 97.5),
      bar(2, 97.5, 98, 97, 97.5),
    ];
    const { trades, facts } = await run(of(scenario(bars, 0, 97, 1, {})));
    expect(trades).toHaveLength(0);
    expect(factsOf(facts, "guard_reject")).toMatchObject([{ reason: "entry_drift" }]);
    expect(factsOf(facts, "order_state").at(-1)).toMatchObject({
      state: "CANCELLED",
      role: "entry",
    });
  });

  it("fills an entry over several opens as the volume allows, the stop following each fill", async () => {
    // 10 % of 20 is 2 contracts a bar: 5 come as 2, 2, 1 at 100.25, 100.5 and 101.25.
    const bars = [
      bar(0, 100, 100.5, 99.5, 100, 20),
      bar(1, 100, 100.5, 99.5, 100.25, 20),
      bar(2, 100.25, 101, 100, 101, 20),
      bar(3, 101, 101.5, 100.5, 101.25, 20),
      bar(4, 101.25, 101.5, 101, 101.25, 20),
      bar(5, 101.25, 101.5, 94, 95, 20),
    ];
    const plan = { trail: NO_TRAIL, scale_out: [], break_even_at_r: null, max_bars_in_trade: null };
    const { trades, facts } = await run(of(scenario(bars, 0, 95, 5, plan)));
    const entries = factsOf(facts, "fill").filter((f) => f.role === "entry");
    expect(entries.map((f) => [f.qty, f.cum_qty, f.price])).toEqual([
      [2, 2, price(100.25)],
      [2, 4, price(100.5)],
      [1, 5, price(101.25)],
    ]);
    const stops = factsOf(facts, "order_state").filter((f) => f.role === "stop");
    expect(stops.map((f) => [f.qty, f.state])).toEqual([
      [2, "WORKING"],
      [4, "WORKING"],
      [5, "WORKING"],
      [5, "FILLED"],
    ]);
    // Mean entry (200.5 + 201 + 101.25) / 5 = 100.55; out at 94.75: −5.8 x 2 x 5 = −58.
    expect(trades[0]?.entry_price).toBeCloseTo(price(100.55), 9);
    expect(trades[0]?.gross_pnl).toBeCloseTo(-58, 9);
  });

  it("cancels the rest of an entry at the first exit", async () => {
    const bars = [
      bar(0, 100, 100.5, 99.5, 100, 20),
      bar(1, 100, 100.5, 96, 96.5, 20),
      bar(2, 96.5, 97, 96, 96.5, 20),
    ];
    const { trades, facts } = await run(of(scenario(bars, 0, 97, 5, { trail: NO_TRAIL })));
    expect(trades).toMatchObject([{ qty: 2, exit_reason: "stop" }]);
    expect(
      factsOf(facts, "order_state")
        .filter((f) => f.role === "entry")
        .at(-1),
    ).toMatchObject({
      state: "CANCELLED",
      filled_qty: 2,
    });
  });

  it("takes a market exit's quantity out of the stop's group", async () => {
    // Level 1 at 103.5 is reached by the close of minute 2; the next open gaps through the stop:
    // the market exit takes one contract as `target`, the stop covers only the other one.
    const bars = [
      bar(0, 100, 100.5, 99.5, 100),
      bar(1, 100, 101, 99.5, 100.5),
      bar(2, 100.5, 104, 100, 103.75),
      bar(3, 94, 95, 93, 94),
    ];
    const plan = { trail: NO_TRAIL, break_even_at_r: null, scale_out_mode: "on_bar" as const };
    const { trades, facts } = await run(of(scenario(bars, 0, 97, 2, plan)));
    const exits = factsOf(facts, "fill").filter((f) => f.role !== "entry");
    expect(exits.map((f) => [f.role, f.qty, f.price])).toEqual([
      ["exit", 1, price(93.75)],
      ["stop", 1, price(93.75)],
    ]);
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({ qty: 2, exit_reason: "stop" });
  });

  it("rests a target in place of the scale-outs at or beyond it", async () => {
    // Levels at 104.5 and 108.75; a target at 106 replaces the second.
    const plan = { trail: NO_TRAIL };
    const base = scenario(walk, 0, 96, 2, plan);
    const signals = [{ ts: FIRST_TS, side: "long" as const, stop: 96, qty: 2, target: 106 }];
    const { facts } = await run(of({ ...base, signals }));
    expect(factsOf(facts, "tp_hit").map((f) => [f.price, f.qty])).toEqual([
      [price(104.5), 1],
      [price(106), 1],
    ]);
    // A target beyond the last level changes nothing, and that is said once.
    const far = [{ ts: FIRST_TS, side: "long" as const, stop: 96, qty: 2, target: 120 }];
    const beyond = await run(of({ ...base, signals: far }));
    expect(factsOf(beyond.facts, "tp_hit").map((f) => f.price)).toEqual([
      price(104.5),
      price(108.75),
    ]);
    expect(factsOf(beyond.facts, "entry_sized")[0]?.note).toContain("changes nothing");
  });

  it("fills no entry and no limit on a bar without volume in a file that has volume", async () => {
    const bars = [
      bar(0, 100, 100.5, 99.5, 100),
      bar(1, 100, 100.5, 99.5, 100, 0),
      bar(2, 100.5, 101, 100, 100.5),
      bar(3, 100.5, 110, 100, 109, 0),
    ];
    const { facts, trades } = await run(of(scenario(bars, 0, 97, 1, { trail: NO_TRAIL })));
    expect(factsOf(facts, "fill")[0]).toMatchObject({
      ts: FIRST_TS + 2 * MINUTE,
      price: price(100.75),
    });
    expect(trades[0]).toMatchObject({ exit_reason: "end_of_data", exit_price: price(109) });
  });

  it("wants a limit traded through when it is told so", async () => {
    const config = engineConfig({
      intrade: intrade({
        trail: NO_TRAIL,
        scale_out: [{ at_r: 1, pct: 1 }],
        break_even_at_r: null,
      }),
      fills: fills({ limit_fill: "through" }),
    });
    // Level 104.5: minute 3 only touches it, minute 5 trades through.
    const { trades } = await run(of(scenario(walk, 0, 96, 1, {}, { config })));
    expect(trades[0]).toMatchObject({ exit_reason: "target", exit_ts: FIRST_TS + 4 * MINUTE });
    expect(trades[0]?.exit_price).toBeCloseTo(price(104.5), 9);
  });
});
