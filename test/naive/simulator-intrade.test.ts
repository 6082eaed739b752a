// The oracle held to cases worked by hand: break-even, trails, the time exit.

import { describe, expect, it } from "vitest";
import { FLAT, legs, only, type Row } from "./worked-case.js";

describe("the in-trade manager", () => {
  it("moves to break-even by the high, rounded down, and names the exit after it", () => {
    // Entry 100, stop 90; bar 1's high of 110 is 1 R: the stop goes to 100 + 1; bar 2 touches it.
    const trade = only({
      rows: [FLAT, [100, 110, 99, 105], [105, 106, 101, 102]],
      signals: [{}],
      intrade: { break_even_at_r: 1, break_even_offset_ticks: 1 },
    });
    expect(trade.stop_moves).toEqual([{ ts: 1, from: 90, to: 101, why: "break_even" }]);
    expect(legs(trade)).toEqual([[2, 1, 101, "break_even"]]);
    expect(trade.initial_stop).toBe(90);
  });

  it("trails by swing: a window that reaches before the entry, less one tick, only tighter", () => {
    // Lookback 2, from 0 R. Close 1: lows 99 (bar 0) and 98, so 97. Closes 2 and 3: the low of 97.5
    // gives 96.5, so 96: not tighter. Close 4: lows 102 and 104, so 101; bar 5 stops there.
    const trade = only({
      rows: [
        FLAT,
        [100, 101, 98, 100],
        [100, 104, 97.5, 103],
        [103, 106, 102, 105],
        [105, 107, 104, 106],
        [106, 107, 100, 101],
      ],
      signals: [{}],
      intrade: { trail: { mode: "swing", atr_mult: 1, lookback: 2, start_at_r: 0 } },
    });
    expect(trade.stop_moves).toEqual([
      { ts: 1, from: 90, to: 97, why: "swing" },
      { ts: 4, from: 97, to: 101, why: "swing" },
    ]);
    expect(legs(trade)).toEqual([[5, 1, 101, "trail"]]);
  });

  it("trails by ATR once it is warm, break-even first on the same close", () => {
    // Bars 0 to 14 have a true range of 2 each, so ATR at bar 14 is 2. The signal falls on bar 13,
    // entry on bar 14 at 100, stop 98 (2 a R), start at 1 R. Bar 15 opens at 100, high 107, low
    // 100: TR 7, ATR (13 x 2 + 7) / 14 = 33/14 = 2.357..; the high is 3.5 R. Break-even: 100;
    // trail 107 - 2.2 x 2.357.. = 101.81.., so 101. Bar 16 makes no new high: TR 3 (107 - 104),
    // ATR (13 x 33/14 + 3) / 14 = 2.403.., 107 - 5.28.. = 101.71..: no move.
    // Bar 17 opens at 100, gapped: out there.
    const quiet: Row[] = Array.from({ length: 15 }, () => FLAT);
    const trade = only({
      rows: [...quiet, [100, 107, 100, 106], [106, 107, 104, 105], [100, 103, 99, 102]],
      signals: [{ barIndex: 13, stop: 98 }],
      intrade: {
        break_even_at_r: 1,
        trail: { mode: "atr", atr_mult: 2.2, lookback: 5, start_at_r: 1 },
      },
    });
    expect(trade.stop_moves).toEqual([
      { ts: 15, from: 98, to: 100, why: "break_even" },
      { ts: 15, from: 100, to: 101, why: "atr" },
    ]);
    expect(legs(trade)).toEqual([[17, 1, 100, "trail"]]);
    expect(trade.slippage_ticks).toBe(1);
  });

  it("waits for ATR: a trail has no level before bar 14", () => {
    const trade = only({
      rows: [FLAT, [100, 140, 99, 139], [139, 140, 95, 96]],
      signals: [{}],
      intrade: { trail: { mode: "atr", atr_mult: 0.5, lookback: 5, start_at_r: 0 } },
    });
    expect(trade.stop_moves).toEqual([]);
  });

  it("keeps a new stop that the close has passed, and the next open decides", () => {
    // Break-even at 0.5 R: bar 1 goes to 106 and closes at 97: the stop is 100 all the same. Bar 2
    // opens at 98, beyond it: out at 98. Had it opened at 101, the stop would rest at 100.
    const from = (open: number) =>
      legs(
        only({
          rows: [FLAT, [100, 106, 96, 97], [open, 102, 96, 99]],
          signals: [{}],
          intrade: { break_even_at_r: 0.5 },
        }),
      );
    expect(from(98)).toEqual([[2, 1, 98, "break_even"]]);
    expect(from(101)).toEqual([[2, 1, 100, "break_even"]]);
  });

  it("is exposed to exactly N bars, and the time exit precedes a signal's on one close", () => {
    // N = 2: bars 1 and 2, out at bar 3's open although the exit signal falls on bar 2 too.
    const trade = only({
      rows: [FLAT, FLAT, FLAT, [103, 130, 70, 100], FLAT],
      signals: [{}, { barIndex: 2, side: "exit" }],
      intrade: { max_bars_in_trade: 2 },
    });
    expect(legs(trade)).toEqual([[3, 1, 103, "time"]]);
    expect(trade.bars_held).toBe(2);
  });
});
