// `replay --history`: earlier bars that warm up and never trade.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { called } from "./called.js";
import { barsFile, DAYS, giveFolders, path, reportOf } from "./replay-run.js";

giveFolders();

const [HEADER = "", ...ROWS] = readFileSync(DAYS, "utf8").trimEnd().split("\n");
/** Three sessions of 23 hours. */
const SESSION = 1380;
const BAR = [100, 101, 99, 100] as const;
const bars = (count: number): (readonly number[])[] => Array.from({ length: count }, () => BAR);

/** Some rows of the three days in a file of their own. */
function partOf(name: string, from: number, to: number): string {
  writeFileSync(path(name), `${[HEADER, ...ROWS.slice(from, to)].join("\n")}\n`);
  return path(name);
}

/** What a replay wrote beside its boot, numbers of facts left out. */
async function factsOf(name: string, ...args: string[]): Promise<Record<string, unknown>[]> {
  await reportOf(...args, "--out", path(name));
  const lines = readFileSync(path(`${name}/facts.jsonl`), "utf8")
    .trimEnd()
    .split("\n");
  const facts = lines.map((line): Record<string, unknown> => JSON.parse(line));
  return facts.filter(({ type }) => type !== "boot").map(({ seq: _, ...fact }) => fact);
}

/** A replay's words, which must have gone well. */
async function words(...args: string[]): Promise<string> {
  const { stderr, code } = await called("replay", ...args, "--json");
  expect(code, stderr).toBe(0);
  return stderr;
}

async function refusal(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await called("replay", ...args);
  expect([stdout, code]).toEqual(["", 2]);
  return stderr.trimEnd().split("\n").at(-1)?.replace("transmission: ", "") ?? "";
}

describe("--history", () => {
  it("decides as --from does on the joined file, and differently from a cold start", async () => {
    const data = partOf("MNQ-3.csv", 2 * SESSION, 3 * SESSION);
    const histories = [partOf("MNQ-1.csv", 0, SESSION), partOf("MNQ-2.csv", SESSION, 2 * SESSION)];
    const warmed = await factsOf("warmed", data, "--history", ...histories);
    const joined = await factsOf("joined", DAYS, "--from", "2025-11-20");
    expect(warmed).toEqual(joined);
    expect(warmed.some(({ type }) => type === "trade_closed")).toBe(true);
    expect(await factsOf("cold", data)).not.toEqual(joined);
  });

  it("counts the data's bars alone, and writes nothing before them", async () => {
    const data = partOf("MNQ-3.csv", 2 * SESSION, 3 * SESSION);
    const history = partOf("MNQ-1-2.csv", 0, 2 * SESSION);
    const report = await reportOf(data, "--history", history);
    expect(report).toMatchObject({ bars: SESSION, from: "2025-11-19T23:00:00.000Z" });
    const facts = await factsOf("out", data, "--history", history);
    const first = Date.parse("2025-11-19T23:00:00Z");
    expect(facts.filter(({ ts }) => Date.parse(String(ts)) < first)).toEqual([]);
  });

  it("is read in any dialect", async () => {
    const data = partOf("MNQ-3.csv", 2 * SESSION, 3 * SESSION);
    const rows = ROWS.slice(0, 2 * SESSION).map((row) => {
      const [stamp = "", ...rest] = row.split(",");
      return [Date.parse(stamp) / 1000, ...rest].join(",");
    });
    mkdirSync(path("other"));
    const history = path("other/CME_MINI_MNQ1!, 1.csv");
    writeFileSync(history, `time,open,high,low,close,Volume\n${rows.join("\n")}\n`);
    expect(await words(data, "--history", history)).toContain("TradingView");
    const joined = await factsOf("joined", DAYS, "--from", "2025-11-20");
    expect(await factsOf("warmed", data, "--history", history)).toEqual(joined);
  });

  it("drops and counts its bars from the data's first one on", async () => {
    const data = partOf("MNQ-3.csv", 2 * SESSION, 3 * SESSION);
    const history = partOf("MNQ-all.csv", 0, 2 * SESSION + 12);
    expect(await words(data, "--history", history)).toContain(
      "history of MNQ: 2,760 bars warm up and never trade; " +
        `12 bars at or after the first bar of ${data} dropped\n`,
    );
    const joined = await factsOf("joined", DAYS, "--from", "2025-11-20");
    expect(await factsOf("warmed", data, "--history", history)).toEqual(joined);
  });

  it("that has no bar before the data's first warms nothing", async () => {
    const data = partOf("MNQ-1.csv", 0, SESSION);
    const late = partOf("MNQ-2.csv", SESSION, SESSION + 5);
    expect(await words(data, "--history", late)).toContain(
      "history of MNQ: 0 bars warm up and never trade; " +
        `5 bars at or after the first bar of ${data} dropped\n`,
    );
    expect(await factsOf("late", data, "--history", late)).toEqual(await factsOf("none", data));
  });

  it("is taken for the data's symbol where it names none", async () => {
    const data = partOf("MNQ-3.csv", 2 * SESSION, 3 * SESSION);
    const unnamed = partOf("before.csv", 0, 2 * SESSION);
    expect(await words(data, "--history", unnamed)).toContain(
      "history of MNQ: 2,760 bars warm up and never trade\n",
    );
  });

  it("of another symbol or interval is refused", async () => {
    const data = barsFile("MNQ.csv", bars(4));
    const mes = barsFile("MES.csv", bars(4));
    expect(await refusal(data, "--history", mes)).toBe(
      `--history ${mes}: bars of MES, but the data is of MNQ; give its bars`,
    );
    const slow = barsFile("MNQ-5.csv", bars(4), 5);
    expect(await refusal(data, "--history", slow)).toBe(
      `--history ${slow}: bars of 5m, but ${data} has 1m; give bars of that length`,
    );
    expect(await refusal(data, "--history", data)).toBe(`${data} is given twice; give it once`);
    const gone = path("gone.csv");
    expect(await refusal(data, "--history", gone)).toMatch(/gone\.csv/);
  });

  it("warms each of several symbols from its own", async () => {
    const data = partOf("MNQ-3.csv", 2 * SESSION, 2 * SESSION + 60);
    const other = partOf("MES-3.csv", 2 * SESSION, 2 * SESSION + 60);
    const histories = [partOf("MES-1.csv", 0, SESSION), partOf("MNQ-1.csv", 0, 2 * SESSION)];
    const said = await words(data, other, "--history", ...histories);
    expect(said).toContain("history of MES: 1,380 bars warm up and never trade\n");
    expect(said).toContain("history of MNQ: 2,760 bars warm up and never trade\n");
    const unnamed = partOf("before.csv", 0, SESSION);
    expect(await refusal(data, other, "--history", unnamed)).toMatch(
      /^--history .*before\.csv: bars of .*, but the data is of MNQ, MES; give its bars$/,
    );
  });

  it("is never written over", async () => {
    const data = barsFile("MNQ.csv", bars(4));
    const history = barsFile("MNQ-0.csv", bars(1));
    expect(await refusal(data, "--history", history, "--trades", history)).toBe(
      `--trades would overwrite what --history reads (${history}); choose another place`,
    );
  });
});
