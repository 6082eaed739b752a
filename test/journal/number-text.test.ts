import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { xoshiro128 } from "../../replays/generate.js";
import { createByteText } from "../../src/journal/byte-text.js";
import { writeNumber } from "../../src/journal/number-text.js";

const TEXT = createByteText(64);

function textOf(value: number): string {
  return TEXT.bytes.toString("latin1", 3, writeNumber(TEXT, 3, value));
}

/** The first that is not written as `String` writes it, or null. */
function firstFault(values: Iterable<number>): string | null {
  for (const value of values) {
    const text = textOf(value);
    if (text !== String(value)) return `${String(value)} is written ${text}`;
  }
  return null;
}

describe("a number's text", () => {
  it("is what String gives for any double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(textOf(value)).toBe(String(value));
      }),
      { numRuns: 20_000 },
    );
  });

  it("is what String gives at every border", () => {
    const borders = [0, -0, 5e-324, 1e-7, 1e-6, 1e15, 1e16, 1e17, 1e21, 2 ** 30, 2 ** 31, 2 ** 53];
    const powers = Array.from({ length: 140 }, (_, at) => 2 ** (at - 60));
    const tens = Array.from({ length: 30 }, (_, at) => Number(`1e${at - 8}`));
    const near = [...borders, ...powers, ...tens].flatMap((value) => {
      const unit = value * Number.EPSILON;
      return [value, value - unit, value - unit / 2, value + unit, value + 2 * unit];
    });
    expect(firstFault([...near, ...near.map((value) => -value)])).toBeNull();
  });

  it("is what String gives for every four digits, wherever they stand", () => {
    const all = Array.from({ length: 10_000 }, (_, four) => four);
    const placed = all.flatMap((four) => [four, four + 120_000, four * 10_001, four / 10_000]);
    expect(firstFault(placed)).toBeNull();
    expect(firstFault(all.map((four) => Number(`1.${four}9876543211`)))).toBeNull();
  });

  it("is what String gives for what a market makes: prices, sums, ratios, of any size", () => {
    const random = xoshiro128([7, 11, 13, 17]);
    function* values(): Generator<number> {
      for (let i = 0; i < 100_000; i++) {
        const [a, b] = [random(), random()];
        const ten = Number(`1e${a % 23}`);
        yield a / 4;
        yield (a % 100_000) / 4 + b / 2 ** 32;
        yield a / 2 ** 32;
        yield a / b;
        yield (a * ten) / b / 1e9;
        yield (a % 1_000_000) / Number(`1e${b % 9}`);
        yield a * 1_048_576 + b / 4096;
      }
    }
    expect(firstFault(values())).toBeNull();
  });
});
