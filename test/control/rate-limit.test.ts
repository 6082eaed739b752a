import { describe, expect, it } from "vitest";
import { RateLimit } from "../../src/control/rate-limit.js";

describe("a rate limit", () => {
  let nowMs = 0;
  const limit = (most: number, perMs: number, mostAskers = 10): RateLimit =>
    new RateLimit({ most, perMs, mostAskers, monotonicMs: () => nowMs });

  it("lets through what it says at once, and the rest as time passes", () => {
    const one = limit(2, 1_000);
    expect([one.take("a"), one.take("a"), one.take("a")]).toEqual([0, 0, 500]);
    nowMs += 200;
    // 0.4 of a request has come back; 0.6 take 300 ms.
    expect(one.take("a")).toBe(300);
    nowMs += 300;
    expect([one.take("a"), one.take("a")]).toEqual([0, 500]);
  });

  it("does not save up more than that", () => {
    const one = limit(2, 1_000);
    nowMs += 1_000_000;
    expect([one.take("a"), one.take("a"), one.take("a")]).toEqual([0, 0, 500]);
  });

  it("counts each asker alone, and forgets the one that has been quiet for longest", () => {
    const one = limit(1, 1_000, 2);
    expect([one.take("a"), one.take("b")]).toEqual([0, 0]);
    expect([one.take("a"), one.take("b")]).toEqual([1_000, 1_000]);
    expect(one.take("a")).toBe(1_000);
    // A third: `b` goes, `a` stays.
    expect(one.take("c")).toBe(0);
    expect(one.take("a")).toBe(1_000);
    expect(one.take("b")).toBe(0);
  });
});
