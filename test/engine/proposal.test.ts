import { describe, expect, it } from "vitest";
import { nearestName } from "../../src/engine/nearest.js";
import { checkProposal } from "../../src/engine/proposal.js";

describe("checkProposal", () => {
  it("passes what a strategy may return", () => {
    const sound: unknown[] = [
      null,
      undefined,
      { side: "long", stop: 24800.25 },
      { side: "short", stop: 0, target: null },
      { side: "short", stop: -37.5, target: -40, confidence: 0 },
      { side: "long", stop: 1, target: undefined, confidence: 1 },
      { side: "exit" },
      { side: "exit", stop: undefined },
    ];
    for (const value of sound) expect(checkProposal(value)).toBeNull();
  });

  it.each([
    [{ side: "buy", stop: 1 }, "returned side 'buy'; return long, short or exit"],
    [{ stop: 1 }, "returned no side; return long, short or exit"],
    [{ side: 1, stop: 1 }, "returned side 1; return long, short or exit"],
    [{ side: "long" }, "returned long without a stop; give the initial stop price"],
    [{ side: "short", stop: null }, "returned short without a stop; give the initial stop price"],
    [{ side: "long", stop: NaN }, "returned stop NaN; give the initial stop as a finite price"],
    [{ side: "long", stop: "9" }, "returned stop '9'; give the initial stop as a finite price"],
    [
      { side: "long", stop: 1, target: Infinity },
      "returned target Infinity; give a finite price, or null for none",
    ],
    [{ side: "long", stop: 1, confidence: 2 }, "returned confidence 2; give a number from 0 to 1"],
    ["long", "returned 'long'; return null or { side, stop, target }"],
    [true, "returned true; return null or { side, stop, target }"],
    [["long", 1], "returned a list; return null or { side, stop, target }"],
  ])("names the fault of %j", (value: unknown, fault: string) => {
    expect(checkProposal(value)).toBe(fault);
  });

  it("names a function and an object without calling them", () => {
    const hostile = {
      toString(): string {
        throw new Error("called");
      },
    };
    expect(checkProposal(() => null)).toContain("returned a function");
    expect(checkProposal({ side: hostile })).toContain("returned side an object");
  });
});

describe("nearestName", () => {
  it("finds the name with the fewest letters changed", () => {
    // `stop_atrs` is one letter from `stop_atr`, two from `stop_bars`.
    expect(nearestName("stop_atrs", ["stop_bars", "stop_atr"])).toBe("stop_atr");
    expect(nearestName("Traget", ["stop", "target"])).toBe("target");
  });

  it("finds none where half of the letters would have to change", () => {
    expect(nearestName("zzzz", ["stop", "target"])).toBeNull();
    expect(nearestName("", ["stop"])).toBeNull();
  });
});
