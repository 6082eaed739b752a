// What `replay` reads and what it writes.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import { called } from "./called.js";
import { barsFile, DAYS, giveFolders, path, type Report, reportOf, rowsOf } from "./replay-run.js";

giveFolders();

describe("replay --out", () => {
  it("holds the facts that were hashed, and the trades and metrics of them", async () => {
    const out = path("result");
    const report = await reportOf(DAYS, "--out", out);
    const text = readFileSync(join(out, "facts.jsonl"), "utf8");
    expect(createHash("sha256").update(text).digest("hex")).toBe(report.facts_sha256);
    const facts: (Fact & { ts: string })[] = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(facts).toHaveLength(report.facts);
    expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, place) => place + 1));
    // A closed trade's row in the CSV says what its fact says.
    const closed = facts.filter(({ type }) => type === "trade_closed");
    const rows = rowsOf(join(out, "trades.csv"));
    expect(rows.map((row) => row.trace_id)).toEqual(closed.map(({ trace_id }) => trace_id));
    const sum = rows.reduce((total, row) => total + Math.round(Number(row.net_pnl) * 100), 0);
    expect(report.metrics.net_pnl).toBeCloseTo(sum / 100, 9);
    expect(report.metrics.trades).toBe(rows.length);
    expect(JSON.parse(readFileSync(join(out, "metrics.json"), "utf8"))).toEqual(report.metrics);
  });

  it("replaces what an earlier run left there", async () => {
    const out = path("result");
    mkdirSync(out);
    writeFileSync(join(out, "facts.jsonl"), "old\n");
    writeFileSync(join(out, "notes.txt"), "mine");
    const bars = barsFile("MNQ.csv", [[100, 101, 99, 100]]);
    await reportOf(bars, "--out", out);
    expect(readFileSync(join(out, "facts.jsonl"), "utf8")).toContain('"type":"boot"');
    expect(readFileSync(join(out, "notes.txt"), "utf8")).toBe("mine");
  });

  it("that cannot be is refused before anything runs", async () => {
    const bars = barsFile("MNQ.csv", [[100, 101, 99, 100]]);
    const { stderr, stdout, code } = await called("replay", bars, "--out", bars);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      `transmission: ${bars}: this is a file; give --out a folder that can be made`,
    );
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  it("keeps nothing half-written when a strategy fails in the middle of the run", async () => {
    const strategy = path("fails.ts");
    writeFileSync(
      strategy,
      `export default { name: "fails", init: () => ({ bars: 0 }), onBar(ctx, state) {
        if (++state.bars === 700) throw new Error("out of\\nluck");
        return null;
      } };`,
    );
    const args = ["--strategy", strategy, "--out", path("result"), "--trades", path("t.csv")];
    writeFileSync(path("t.csv"), "before");
    const { stdout, stderr, code } = await called("replay", DAYS, ...args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    // The 700th minute of the file that begins at 23:00 opens at 10:39.
    const message =
      "strategy fails at bar 2025-11-18T10:39:00.000Z threw 'out of'; " +
      `mend onBar in ${strategy}`;
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(`transmission: ${message}`);
    expect(readdirSync(path("")).sort()).toEqual(["fails.ts", "home", "t.csv"]);
    expect(readFileSync(path("t.csv"), "utf8")).toBe("before");
  });
});

