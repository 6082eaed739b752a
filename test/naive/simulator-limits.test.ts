// The oracle held to cases worked by hand: limits, scale-outs, targets, volume.

import { describe, expect, it } from "vitest";
import { simulate } from "./simulator.js";
import { FLAT, HALVES, input, legs, only, type Row } from "./worked-case.js";

describe("limits", () => {
  it("fills at the price, or at a better open, without slippage", () => {
    // Risk 10 (100 to 90): levels 110 and 120. Bar 2 touches 110; bar 3 opens at 123.
    // Slippage of the exits: 0 and 120 - 123 = -3, mean -1.5; entry 1 (slipped).
    const trade = only({
      rows: [FLAT, [99, 101, 99, 100], [100, 110, 100, 109], [123, 125, 90, 100]],
      signals: [{ qty: 2 }],
      intrade: { scale_out: HALVES },
      fills: { slippage_ticks: 1 },
    });
    expect(legs(trade)).toEqual([
      [2, 1, 110, "target"],
      [3, 1, 123, "target"],
    ]);
    expect(trade).toMatchObject({ bars_held: 2, exit_price: 116.5, slippage_ticks: -1.5 });
  });

  it("fills a target that the entry's open has passed at that open, after the stop", () => {
    // Target 105, entry at 106 on bar 1: the target rests after the fill, and the market is already
    // better: it leaves at 106. A stop in that bar would be first.
    const from = (low: number) =>
      legs(only({ rows: [FLAT, [106, 107, low, 106]], signals: [{ target: 105 }] }));
    expect(from(104)).toEqual([[1, 1, 106, "target"]]);
    expect(from(90)).toEqual([[1, 1, 90, "stop"]]);
  });

  it("asks for more than a touch with `through`, at the open too", () => {
    // Target 105: bar 1 touches it, bar 2 opens on it and goes to 106: filled in the range, 105.
    const trade = only({
      rows: [FLAT, [100, 105, 99, 104], [105, 106, 104, 105]],
      signals: [{ target: 105 }],
      fills: { limit_fill: "through" },
    });
    expect(legs(trade)).toEqual([[2, 1, 105, "target"]]);
    expect(trade.bars_held).toBe(2);
  });

  it("cumulates and floors scale-outs: 1 goes whole at the last, 3 go 1 and 2", () => {
    const rows: Row[] = [FLAT, [100, 111, 99, 110], [110, 121, 109, 120]];
    const intrade = { scale_out: HALVES };
    expect(legs(only({ rows, signals: [{ qty: 1 }], intrade }))).toEqual([[2, 1, 120, "target"]]);
    expect(legs(only({ rows, signals: [{ qty: 3 }], intrade }))).toEqual([
      [1, 1, 110, "target"],
      [2, 2, 120, "target"],
    ]);
  });

  it("puts a target in the place of the scale-outs at or beyond it", () => {
    // Levels 110 (1 of 2) and 120 (the rest). Target 115 takes the second's place; target 110
    // takes both places; target 130 lies beyond the last and changes nothing.
    const rows: Row[] = [FLAT, [100, 112, 99, 110], [110, 118, 109, 117], [117, 135, 116, 130]];
    const from = (target: number) =>
      legs(only({ rows, signals: [{ qty: 2, target }], intrade: { scale_out: HALVES } }));
    expect(from(115)).toEqual([
      [1, 1, 110, "target"],
      [2, 1, 115, "target"],
    ]);
    expect(from(110)).toEqual([[1, 2, 110, "target"]]);
    expect(from(130)).toEqual([
      [1, 1, 110, "target"],
      [3, 1, 120, "target"],
    ]);
  });

  it("rounds a level away from the entry and books legs net, the entry's cost pro rata", () => {
    // Entry 100, stop 95, level at 0.5 R = 102.5, so 103; the rest is stopped at 95.
    // Cost 1 per unit and side: leg 1 (103 - 100) x 1 - 2 = 1, leg 2 (95 - 100) x 2 - 4 = -14.
    const trade = only({
      rows: [FLAT, [100, 103, 99, 101], [101, 102, 94, 95]],
      signals: [{ qty: 3, stop: 95 }],
      intrade: { scale_out: [{ at_r: 0.5, pct: 0.5 }] },
      fills: { commission_per_side: 1 },
    });
    expect(trade.legs.map((leg) => [leg.price, leg.pnl])).toEqual([
      [103, 1],
      [95, -14],
    ]);
    expect(trade).toMatchObject({ gross_pnl: -7, commission: 6, net_pnl: -13 });
    expect(trade.result_R).toBeCloseTo(-13 / 15, 12);
  });

  it("decides on the close with `on_bar`, fills at the next open, and stops the rest first", () => {
    // Level 1 = 110. Bar 1 touches 111 but closes at 109: nothing. Bar 2 closes at 110: one of two
    // leaves at bar 3's open, 85, as a market order (slippage 1: 84; against 110, 26 ticks). The
    // stop at 90 covers the other one and gaps at the same open: 84 (6 ticks).
    const trade = only({
      rows: [FLAT, [99, 111, 99, 109], [109, 110, 108, 110], [85, 90, 80, 90]],
      signals: [{ qty: 2 }],
      intrade: { scale_out: HALVES, scale_out_mode: "on_bar" },
      fills: { slippage_ticks: 1 },
    });
    expect(legs(trade)).toEqual([
      [3, 1, 84, "target"],
      [3, 1, 84, "stop"],
    ]);
    expect(trade).toMatchObject({ bars_held: 2, slippage_ticks: 16, exit_reason: "stop" });
  });

  it("takes a level once with `on_bar`, also while the close stays beyond it", () => {
    // Bars 1, 2, 3 close at 110, 112, 121: one of three leaves at bar 2's open, two at 4's.
    const trade = only({
      rows: [
        FLAT,
        [100, 110, 99, 110],
        [111, 112, 110, 112],
        [112, 121, 111, 121],
        [119, 120, 118, 119],
      ],
      signals: [{ qty: 3 }],
      intrade: { scale_out: HALVES, scale_out_mode: "on_bar" },
    });
    expect(legs(trade)).toEqual([
      [2, 1, 111, "target"],
      [4, 2, 119, "target"],
    ]);
  });

  it("rests a signal's target as a limit with `on_bar` too", () => {
    // Level 1 (110) by the close, level 2 (120) gives way to the target at 115, which rests.
    const trade = only({
      rows: [FLAT, [100, 109, 99, 108], [108, 115, 107, 111], [112, 113, 111, 112]],
      signals: [{ qty: 2, target: 115 }],
      intrade: { scale_out: HALVES, scale_out_mode: "on_bar" },
    });
    expect(legs(trade)).toEqual([
      [2, 1, 115, "target"],
      [3, 1, 112, "target"],
    ]);
  });
});

