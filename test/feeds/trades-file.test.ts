import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { tradesCsvHeader, tradeToCsvRow } from "../../src/analytics/trades-csv.js";
import { UserError } from "../../src/engine/errors.js";
import { readTradesFile } from "../../src/feeds/trades-file.js";
import { trade, utcLocal } from "../analytics/journal.js";

const folder = mkdtempSync(join(tmpdir(), "transmission-trades-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string | Uint8Array): string {
  const path = join(folder, "trades.csv");
  writeFileSync(path, content);
  return path;
}

function refusalOf(path: string): UserError {
  try {
    readTradesFile(path, utcLocal);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("the file was read");
}

describe("readTradesFile", () => {
  const one = trade({ trade_id: 'one, "quoted"\nover two lines' });
  const row = tradeToCsvRow(one);

  it("reads the trades of a file, with a byte order mark and CRLF line ends too", () => {
    const path = fileOf(`\uFEFF${[tradesCsvHeader, row, row].join("\r\n")}\r\n`);
    expect(readTradesFile(path, utcLocal)).toStrictEqual({ trades: [one, one], bad: [] });
  });

  it("takes columns by name and passes over those it does not know", () => {
    const path = fileOf(`note,${tradesCsvHeader}\nhello,${row}\n`);
    expect(readTradesFile(path, utcLocal).trades).toStrictEqual([one]);
  });

  it("names bad rows by their line, in the order of the file", () => {
    // Line 1 header, 2-3 the good trade, 4 empty, 5 too short, 6 without a side, 7 too long.
    const plain = tradeToCsvRow(trade({}));
    const lines = [tradesCsvHeader, row, "", "a,b", plain.replace("long", ""), `${plain},x`];
    const read = readTradesFile(fileOf(lines.join("\n")), utcLocal);
    expect(read.trades.length).toBe(1);
    expect(read.bad).toEqual([
      { line: 5, reason: "2 fields where the header has 21" },
      { line: 6, reason: "side is missing" },
      { line: 7, reason: "22 fields where the header has 21" },
    ]);
  });

  it("finds no trades under a header alone", () => {
    const read = readTradesFile(fileOf(`${tradesCsvHeader}\n`), utcLocal);
    expect(read).toEqual({ trades: [], bad: [] });
  });

  it.each([
    ["nothing", "", "the file is empty"],
    ["blank lines", "\n \n", "the file is empty"],
    ["bars", "ts,open,high\n1,2,3\n", "line 1 is not the header of a trades CSV"],
    ["no result", `${tradesCsvHeader.replace("result_R", "r")}\n`, "no column result_R in line 1"],
    ["binary", new Uint8Array([0, 159, 34, 10, 34, 7]), ""],
    ["an open quote", `${tradesCsvHeader}\n"a`, "not a CSV"],
  ])("refuses a file with %s in one line", (_, content, what) => {
    const error = refusalOf(fileOf(content));
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(`trades.csv: ${what}`);
    expect(error.message).toContain("give a trades CSV");
    expect(error.message).not.toContain("\n");
  });

  it("refuses a path that is missing or a folder", () => {
    expect(refusalOf(join(folder, "none.csv")).message).toContain("none.csv: no such file");
    expect(refusalOf(folder).message).toContain(": this is a folder");
  });
});
