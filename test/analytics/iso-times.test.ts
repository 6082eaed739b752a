import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IsoTimes } from "../../src/analytics/iso-times.js";

describe("instants as text", () => {
  it("are what Date says, in any order, far back and far ahead", () => {
    const instant = fc.oneof(
      fc.integer({ min: -8_640_000_000_000, max: 8_640_000_000_000 }),
      fc.integer({ min: 0, max: 200_000_000 }),
      fc.constantFrom(8.64e15, -8.64e15, -1, 0, 86_399_999, 86_400_000),
    );
    fc.assert(
      fc.property(fc.array(instant), (instants) => {
        const times = new IsoTimes();
        for (const ts of instants) expect(times.at(ts)).toBe(new Date(ts).toISOString());
      }),
    );
  });
});
