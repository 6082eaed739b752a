// The oracle held to cases worked by hand: entries, stops, signals, the end; then random walks.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomWalk } from "./random-walk.js";
import { type NaiveTrade, simulate } from "./simulator.js";
import { FLAT, HALVES, input, legs, only } from "./worked-case.js";

describe("entries and stops", () => {
  it("fills an entry at the next open and a touched stop at its price, both with slippage", () => {
    // Long 2: open 101 + 1 = 102. Risk 102 - 90 = 12. Bar 2 touches 90: out at 89.
    // Gross (89 - 102) x 2 = -26; commission 0.5 x 2 x 2 = 2; net -28; R = 12 x 2 = 24; -28 / 24.
    // Slippage: 102 - 100 (the close it was decided on) = 2, plus 90 - 89 = 1. Bars 1 and 2 are
    // exposed: low 90, high 103: mae -12/12, mfe 1/12.
    const trade = only({
      rows: [FLAT, [101, 103, 100, 102], [101, 101, 90, 95]],
      signals: [{ qty: 2 }],
      fills: { slippage_ticks: 1, commission_per_side: 0.5 },
    });
    expect(trade).toMatchObject({
      side: "long",
      entry_ts: 1,
      exit_ts: 2,
      qty: 2,
      entry_price: 102,
      exit_price: 89,
      initial_stop: 90,
      exit_reason: "stop",
      gross_pnl: -26,
      commission: 2,
      net_pnl: -28,
      bars_held: 2,
      slippage_ticks: 3,
      mae_R: -1,
    });
    expect(trade.result_R).toBeCloseTo(-28 / 24, 12);
    expect(trade.mfe_R).toBeCloseTo(1 / 12, 12);
    expect(trade.legs).toEqual([{ ts: 2, qty: 2, price: 89, reason: "stop", pnl: -28 }]);
  });

  it("mirrors a short", () => {
    // Short at 99 - 1 = 98, stop 110, risk 12. Bar 2 opens at 112, beyond it: out at 113.
    // Gross 98 - 113 = -15. Slippage 100 - 98 = 2, plus 113 - 110 = 3. Only bar 1 is exposed:
    // high 101, low 95: mae -(101 - 98) / 12 = -0.25, mfe (98 - 95) / 12 = 0.25.
    const trade = only({
      rows: [FLAT, [99, 101, 95, 100], [112, 112, 90, 95]],
      signals: [{ side: "short", stop: 110 }],
      fills: { slippage_ticks: 1 },
    });
    expect(trade).toMatchObject({ entry_price: 98, exit_price: 113, initial_stop: 110 });
    expect(trade).toMatchObject({ gross_pnl: -15, slippage_ticks: 5, bars_held: 1 });
    expect(trade).toMatchObject({ mae_R: -0.25, mfe_R: 0.25, result_R: -1.25 });
  });

  it("fills a gapped stop at the open and does not count that bar as exposed", () => {
    // Stop 90; bar 2 opens at 85 and falls to 60: out at 85, low of the trade is bar 1's 98.
    const trade = only({ rows: [FLAT, [100, 102, 98, 100], [85, 120, 60, 100]], signals: [{}] });
    expect(legs(trade)).toEqual([[2, 1, 85, "stop"]]);
    expect(trade).toMatchObject({ bars_held: 1, mae_R: -0.2, mfe_R: 0.2, slippage_ticks: 5 });
  });

  it("counts an open exactly at the stop as decided by the open", () => {
    const trade = only({ rows: [FLAT, FLAT, [90, 95, 80, 95]], signals: [{}] });
    expect(legs(trade)).toEqual([[2, 1, 90, "stop"]]);
    expect(trade.bars_held).toBe(1);
  });

  it("stops out in the entry's own bar, before a limit that the bar also touched", () => {
    // Entry 100, stop 90, target 105; bar 1 spans 90 to 106.
    const trade = only({ rows: [FLAT, [100, 106, 90, 104]], signals: [{ target: 105 }] });
    expect(legs(trade)).toEqual([[1, 1, 90, "stop"]]);
    expect(trade).toMatchObject({ entry_ts: 1, exit_ts: 1, bars_held: 1, mfe_R: 0.6 });
  });

  it("makes no entry whose open lies at or beyond its stop, and is free on that close", () => {
    // Bar 1 opens at 90, the stop: nothing. The signal on bar 1 is taken: entry 95, data ends.
    const trade = only({
      rows: [FLAT, [90, 101, 90, 95], [95, 96, 94, 96]],
      signals: [{}, { barIndex: 1, stop: 80 }],
    });
    expect(trade).toMatchObject({ entry_ts: 2, entry_price: 95, exit_reason: "end_of_data" });
  });

  it("rounds against the trader where the data is off the grid", () => {
    // Long at 100.4: 101. Stop 90.6 is rounded away from the market: 90. Target 104.2, away from
    // the entry: 105. Bar 2 opens at 105.7, better: 105.
    const trade = only({
      rows: [FLAT, [100.4, 101, 99, 100], [105.7, 106, 105, 106]],
      signals: [{ stop: 90.6, target: 104.2 }],
    });
    expect(trade).toMatchObject({ entry_price: 101, exit_price: 105, initial_stop: 90 });
    expect(trade.slippage_ticks).toBe(1);
  });
});

describe("several decisions on one close", () => {
  it("let the scale-out go first, the time exit take the rest, the signal find nothing", () => {
    // Risk 10, N = 1. Bar 1 closes at 110: one of three leaves as a scale-out, two by time.
    const trade = only({
      rows: [FLAT, [100, 110, 99, 110], [108, 109, 107, 108]],
      signals: [{ qty: 3 }, { barIndex: 1, side: "exit" }],
      intrade: { scale_out: HALVES, scale_out_mode: "on_bar", max_bars_in_trade: 1 },
    });
    expect(legs(trade)).toEqual([
      [2, 1, 108, "target"],
      [2, 2, 108, "time"],
    ]);
  });
});

