// `trades import`: what is kept, and that nothing is taken twice.

import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { called } from "./called.js";
import { fixture, imported, listed, type Row } from "./import-run.js";
import { record, walkSteps } from "./recorded-journal.js";
import { giveFolders, path } from "./replay-run.js";

giveFolders();

describe("imports", () => {
  const head = "ts,symbol,side,qty,price,account,id";
  const file = (name: string, ...rows: readonly string[]): string => {
    writeFileSync(path(name), `${[head, ...rows].join("\n")}\n`);
    return path(name);
  };
  const fill = (minute: number, side: string, qty: number, price: number, more = ",") =>
    `2025-11-18T15:${String(minute).padStart(2, "0")}:00Z,MNQZ5,${side},${qty},${price},${more}`;
  const ROWS = [
    ...[fill(1, "buy", 2, 24800), fill(2, "sell", 1, 24810), fill(3, "sell", 2, 24805)],
    ...[fill(4, "buy", 1, 24801), fill(5, "sell", 1, 24800), fill(6, "buy", 1, 24790)],
  ];

  it("in parts, in any order, overlapping, come to what one whole file comes to", async () => {
    await imported(file("whole.csv", ...ROWS), "--risk", "100");
    const whole = await listed("--source", "import");
    expect(whole.map(({ gross_pnl }) => gross_pnl)).toEqual([20, 8, 30]);
    rmSync(path("home"), { recursive: true });
    const parts = [ROWS.slice(2, 5), ROWS.slice(0, 3), ROWS.slice(4), ROWS];
    const fresh: number[] = [];
    for (const [at, rows] of parts.entries()) {
      const report = await imported(file(`${at}.csv`, ...rows), "--risk", "100");
      fresh.push(report.fills.new);
    }
    expect(fresh).toEqual([3, 2, 1, 0]);
    const sorted = (rows: readonly Row[]) => rows.map((row) => ({ ...row }));
    expect(sorted(await listed("--source", "import"))).toEqual(sorted(whole));
  });

  it("know a fill by its execution's id, and two without one by how often they come", async () => {
    const same = fill(1, "buy", 1, 24800);
    const twice = await imported(
      file("a.csv", same, same, fill(2, "sell", 2, 24801)),
      "--risk",
      "9",
    );
    expect([twice.fills.new, twice.new_trades.map(({ qty }) => qty)]).toEqual([3, [2]]);
    const ids = [fill(1, "buy", 1, 24800, "X,e1"), fill(1, "buy", 1, 24800, "X,e1")];
    const once = await imported(
      file("b.csv", ...ids, fill(2, "sell", 1, 24801, "X,e2")),
      "--risk",
      "9",
    );
    expect([once.fills.new, once.fills.known]).toEqual([2, 1]);
    expect(once.new_trades.map(({ qty, account }) => [qty, account])).toEqual([[1, "X"]]);
  });

  it("take an order or its fills, whichever comes first, and not both", async () => {
    const names = ["Fill ID,Order ID,_timestamp,Account,B/S,Quantity,Price,Contract,commission"];
    const row = (id: number, order: number, way: string, price: number): string =>
      `${id},${order},2025-11-18 15:0${id}:00Z,A,${way},1,${price},MNQZ5,0`;
    const fills = [row(1, 7, "Buy", 24800), row(2, 7, "Buy", 24802), row(3, 8, "Sell", 24810)];
    writeFileSync(path("Fills.csv"), [...names, ...fills].join("\n"));
    const orders = [
      "Order ID,Account,B/S,Contract,avgPrice,filledQty,Fill Time,Status",
      "7,A,Buy,MNQZ5,24801,2,11/18/2025 15:02:00,Filled",
      "9,A,Sell,MNQZ5,24812,1,11/18/2025 15:09:00,Filled",
    ];
    writeFileSync(path("Orders.csv"), orders.join("\n"));
    const first = await imported(path("Fills.csv"), "--risk", "10");
    expect([first.fills, first.open.length]).toEqual([{ new: 3, known: 0 }, 1]);
    const second = await imported(path("Orders.csv"), "--risk", "10");
    expect(second.fills).toEqual({ new: 1, known: 1 });
    // (24810 + 24812 − 24800 − 24802) × 2.
    expect(second.new_trades.map(({ gross_pnl }) => gross_pnl)).toEqual([40]);
    rmSync(path("home"), { recursive: true });
    expect((await imported(path("Orders.csv"), "--risk", "10")).fills.new).toBe(2);
    expect((await imported(path("Fills.csv"), "--risk", "10")).fills).toEqual({
      ...{ new: 1, known: 2 },
    });
  });

  it("of one moment are taken as they came, whichever way a file runs", async () => {
    // Out of one and into the other within a minute: a turn, and no scale-in.
    const turn = [
      ...[fill(1, "buy", 1, 24800), fill(2, "sell", 1, 24810), fill(2, "sell", 1, 24811)],
      ...[fill(2, "buy", 1, 24805), fill(3, "buy", 1, 24800), fill(4, "sell", 1, 24801)],
    ];
    const gross = async (rows: readonly string[], account: string): Promise<unknown> => {
      const report = await imported(file("t.csv", ...rows), "--risk", "9", "--account", account);
      return report.new_trades.map(({ side, gross_pnl }) => [side, gross_pnl]);
    };
    const expected = [
      ["long", 20],
      ["short", 12],
      ["long", 2],
    ];
    const sorted = (told: unknown): unknown[] => [...(told as unknown[][])].map(String).sort();
    expect(sorted(await gross(turn, "A"))).toEqual(sorted(expected));
    expect(sorted(await gross([...turn].reverse(), "B"))).toEqual(sorted(expected));
    // Symbol by symbol, the first one later in the day than the last.
    const late = turn.map((row) => row.replace("T15", "T18").replace("MNQZ5", "ESZ5"));
    const both = await gross([...late, ...turn], "C");
    const ofEs = expected.map(([side, money]) => [side, 25 * Number(money)]);
    expect(sorted(both)).toEqual(sorted([...expected, ...ofEs]));
  });

  it("are no prints of the market, and may have the side in the sign of the quantity", async () => {
    const rows = ["2025-11-18T15:00:00Z,MNQ,24800,1", "2025-11-18T15:01:00Z,MNQ,24801,1"];
    writeFileSync(path("p.csv"), ["time,symbol,price,volume", ...rows].join("\n"));
    const prints = await called("trades", "import", path("p.csv"), "--risk", "9");
    expect(prints.code).toBe(2);
    expect(prints.stderr).toContain("no known export of trades");
    const sold = [rows[0], rows[1]?.replace(/1$/, "-1")];
    writeFileSync(path("s.csv"), ["time,symbol,price,qty", ...sold].join("\n"));
    const { new_trades } = await imported(path("s.csv"), "--risk", "9");
    expect(new_trades.map(({ side, gross_pnl }) => [side, gross_pnl])).toEqual([["long", 2]]);
  });

  it("are named by a list that has none of our own", async () => {
    await imported(file("a.csv", ...ROWS), "--risk", "100");
    const { stderr } = await called("trades", "list");
    expect(stderr).toContain("3 trades imported: --source import");
  });

  it("keep accounts and contracts apart", async () => {
    const other = (row: string): string => row.replace("MNQZ5", "MNQH6");
    const rows = [
      ...[fill(1, "buy", 1, 24800, "A,"), fill(2, "buy", 1, 24700, "B,")],
      ...[other(fill(3, "sell", 1, 24900, "A,")), fill(4, "sell", 1, 24810, "A,")],
    ];
    const report = await imported(file("a.csv", ...rows), "--risk", "100");
    expect(report.new_trades.map(({ account, gross_pnl }) => [account, gross_pnl])).toEqual([
      ["A", 20],
    ]);
    expect(report.open).toHaveLength(2);
    expect(report.open).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ account: "B", contract: "MNQZ5", side: "long", qty: 1 }),
        expect.objectContaining({ account: "A", contract: "MNQH6", side: "short", qty: 1 }),
      ]),
    );
  });

  it("close what an earlier file left open", async () => {
    const first = await imported(file("a.csv", ...ROWS.slice(0, 1)), "--risk", "100");
    expect([first.new_trades, first.open.length]).toEqual([[], 1]);
    const second = await imported(file("b.csv", ...ROWS.slice(1, 3)), "--risk", "100");
    expect(second.new_trades.map(({ gross_pnl }) => gross_pnl)).toEqual([30]);
    expect(second.open).toEqual([
      expect.objectContaining({ contract: "MNQZ5", side: "short", qty: 1 }),
    ]);
    // What a file says nothing of is not told again with it.
    const other = ROWS.slice(0, 2).map((row) => row.replaceAll("MNQZ5", "MESZ5"));
    const third = await imported(file("c.csv", ...other), "--risk", "100");
    expect(third.fills.new).toBeGreaterThan(0);
    expect(third.open.filter(({ contract }) => contract !== "MESZ5")).toEqual([]);
  });

  it("are asked for by any name of an instrument, by the program and by the account", async () => {
    await imported(fixture("ib-statement.csv"), "--risk", "100");
    const found = async (name: string): Promise<string[]> =>
      (await listed("--source", "import", "--symbol", name)).map(({ symbol }) => symbol);
    expect(await found("EUR.USD")).toEqual(["EURUSD"]);
    expect(await found("eur/usd")).toEqual(["EURUSD"]);
    expect(await found("xyzz5")).toEqual(["XYZZ5"]);
    expect(await found("XYZ")).toEqual([]);
    const page = await called("metrics", "--source", "import");
    expect(page.stdout).toMatch(/^metrics · import · 2025-11-18 · 3 trades\n/);
    const own = await called("metrics", "--account", "U7654321");
    expect(own.stdout).toMatch(/^metrics · account U7654321 · 2025-11-18 · 3 trades\n/);
  });

  it("are the owner's alone, and a file that was spoilt is told and passed over", async () => {
    await imported(file("a.csv", ...ROWS), "--risk", "100");
    const folder = path("home/data/imports");
    const [name = ""] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const text = readFileSync(join(folder, name), "utf8");
    writeFileSync(join(folder, name), text.slice(0, 200));
    const spoilt = await called("trades", "list", "--source", "import");
    expect(spoilt.stderr).toContain(`${name}: not as it was written`);
    expect(await imported(file("a.csv", ...ROWS), "--risk", "100")).toMatchObject({
      fills: { new: ROWS.length },
    });
    expect(readFileSync(join(folder, name), "utf8")).toBe(text);
    expect(await listed("--source", "import")).toHaveLength(3);
  });

  it("show their fills", async () => {
    const report = await imported(file("a.csv", ...ROWS), "--risk", "100");
    const [trade] = report.new_trades;
    const { stdout, code } = await called("trades", "show", (trade?.trade_id ?? "").slice(0, 8));
    expect(code).toBe(0);
    expect(stdout).toContain("imported from fills");
    expect(stdout).toContain("15:01:00  ● entry: buy 2 at 24,800.00");
    expect(stdout).toContain("15:03:00  ● exit: sell 1 at 24,805.00");
  });
});

