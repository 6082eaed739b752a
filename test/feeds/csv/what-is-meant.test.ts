// Files whose bars could come out wrong without a word: what is read is what is meant, and what
// cannot be known is refused or said.

import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/engine/errors.js";
import { plainNumber, plainPrice } from "../../../src/feeds/csv/numbers.js";
import { sayDescription } from "../../../src/feeds/csv/read.js";
import { openText, type Row, rowsOf } from "./open.js";

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;
const MINUTE = 60_000;
const HEADER = "timestamp,open,high,low,close,volume\n";

const rows = async (text: string, name?: string, options = {}): Promise<Row[]> =>
  rowsOf(await openText(text, options, name));

async function refusalOf(text: string, name?: string, options = {}): Promise<string> {
  const error: unknown = await openText(text, options, name).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  const { message, exitCode } = error as UserError;
  expect([exitCode, message.includes("\n")]).toEqual([2, false]);
  return message;
}

describe("a number", () => {
  it.each(["1 2", "12 34", "1'2", "110'16", "1 2345"])(
    "%s has no thousands, so it is none",
    (text) => {
      expect(plainNumber(text, ".")).toBeNull();
    },
  );

  it.each([
    ["1 234 567.5", ".", 1_234_567.5],
    ["1.234,56 €", ",", 1234.56],
    ["8,98 M", ",", 8_980_000],
    ["12'345.6", ".", 12345.6],
  ] as const)("%s with %s is %d", (text, decimal, expected) => {
    expect(Number(plainNumber(text, decimal))).toBe(expected);
  });

  it.each(["110'16", "110'165", "110’16"])("%s may be 32nds, so it is no price", async (text) => {
    expect(plainPrice(text, ".")).toBeNull();
    const row = `2025-11-18T14:30:00Z,${[text, text, text, text].join()},5\n`;
    expect(await refusalOf(HEADER + row, "ZN.csv")).toContain(`open '${text}' is not a number`);
  });
});

describe("a price of Databento's", () => {
  const header = "ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume,symbol\n";

  it.each([
    ["BTCZ5", "121000", 121_000],
    ["6JZ5", "6450000", 0.00645],
    ["MNQZ5", "21000250000000", 21000.25],
  ])("of %s, %s, is %d", async (symbol, cell, price) => {
    const prices = [cell, cell, cell, cell].join();
    const text = `${header}1763476200000000000,33,1,42,${prices},5,${symbol}\n`;
    expect(await rows(text)).toEqual([[FIRST, price, price, price, price, 5]]);
  });
});

describe("the tick of an unknown symbol", () => {
  // 2.853e-5 is near nothing, but it is not nothing.
  it.each([
    ["0.00002853", "0.00002854", 1, 8],
    ["0.00102853", "0.00102854", 1, 8],
    ["0.285", "0.290", 5, 3],
    ["21000.25", "21000.50", 25, 2],
  ])("of %s and %s is their step", async (low, high, unscaled, scale) => {
    const text = `${HEADER}2025-11-18T14:30:00Z,${low},${high},${low},${high},1\n`;
    const { instrument } = (await openText(text, {}, "thing.csv")).description;
    expect(instrument.tick).toEqual({ unscaled, scale });
  });
});

