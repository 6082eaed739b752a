import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { openBars } from "../../../src/feeds/csv/read.js";
import { openText, rowsOf } from "./open.js";

const HEADER = "timestamp,symbol,open,high,low,close,volume\n";

function row(minute: number, symbol: string, close = 10): string {
  return `2025-11-18T14:${30 + minute}:00Z,${symbol},10,11,9,${close},5\n`;
}

/** AAPL at 30 and 32, MSFT at 31 and 32. */
const TWO =
  HEADER + row(0, "AAPL") + row(1, "MSFT", 9.5) + row(2, "AAPL", 10.5) + row(2, "MSFT", 9);

const closes = async (...given: Parameters<typeof openText>) => {
  const source = await openText(...given);
  const { symbol } = source.description.instrument;
  return [symbol, ...(await rowsOf(source)).map((bar) => bar[4])];
};

describe("a file of several symbols", () => {
  it("is refused in one line that lists them and asks for one", async () => {
    await expect(openText(TWO, {}, "bars.csv")).rejects.toThrow(
      /bars\.csv: has 2 symbols \(AAPL, MSFT\); name one with --symbol, e\.g\. --symbol AAPL$/,
    );
  });

  it("gives the rows of the one that is named, whichever it is", async () => {
    expect(await closes(TWO, { symbol: "AAPL" }, "bars.csv")).toEqual(["AAPL", 10, 10.5]);
    expect(await closes(TWO, { symbol: "msft" }, "bars.csv")).toEqual(["MSFT", 9.5, 9]);
  });

  it("counts no row of another as bad, and keeps line numbers", async () => {
    const broken = `${TWO}2025-11-18T14:33:00Z,MSFT,10,x,9,10,5\n`;
    const { description } = await openText(broken, { symbol: "MSFT" }, "bars.csv");
    expect(description).toMatchObject({ bars: 2, badRows: 1 });
    // One header and four rows before it.
    expect(description.bad).toEqual([{ line: 6, reason: "high 'x' is not a number" }]);
  });

  it("is refused when none of them is the one that is named", async () => {
    await expect(openText(TWO, { symbol: "NVDA" }, "bars.csv")).rejects.toThrow(
      /no rows of NVDA; it has \(AAPL, MSFT\)/,
    );
  });

  it("is told apart in numbers and cells of any kind of file", async () => {
    const flat = "ticker,volume,open,close,high,low,window_start,transactions\n";
    const bar = (ticker: string, at: number) => `${ticker},5,10,10,11,9,${at}000000000,3\n`;
    const text = flat + bar("AAPL", 1_763_476_200) + bar("MSFT", 1_763_476_260);
    await expect(openText(text, {}, "bars.csv")).rejects.toThrow("has 2 symbols (AAPL, MSFT)");
    const odd = TWO.replaceAll("2025-11-18T", "18.11.2025 ").replaceAll(":00Z", ":00");
    await expect(openText(odd, {}, "bars.csv")).rejects.toThrow("has 2 symbols (AAPL, MSFT)");
    expect(await closes(odd, { symbol: "MSFT" }, "bars.csv")).toEqual(["MSFT", 9.5, 9]);
    const bars = (symbol: string) => ({
      [symbol]: [{ t: 1_763_476_200_000, o: 1, h: 1, l: 1, c: 1 }],
    });
    const json = JSON.stringify({ bars: { ...bars("AAPL"), ...bars("MSFT") } });
    await expect(openText(json, {}, "bars.json")).rejects.toThrow("has 2 symbols (AAPL, MSFT)");
    expect(await closes(json, { symbol: "MSFT" }, "bars.json")).toEqual(["MSFT", 1]);
  });

  it("comes from standard input, too", async () => {
    const source = await openBars("-", { symbol: "MSFT" }, Readable.from([Buffer.from(TWO)]));
    expect(source.description.bars).toBe(2);
  });
});

describe("contracts of one root in one file", () => {
  const roll = HEADER + row(0, "MNQZ5") + row(0, "MNQH6", 10.5) + row(1, "MNQZ5");

  it("are not mixed under the root", async () => {
    await expect(openText(roll, { symbol: "MNQ" }, "bars.csv")).rejects.toThrow(
      /MNQ is 2 symbols \(MNQZ5, MNQH6\); name one with --symbol/,
    );
  });

  it("are picked by their own name, and the root names the only one", async () => {
    expect(await closes(roll, { symbol: "MNQH6" }, "bars.csv")).toEqual(["MNQ", 10.5]);
    const mixed = HEADER + row(0, "ESZ5") + row(0, "MNQZ5") + row(1, "ESZ5");
    expect(await closes(mixed, { symbol: "MNQ" }, "bars.csv")).toEqual(["MNQ", 10]);
  });
});

describe("a file of one symbol", () => {
  it("is that symbol's without being asked", async () => {
    const text = HEADER + row(0, "AAPL") + row(1, "AAPL");
    expect(await closes(text, {}, "bars.csv")).toEqual(["AAPL", 10, 10]);
  });

  it("may begin with empty lines", async () => {
    const text = `\n\n${HEADER}${row(0, "AAPL")}${row(1, "AAPL")}`;
    expect(await closes(text, {}, "bars.csv")).toEqual(["AAPL", 10, 10]);
  });

  it("may be called by another name", async () => {
    const text = HEADER + row(0, "@CONT") + row(1, "@CONT") + row(2, "@CONT");
    expect(await closes(text, { symbol: "MNQ" }, "bars.csv")).toEqual(["MNQ", 10, 10, 10]);
  });
});
