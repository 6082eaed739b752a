// The collar and the spread: what is too far, what cannot be known and what should be.

import { describe, expect, it } from "vitest";
import { collarAnswer, spreadAnswer } from "../../../src/engine/risk/collar.js";
import { bar, FIRST_TS } from "../../fixtures.js";
import { factsOf, run } from "../../harness.js";
import { OTHERS_OFF, plainConfig } from "./attempts.js";

describe("the price collar", () => {
  it.each([
    // 1 % of 100 is 1; of -37.63, as oil once stood, it is 0.3763.
    [101, 100, "passes"],
    [99, 100, "passes"],
    [101.01, 100, "objects"],
    [98.99, 100, "objects"],
    [-38, -37.63, "passes"],
    [-38.01, -37.63, "objects"],
    [0, 0, "passes"],
    [0.25, 0, "objects"],
  ])("%d against a fresh %d %s at 1 %%", (price, reference, said) => {
    const answer = collarAnswer(price, reference, 1);
    if (said === "passes") expect(answer).toBe("passes");
    else expect(answer).toEqual({ price, reference, limit_pct: 1 });
  });

  it("fails closed where a price is missing or no number", () => {
    for (const [price, reference] of [
      [100, null],
      [100, Number.NaN],
      [Number.NaN, 100],
      [Number.POSITIVE_INFINITY, 100],
      [100, Number.NEGATIVE_INFINITY],
    ] as const) {
      expect(collarAnswer(price, reference, 1)).toEqual({ problem: "no price", limit_pct: 1 });
    }
  });
});

describe("the spread", () => {
  it("cannot be had in bars, and passes", () => {
    expect(spreadAnswer(undefined, 2)).toBe("not_applicable");
  });

  it("that should be there and is not, or is no number, fails closed", () => {
    expect(spreadAnswer(null, 2)).toEqual({ problem: "no quote", limit: 2 });
    expect(spreadAnswer(Number.NaN, 2)).toEqual({ problem: "no quote", limit: 2 });
  });

  it("passes up to its limit", () => {
    expect(spreadAnswer(2, 2)).toBe("passes");
    expect(spreadAnswer(3, 2)).toEqual({ spread_ticks: 3, limit: 2 });
  });

  it("holds no entry of a replay back, however narrow the limit", async () => {
    const base = plainConfig();
    const constraints = { ...base.constraints, max_spread_ticks: 0, price_collar_pct: 0 };
    const { facts } = await run({
      bars: [bar(0, 100, 101, 99, 100), bar(1, 100, 101, 99, 100)],
      signals: [{ ts: FIRST_TS, side: "long", stop: 90 }],
      config: { ...base, constraints },
      without: OTHERS_OFF,
    });
    expect(factsOf(facts, "guard_reject")).toEqual([]);
    expect(factsOf(facts, "order_submitted").length).toBeGreaterThan(0);
  });
});
