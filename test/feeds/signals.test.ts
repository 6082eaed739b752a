import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../src/engine/errors.js";
import { type FileSignal, readSignalsFile } from "../../src/feeds/signals.js";

let folder = "";
let path = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "signals-"));
  path = join(folder, "signals.csv");
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(text: string, symbols: readonly string[] = ["MNQ"]): Promise<FileSignal[]> {
  await writeFile(path, text);
  return readSignalsFile(path, { symbols });
}

async function failure(text: string, symbols: readonly string[] = ["MNQ"]): Promise<string> {
  const error: unknown = await read(text, symbols).then(
    () => new Error("it was read"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error;
  expect(error.exitCode).toBe(2);
  expect(error.message).not.toContain("\n");
  return error.message.replaceAll(path, "FILE");
}

const HEAD = "ts,symbol,side,stop,target,qty,tag";
const T = Date.UTC(2025, 10, 18, 15, 30);
const row = (cells: string): string => `${HEAD}\n${cells}\n`;
const good = "2025-11-18T15:30:00Z,MNQ,long,24790.25,24850,2,breakout";

describe("readSignalsFile", () => {
  it("reads every field of a row", async () => {
    expect(await read(row(good))).toEqual([
      {
        ts: T,
        symbol: "MNQ",
        side: "long",
        stop: 24790.25,
        target: 24850,
        qty: 2,
        strategy: "breakout",
        line: 2,
      },
    ]);
  });

  it("takes empty target, quantity, tag and symbol, and an exit without a stop", async () => {
    const text = `${HEAD}\n2025-11-18T15:30Z,,short,24900,,,\n2025-11-18 15:31,,exit,,,,\n`;
    const rest = { target: null, qty: null, strategy: "signals", symbol: "MNQ" };
    expect(await read(text)).toEqual([
      { ...rest, ts: T, side: "short", stop: 24900, line: 2 },
      { ...rest, ts: T + 60_000, side: "exit", stop: null, line: 3 },
    ]);
  });

  it.each([
    ["2025-11-18T15:30:00.000Z"],
    ["2025-11-18 15:30"], // no zone is UTC
    ["2025-11-18T09:30:00-06:00"],
    ["2025-11-18T16:30+0100"],
    ["1763479800"], // 20,410 days (1763424000) and 15 h 30 min (55800)
    ["1763479800000"],
    ["1763479800000000"],
    ["1763479800000000000"],
  ])("reads the stamp %s", async (stamp) => {
    const [signal] = await read(row(`${stamp},MNQ,long,1,,,`));
    expect(signal?.ts).toBe(T);
  });

  it("knows a symbol by its root", async () => {
    const names = ["MNQ", "mnq", "MNQZ5", "CME_MINI:MNQ1!", "/MNQ"];
    const text = `${HEAD}\n${names.map((name) => `1763479800,${name},long,1,,,`).join("\n")}\n`;
    const symbols = (await read(text, ["ES", "MNQ"])).map((signal) => signal.symbol);
    expect(symbols).toEqual(names.map(() => "MNQ"));
  });

  it("reads a spreadsheet's file: BOM, CRLF, quotes, semicolons, decimal commas", async () => {
    const row = '"1763479800";MNQ;LONG;"24790,25";;;"a;b"';
    const text = `\uFEFF${HEAD.replaceAll(",", ";")}\r\n${row}\r\n\r\n`;
    expect(await read(text)).toEqual([
      {
        ts: T,
        symbol: "MNQ",
        side: "long",
        stop: 24790.25,
        target: null,
        qty: null,
        strategy: "a;b",
        line: 2,
      },
    ]);
  });

  it("takes the columns in any order, and columns of the user's own", async () => {
    const [signal] = await read("comment,stop,side,ts\nnice,24790,long,1763479800\n");
    expect(signal).toMatchObject({ ts: T, symbol: "MNQ", side: "long", stop: 24790 });
  });

  it("orders by time and leaves rows of one time in file order", async () => {
    const stamp = (second: number, tag: string): string => `${1763479800 + second},,exit,,,,${tag}`;
    const rows = [stamp(60, "a"), stamp(0, "b"), stamp(60, "c"), stamp(0, "d")];
    const tags = (await read(`${HEAD}\n${rows.join("\n")}\n`)).map((signal) => signal.strategy);
    expect(tags).toEqual(["b", "d", "a", "c"]);
  });

  it("reads a file without a row as no signals", async () => {
    expect(await read(`${HEAD}\n`)).toEqual([]);
  });

  it.each([
    ["yesterday,MNQ,long,1,,,", "line 2: ts 'yesterday' is not right; give ISO-8601"],
    ["2025-02-29,MNQ,long,1,,,", "line 2: ts '2025-02-29' is not right"],
    ["2025-11-18T24:30Z,MNQ,long,1,,,", "line 2: ts '2025-11-18T24:30Z' is not right"],
    ["17634798,MNQ,long,1,,,", "line 2: ts '17634798' is not right"],
    ["1763479800,MNQ,buy,1,,,", "line 2: side 'buy' is not right; give long, short or exit"],
    ["1763479800,MNQ,,1,,,", "line 2: side is empty; give long, short or exit"],
    ["1763479800,MNQ,long,,,,", "line 2: stop is empty; an entry needs one"],
    ["1763479800,MNQ,long,12a,,,", "line 2: stop '12a' is not right"],
    ["1763479800,MNQ,long,NaN,,,", "line 2: stop 'NaN' is not right"],
    ["1763479800,MNQ,long,100,99,,", "target '99' is not right; a long's target lies above"],
    ["1763479800,MNQ,short,100,100,,", "target '100' is not right; a short's target lies below"],
    ["1763479800,MNQ,long,1,,0,", "line 2: qty '0' is not right; give a quantity above 0"],
    ["1763479800,ES,long,1,,,", "line 2: symbol 'ES' is not right; the bars loaded are of MNQ"],
    ["1763479800,MNQ,long,24,790,1,,", "line 2: 8 fields, the header has 7"],
  ])("refuses the row %s", async (cells, fault) => {
    expect(await failure(row(cells))).toContain(fault);
  });

  it("names the line of the bad row among good ones", async () => {
    expect(await failure(`${HEAD}\n${good}\n\n${good}\n1763479800,MNQ,up,1,,,\n`)).toContain(
      "FILE, line 5: side 'up'",
    );
  });

  it("wants a symbol where several are loaded", async () => {
    expect(await failure(row("1763479800,,long,1,,,"), ["MNQ", "ES"])).toContain(
      "line 2: symbol is empty; name one of MNQ, ES",
    );
  });

  it("refuses a header that lacks a column, has it twice or misspells one", async () => {
    expect(await failure("ts,stop\n1763479800,1\n")).toContain("no column 'side'");
    expect(await failure("ts,ts,side\n1,1,exit\n")).toContain("column 'ts' stands twice");
    expect(await failure("ts,side,stop,traget\n1,exit,1,1\n")).toContain("did you mean 'target'");
  });

  it("refuses a file that is absent, a folder, empty or no CSV", async () => {
    const options = { symbols: ["MNQ"] };
    await expect(readSignalsFile(join(folder, "none.csv"), options)).rejects.toThrow(
      "no such file",
    );
    await expect(readSignalsFile(folder, options)).rejects.toThrow("is a folder");
    expect(await failure("")).toContain("is empty");
    expect(await failure(`${HEAD}\n"1763479800,MNQ\n`)).toContain("not a CSV");
  });
});
