import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openText, type Row, rowsOf } from "./open.js";

const MINUTE = 60_000;

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;

/** Ways to write a decimal of whole and fractional digits. */
const NUMBERS: Readonly<Record<string, (whole: number, part: string) => string>> = {
  plain: (whole, part) => (part === "" ? `${whole}` : `${whole}.${part}`),
  negative: (whole, part) => `-${whole}.${part}1`,
  signed: (whole, part) => `+${whole}.${part}5`,
  exponent: (whole, part) => `${whole}.${part}e2`,
  small: (whole, part) => `${whole}${part}E-3`,
  dotLast: (whole) => `${whole}.`,
  dotFirst: (_, part) => `.${part}7`,
  quoted: (whole, part) => `"${whole}.${part}25"`,
  spaced: (whole, part) => ` ${whole}.${part}5`,
  padded: (whole, part) => `  ${whole}.${part}5  `,
  zeros: (whole, part) => `000${whole}.${part}000`,
  long: (whole, part) => `${whole}.${part}123456789012345678`,
};

const number = fc
  .tuple(
    fc.constantFrom(...Object.keys(NUMBERS)),
    fc.nat(9_999_999),
    fc.stringMatching(/^\d{0,8}$/),
  )
  .map(([form, whole, part]) => NUMBERS[form]?.(whole, part) ?? "");

/** Ways to write an instant of whole minutes. */
const STAMPS: readonly ((ts: number) => string)[] = [
  (ts) => new Date(ts).toISOString(),
  (ts) => `${new Date(ts).toISOString().slice(0, 19)}Z`,
  (ts) => new Date(ts).toISOString().slice(0, 19).replace("T", " "),
  (ts) => new Date(ts).toISOString().slice(0, 16).replaceAll("-", "/"),
  (ts) => new Date(ts).toISOString().slice(0, 16).replace("T", "  "),
  (ts) => `${new Date(ts + 120 * MINUTE).toISOString().slice(0, 19)}+02:00`,
  (ts) => `"${new Date(ts).toISOString().slice(0, 19)}"`,
  (ts) => String(ts / 1000),
  (ts) => String(ts),
  (ts) => ` ${new Date(ts).toISOString().slice(0, 19)} `,
];

const row = fc.record({
  step: fc.constantFrom(1, 2, 60, 1440, 50_000),
  stamp: fc.constantFrom(...STAMPS),
  prices: fc.array(number, { minLength: 4, maxLength: 4 }),
  volume: fc.constantFrom("", " ", "0", "17", "1234567.5", "1e3", '"8"'),
});

function amountOf(cell: string): number {
  return Number(cell.replaceAll('"', "").trim());
}

describe("rows read from their bytes", () => {
  it("are what Number says, and the same as those read the long way", async () => {
    const files = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 30 }),
      end: fc.constantFrom("\n", "\r\n"),
      header: fc.constantFrom("", "timestamp,open,high,low,close,volume"),
    });
    await fc.assert(
      fc.asyncProperty(files, async ({ rows, end, header }) => {
        let ts = FIRST;
        const expected: Row[] = [];
        // A plain row at the head, by which the file is recognised.
        const lines = ["2025-11-18T14:30:00Z,10,11,9,10,5"];
        expected.push([FIRST, 10, 11, 9, 10, 5]);
        for (const { step, stamp, prices, volume } of rows) {
          ts += step * MINUTE;
          const rising = [...prices].sort((a, b) => amountOf(a) - amountOf(b));
          const [low = "", open = "", close = "", high = ""] = rising;
          lines.push([stamp(ts), open, high, low, close, volume].join());
          const values = [open, high, low, close, volume].map(amountOf);
          expected.push([ts, ...values] as unknown as Row);
        }
        const all = header === "" ? lines : [header, ...lines];
        const options = { timeframe: "1m" };
        const quick = await openText(all.map((line) => line + end).join(""), options, "zz.csv");
        // A blank at its end makes a row go the long way.
        const long = await openText(
          all.map((line) => `${line} ${end}`).join(""),
          options,
          "zz.csv",
        );
        expect(await rowsOf(quick)).toEqual(expected);
        expect(await rowsOf(long)).toEqual(expected);
        expect(quick.description.badRows + long.description.badRows).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("are whole where the bytes come in pieces that end inside them", async () => {
    // Two megabytes; every row has numbers of its own, and some lines are not plain.
    const rows = Array.from({ length: 40_000 }, (_, at): Row => {
      const ts = FIRST + at * MINUTE;
      return [ts, 5000 + at / 8, 90_000 + at / 8, at / 8, 4000 + at / 8, at];
    });
    const lines = rows.map(([ts, ...rest], at) => {
      const blank = at % 10 === 0 ? " " : "";
      return `${new Date(ts).toISOString()},${rest.join()}${blank}\n`;
    });
    const text = lines.join("");
    // Not made any smaller by packing, so that it too comes in many pieces.
    for (const content of [text, gzipSync(text, { level: 0 })]) {
      const source = await openText(content, {}, "zz.csv");
      expect(await rowsOf(source)).toEqual(rows);
      expect(source.description).toMatchObject({ badRows: 0, sortedRows: 0 });
    }
  });

  it("are refused where a digit of the date or the clock is none", async () => {
    const good = "2025-11-18T14:31:00Z";
    const reasons: string[] = [];
    for (let at = 0; at < good.length - 1; at++) {
      // `/` and `:` stand around the digits, and a NUL is nothing.
      for (const byte of ["/", ":", "\0", "x"]) {
        const bad = good.slice(0, at) + byte + good.slice(at + 1);
        const text = `2025-11-18T14:30:00Z,10,11,9,10,5\n${bad},10,11,9,10,5\n`;
        // Behind the bytes by which a file is recognised, and told to be text.
        const filler = `2025-11-17T00:00:00Z,10,11,9,10,5\n${" ".repeat(1 << 17)}\n`;
        if (bad === good) continue;
        const { description } = await openText(filler + text, { timeframe: "1m" }, "zz.csv");
        if (description.badRows !== 1) reasons.push(`${JSON.stringify(bad)} was taken`);
      }
    }
    expect(reasons).toEqual([]);
  });

  it.each([
    ["24:00:00", false],
    ["23:59:59", true],
    ["23:60:00", false],
    ["23:59:60", false],
    ["29:00:00", false],
    ["19:59:59", true],
  ])("hold no clock time that there is not: %s is one: %s", async (clock, isTime) => {
    const text = `2025-11-18T00:00:00Z,10,11,9,10,5\n2025-11-18T${clock}Z,10,11,9,10,5\n`;
    const { description } = await openText(text, { timeframe: "1m" }, "zz.csv");
    expect(description.bars).toBe(isTime ? 2 : 1);
  });
});
