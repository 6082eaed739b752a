import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openText, type Row, rowsOf } from "./open.js";

const MINUTE = 60_000;

/** Near midnight, so that the first rows cross it. */
const FIRST = Date.UTC(2025, 10, 18, 23, 30);

const STAMPS: readonly ((ts: number) => string)[] = [
  (ts) => `${new Date(ts).toISOString().slice(0, 19)}Z`,
  (ts) => `${new Date(ts).toISOString().slice(0, 16)}Z`,
  (ts) => new Date(ts).toISOString().slice(0, 19).replace("T", " "),
  (ts) => new Date(ts).toISOString().slice(0, 16).replaceAll("-", "/").replace("T", " "),
];

const ODD = ["again", "earlier", "upside down", "zero", "quoted", "blank", "words"] as const;
const UNUSABLE: readonly string[] = ["upside down", "zero", "words"];

interface Line {
  readonly kind: "plain" | (typeof ODD)[number];
  /** Since the latest row. */
  readonly minutes: number;
  /** In units of the last decimal. */
  readonly price: number;
  readonly volume: number;
}

const line: fc.Arbitrary<Line> = fc.record({
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constant("plain" as const) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
  ),
  minutes: fc.constantFrom(1, 1, 1, 5, 59, 60, 61, 1440),
  price: fc.nat(999_999_999),
  volume: fc.constantFrom(0, 1, 99, 1234, 99_999, 123_456_789),
});

/** Open, high, low, close and volume as they are written. */
function cellsOf({ kind, price, volume }: Line, decimals: number): string[] {
  const low = (price + 1) / 10 ** decimals;
  const prices = [low + 5, low + 10, low, low].map((value) => value.toFixed(decimals));
  if (kind === "upside down") prices.reverse();
  if (kind === "zero") prices.fill("0.00");
  if (kind === "words") prices[1] = "n/a";
  if (kind === "quoted") prices[0] = `"${prices[0]}"`;
  return [...prices, String(volume)];
}

/** By time, and of one time the first. */
function inOrder(rows: readonly Row[]) {
  const kept = rows.filter(([ts], at) => rows.findIndex(([other]) => other === ts) === at);
  const late = kept.filter(([ts], at) => kept.slice(0, at).some(([before]) => before > ts));
  return { rows: kept.toSorted((a, b) => a[0] - b[0]), sortedRows: late.length };
}

