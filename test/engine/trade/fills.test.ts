// How a trade's orders fill, worked by hand: gaps, one bar with stop and limit, partial fills.

import { describe, expect, it } from "vitest";
import type { Bar } from "../../../src/engine/market/bar.js";
import { bar, engineConfig, FIRST_TS, fills, instrument, intrade, MINUTE } from "../../fixtures.js";
import { factsOf, run, type Scenario } from "../../harness.js";
import { mirrored, NO_TRAIL, scenario, shortOf, WALK } from "./worked.js";

describe.each(["long", "short"] as const)("a %s", (side) => {
  const of = (long: Scenario): Scenario => (side === "long" ? long : shortOf(long));
  const price = (p: number): number => (side === "long" ? p : 200 - p);

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
    // Exposed to minutes 1 and 2, whole: the best price is 110, the entry 100.25, 1R 3.25.
    expect(trades[0]).toMatchObject({ exit_reason: "target", exit_ts: at, bars_held: 2 });
    expect(trades[0]?.mfe_R).toBeCloseTo(9.75 / 3.25, 9);
  });

  it("fills what a finer bar's open has gapped there, before its range is asked", async () => {
    // Entry 100.25, stop 97: 1R = 103.5, 2R = 106.75. Minute 2 is cut into halves, and the second
    // opens beyond the stop, or beyond both limits.
    const at = FIRST_TS + 2 * MINUTE;
    const before = [bar(0, 100, 100.5, 99.5, 100), bar(1, 100, 101, 99.5, 100.5)];
    const walk = (minute: Bar, halves: [Bar, Bar]) => {
      const detail = halves.map((half, k) => ({ ...half, ts: at + (k * MINUTE) / 2 }));
      const story = scenario([...before, minute], 0, 97, 2, { trail: NO_TRAIL });
      return run(of({ ...story, detail: side === "long" ? detail : mirrored(detail) }));
    };
    const down = await walk(bar(2, 100.5, 101, 94, 95.5), [
      bar(2, 100.5, 101, 98, 98.5),
      bar(2, 95, 96, 94, 95.5),
    ]);
    // Open 95 is past 97: out at 95 − 0.25. Against the stop that is 9 ticks, plus 1 in.
    expect(down.trades[0]).toMatchObject({ exit_reason: "stop", exit_price: price(94.75) });
    expect(down.trades[0]?.slippage_ticks).toBeCloseTo(10, 9);
    const up = await walk(bar(2, 100.5, 108, 96, 97), [
      bar(2, 100.5, 102, 98, 99),
      bar(2, 107, 108, 96, 97),
    ]);
    // Both are sold at 107 before the second half falls to the stop.
    expect(factsOf(up.facts, "tp_hit").map((f) => f.price)).toEqual([price(107), price(107)]);
    expect(up.trades[0]).toMatchObject({ exit_reason: "target", exit_price: price(107) });
  });

  it("fills a target that the entry's open has passed where the market is", async () => {
    // Target 103 while the next open is 105: in at 105.25, out at 105, never at 103.
    const bars = [bar(0, 100, 100.5, 99.5, 100), bar(1, 105, 106, 104, 105.5)];
    const signals = [{ ts: FIRST_TS, side: "long" as const, stop: 97, qty: 1, target: 103 }];
    const base = scenario(bars, 0, 97, 1, { trail: NO_TRAIL, scale_out: [] });
    const { trades } = await run(of({ ...base, signals }));
    expect(trades[0]).toMatchObject({
      exit_reason: "target",
      entry_price: price(105.25),
      exit_price: price(105),
      bars_held: 1,
    });
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

  it("leaves one contract whole for the last level, and splits three in one and two", async () => {
    const one = await run(of(scenario(WALK, 0, 96, 1, { trail: NO_TRAIL })));
    expect(factsOf(one.facts, "tp_hit").map((f) => [f.level, f.qty])).toEqual([[2, 1]]);
    const three = await run(of(scenario(WALK, 0, 96, 3, { trail: NO_TRAIL })));
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

  it("fills an entry over several opens as volume allows, the stop following", async () => {
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

  it("fills spot FX whole: its volume counts ticks", async () => {
    const bars = [bar(0, 100, 100.5, 99.5, 100, 20), bar(1, 100, 100.5, 99.5, 100.25, 20)];
    const base = scenario(bars, 0, 95, 5, { trail: NO_TRAIL });
    const fx = instrument({ assetClass: "fx" });
    const { facts } = await run(of({ ...base, instrument: fx }));
    expect(factsOf(facts, "fill")[0]).toMatchObject({ qty: 5, cum_qty: 5 });
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
    const base = scenario(WALK, 0, 96, 2, plan);
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
    const { trades } = await run(of(scenario(WALK, 0, 96, 1, {}, { config })));
    expect(trades[0]).toMatchObject({ exit_reason: "target", exit_ts: FIRST_TS + 4 * MINUTE });
    expect(trades[0]?.exit_price).toBeCloseTo(price(104.5), 9);
  });
});
