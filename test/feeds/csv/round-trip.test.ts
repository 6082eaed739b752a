import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JSON_WRITERS } from "./json-writers.js";
import { openText, type Row, rowsOf } from "./open.js";
import { DAY_WRITERS, MINUTE_WRITERS, type Writer } from "./writers.js";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;

/**
 * Bars in whole ticks of 0.25, one to three intervals apart. They start within eighty days in which
 * no clock is changed in New York or Warsaw, so that a stamp there has one meaning.
 */
function barsOf(first: number, interval: number) {
  const bar = fc.record({
    step: fc.integer({ min: 1, max: 3 }),
    prices: fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 4, maxLength: 4 }),
    swaps: fc.boolean(),
    volume: fc.integer({ min: 0, max: 1_000_000 }),
  });
  const bars = fc.array(bar, { minLength: 3, maxLength: 30 });
  return fc.tuple(fc.integer({ min: 0, max: 80 }), bars).map(([days, all]) => {
    let ts = first + days * DAY;
    return all.map(({ step, prices, swaps, volume }): Row => {
      ts += step * interval;
      const sorted = [...prices].sort((a, b) => a - b).map((ticks) => ticks / 4);
      const [low = 0, a = 0, b = 0, high = 0] = sorted;
      return swaps ? [ts, b, high, low, a, volume] : [ts, a, high, low, b, volume];
    });
  });
}

function title({ name, write }: Writer): string {
  const text = write([[FIRST, 21000.25, 21004, 20998.5, 21002.75, 812]]);
  return `${name}: ${text.replace(/\s+/g, " ").slice(0, 70)}`;
}

async function check(writer: Writer, first: number, timeframe: string): Promise<void> {
  const interval = timeframe === "1d" ? DAY : MINUTE;
  await fc.assert(
    fc.asyncProperty(barsOf(first, interval), async (rows) => {
      const source = await openText(writer.write(rows), { timeframe }, writer.name);
      const expected =
        writer.hasVolume === false ? rows.map((row) => [...row.slice(0, 5), 0]) : rows;
      expect(await rowsOf(source)).toEqual(expected);
      expect(source.description).toMatchObject({ badRows: 0 });
      expect(source.description.instrument.symbol).toBe("MNQ");
    }),
    { numRuns: 25 },
  );
}

describe("bars written in a dialect and read back are the same bars", () => {
  it.each([...MINUTE_WRITERS, ...JSON_WRITERS].map((writer) => [title(writer), writer] as const))(
    "%s",
    async (_, writer) => {
      await check(writer, FIRST, "1m");
    },
  );

  it.each(DAY_WRITERS.map((writer) => [title(writer), writer] as const))(
    "%s",
    async (_, writer) => {
      await check(writer, Date.UTC(2025, 10, 18), "1d");
    },
  );
});
