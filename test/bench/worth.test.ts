import { describe, expect, it } from "vitest";
import { compareOf, perEntryOf, type StudiedTrade, type Tally, tallyOf } from "./worth.js";

const trade = (
  exit_reason: StudiedTrade["exit_reason"],
  mfe_R: number,
  net_pnl: number,
  result_R: number,
): StudiedTrade => ({ exit_reason, mfe_R, net_pnl, result_R });

describe("the study of the gate", () => {
  it("counts as false what was stopped before it was 1 R in favour, and nothing else", () => {
    const trades = [
      trade("stop", 0.99, -100, -1.1),
      trade("stop", 1, -100, -1.1),
      trade("break_even", 0.5, -1, 0),
      trade("session_close", 0.2, 40, 0.5),
      trade("target", 2, 150, 2),
    ];
    const tally = tallyOf(trades);
    expect(tally).toMatchObject({ entries: 5, falseEntries: 1, wins: 2 });
    // -1.1 - 1.1 + 0 + 0.5 + 2 = 0.3
    expect(tally.totalR).toBeCloseTo(0.3, 12);
  });

  it("compares seed by seed with Student's interval", () => {
    // Differences 3, -1, 0, 2: mean 1, squares 4 + 4 + 1 + 1 = 10, variance 10/3, error
    // sqrt(10/3/4) = 0.912871; t for 3 degrees of freedom is 3.182446.
    const pairs = [
      [5, 2],
      [0, 1],
      [2, 2],
      [1, -1],
    ] as const;
    const compared = compareOf(pairs, 3.182446);
    expect(compared).toMatchObject({ more: 2, less: 1, same: 1, mean: 1 });
    expect(compared.half).toBeCloseTo(2.905164, 5);
  });

  it("tells better entries from fewer", () => {
    const tally = (entries: number, totalR: number): Tally => ({
      entries,
      totalR,
      falseEntries: 0,
      wins: 0,
    });
    // Half the entries at the same -0.5 R each: less lost, but none of them better.
    const fewer = [
      [tally(1, -0.5), tally(2, -1)],
      [tally(2, -1), tally(4, -2)],
    ] as const;
    expect(perEntryOf(fewer, 12.7)).toEqual({ mean: 0, half: 0 });
    // First: 3 R in 4 entries, 0.75, 2 a seed; residuals (2 - 0.75) / 2 = 0.625 and
    // (1 - 3 * 0.75) / 2 = -0.625. Second: -2 R in 4 entries, -0.5; residuals
    // (-1 + 0.5 * 2) / 2 = 0 twice. Differences ±0.625: variance 0.78125, error 0.625.
    const better = [
      [tally(1, 2), tally(2, -1)],
      [tally(3, 1), tally(2, -1)],
    ] as const;
    const { mean, half } = perEntryOf(better, 12.706);
    expect(mean).toBeCloseTo(1.25, 12);
    expect(half).toBeCloseTo(12.706 * 0.625, 9);
  });
});
