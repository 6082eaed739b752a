import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openBars } from "../../../src/feeds/csv/read.js";
import type { BarSource, SourceOptions } from "../../../src/feeds/feed.js";
import { fileOf, rowsOf } from "./open.js";

const MINUTE = 60_000;
const HEADER = "timestamp,open,high,low,close,volume\n";

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;

const HELD = { keptRows: 1_000_000, pipedRows: 1_000_000, sortedRows: 1_000_000 };
/** Nothing is held. */
const READ_TWICE = { keptRows: 0, pipedRows: 0, sortedRows: 0 };
const SORTED = { keptRows: 0, pipedRows: 0, sortedRows: 1_000_000 };

/** Rows enough for several batches of 4,096, by a generator of whole numbers. */
interface Plan {
  readonly count: number;
  readonly seed: number;
  /** One row in this many is a line that is no bar. */
  readonly badOneIn: number;
  readonly interval: number;
}

const plans = fc.record({
  count: fc.constantFrom(4096, 4097, 8192, 9000),
  seed: fc.nat(1_000_000),
  badOneIn: fc.constantFrom(50, 1000, 100_000),
  interval: fc.constantFrom(MINUTE, 5 * MINUTE),
});

function textOf({ count, seed, badOneIn, interval }: Plan): string {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let text = HEADER;
  let ts = FIRST;
  for (let at = 0; at < count; at++) {
    ts += interval * (random(40) === 0 ? 1 + random(200) : 1);
    const close = 80_000 + random(400);
    const stamp = new Date(ts).toISOString().slice(0, 19);
    const row = [close - 1, close + random(3), close - 2, close].map((ticks) => ticks / 4).join();
    text += `${stamp}Z,${row},${random(500)}\n`;
    if (random(badOneIn) === 0) text += random(2) === 0 ? `${stamp}Z,1,2,1,1,1\n` : "rubbish\n";
  }
  return text;
}

async function read(source: BarSource) {
  return { description: source.description, rows: await rowsOf(source) };
}

async function readBoth(text: string, options: SourceOptions, name: string) {
  const file = fileOf(text, name);
  const held = await read(await openBars(file, options, process.stdin, HELD));
  const twice = await read(await openBars(file, options, process.stdin, READ_TWICE));
  return { file, held, twice };
}