describe("signals and the end", () => {
  it("counts in lots of the instrument, down, money in units", () => {
    // Lot 1000, tick 0.01, point value 2: 5,900 units are 5 lots; 10 % of 34,000 is 3 lots.
    // Long 3,000 at 1.00, the next open fills the other 2,000 at 1.02; average 1.008. The last
    // close is 1.05: 0.042 x 2 x 5,000 = 420; commission 0.001 x 5,000 x 2 = 10.
    const plain = input({
      rows: [
        [1, 1.01, 0.99, 1, 34000],
        [1, 1.01, 0.99, 1, 34000],
        [1.02, 1.05, 1.01, 1.05, 34000],
      ],
      signals: [{ stop: 0.9, qty: 5900 }],
      fills: { max_volume_pct: 10, commission_per_side: 0.001 },
    });
    const [trade] = simulate({ ...plain, instrument: { tick: 0.01, pointValue: 2, lot: 1000 } });
    expect(trade?.qty).toBe(5000);
    expect(trade?.entry_price).toBeCloseTo(1.008, 12);
    expect(trade?.gross_pnl).toBeCloseTo(420, 9);
    expect(trade?.commission).toBeCloseTo(10, 9);
  });

  it("passes over signals while a position stands, and takes one on the close it ended", () => {
    // The second signal (bar 1) meets the position. The stop in bar 2 frees the symbol, so that
    // the signal on bar 2 enters at bar 3; the exit on bar 3 closes it at bar 4's open. Slippage of
    // the short: sold at 100 against bar 2's close of 95, 5 better; bought at 102 against 100.
    const trades = simulate(
      input({
        rows: [FLAT, FLAT, [100, 101, 89, 95], FLAT, [102, 103, 99, 100]],
        signals: [
          {},
          { barIndex: 1 },
          { barIndex: 2, side: "short", stop: 110 },
          { barIndex: 3, side: "exit" },
        ],
      }),
    );
    expect(trades.map((t) => [t.side, t.entry_ts, t.exit_ts, t.exit_reason])).toEqual([
      ["long", 1, 2, "stop"],
      ["short", 3, 4, "signal"],
    ]);
    expect(trades[1]).toMatchObject({ exit_price: 102, slippage_ticks: -3, bars_held: 1 });
  });

  it("closes at the last close with commission and without slippage", () => {
    // Long at 100 + 1; the last close is 104: gross 3, commission 0.62 x 2.
    const trade = only({
      rows: [FLAT, [100, 105, 99, 104]],
      signals: [{}],
      intrade: { max_bars_in_trade: 1 },
      fills: { slippage_ticks: 1, commission_per_side: 0.62 },
    });
    expect(legs(trade)).toEqual([[1, 1, 104, "end_of_data"]]);
    expect(trade).toMatchObject({ gross_pnl: 3, commission: 1.24, slippage_ticks: 1 });
  });
});

describe("random walks", () => {
  it("give trades whose legs add up, whose stops only tighten, whose bars are counted", () => {
    fc.assert(
      fc.property(fc.oneof(randomWalk(), randomWalk({ offGrid: true })), (walk) => {
        let free = -1;
        for (const trade of simulate(walk)) {
          const away = trade.side === "long" ? 1 : -1;
          expect(trade.entry_ts).toBeGreaterThanOrEqual(free);
          free = trade.exit_ts;
          const of = (pick: (leg: NaiveTrade["legs"][number]) => number) =>
            trade.legs.reduce((total, leg) => total + pick(leg), 0);
          expect(of((leg) => leg.qty)).toBe(trade.qty);
          expect(of((leg) => leg.pnl)).toBeCloseTo(trade.net_pnl, 6);
          expect(trade.legs.every((leg) => leg.qty > 0)).toBe(true);
          expect(trade.bars_held).toBeGreaterThan(0);
          expect(trade.mae_R <= 0 && trade.mfe_R >= 0).toBe(true);
          expect((trade.entry_price - trade.initial_stop) * away).toBeGreaterThan(0);
          for (const move of trade.stop_moves) {
            expect((move.to - move.from) * away).toBeGreaterThan(0);
          }
          const most = walk.config.intrade.max_bars_in_trade;
          if (most !== null) expect(trade.bars_held).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("reach every exit and every corner often", () => {
    const seen = new Map<string, number>();
    const count = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1);
    for (const walk of fc.sample(randomWalk(), { seed: 7, numRuns: 1500 })) {
      for (const trade of simulate(walk)) {
        count(trade.side);
        count(trade.exit_reason);
        for (const move of trade.stop_moves) count(move.why);
        if (trade.legs.length > 1) count("several legs");
        if (trade.entry_ts === trade.exit_ts) count("out in the entry's own bar");
        if (trade.exit_reason === "stop" && trade.slippage_ticks > 6) count("gapped far");
        const asked = walk.signals.find((s) => Math.abs(s.stop - trade.initial_stop) < 1e-9);
        if (asked !== undefined && (asked.qty ?? 0) > trade.qty) count("entry cut by volume");
      }
    }
    for (const what of [
      ...["long", "short", "stop", "break_even", "trail", "target", "signal", "time"],
      ...["end_of_data", "atr", "swing", "several legs", "out in the entry's own bar"],
      ...["gapped far", "entry cut by volume"],
    ]) {
      expect([what, (seen.get(what) ?? 0) >= 50]).toEqual([what, true]);
    }
  });
});
