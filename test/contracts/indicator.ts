// What every streaming indicator must keep to, as one call: it is empty until its index, a number
// from then on, plain data that can be saved in mid-stream, and blind to the future.

import { describe, expect, it } from "vitest";
import { type TextbookBar, walk } from "../engine/indicators/textbook.js";

/** An indicator as the suite drives it. */
export interface IndicatorUnderTest<State> {
  readonly create: () => State;
  readonly update: (state: State, bar: TextbookBar) => void;
  /** Its values by name. */
  readonly read: (state: State) => Record<string, number>;
  /** First index (0 is the first bar) at which each value is known. */
  readonly first: Readonly<Record<string, number>>;
}

const NAN = "NaN!";

/** Through JSON and back; NaN, which JSON lacks, travels as a word. */
export function throughJson<State>(state: State): State {
  const text = JSON.stringify(state, (_key, value: unknown) =>
    typeof value === "number" && Number.isNaN(value) ? NAN : value,
  );
  return JSON.parse(text, (_key, value: unknown) => (value === NAN ? NaN : value)) as State;
}

/** Runs the contract on an indicator. */
export function indicatorContract<State>(name: string, one: IndicatorUnderTest<State>): void {
  const bars = walk(7, 600);
  const rows = (from: State, some: readonly TextbookBar[]): Record<string, number>[] =>
    some.map((bar) => {
      one.update(from, bar);
      return { ...one.read(from) };
    });

  describe(`${name} keeps the indicator contract`, () => {
    it("is empty up to its first index and a finite number from there on", () => {
      const seen = rows(one.create(), bars);
      for (const [value, first] of Object.entries(one.first)) {
        const known = seen.map((row) => Number.isFinite(row[value]));
        expect(known.indexOf(true), value).toBe(first);
        expect(known.lastIndexOf(false), value).toBe(first - 1);
      }
    });

    it("goes on the same after being saved and restored at any bar", () => {
      const whole = rows(one.create(), bars);
      let state = one.create();
      const broken = bars.map((bar) => {
        state = throughJson(state);
        one.update(state, bar);
        return { ...one.read(state) };
      });
      expect(broken).toEqual(whole);
    });

    it("holds nothing but plain data", () => {
      const state = one.create();
      rows(state, bars.slice(0, 50));
      expect(throughJson(state)).toEqual(state);
    });

    it("is blind to the future", () => {
      const whole = rows(one.create(), bars);
      for (const length of [1, 14, 15, 28, 100]) {
        expect(rows(one.create(), bars.slice(0, length))).toEqual(whole.slice(0, length));
      }
    });

    it("grows no state with the bars", () => {
      const state = one.create();
      rows(state, bars.slice(0, 100));
      const early = countNumbers(state);
      rows(state, bars.slice(100));
      expect(countNumbers(state)).toBe(early);
    });
  });
}

function countNumbers(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + countNumbers(one), 0);
}
