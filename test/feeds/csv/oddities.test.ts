import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOf } from "../../../src/feeds/csv/cells.js";
import { plainNumber } from "../../../src/feeds/csv/numbers.js";
import { sayDescription } from "../../../src/feeds/csv/read.js";
import { plainStamp } from "../../../src/feeds/dates.js";
import { openText, type Row, rowsOf } from "./open.js";

/** 2025-11-18T14:30:00Z (worked out in dialects.test.ts). */
const FIRST = 1_763_476_200_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

const rows = async (text: string, name?: string, options = {}): Promise<Row[]> =>
  rowsOf(await openText(text, options, name));

const stamps = async (text: string, options = {}) =>
  (await rows(text, "MNQ.csv", options)).map(([ts]) => new Date(ts).toISOString().slice(0, 16));

describe("a stamp as people write it", () => {
  it.each([
    ["18.11.2025 14:30:00.000 GMT-0500", "2025-11-18 14:30:00.000-05:00"],
    ["18/11/2025 14:30", "2025-11-18 14:30:00"],
    ["18-11-25", "2025-11-18"],
    ["2025/1/8 9:05", "2025-01-08 09:05:00"],
    ["20251118 143000 UTC", "2025-11-18 14:30:00Z"],
    ["18.11.2025 2:30:15 PM", "2025-11-18 14:30:15"],
    ["18.11.2025 12:00 a.m.", "2025-11-18 00:00:00"],
    ["Nov 18, 2025", "2025-11-18"],
    ["18 Nov 2025 14:30 EST", "2025-11-18 14:30:00-05:00"],
    ["Tuesday, November 18, 2025", "2025-11-18"],
    ["18-Nov-25", "2025-11-18"],
    ["Jan 23", "2023-01-01"],
    ["Dez 22", "2022-12-01"],
    ["Fev 2018", "2018-02-01"],
    ["18. März 2025", "2025-03-18"],
    ["18 févr. 2025", "2025-02-18"],
    ["1 août 2025", "2025-08-01"],
    ["18 juil. 2025", "2025-07-18"],
    ["18 juin 2025", "2025-06-18"],
    ["18 de ene de 2025", "2025-01-18"],
    ["18 mrt 2025", "2025-03-18"],
    ["18 giu 2025", "2025-06-18"],
  ])("%s is %s", (text, expected) => {
    expect(plainStamp(text, "dmy")).toBe(expected);
  });

  it.each(["18 Nov", "18.11", "Foo 18, 2025", "18.11.2025 14:30 ABC", "18.11.2025 13:00 PM", ""])(
    "%s is none",
    (text) => {
      expect(plainStamp(text, "dmy")).toBeNull();
    },
  );
});

describe("a number as people write it", () => {
  it.each([
    ["23.125,1", ",", 23125.1],
    ["1.234.567", ",", 1_234_567],
    ["23,125.1", ".", 23125.1],
    ["8,98M", ",", 8_980_000],
    ["826,25K", ",", 826_250],
    ["1.5B", ".", 1_500_000_000],
    ["$1,234.50", ".", 1234.5],
    ["12 345,6", ",", 12345.6],
    ["12’345.6", ".", 12345.6],
    ["-0,5", ",", -0.5],
    [".5", ".", 0.5],
    ["1e-7", ".", 1e-7],
  ] as const)("%s with %s is %d", (text, decimal, expected) => {
    expect(Number(plainNumber(text, decimal))).toBe(expected);
  });

  it.each(["1.23.4", "1,2,3", "", "-", "null", "12,34.5", "M"])("%s is none", (text) => {
    expect(plainNumber(text, ".")).toBeNull();
  });
});

describe("a line's cells", () => {
  it("are those that a CSV library finds", () => {
    const cell = fc.stringMatching(/^[a-z0-9,.;" -]{0,8}$/);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 6 }), (cells) => {
        const line = cells.map((text) => `"${text.replaceAll('"', '""')}"`).join();
        expect(cellsOf(line, ",")).toEqual(
          (parse(line, { trim: true }) as string[][])[0]?.map((text) => text.trim()),
        );
      }),
    );
  });
});

