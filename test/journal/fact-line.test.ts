import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import { encodeFact } from "../../src/journal/fact-line.js";

const INSTANT = fc.integer({ min: -8_640_000_000_000, max: 8_640_000_000_000 });

describe("a fact's line", () => {
  it("has every time as ISO-8601 and all else as JSON has it", () => {
    const body = fc.dictionary(
      fc.constantFrom("entry_ts", "due_ts", "price", "note", "inputs"),
      fc.oneof(
        INSTANT,
        fc.string(),
        fc.constant('"exit_ts":5'),
        fc.constant(null),
        fc.record({ note: fc.string(), qty: fc.integer() }),
      ),
    );
    fc.assert(
      fc.property(INSTANT, body, (ts, rest) => {
        const fact = { seq: 7, ts, type: "signal", symbol: "MNQ", trace_id: null, ...rest };
        // What it must be, by way of a copy with the times written by Date itself.
        const expected = Object.fromEntries(
          Object.entries(fact).map(([key, value]) => {
            const isTime = (key === "ts" || key.endsWith("_ts")) && typeof value === "number";
            return [key, isTime ? new Date(value).toISOString() : value];
          }),
        );
        expect(encodeFact(fact as unknown as Fact)).toBe(JSON.stringify(expected));
      }),
      { numRuns: 2_000 },
    );
  });
});
