import fc from "fast-check";
import { expect, it } from "vitest";
import { extremePlaces } from "../../src/analytics/extremes.js";

it("keeps the ends, and of each stretch the lowest and the highest as they came", () => {
  // Between 0 and 9: 5 1 7 3 and 2 8 2 4.
  const values = [0, 5, 1, 7, 3, 2, 8, 2, 4, 9];
  expect(extremePlaces(values, 6)).toEqual([0, 2, 3, 5, 6, 9]);
  // Seven points are three pairs with nothing over for them but two.
  expect(extremePlaces(values, 7)).toEqual([0, 2, 3, 5, 6, 9]);
  expect(extremePlaces(values, 2)).toEqual([0, 9]);
  expect(extremePlaces(values, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(extremePlaces([], 4)).toEqual([]);
});

it("keeps the extremes of the whole in so many points, in order", () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.integer({ min: 4, max: 80 }), (all, points) => {
      const places = extremePlaces(all, points);
      expect(places.length).toBeLessThanOrEqual(points);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      const kept = places.map((place) => all[place] ?? Number.NaN);
      expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...all), Math.max(...all)]);
      expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
    }),
  );
});