describe("stretches of plain rows", () => {
  it("are what Number and Date say, whatever stands between them", async () => {
    const files = fc.record({
      lines: fc.array(line, { maxLength: 120 }),
      stamp: fc.constantFrom(...STAMPS),
      decimals: fc.nat(6),
      end: fc.constantFrom("\n", "\r\n"),
    });
    await fc.assert(
      fc.asyncProperty(files, async ({ lines, stamp, decimals, end }) => {
        const text = [];
        const usable: Row[] = [];
        let latest = FIRST;
        const first: Line = { kind: "plain", minutes: 0, price: 7, volume: 3 };
        for (const one of [first, ...lines]) {
          if (one.kind === "blank") text.push("");
          if (one.kind === "blank") continue;
          const isBack = one.kind === "again" || one.kind === "earlier";
          if (!isBack) latest += one.minutes * MINUTE;
          const time = stamp(one.kind === "earlier" ? latest - (one.minutes + 3) * MINUTE : latest);
          const cells = cellsOf(one, decimals);
          text.push([time, ...cells].join());
          if (UNUSABLE.includes(one.kind)) continue;
          const ts = Date.parse(time.replace(" ", "T").replaceAll("/", "-").replace(/Z?$/, "Z"));
          const numbers = cells.map((cell) => Number(cell.replaceAll('"', "")));
          usable.push([ts, ...numbers] as unknown as Row);
        }
        const source = await openText(
          `time,open,high,low,close,volume${end}${text.map((one) => one + end).join("")}`,
          { timeframe: "1m" },
        );
        const { rows, sortedRows } = inOrder(usable);
        const written = text.filter((one) => one !== "").length;
        expect(await rowsOf(source)).toEqual(rows);
        expect(source.description).toMatchObject({ sortedRows, badRows: written - rows.length });
      }),
      { numRuns: 300 },
    );
  });

  it("go on behind a row that ends a block, begins one or is out of place there", async () => {
    // A block has 4,096 rows; those around its end are plain, in quotes, early or no bars.
    for (const odd of ["", "quoted", "earlier", "words"]) {
      for (const place of [4094, 4095, 4096, 4097]) {
        const lines: string[] = [];
        const rows: Row[] = [];
        for (let at = 0; at < 8200; at++) {
          const isOdd = at === place;
          const ts = FIRST + at * MINUTE - (isOdd && odd === "earlier" ? 90_000 : 0);
          const open =
            isOdd && odd === "quoted" ? `"${at + 1}"` : isOdd && odd === "words" ? "n/a" : at + 1;
          lines.push(
            `${new Date(ts).toISOString().slice(0, 19)}Z,${open},${at + 2},1,${at + 1},5\n`,
          );
          if (open !== "n/a") rows.push([ts, at + 1, at + 2, 1, at + 1, 5]);
        }
        const source = await openText(lines.join(""), {}, "zz.csv");
        expect(await rowsOf(source)).toEqual(rows.sort((a, b) => a[0] - b[0]));
        expect(source.description.badRows).toBe(odd === "words" ? 1 : 0);
        expect(source.description.sortedRows).toBe(odd === "earlier" ? 1 : 0);
      }
    }
  });

  it.each([
    ["2025-11-19T01:00:00Z", true],
    ["2025-11-19T01:00Z", true],
    ["2025-11-19 01:00:59", true],
    ["2025-11-19T01:60:00Z", false],
    ["2025-11-19T01:0x:00Z", false],
    ["2025-11-19T01:00:60Z", false],
    ["2025-11-19T01:00:0:Z", false],
    ["1763514000T01:00:00Z", false],
    ["2025-11-19T24:00:00Z", false],
    ["2025-11-31T01:00:00Z", false],
    ["2025/11-19T01:00:00Z", false],
    ["2025-11/19T01:00:00Z", false],
    ["2025-11-19X01:00:00Z", false],
    ["2025-11-19T01:00:00Y", false],
  ])("hold %s: %s", async (stamp, isTime) => {
    const rows = ["2025-11-19T00:00:00Z", "2025-11-19T00:59:00Z", stamp, "2025-11-20T01:01:00Z"];
    const text = rows.map((time) => `${time},10,11,9,10,5\n`).join("");
    const { description } = await openText(text, { timeframe: "1s" }, "zz.csv");
    expect(description.bars).toBe(isTime ? 4 : 3);
  });

  it("take nothing for a date before there was one", async () => {
    // Behind the bytes by which a file is recognised; a stamp in quotes is not a plain row's.
    const head = `"2025-11-19T00:00:00Z",10,11,9,10,5\n${" ".repeat(1 << 17)}\n`;
    const rows = Array.from({ length: 200 }, (_, at) => {
      const clock = new Date(at * 1000).toISOString().slice(14, 19);
      return `${"\0".repeat(14)}${clock}Z,10,11,9,10,5\n`;
    });
    const { description } = await openText(head + rows.join(""), { timeframe: "1m" });
    expect(description).toMatchObject({ bars: 1, badRows: 200 });
  });

  it.each([
    ["12", 12],
    ["1234", 1234],
    ["12345", 12_345],
    ["123456789", 123_456_789],
    ["5555555555", 5_555_555_555],
    ["0.5", 0.5],
    ["1234.5", 1234.5],
    ["12345.6789", 12_345.6789],
    ["123456.7891", 123_456.7891],
    ["1:34", null],
    ["123/5", null],
    ["12345;", null],
    ["1234.5.6", null],
    [".5", 0.5],
    [".", null],
    ["", 0],
  ])("read the volume %j as %s", async (cell, volume) => {
    const rows = ["5", cell, "5"].map(
      (text, at) => `2025-11-19T00:0${at}:00Z,10,11,9,10,${text}\n`,
    );
    const source = await openText(`${rows.join("")}\n`, {}, "zz.csv");
    const volumes = (await rowsOf(source)).map((row) => row[5]);
    expect(volumes).toEqual(volume === null ? [5, 5] : [5, volume, 5]);
  });

  it.each([
    ["10,11,9,10", true],
    ["11,11,9,9", true],
    ["9,9,9,9", true],
    ["12,11,9,10", false],
    ["10;11,9,10", false],
    ["10,11,9,", false],
    ["8,11,9,10", false],
    ["10,11,9,12", false],
    ["10,11,9,8", false],
    ["10,9,11,10", false],
    ["0,11,0,10", false],
  ])("hold the prices %s: %s", async (prices, isBar) => {
    const rows = ["10,11,9,10", prices, "10,11,9,10"].map(
      (cells, at) => `2025-11-19T00:0${at}:00Z,${cells},5\n`,
    );
    const { description } = await openText(rows.join(""));
    expect(description.bars).toBe(isBar ? 3 : 2);
  });
});
