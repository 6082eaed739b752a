// The governor's table, row by row. Every drawdown is added up by hand in the comment beside it.

import { describe, expect, it } from "vitest";
import { type GovernorInput, judgementOf } from "../../../src/engine/risk/governor-rules.js";
import { engineConfig } from "../../fixtures.js";

const { governor: config } = engineConfig();

type Seen = Partial<GovernorInput> & { readonly score?: number | null };

const judged = ({ score = null, ...change }: Seen, given = config) => {
  const input = { results: [], streak: 0, served: false, ...change };
  const verdict = judgementOf(input, score, given);
  const { rule, multiplier, badge, reason, isStop } = verdict;
  return { rule, multiplier, badge, reason, isStop };
};

const CALM = { rule: "none", multiplier: 1, badge: "CALM", reason: "full size", isStop: false };

describe("the drawdown", () => {
  it.each([
    // Nothing yet, and a rise that nothing follows.
    [[], 0, 1],
    [[1, 2], 0, 1],
    // -1.9; then -2 exactly, from the window's start; then -2.9, -3, -3.9 and -4.
    [[-1.9], -1.9, 1],
    [[-1, -1], -2, 0.75],
    [[-1, -1.9], -2.9, 0.75],
    [[-1, -2], -3, 0.5],
    [[-1.9, -2], -3.9, 0.5],
    [[-2, -2], -4, 0],
    // The peak is 3 and stands inside the window: 3, 1.5, 0.5 is -2.5; 4 - 1 is -3.
    [[3, -1.5, -1], -2.5, 0.75],
    [[1, 3, -2, 0.5, -1.5], -3, 0.5],
    // -3.5, and back by 2 to -1.5.
    [[-3.5, 2], -1.5, 1],
    // -0.7 - 0.6 - 0.7 is -1.9999999999999998 in binary, and -2 on paper.
    [[-0.7, -0.6, -0.7], -0.7 - 0.6 - 0.7, 0.75],
  ])("of %j is %d: %d", (results, drawdown_R, multiplier) => {
    const { inputs, ...verdict } = judgementOf({ results, streak: 0, served: false }, null, config);
    expect(verdict).toMatchObject({ multiplier, rule: multiplier === 1 ? "none" : "drawdown" });
    expect(inputs.drawdown).toEqual({ drawdown_R, trades: results.length, window: 20, multiplier });
  });

  it("says what it stopped for", () => {
    expect(judged({ results: [-2.25] })).toEqual({
      ...{ rule: "drawdown", multiplier: 0.75, badge: "CAUTION", isStop: false },
      reason: "down 2R or more from the peak of the last 20 trades: three-quarter size",
    });
    expect(judged({ results: [-4] })).toEqual({
      ...{ rule: "drawdown", multiplier: 0, badge: "COOL-DOWN", isStop: true },
      reason: "down 4R or more from the peak of the last 20 trades: no entries for 30 bars",
    });
  });

  it("of nothing reaches no threshold, not even one at 0", () => {
    const strict = { ...config, drawdown_r: [0, 0, 0] as [number, number, number] };
    expect(judged({}, strict)).toEqual(CALM);
    expect(judged({ results: [0.5] }, strict)).toEqual(CALM);
    expect(judged({ results: [-0.01] }, strict).multiplier).toBe(0);
  });
});

describe("the loss streak", () => {
  it.each([
    [0, 1, "full size"],
    [1, 1, "full size"],
    [2, 0.75, "2 losses in a row: three-quarter size"],
    [3, 0.5, "3 losses in a row: half size"],
    [4, 0, "4 losses in a row: no entries for 30 bars"],
    [7, 0, "7 losses in a row: no entries for 30 bars"],
  ])("of %d leaves %d", (streak, multiplier, reason) => {
    const rule = multiplier === 1 ? "none" : "streak";
    expect(judged({ streak })).toMatchObject({ rule, multiplier, reason, isStop: streak >= 4 });
  });

  it("of one that may be the last is told as one", () => {
    const { reason } = judged({ streak: 1 }, { ...config, streak: [1, 1, 3] });
    expect(reason).toBe("1 loss in a row: half size");
  });
});

describe("the self-report", () => {
  it.each([
    [null, 1, "full size"],
    [5, 1, "full size"],
    [4, 1, "full size"],
    [3, 0.75, "self-report 3: three-quarter size"],
    [2, 0.5, "self-report 2: half size"],
    [1, 0, "self-report 1: no entries until a better one or the next day"],
  ])("of %j leaves %d and begins no cool-down", (score, multiplier, reason) => {
    const rule = multiplier === 1 ? "none" : "self_report";
    expect(judged({ score })).toMatchObject({ rule, multiplier, reason, isStop: false });
  });
});

describe("together", () => {
  it("the lowest wins and gives its name and its reason", () => {
    // Drawdown 0.75, streak 0.5; drawdown 0.5, streak 0.75; both 1 and a word of 3.
    expect(judged({ results: [-2.5], streak: 3 })).toMatchObject({
      rule: "streak",
      multiplier: 0.5,
    });
    expect(judged({ results: [-3], streak: 2 })).toMatchObject({
      rule: "drawdown",
      multiplier: 0.5,
    });
    expect(judged({ results: [-1], streak: 1, score: 3 })).toMatchObject({
      ...{ rule: "self_report", multiplier: 0.75 },
    });
    expect(judged({ results: [-2], streak: 2, score: 1 })).toMatchObject({
      ...{ rule: "self_report", multiplier: 0, isStop: false, badge: "COOL-DOWN" },
    });
    // A stop by the record is one whatever the trader says.
    expect(judged({ streak: 4, score: 1 })).toMatchObject({ rule: "streak", isStop: true });
    expect(judged({ streak: 4, score: 5 })).toMatchObject({ rule: "streak", multiplier: 0 });
  });

  it("of equal ones the first in the table is named", () => {
    expect(judged({ results: [-3], streak: 3, score: 2, served: true }).rule).toBe("drawdown");
    expect(judged({ streak: 3, score: 2, served: true }).rule).toBe("streak");
    expect(judged({ score: 2, served: true }).rule).toBe("self_report");
  });

  it("a served cool-down leaves half until a win, and no more than the rules leave", () => {
    expect(judged({ served: true })).toEqual({
      ...{ rule: "cooldown_served", multiplier: 0.5, badge: "CAUTION", isStop: false },
      reason: "cool-down served: half size until the next win",
    });
    expect(judged({ served: true, streak: 2 })).toMatchObject({ multiplier: 0.5 });
    expect(judged({ served: true, streak: 4 })).toMatchObject({ multiplier: 0, isStop: true });
  });

  it("every rule shows what it saw and what it leaves", () => {
    const input = { results: [1, -3.25], streak: 1, served: true };
    expect(judgementOf(input, 3, config).inputs).toEqual({
      drawdown: { drawdown_R: -3.25, trades: 2, window: 20, multiplier: 0.5 },
      streak: { losses: 1, multiplier: 1 },
      self_report: { score: 3, multiplier: 0.75 },
      cooldown_served: { until_win: true, multiplier: 0.5 },
    });
  });
});
