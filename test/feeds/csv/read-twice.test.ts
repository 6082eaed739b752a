// Files with more rows than are kept in memory are read twice; what comes the second time must be
// what came the first time, whatever stands between the bytes and the rows.

import { describe, expect, it } from "vitest";
import { openBars } from "../../../src/feeds/csv/read.js";
import { fileOf, type Row, rowsOf } from "./open.js";

const ROWS = 9000;
const MINUTE = 60_000;

/** 2025-12-01T05:00Z, midnight in New York. */
const FIRST = Date.UTC(2025, 11, 1, 5);

const LIMITS = { keptRows: 5000, pipedRows: 5000, sortedRows: 20_000 };

const bars = Array.from({ length: ROWS }, (_, at): Row => {
  const open = 21_000 + (at % 400) / 4;
  return [FIRST + at * MINUTE, open, open + 2, open - 1, open + 0.25, at % 97];
});

const newYork = (ts: number) => new Date(ts - 5 * 60 * MINUTE).toISOString();

/** `MM/dd/yyyy,HH:mm`: the day passes twelve only after more than 12 x 1,440 rows, so never. */
function kibot([ts, ...rest]: Row): string {
  const local = newYork(ts);
  const date = `${local.slice(5, 7)}/${local.slice(8, 10)}/${local.slice(0, 4)}`;
  return [date, local.slice(11, 16), ...rest].join();
}

const other = (row: Row) => ["ES", new Date(row[0]).toISOString(), 1, 1, 1, 1, 1].join();

const FILES = [
  ["dates to be ordered", "MNQ.txt", bars.map(kibot).join("\n")],
  ["JSON", "MNQ.json", JSON.stringify(bars)],
  ["JSON lines", "MNQ.jsonl", bars.map((row) => JSON.stringify(row)).join("\n")],
  [
    "two symbols",
    "bars.csv",
    [
      "symbol,timestamp,open,high,low,close,volume",
      ...bars.flatMap((row) => [
        ["MNQ", new Date(row[0]).toISOString(), ...row.slice(1)].join(),
        other(row),
      ]),
    ].join("\n"),
  ],
] as const;

describe("a file of too many rows for memory", () => {
  it.each(FILES)("gives the same bars when it is read again: %s", async (_, name, text) => {
    const options = { symbol: "MNQ" };
    const source = await openBars(fileOf(text, name), options, process.stdin, LIMITS);
    expect(source.whole).toBeUndefined();
    expect(source.description).toMatchObject({ bars: ROWS, badRows: 0, timeframe: "1m" });
    expect(await rowsOf(source)).toEqual(bars);
  });
});
