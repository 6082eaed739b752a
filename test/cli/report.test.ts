// `report` of our own journal, and `replay --report`.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { TradeClosedFact } from "../../src/engine/effect.js";
import { type PackedTrades, unpackTrades } from "../../src/report/packed-trades.js";
import { unpackPath } from "../../src/report/trace.js";
import type { RecordedStep } from "../recorded.js";
import { faultIn } from "../report/well-formed.js";
import { called } from "./called.js";
import { factsIn, record, walkSteps } from "./recorded-journal.js";
import { at, BARE, barsFile, DAYS, giveFolders, path, signalsFile } from "./replay-run.js";

giveFolders();

let steps: readonly RecordedStep[];
let closed: TradeClosedFact[];
beforeAll(async () => {
  steps = await walkSteps(3, 200);
  closed = factsIn(steps).filter((fact): fact is TradeClosedFact => fact.type === "trade_closed");
});

/** What a page's script would be given. */
function packedIn(file: string): PackedTrades {
  const html = readFileSync(file, "utf8");
  expect(faultIn(html)).toBeNull();
  const [, json = ""] =
    /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(json);
}

const idsIn = (file: string): string[] => unpackTrades(packedIn(file)).map((one) => one.trade_id);

describe("report", () => {
  it("holds the journal's trades with their paths, the same at each call", async () => {
    record(steps).close();
    const out = path("r.html");
    const { stdout, stderr, code } = await called("report", "--out", out);
    expect([stdout, code], stderr).toEqual(["", 0]);
    expect(stderr).toMatch(new RegExp(`^${out}: ${closed.length} trades, \\d+ kB\\n$`));
    expect(idsIn(out)).toEqual(closed.map(({ trade_id }) => trade_id));
    const first = readFileSync(out, "utf8");
    const { paths } = packedIn(out);
    for (const [place, fact] of closed.entries()) {
      const packed = paths[place] ?? null;
      const drawn = packed === null ? null : unpackPath(packed);
      const entry = drawn?.fills.find(({ role }) => role === "entry");
      expect(entry?.price, `of trade ${fact.trade_id}`).toBeCloseTo(fact.entry_price, 0);
      expect(drawn?.bars.length).toBeGreaterThan(0);
    }
    expect(first).toContain("The configuration that was in force");
    await called("report", "--out", out);
    expect(readFileSync(out, "utf8")).toBe(first);
    const json = JSON.parse((await called("report", "--out", out, "--json")).stdout);
    expect(json).toEqual({ path: out, trades: closed.length, bytes: Buffer.byteLength(first) });
  });

  it("keeps to what is asked for, and says so", async () => {
    record(steps).close();
    const [{ strategy = "", symbol = "" } = {}] = closed;
    const out = path("r.html");
    await called("report", "--out", out, "--strategy", strategy, "--symbol", symbol);
    const own = closed.filter((fact) => fact.strategy === strategy && fact.symbol === symbol);
    expect(own.length).toBeLessThan(closed.length);
    expect(idsIn(out)).toEqual(own.map(({ trade_id }) => trade_id));
    expect(readFileSync(out, "utf8")).toContain(`<span>strategy ${strategy}</span>`);
    await called("report", "--out", out, "--symbol", "NONE");
    expect(idsIn(out)).toEqual([]);
    expect(readFileSync(out, "utf8")).toContain("No trade has closed.");
  });

  it("tells what was written on a trade", async () => {
    record(steps).close();
    const [{ trade_id = "" } = {}] = closed;
    const written = await called("trades", "note", trade_id, "too early", "--tag", "fomo");
    expect(written.code, written.stderr).toBe(0);
    await called("report", "--out", path("r.html"));
    const [first, second] = unpackTrades(packedIn(path("r.html")));
    expect(first).toMatchObject({ trade_id, notes: ["too early"], tags: ["fomo"] });
    expect(second).toMatchObject({ notes: [], tags: [] });
  });

  it("leaves nothing where it cannot be made", async () => {
    const out = path("r.html");
    const none = await called("report", "--out", out);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("no journal yet")]);
    expect(existsSync(out)).toBe(false);
    record(steps).close();
    const lost = path("none/r.html");
    expect(await called("report", "--out", lost)).toEqual({
      ...{ stdout: "", code: 1, stderr: `transmission: ${lost}: no such folder; make it first\n` },
    });
    expect((await called("report")).code).toBe(2);
    expect(readdirSync(dirname(out)).filter((name) => name.includes(".part"))).toEqual([]);
  });
});

describe("replay --report", () => {
  it("draws a trade's path from the bars as they ran", async () => {
    // In at 101 on the second bar's open plus a tick, out at the target of 105 on the fourth bar.
    const bars = [
      ...[
        [100, 101, 99, 100],
        [101, 102, 100, 101],
        [101, 103, 101, 102],
        [103, 106, 102, 105],
      ],
      [105, 105, 104, 104],
    ];
    const signals = signalsFile(["0,long,95,105,1,x"]);
    const out = path("r.html");
    const file = barsFile("bars.csv", bars);
    const { code, stderr } = await called(
      ...["replay", file, "--signals", signals, ...BARE, "--report", out, "--json"],
    );
    expect(code, stderr).toBe(0);
    const packed = packedIn(out);
    const [trade] = unpackTrades(packed);
    expect(trade).toMatchObject({ symbol: "MNQ", side: "long", exit_reason: "target" });
    expect(new Date(trade?.entry_ts ?? 0).toISOString()).toBe(at(1));
    const drawn = packed.paths[0] ? unpackPath(packed.paths[0]) : null;
    expect([drawn?.low, drawn?.high]).toEqual([95, 106]);
    expect(drawn?.bars.map(({ close }) => Math.round(close))).toEqual([100, 101, 102, 105, 104]);
    expect(drawn?.fills).toEqual([
      { column: 1, price: 101.25, qty: 1, role: "entry" },
      { column: 3, price: 105, qty: 1, role: "target" },
    ]);
    expect(drawn?.stops.map(({ column, price }) => [column, Math.round(price)])).toEqual([[1, 95]]);
  });

  it("changes no fact, and carries their digest", async () => {
    const out = path("r.html");
    const run = async (...flags: string[]) =>
      JSON.parse((await called("replay", DAYS, "--json", ...flags)).stdout);
    const [bare, reported] = [await run(), await run("--report", out)];
    expect(reported.facts_sha256).toBe(bare.facts_sha256);
    expect(readFileSync(out, "utf8")).toContain(bare.facts_sha256);
    expect(packedIn(out).count).toBe(bare.metrics.trades);
    const before = readFileSync(out, "utf8");
    await run("--report", out);
    expect(readFileSync(out, "utf8")).toBe(before);
  });

  it("refuses a folder that is not there before it reads a bar, and its own input", async () => {
    const lost = path("none/r.html");
    const { code, stderr } = await called("replay", DAYS, "--report", lost);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`${lost}: no such folder; make it first`),
    ]);
    const own = await called("replay", DAYS, "--report", DAYS);
    expect([own.code, own.stderr]).toEqual([
      2,
      expect.stringContaining("--report would overwrite"),
    ]);
  });
});