describe("volume", () => {
  it("caps entries per bar, tries the rest at each next open, R from what filled", () => {
    // 10 % of 25 = 2 lots at 100, none on the bar without volume, 2 at 104: 4 at 102, risk 12.
    // Levels 114 and 126; bar 3 then goes to 114, but its room of 2 is spent. Bar 4: the open at
    // 115 fills level 1 (2 lots) there; that exit ends the entry's rest. Bar 5 touches 126.
    const plenty = 1000;
    const trade = only({
      rows: [
        [100, 101, 99, 100, plenty],
        [100, 101, 99, 100, 25],
        [100, 101, 99, 100, 0],
        [104, 114, 103, 110, 20],
        [115, 116, 114, 115, plenty],
        [115, 126, 114, 120, plenty],
      ],
      signals: [{ qty: 7 }],
      intrade: { scale_out: HALVES },
      fills: { max_volume_pct: 10 },
    });
    expect(legs(trade)).toEqual([
      [4, 2, 115, "target"],
      [5, 2, 126, "target"],
    ]);
    // Slippage: entries (2 x 0 + 2 x 4) / 4 = 2, exits (2 x -1 + 2 x 0) / 4 = -0.5.
    expect(trade).toMatchObject({ qty: 4, entry_ts: 1, entry_price: 102, slippage_ticks: 1.5 });
    expect(trade.result_R).toBeCloseTo((13 * 2 + 24 * 2) / (12 * 4), 12);
  });

  it("gives limits what is left, nearest first, and lets stops and market exits out whole", () => {
    // 4 in at bar 1, levels 110 and 120. Bar 2 reaches both with room for 3: 2 and 1. Bar 3 has no
    // volume and reaches 120: nothing. Bar 4, also without, stops the last one.
    const trade = only({
      rows: [
        [100, 101, 99, 100, 100],
        [100, 101, 99, 100, 40],
        [100, 121, 99, 115, 30],
        [115, 121, 99, 100, 0],
        [100, 101, 90, 95, 0],
      ],
      signals: [{ qty: 4 }],
      intrade: { scale_out: HALVES },
      fills: { max_volume_pct: 10 },
    });
    expect(legs(trade)).toEqual([
      [2, 2, 110, "target"],
      [2, 1, 120, "target"],
      [4, 1, 90, "stop"],
    ]);
  });

  it("lets an entry that never filled vanish, and an exit signal cancel it", () => {
    const rows: Row[] = [
      [100, 101, 99, 100, 10],
      [100, 101, 99, 100, 0],
      [100, 101, 99, 100, 0],
    ];
    expect(simulate(input({ rows, signals: [{}] }))).toEqual([]);
    const more: Row[] = [...rows, [100, 101, 99, 100, 10]];
    expect(simulate(input({ rows: more, signals: [{}] }))).toHaveLength(1);
    const exit = { barIndex: 1, side: "exit" as const };
    expect(simulate(input({ rows: more, signals: [{}, exit] }))).toEqual([]);
    // On that close a short before the exit still meets the working entry; one after it does not.
    const short = { barIndex: 1, side: "short" as const, stop: 110 };
    expect(simulate(input({ rows: more, signals: [{}, short, exit] }))).toEqual([]);
    expect(simulate(input({ rows: more, signals: [{}, exit, short] }))).toHaveLength(1);
  });
});