describe("a file that is one endless line", () => {
  it("is refused in one line, whatever it is made of", async () => {
    for (const piece of ["x", "Nov 18 ", '"', "1,", "18.11.2025 "]) {
      const endless = piece.repeat(Math.ceil(2_000_000 / piece.length));
      await expect(openText(endless)).rejects.toThrow("its first line is longer than any row");
      const below = `Date,Open,High,Low,Close\n18 Nov 2025,1,1,1,1\n${endless}`;
      const { description } = await openText(below);
      expect(description).toMatchObject({ bars: 1, badRows: 1 });
    }
  });
});

describe("the order of day and month", () => {
  const line = (date: string) => `${date} 14:30,10,11,9,10,5\n`;
  const minutes = { timeframe: "1m" };

  it("is shown by any day above twelve, however late it comes", async () => {
    const early = Array.from({ length: 60 }, (_, at) => `0${1 + (at % 9)}/10/20${10 + (at % 10)}`);
    const text = [...new Set(early)].map(line).join("") + line("13/11/2025");
    expect((await stamps(text, minutes)).at(-1)).toBe("2025-11-13T14:30");
    expect((await stamps(text, minutes))[0]).toMatch(/^2010-10-/);
  });

  it("is month first where nothing shows it, and that is said", async () => {
    const source = await openText(line("03/04/2025") + line("03/05/2025"), minutes);
    expect(sayDescription(source.description)).toContain("plain CSV (dates taken as MM/dd/yyyy)");
    expect((await rowsOf(source))[0]?.[0]).toBe(Date.UTC(2025, 2, 4, 14, 30));
  });

  it("is day first between dots", async () => {
    expect(await stamps(line("03.04.2025"))).toEqual(["2025-04-03T14:30"]);
  });
});

describe("a plain file", () => {
  it("may have its columns anywhere, more of them, and empty ones", async () => {
    const text =
      ",Close,Spread,High,Low,Note,Open,Vol\n" +
      "2025-11-18 14:30,10,2,11,9,,10.5,5\n2025-11-18 14:31,10.25,2,11,9,,10,6\n";
    expect(await rows(text)).toEqual([
      [FIRST, 10.5, 11, 9, 10, 5],
      [FIRST + MINUTE, 10, 11, 9, 10.25, 6],
    ]);
  });

  it("may begin with lines of words", async () => {
    const text =
      "https://www.example.com/data\n\n" +
      "unix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n" +
      "1763476200,2025-11-18 14:30:00,BTC/USD,10,11,9,10.5,5,50\n" +
      "1763476260,2025-11-18 14:31:00,BTC/USD,10,x,9,10.5,5,50\n" +
      "1763476320,2025-11-18 14:32:00,BTC/USD,10,11,9,10.5,6,50\n";
    const source = await openText(text, {}, "bars.csv");
    expect(source.description).toMatchObject({ bars: 2, bad: [{ line: 5 }] });
    expect(source.description.instrument.symbol).toBe("BTCUSD");
    expect((await rowsOf(source))[1]).toEqual([FIRST + 2 * MINUTE, 10, 11, 9, 10.5, 6]);
  });

  it("of bid and ask bars gives their middle, of one side that side, and says so", async () => {
    const both =
      "time,bidopen,bidhigh,bidlow,bidclose,askopen,askhigh,asklow,askclose,tickqty\n" +
      "2025-11-18 14:30,1.1580,1.1584,1.1578,1.1582,1.1582,1.1586,1.1580,1.1584,7\n";
    const source = await openText(both, {}, "EURUSD.csv");
    expect(source.description.format).toBe("plain CSV (mid of bid and ask)");
    // (1.1580 + 1.1582) / 2 and so on.
    expect((await rowsOf(source))[0]?.slice(1)).toEqual([1.1581, 1.1585, 1.1579, 1.1583, 0]);
    const bid = "Time,Open Bid,High Bid,Low Bid,Close Bid\n2025-11-18 14:30,10,11,9,10.5\n";
    const one = await openText(bid, {}, "EURUSD.csv");
    expect(one.description.format).toBe("plain CSV (bid prices)");
    expect((await rowsOf(one))[0]?.[4]).toBe(10.5);
  });

  it("of whole points is divided by --price-scale", async () => {
    const text = "2025-11-18 14:30,2100025,2100400,2099850,2100275,812\n";
    const [row] = await rows(text, "MNQ.csv", { priceScale: 100 });
    expect(row?.slice(1)).toEqual([21000.25, 21004, 20998.5, 21002.75, 812]);
  });

  it("needs no volume and no end of its last line", async () => {
    const text = "Date;Open;High;Low;Close\n18/11/2025;1,5;1,75;1,25;1,5\n19/11/2025;1,5;2;1;1,5";
    const source = await openText(text, {}, "MNQ.csv");
    expect(source.description).toMatchObject({ hasVolume: false, timeframe: "1d" });
    expect(await rowsOf(source)).toEqual([
      [Date.UTC(2025, 10, 18), 1.5, 1.75, 1.25, 1.5, 0],
      [Date.UTC(2025, 10, 19), 1.5, 2, 1, 1.5, 0],
    ]);
  });

  it("drops what it can't read and says why, in the words of the file", async () => {
    const text =
      "Date,Open,High,Low,Close,Volume\n" +
      "18/11/2025,10,11,9,10,1K\n19/11/2025,10,n/a,9,10,2K\n20/11/2025,10,11,9,10\n" +
      "21/11/2025,10,11,9,10,x\n31/11/2025,10,11,9,10,1K\n22/11/2025,10,11,9,10,-\n";
    const { description } = await openText(text);
    expect(description).toMatchObject({ bars: 2, badRows: 4 });
    expect(description.bad.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      "3: high 'n/a' is not a number",
      "4: 5 columns instead of 6",
      "5: volume 'x' is not a number",
      "6: time '2025-11-31' is not a time",
    ]);
  });
});

