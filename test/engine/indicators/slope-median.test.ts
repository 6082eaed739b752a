import fc from "fast-check";
import { expect, it } from "vitest";
import {
  completeSlopeDay,
  createSlopeHistory,
  noteSlope,
} from "../../../src/engine/indicators/slope-median.js";

/** All values in one list, sorted, the middle one or the mean of the two. */
function naiveMedian(days: readonly (readonly number[])[]): number {
  const all = days.flat().map(Math.abs);
  all.sort((a, b) => a - b);
  const half = all.length / 2;
  if (all.length === 0) return NaN;
  return all.length % 2 === 1
    ? (all[Math.floor(half)] as number)
    : ((all[half - 1] as number) + (all[half] as number)) / 2;
}

// Few distinct values, so that ties at the middle are common, mixed with many distinct ones.
const slope = fc.oneof(
  fc.constantFrom(0, 0.1, -0.1, 0.2, 0.5),
  fc.double({ min: -3, max: 3, noNaN: true }),
);
const days = fc.array(fc.array(slope, { maxLength: 30 }), { maxLength: 12 });

it("is exactly the median of a naive sort of the last days, at every roll", () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 5 }), (series, keep) => {
      const history = createSlopeHistory(keep);
      for (const [i, day] of series.entries()) {
        for (const value of day) noteSlope(history, { value });
        noteSlope(history, { value: NaN });
        completeSlopeDay(history);
        expect(history.median).toBe(naiveMedian(series.slice(Math.max(0, i + 1 - keep), i + 1)));
      }
    }),
    { numRuns: 500 },
  );
});

it("does not see the day that is running", () => {
  const history = createSlopeHistory(20);
  noteSlope(history, { value: 1 });
  completeSlopeDay(history);
  for (let i = 0; i < 9; i++) noteSlope(history, { value: 5 });
  expect(history.median).toBe(1);
});