describe("our own trades CSV", () => {
  beforeEach(async () => {
    record(await walkSteps(3)).close();
  });

  it("is read back as it was written, beside the journal and never mixed with it", async () => {
    const own = await listed("--limit", "1000");
    await called("trades", "export", "--out", path("t.csv"));
    const report = await imported(path("t.csv"), "--account", "backtest");
    expect([report.trades.new, report.files[0]?.bad_rows]).toEqual([own.length, []]);
    const bare = ({ trade_id: _, account: __, source: ___, ...row }: Row) => ({
      ...row,
      trace_id: "",
    });
    const back = await listed("--account", "backtest", "--limit", "1000");
    const sorted = (rows: readonly Row[]) =>
      rows.map(bare).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    expect(sorted(back)).toEqual(sorted(own));
    expect(new Set(back.map(({ source, risk }) => `${source} ${risk}`))).toEqual(
      new Set(["trades-csv stop"]),
    );
    expect(await listed("--limit", "1000")).toEqual(own);
    expect(await listed("--source", "all", "--limit", "1000")).toHaveLength(2 * own.length);
    const count = async (...args: string[]): Promise<number> =>
      JSON.parse((await called("metrics", "export", ...args)).stdout).trades;
    expect(await count()).toBe(own.length);
    expect(await count("--account", "backtest")).toBe(own.length);
    expect(await count("--source", "all")).toBe(2 * own.length);
  });

  it("has rows that cannot be true named", async () => {
    await called("trades", "export", "--out", path("t.csv"));
    const [head = "", row = ""] = readFileSync(path("t.csv"), "utf8").split("\n");
    const names = head.split(",");
    const spoilt = (changes: Record<string, string>): string =>
      row
        .split(",")
        .map((cell, at) => changes[names[at] ?? ""] ?? cell)
        .join(",");
    const cells = Object.fromEntries(row.split(",").map((cell, at) => [names[at], cell]));
    const beyond = String(Number(cells.entry_price) * (cells.side === "long" ? 2 : 0.5));
    const rows = [
      ...[spoilt({ initial_stop: beyond }), spoilt({ exit_ts: "2020-01-01T00:00:00.000Z" })],
      ...[spoilt({ qty: "0" }), spoilt({ net_pnl: "1e6" }), spoilt({ entry_price: "NaN" }), row],
    ];
    writeFileSync(path("bad.csv"), `${[head, ...rows].join("\n")}\n`);
    const report = await imported(path("bad.csv"));
    expect(report.files[0]?.bad_rows).toEqual([
      { line: 2, reason: expect.stringContaining("is on the wrong side of a") },
      { line: 3, reason: "exit_ts is before entry_ts" },
      { line: 4, reason: "the quantity is 0" },
      { line: 5, reason: expect.stringContaining("is not gross_pnl less commission") },
      { line: 6, reason: expect.stringContaining("entry_price is not a number") },
    ]);
    expect(report.trades.new).toBe(1);
  });
});