describe("the dialects' own oddities", () => {
  it("Yahoo's null rows are bad rows", async () => {
    const text =
      "Date,Open,High,Low,Close,Adj Close,Volume\n2025-11-18,10,11,9,10,5,100\n" +
      "2025-11-19,null,null,null,null,null,null\n2025-11-20,10,11,9,10,5,100\n";
    const { description } = await openText(text, {}, "AAPL.csv");
    expect(description).toMatchObject({ format: "Yahoo Finance history", bars: 2, badRows: 1 });
    expect(description.bad).toEqual([{ line: 3, reason: "open 'null' is not a number" }]);
  });

  it("offsets that change while stamps run backwards are instants", async () => {
    // 01:55 at -07:00 is 08:55 UTC; then the clock is set back to 01:00 at -08:00, 09:00 UTC.
    const line = (clock: string, offset: string) =>
      `29.10.2006 ${clock}:00.000 GMT${offset},1,2,1,1,0\n`;
    const text =
      `Local time,Open,High,Low,Close,Volume\n${line("01:50", "-0700")}` +
      line("01:55", "-0700") +
      line("01:00", "-0800") +
      line("01:05", "-0800");
    const source = await openText(text, {}, "EURUSD.csv");
    const minutes = (await rowsOf(source)).map(
      ([ts]) => (ts - Date.UTC(2006, 9, 29, 8, 50)) / MINUTE,
    );
    expect(minutes).toEqual([0, 5, 10, 15]);
    expect(source.description).toMatchObject({ zone: "America/Los_Angeles", sortedRows: 0 });
  });

  it("Stooq's Warsaw is five hours ahead of New York where only America has changed", async () => {
    const text =
      "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n" +
      "SPY.US,5,20260309,143000,10,11,9,10,5,0\nSPY.US,5,20260330,153000,10,11,9,10,5,0\n";
    // Both are 09:30 in New York, which is 13:30 UTC in summer.
    expect(await stamps(text, { timeframe: "5m" })).toEqual([
      "2026-03-09T13:30",
      "2026-03-30T13:30",
    ]);
  });

  it("a day of Stooq carries its date", async () => {
    const text =
      "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n" +
      "SPY.US,D,20251118,000000,10,11,9,10,5,0\nSPY.US,D,20251119,000000,10,11,9,10,5,0\n";
    expect(await stamps(text)).toEqual(["2025-11-18T00:00", "2025-11-19T00:00"]);
  });

  it("a descending table comes out in order", async () => {
    const text =
      'Date,Price,Open,High,Low,Vol.,Change %\n"Nov 19, 2025",10,10,11,9,1.5K,0%\n' +
      '"Nov 18, 2025",10.5,10,11,9,-,0%\n';
    const source = await openText(text, {}, "MNQ.csv");
    expect(source.description).toMatchObject({ format: "investing.com history", sortedRows: 1 });
    expect(await rowsOf(source)).toEqual([
      [Date.UTC(2025, 10, 18), 10, 11, 9, 10.5, 0],
      [Date.UTC(2025, 10, 18) + DAY, 10, 11, 9, 10, 1500],
    ]);
  });
});
