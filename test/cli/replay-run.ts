// A folder of one's own for each test of `replay`, with files of bars and signals made by hand.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Metrics } from "../../src/analytics/metrics.js";
import { TRADE_COLUMNS } from "../../src/analytics/trades-csv.js";
import { called } from "./called.js";

/** Three days of one-minute bars. */
export const DAYS = "replays/mnq-3day.csv";
const MINUTE = 60_000;
/** 2025-11-18T15:00Z, a Tuesday: 09:00 in Chicago, inside the regular session. */
const START = Date.UTC(2025, 10, 18, 15);

let folder = "";

/** Gives each test of a file its folder, and a configuration that is empty. */
export function giveFolders(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "replay-"));
    vi.stubEnv("TRANSMISSION_HOME", path("home"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
}

/** A place in the test's folder. */
export const path = (name: string): string => join(folder, name);

/** So many minutes after the first bar of `barsFile`. */
export const at = (minute: number): string => new Date(START + minute * MINUTE).toISOString();

/** Open, high, low and close of bars from 15:00 on, each so many minutes long. */
export function barsFile(name: string, bars: readonly (readonly number[])[], minutes = 1): string {
  const rows = bars.map((prices, place) => [at(place * minutes), ...prices, 1000].join(","));
  writeFileSync(path(name), `timestamp,open,high,low,close,volume\n${rows.join("\n")}\n`);
  return path(name);
}

/** Signals as `minute,side,stop,target,qty,tag`, of MNQ where no symbol is named by turns. */
export function signalsFile(rows: readonly string[], symbols: readonly string[] = []): string {
  const lines = rows.map((row, place) => {
    const [minute, side, ...rest] = row.split(",");
    return [at(Number(minute)), symbols[place] ?? "MNQ", side, ...rest].join(",");
  });
  const name = path("signals.csv");
  writeFileSync(name, `ts,symbol,side,stop,target,qty,tag\n${lines.join("\n")}\n`);
  return name;
}

/** Stop and target alone, no guard, so that a result can be reckoned on paper. */
export const BARE: readonly string[] = [
  ...["--unguarded", "--symbol", "MNQ", "--set", "intrade.scale_out=[]"],
  ...["--set", "intrade.trail.mode=none", "--set", "intrade.break_even_at_r=null"],
];

/** What `--json` prints, as far as the tests read it. */
export interface Report {
  readonly bars: number;
  readonly bad_rows: number;
  readonly facts: number;
  readonly facts_sha256: string;
  readonly metrics: Metrics;
}

/** The report of a replay that goes well. */
export async function reportOf(...args: string[]): Promise<Report> {
  const { stdout, stderr, code } = await called("replay", ...args, "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** The rows of a trades CSV by column. */
export function rowsOf(file: string): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  const names = header.split(",");
  expect(names).toEqual([...TRADE_COLUMNS]);
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, place) => [name, cells[place] ?? ""]));
  });
}
