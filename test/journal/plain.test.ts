import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createState } from "../../src/engine/core.js";
import type { BootEvent } from "../../src/engine/event.js";
import { fromPlain, toPlain } from "../../src/journal/plain.js";
import { builtInStrategies } from "../../src/strategies/index.js";
import { bareRun, randomBars, seeded } from "../bare-run.js";
import { engineConfig, instrument } from "../fixtures.js";

/** The same down to the sign of a zero, without JSON: `Object.is` at every leaf. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b);
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length &&
    left.every(([key, value], i) => right[i]?.[0] === key && isSame(value, right[i]?.[1]))
  );
}

const LEAF = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
  fc.bigInt(),
  fc.constantFrom(-0, 0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324),
);
const KEY = fc.oneof(fc.string(), fc.constantFrom("$", "$$", "$x", "$$x", "a", "n"));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    LEAF,
    fc.array(tie("tree"), { maxLength: 5 }),
    fc.dictionary(KEY, tie("tree"), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

describe("plain data as text", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(tree, (value) => {
        const text = toPlain(value);
        expect(text).not.toContain("\n");
        expect(isSame(fromPlain(text), value)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it("stands as JSON wherever JSON has a word for it", () => {
    const value = { a: [1, 2.5, "x", null, true], b: { c: -3e-7 } };
    expect(toPlain(value)).toBe(JSON.stringify(value));
    expect(toPlain({ n: 12n, z: -0, i: Number.NEGATIVE_INFINITY, left: undefined })).toBe(
      '{"n":{"$":"12n"},"z":{"$":"-0"},"i":{"$":"-Infinity"}}',
    );
  });

  it.each([
    ["a Map", { held: new Map() }],
    ["a Float64Array", { held: new Float64Array(2) }],
    ["a Date", { held: [{ held: new Date(0) }] }],
    ["a function", { held: () => 1 }],
    ["a symbol", { held: Symbol("x") }],
  ])("refuses %s and says where", (kind, value) => {
    expect(() => toPlain(value)).toThrow(`"held" is ${kind}, which is no plain data`);
  });

  it("refuses a hole in a list, which would come back as null", () => {
    expect(() => toPlain({ list: [1, undefined] })).toThrow('"1" is a hole');
  });

  it("refuses what is no value", () => {
    for (const text of ['{"$":"12"}', '{"$":7}', '{"a":{"$":"n"}}']) {
      expect(() => fromPlain(text)).toThrow(SyntaxError);
    }
  });

  it("holds the whole state, fresh and after many bars", () => {
    const of = instrument();
    const strategies = builtInStrategies.map((each) => each.create({}));
    const boot: BootEvent = {
      type: "boot",
      ts: 0,
      mode: "PAPER",
      epoch: "test0",
      config: engineConfig(),
      clamped: [],
      unguarded: false,
      without: [],
      symbols: [{ instrument: of, interval: 60_000, hasVolume: true, timeframes: [] }],
      strategies: strategies.map(({ name }) => ({ name, source: "built-in" })),
    };
    const fresh = createState(boot, strategies);
    expect(isSame(fromPlain(toPlain(fresh)), fresh)).toBe(true);
    const { state } = bareRun({
      instrument: of,
      config: engineConfig(),
      bars: randomBars(seeded(4), 400, of),
      strategies,
      unguarded: false,
      onFact: () => {},
    });
    expect(isSame(fromPlain(toPlain(state)), state)).toBe(true);
  });
});