describe("replay's paths", () => {
  const bars = () => barsFile("MNQ.csv", [[100, 101, 99, 100]]);

  it.each([
    ["--trades", "MNQ.csv", "the input"],
    ["--trades", "link.csv", "the input"],
    ["--out", "folder", "the input"],
    ["--trades", "s.csv", "what --signals reads"],
  ])("%s %s may not overwrite %s", async (flag, name, what) => {
    const file = bars();
    const before = readFileSync(file, "utf8");
    symlinkSync(file, path("link.csv"));
    mkdirSync(path("folder"));
    symlinkSync(file, join(path("folder"), "facts.jsonl"));
    const args = [file, "--signals", path("s.csv"), flag, path(name)];
    const { stderr, code } = await called("replay", ...args);
    expect(stderr).toMatch(new RegExp(`^transmission: ${flag} would overwrite ${what} .*\\n$`));
    expect(code).toBe(2);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("write the trades once where two flags name one file, never two kinds in one", async () => {
    const out = path("r");
    await reportOf(bars(), "--out", out, "--trades", join(out, "trades.csv"));
    expect(readdirSync(out).sort()).toEqual(["facts.jsonl", "metrics.json", "trades.csv"]);
    const args = ["--out", out, "--trades", join(out, "facts.jsonl")];
    const { stderr, code } = await called("replay", bars(), ...args);
    expect(stderr).toContain("--out and --trades both write");
    expect(code).toBe(2);
  });

  it("may not name one file twice", async () => {
    const file = bars();
    symlinkSync(file, path("MNQ-2.csv"));
    const twice = await called("replay", file, file);
    expect(twice).toMatchObject({ code: 2, stdout: "" });
    expect(twice.stderr).toBe(`transmission: ${file} is given twice; give it once\n`);
    const linked = await called("replay", file, path("MNQ-2.csv"));
    expect(linked.stderr).toContain("are the same file; give it once");
  });
});

describe("replay of several files", () => {
  const [header = "", ...rows] = readFileSync(DAYS, "utf8").trimEnd().split("\n");
  const part = (name: string, from: number, to: number): string => {
    writeFileSync(path(name), [header, ...rows.slice(from, to), ""].join("\n"));
    return path(name);
  };
  let whole: Report;
  beforeEach(async () => {
    whole ??= await reportOf(DAYS);
  });

  it("of one symbol is that of one file, in any order", async () => {
    const files = [part("MNQ-1.csv", 0, 2000), part("MNQ-2.csv", 2000, rows.length)];
    const joined = await reportOf(...files);
    expect(joined.bars).toBe(rows.length);
    expect(joined.facts_sha256).toBe(whole.facts_sha256);
    const turned = await reportOf(...files.reverse());
    expect(turned.facts_sha256).toBe(whole.facts_sha256);
  });

  it("does not mind how they are packed or named", async () => {
    writeFileSync(path("bars.gz"), gzipSync(readFileSync(DAYS)));
    const { facts_sha256 } = await reportOf(path("bars.gz"), "--symbol", "MNQ");
    expect(facts_sha256).toBe(whole.facts_sha256);
  });

  it("of two symbols counts both and names them in order", async () => {
    const [mnq, mes] = [part("MNQ.csv", 900, 1100), part("MES.csv", 900, 1000)];
    const out = path("result");
    const report = await reportOf(mes, mnq, "--out", out);
    expect(report).toMatchObject({ symbols: ["MES", "MNQ"], bars: 300, format: "plain CSV" });
    expect(report).not.toHaveProperty("symbol");
  });

  it.each([
    // Trading days run from 17:00 in Chicago (23:00Z): 1,380 minutes each.
    [["--from", "2025-11-19"], 2760, "2025-11-18T23:00:00.000Z", "2025-11-20T21:59:00.000Z"],
    [["--to", "2025-11-18"], 1380, "2025-11-17T23:00:00.000Z", "2025-11-18T21:59:00.000Z"],
    [
      ["--from", "2025-11-19", "--to", "2025-11-19"],
      ...[1380, "2025-11-18T23:00:00.000Z", "2025-11-19T21:59:00.000Z"],
    ],
    // Moments are half-open: the bar that opens at --to no longer counts.
    [
      ["--from", "2025-11-18T10:00Z", "--to", "2025-11-18 11:30"],
      ...[90, "2025-11-18T10:00:00.000Z", "2025-11-18T11:29:00.000Z"],
    ],
    [
      ["--from", "2025-11-18T04:00-06:00", "--to", "2025-11-18T10:02Z"],
      ...[2, "2025-11-18T10:00:00.000Z", "2025-11-18T10:01:00.000Z"],
    ],
  ] as [string[], number, string, string][])(
    "with %j has its bars",
    async (flags, bars, from, to) => {
      expect(await reportOf(DAYS, ...flags)).toMatchObject({ bars, from, to });
    },
  );

  it("at a multiple of real time is the same as at once", async () => {
    const range = ["--from", "2025-11-18T14:30Z", "--to", "2025-11-18T21:00Z"];
    const atOnce = await reportOf(DAYS, ...range, "--speed", "max");
    const paced = await reportOf(DAYS, ...range, "--speed", "100000");
    expect(paced.facts_sha256).toBe(atOnce.facts_sha256);
    expect(paced.metrics.trades).toBeGreaterThan(0);
  });
});
