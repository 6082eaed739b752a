// The in-trade manager, worked by hand: break-even, scale-outs, trails, time.

import { describe, expect, it } from "vitest";
import type { IntradeConfig } from "../../../src/engine/config.js";
import { bar, FIRST_TS, MINUTE } from "../../fixtures.js";
import { factsOf, run, type Scenario } from "../../harness.js";
import { NO_TRAIL, scenario, shortOf, WALK } from "./worked.js";

describe.each(["long", "short"] as const)("a %s", (side) => {
  const of = (long: Scenario): Scenario => (side === "long" ? long : shortOf(long));
  const price = (p: number): number => (side === "long" ? p : 200 - p);

  it("walks from +1R to 2R: break-even, half off, final exit", async () => {
    const { facts, trades } = await run(of(scenario(WALK, 0, 96, 2, { trail: NO_TRAIL })));
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
});
