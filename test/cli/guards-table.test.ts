import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import type { GuardWorth } from "../../src/analytics/guard-worth.js";
import { guardLines } from "../../src/cli/guards-table.js";

const PLAIN = new Chalk({ level: 0 });

const WORTHS: GuardWorth[] = [
  {
    ...{
      guard: "regime",
      refused: 1234,
      cut: 5,
      shadow_closed: 28,
      shadow_R: -100,
      saved_R: 105.7,
    },
    interval_R: { low: -5.54, high: 216.9 },
  },
  {
    ...{ guard: "htf_gate", refused: 21, cut: 0, shadow_closed: 7, shadow_R: 4, saved_R: -4 },
    interval_R: null,
  },
  {
    ...{ guard: "constraint:max_order_rate_per_min", refused: 2, cut: 0 },
    ...{ shadow_closed: 0, shadow_R: 0, saved_R: 0, interval_R: null },
  },
];

describe("the guards' table", () => {
  it("says what each was worth, how sure that is, and that rows overlap", () => {
    const lines = guardLines(WORTHS, 78, PLAIN);
    expect(lines[1]).toMatch(/^regime +1,234 +5 +28 +\+105\.70 R {2}−5\.5 to \+216\.9 R$/);
    expect(lines[2]).toMatch(/^htf_gate +21 +0 +7 +−4\.00 R {2}too few to say$/);
    expect(lines[3]).toMatch(/^max_order_rate_per_min +2 +0 +0 +–$/);
    expect(lines.join(" ")).toContain("they do not add up");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  it("is not there where no guard did anything", () => {
    expect(guardLines([], 78, PLAIN)).toEqual([]);
  });
});