describe("a file without a header that is known", () => {
  const good = ["10,12,9,11,5", "11,13,10,12,5", "12,14,11,13,5"];
  const timed = (cells: readonly string[]) =>
    cells.map((row, at) => `2025-11-18T14:3${at}:00Z,${row}\n`).join("");

  it("counts the bad rows it begins with", async () => {
    const text = timed(["NaN,NaN,NaN,NaN,0", "x,1,1,1,0", ...good]);
    const { description } = await openText(text);
    expect(description).toMatchObject({
      bars: 3,
      badRows: 2,
      bad: [{ line: 1, reason: "open 'NaN' is not a number" }, { line: 2 }],
    });
    expect(await refusalOf(text, "MNQ.csv", { strict: true })).toContain(", line 1: open 'NaN'");
  });

  it("says that the names of its columns were not understood", async () => {
    const { description } = await openText(`tid,a,b,c,d,e\n${timed(good)}`);
    expect(description).toMatchObject({ bars: 3, badRows: 0 });
    expect(description.format).toBe("plain CSV (columns taken as time, open, high, low, close)");
    expect((await openText(`words\n${timed(good)}`)).description.format).toBe("plain CSV");
  });

  // akshare: 开盘, 收盘, 最高, 最低; of its bars only those that close at the high would fit.
  it.each(["时间,开盘,收盘,最高,最低,成交量\n", ""])(
    "in which the close comes second is refused (%s)",
    async (header) => {
      const rows = ["10,11,12,9,5", "11,13,13,11,5", "12,11,14,10,5", "11,12,13,10,5"];
      expect(await refusalOf(header + timed(rows))).toContain("no format of bars known here");
    },
  );

  it.each([
    ["20251118,143000", "20251118,143100"],
    ["20251118,1430", "20251118,1431"],
    ["11/18/2025,1430", "11/18/2025,1431"],
  ])("may have its clock as a number: %s", async (...stamps) => {
    const text = stamps.map((stamp, at) => `${stamp},${good[at]}\n`).join("");
    expect(await rows(text)).toEqual([
      [FIRST, 10, 12, 9, 11, 5],
      [FIRST + MINUTE, 11, 13, 10, 12, 5],
    ]);
    // Days whose prices could be clocks stay days.
    const days = "20251118,1430,1435,1428,1432,50\n20251119,1432,1440,1431,1439,60\n";
    expect((await openText(days)).description).toMatchObject({ bars: 2, timeframe: "1d" });
  });

  it("may come behind twenty lines of words", async () => {
    const words = Array.from({ length: 20 }, (_, at) => `# line ${at}\n`).join("");
    const named = await openText(`${words}${HEADER}${timed(good)}`);
    expect(named.description).toMatchObject({ bars: 3, badRows: 0 });
    expect((await openText(words + timed(good))).description).toMatchObject({
      bars: 3,
      badRows: 0,
    });
  });
});

it("columns may be parted by bars", async () => {
  const text = `${HEADER}2025-11-18T14:30:00Z,10,12,9,11,5\n`.replaceAll(",", "|");
  expect(await rows(text)).toEqual([[FIRST, 10, 12, 9, 11, 5]]);
});

describe("volume", () => {
  // Interactive Brokers' bars of FX have -1, others words for nothing.
  it.each(["-1", "-1.0", "NaN", "null", "N/A", "-"])(
    "of %s in every row is none, and that is said",
    async (volume) => {
      const bars = [0, 1, 2].map((at) => `20251118 14:3${at}:00,10,12,9,11,${volume},-1,-1\n`);
      const text = `date,open,high,low,close,volume,average,barCount\n${bars.join("")}`;
      const { description } = await openText(text, {}, "EURUSD.csv");
      expect(description).toMatchObject({ bars: 3, badRows: 0, hasVolume: false });
      expect(sayDescription(description)).toMatch(/no volume$/);
      expect((await rows(text))[0]).toEqual([FIRST, 10, 12, 9, 11, 0]);
    },
  );

  it("of one row alone makes that a bad row", async () => {
    const row = "2025-11-18T14:31:00Z,10,12,9,11,5\n";
    const text = `${HEADER}2025-11-18T14:30:00Z,10,12,9,11,NaN\n${row}`;
    const { description } = await openText(text);
    expect(description).toMatchObject({
      bars: 1,
      bad: [{ reason: "volume 'NaN' is not a number" }],
    });
  });

  it("of MetaTrader's Python package is the real one where there is one", async () => {
    const header = "time,open,high,low,close,tick_volume,spread,real_volume\n";
    const bars = ["2025-11-18 14:30:00,10,12,9,11,5,1,0", "2025-11-18 14:31:00,10,12,9,11,6,1,7"];
    const text = `${header}${bars.join("\n")}\n`;
    expect((await rows(text)).map((row) => row[5])).toEqual([0, 7]);
  });
});

it("two tickers side by side are refused, as their columns have one name", async () => {
  const text =
    "Price,Close,Close,High,High,Low,Low,Open,Open,Volume,Volume\n" +
    "Ticker,AAPL,MSFT,AAPL,MSFT,AAPL,MSFT,AAPL,MSFT,AAPL,MSFT\nDate,,,,,,,,,,\n" +
    "2025-11-18,11,21,12,22,9,19,10,20,5,6\n";
  expect(await refusalOf(text)).toContain("has 2 tickers side by side (AAPL, MSFT)");
});
