// Trees of JSON: what merging, cutting and looking up promise of any tree.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isObject,
  leaves,
  merge,
  single,
  type Tree,
  valueAt,
  without,
} from "../../src/config/tree.js";

const name = fc.oneof(
  fc.constantFrom("a", "b", "c", "__proto__", "constructor"),
  fc.string({ minLength: 1 }),
);
const leaf = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer()),
);
const { tree } = fc.letrec<{ tree: Tree; value: unknown }>((tie) => ({
  tree: fc
    .array(fc.tuple(name, tie("value")), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
  value: fc.oneof({ depthSize: "small" }, leaf, tie("tree")),
}));
const path = fc.array(name, { minLength: 1, maxLength: 4 });

/** Every path to something that is no object, or an empty one. */
function pathsOf(value: unknown, above: string[] = []): string[][] {
  if (!isObject(value) || Object.keys(value).length === 0) return [above];
  return Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...above, key]));
}

describe("merging", () => {
  it("by hand: objects meet, everything else is replaced", () => {
    const under = { a: { b: 1, c: [1, 2] }, d: 5, e: { f: 1 } };
    const over = { a: { c: [3] }, d: { g: 1 }, e: 7 };
    expect(merge(under, over)).toEqual({ a: { b: 1, c: [3] }, d: { g: 1 }, e: 7 });
    expect(under).toEqual({ a: { b: 1, c: [1, 2] }, d: 5, e: { f: 1 } });
  });

  it("keeps all that is laid over, and below what it does not touch", () => {
    fc.assert(
      fc.property(tree, tree, (under, over) => {
        const merged = merge(under, over);
        for (const at of pathsOf(over)) {
          if (at.length === 0) continue;
          const laid = valueAt(over, at);
          // An empty object lays nothing over one that has something.
          if (!isObject(laid)) expect(valueAt(merged, at)).toEqual(laid);
        }
        for (const key of Object.keys(under)) {
          if (Object.hasOwn(over, key)) continue;
          expect(valueAt(merged, [key])).toEqual(valueAt(under, [key]));
        }
        expect(merge(merged, over)).toEqual(merged);
        expect(merge(under, {})).toEqual(under);
        expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
      }),
    );
  });
});

describe("one key", () => {
  it("is found where it was put, and gone with what it left empty", () => {
    fc.assert(
      fc.property(path, leaf, (at, value) => {
        const only = single(at, value);
        expect(valueAt(only, at)).toEqual(value);
        expect(leaves(only)).toEqual([at.join(".")]);
        expect(without(only, at)).toEqual({});
        expect(Object.getPrototypeOf(only)).toBe(Object.prototype);
      }),
    );
  });

  it("taken away leaves every other", () => {
    fc.assert(
      fc.property(tree, path, (given, at) => {
        const before = JSON.stringify(given);
        const cut = without(given, at);
        expect(valueAt(cut, at)).toBeUndefined();
        const isInside = (other: readonly string[]): boolean =>
          at.every((key, place) => other[place] === key);
        for (const other of pathsOf(given)) {
          if (other.length === 0 || isInside(other)) continue;
          // An empty object that the path leads through goes as one that was left empty.
          const isPassed = other.every((key, place) => at[place] === key);
          if (isPassed && isObject(valueAt(given, other))) continue;
          expect(valueAt(cut, other)).toEqual(valueAt(given, other));
        }
        expect(JSON.stringify(given)).toBe(before);
      }),
    );
  });

  it("that nothing has is undefined, whatever objects inherit", () => {
    expect(valueAt({ a: 1 }, ["a", "toFixed"])).toBeUndefined();
    expect(valueAt({}, ["constructor"])).toBeUndefined();
    expect(valueAt(null, ["a"])).toBeUndefined();
    expect(valueAt({ a: [5] }, ["a", 0])).toBe(5);
  });
});

describe("leaves", () => {
  it("are everything that is no object, and empty ones", () => {
    expect(leaves({ a: { b: 1, c: {} }, d: [1], e: null })).toEqual(["a.b", "a.c", "d", "e"]);
    expect(leaves({})).toEqual([]);
  });
});