describe("a file with more rows than are held", () => {
  it.each([
    ["MNQ.csv", {}],
    ["MNQ.csv", { label: "close" }],
    ["MNQ.csv", { timeframe: "1m", tz: "Europe/Berlin", priceScale: 4 }],
    // Nothing tells what it is of, so that its tick comes from the data.
    ["zz.csv", {}],
  ] as const)(
    "gives the same bars and description as one that is held: %s %o",
    async (name, options) => {
      await fc.assert(
        fc.asyncProperty(plans, async (plan) => {
          const { held, twice } = await readBoth(textOf(plan), options, name);
          expect(twice.description).toEqual(held.description);
          expect(twice.rows).toEqual(held.rows);
          expect(held.rows.length).toBe(plan.count);
        }),
        { numRuns: 6 },
      );
    },
  );

  it("gives batches of the same rows, every one in the same arrays", async () => {
    const file = fileOf(textOf({ count: 9000, seed: 1, badOneIn: 50, interval: MINUTE }));
    const held = await openBars(file, {}, process.stdin, HELD);
    const twice = await openBars(file, {}, process.stdin, READ_TWICE);
    expect(held.whole?.().length).toBe(9000);
    expect(twice.whole).toBeUndefined();
    const first = await twice.next();
    const { ts } = first ?? {};
    for (const length of [4096, 4096, 808]) {
      expect((await held.next())?.length).toBe(length);
    }
    expect(first?.length).toBe(4096);
    const second = await twice.next();
    expect(second?.ts).toBe(ts);
    expect(second?.length).toBe(4096);
    expect((await twice.next())?.length).toBe(808);
    expect(await twice.next()).toBeNull();
    expect(await twice.next()).toBeNull();
  });

  it("may be packed or piped: its bars are kept in a temporary file", async () => {
    const text = textOf({ count: 9000, seed: 7, badOneIn: 50, interval: MINUTE });
    const { held } = await readBoth(text, { symbol: "MNQ" }, "MNQ.csv");
    const packed = fileOf(gzipSync(text), "MNQ.csv.gz");
    const unpacked = await read(await openBars(packed, {}, process.stdin, READ_TWICE));
    expect(unpacked.rows).toEqual(held.rows);
    const pieces = text.match(/(?:.|\n){1,5000}/g) ?? [];
    const stdin = Readable.from(pieces.map((piece) => Buffer.from(piece)));
    const piped = await read(await openBars("-", { symbol: "MNQ" }, stdin, READ_TWICE));
    expect(piped.rows).toEqual(held.rows);
    expect(piped.description).toEqual({ ...held.description, file: "-" });
  });

  it("counts its gaps by the interval of all rows, not of the first", async () => {
    // 5,000 rows of five minutes, then 6,000 of one: 4,999 and 6,000 steps.
    const stamps = [
      ...Array.from({ length: 5000 }, (_, at) => FIRST + at * 5 * MINUTE),
      ...Array.from({ length: 6000 }, (_, at) => FIRST + 4999 * 5 * MINUTE + (at + 1) * MINUTE),
    ];
    const rows = stamps.map((ts) => `${new Date(ts).toISOString()},10,11,9,10,5\n`).join("");
    const { held, twice } = await readBoth(HEADER + rows, { symbol: "BTCUSD" }, "one.csv");
    expect(twice.description).toEqual(held.description);
    // Every step of five minutes lacks four bars of one; the market never closes.
    expect(twice.description).toMatchObject({ timeframe: "1m", gaps: 4999 });
  });

  it("is sorted when it is not too large for that, and else refused in a line", async () => {
    const lines = textOf({ count: 9000, seed: 3, badOneIn: 100_000, interval: MINUTE })
      .trimEnd()
      .split("\n");
    const [header = "", ...rows] = lines;
    const [late = ""] = rows.splice(100, 1);
    rows.push(late, late);
    for (const order of [rows, [...rows].reverse()]) {
      const text = [header, ...order, ""].join("\n");
      const held = await read(await openBars(fileOf(text), {}, process.stdin, HELD));
      const sorted = await read(await openBars(fileOf(text), {}, process.stdin, SORTED));
      expect(held.description).toMatchObject({ bars: 9000, badRows: 1 });
      expect({ ...sorted.description, file: "" }).toEqual({ ...held.description, file: "" });
      expect(sorted.rows).toEqual(held.rows);
      const packed = fileOf(gzipSync(text), "MNQ.csv.gz");
      const spooled = await read(await openBars(packed, {}, process.stdin, SORTED));
      expect(spooled.rows).toEqual(held.rows);
      const refused = openBars(fileOf(text), {}, process.stdin, READ_TWICE);
      await expect(refused).rejects.toThrow(/^\S+: not in order of time and over 0 rows[^\n]*$/);
    }
  });

  it("is not read to its end when it changes in between", async () => {
    const text = textOf({ count: 9000, seed: 5, badOneIn: 50, interval: MINUTE });
    for (const changed of [`${text}2040-01-01T00:00:00Z,1,1,1,1,1\n`, text.slice(0, -40)]) {
      const file = fileOf(text);
      const source = await openBars(file, {}, process.stdin, READ_TWICE);
      writeFileSync(file, changed);
      await expect(rowsOf(source)).rejects.toThrow("changed while it was read");
    }
    // Nothing shows from outside.
    const swapped = fileOf(text);
    utimesSync(swapped, 1, 1);
    const turned = await openBars(swapped, {}, process.stdin, READ_TWICE);
    const [header = "", first = "", second = "", ...rest] = text.split("\n");
    writeFileSync(swapped, [header, second, first, ...rest].join("\n"));
    utimesSync(swapped, 1, 1);
    await expect(rowsOf(turned)).rejects.toThrow("changed while it was read");
    const file = fileOf(text);
    const source = await openBars(file, {}, process.stdin, READ_TWICE);
    rmSync(file);
    await expect(rowsOf(source)).rejects.toThrow("no such file");
  });
});
