// What a live run costs: a line of the journal beside the disk's own sync, taken by turns in one
// folder, and a start with a year behind it.

import { spawn } from "node:child_process";
import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { plain } from "../../src/analytics/figures.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import type { BarEvent } from "../../src/engine/event.js";
import { openJournal } from "../../src/journal/open.js";
import { systemClock } from "../../src/runtime/clock.js";
import { table } from "./report.js";

/** Lines of each kind, after those that warm. */
const LINES = 10_000;
const WARM = 1_000;
/** Minutes of a year of a future's sessions: to 17 December 2010. */
const YEAR_BARS = 250 * 23 * 60;
/** A line of a live bar on which something is open. */
const EVENT: BarEvent = {
  ...{ type: "bar", phase: "open", symbol: 0, ts: 1_763_420_460_000 },
  ...{ open: 24_853.5, high: 24_860.25, low: 24_850, close: 24_855.75, volume: 1_234 },
};

/** The value below which a share of sorted values lies; NaN of none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Appends by turns: the disk's write and sync alone, and the journal's. */
function measureAppends(folder: string): { own: number[]; bare: number[] } {
  const { journal } = openJournal({
    ...{ disk: nodeDisk, folder: join(folder, "journal"), account: "paper" },
    ...{ code: "bench", zones: "bench", day: "2025-11-18", createEpoch: () => "bench" },
    monotonicMs: () => systemClock.monotonicMs(),
  });
  const bare = openSync(join(folder, "bare"), "ax");
  const group = { wall: 1_763_420_460_000, steps: [{ event: EVENT, facts: [] }], orders: [] };
  const bytes = Buffer.alloc(Buffer.byteLength(JSON.stringify(group)) + 40, "x");
  const times = { own: [] as number[], bare: [] as number[] };
  for (let line = 0; line < WARM + LINES; line++) {
    const from = systemClock.monotonicMs();
    writeSync(bare, bytes);
    fdatasyncSync(bare);
    const between = systemClock.monotonicMs();
    journal.append(group, false);
    const to = systemClock.monotonicMs();
    if (line < WARM) continue;
    times.bare.push(between - from);
    times.own.push(to - between);
  }
  closeSync(bare);
  journal.close();
  const up = (a: number, b: number): number => a - b;
  return { own: times.own.sort(up), bare: times.bare.sort(up) };
}

/**
 * Runs the engine on a file until a fact of it satisfies, then stops it as a crash would.
 * Answers how long that took, ms.
 */
async function runUntil(
  program: string,
  home: string,
  flags: readonly string[],
  isEnough: (fact: Record<string, unknown>) => boolean,
): Promise<number> {
  const from = systemClock.monotonicMs();
  const child = spawn(process.execPath, [program, "run", "--headless", "--json", ...flags], {
    env: { ...process.env, TRANSMISSION_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    if (isEnough(JSON.parse(line))) {
      const took = systemClock.monotonicMs() - from;
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("close", resolve));
      return took;
    }
  }
  throw new Error(`the run ended before it was enough: ${said.join("").slice(-500)}`);
}

/** A start from a journal that has a year behind it, ms; and how many facts that are. */
async function measureStart(
  program: string,
  folder: string,
  file: string,
): Promise<{ readonly ms: readonly number[]; readonly facts: number }> {
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  // Nobody is there to resume: three red days in a row would end the trading in February.
  const settings = ["--set", "tripwires.red_days=250"];
  const feed = ["--feed", file, ...settings, "--speed"];
  let facts = 0;
  let bars = 0;
  await runUntil(program, home, [...feed, "1000000000"], ({ seq, ts, type }) => {
    facts = Number(seq);
    bars = type === "regime_changed" ? Date.parse(String(ts)) : bars;
    return bars >= Date.UTC(2010, 11, 16);
  });
  const ms: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const isReady = ({ type, to }: Record<string, unknown>): boolean =>
      type === "mode_changed" && to === "READY";
    ms.push(await runUntil(program, home, [...feed, "0.001"], isReady));
  }
  return { ms: ms.sort((a, b) => a - b), facts };
}

/** The figures of a live run, as Markdown. */
export async function studyLive(
  program: string,
  folder: string,
  barsFile: (bars: number) => string,
  say: (line: string) => void,
): Promise<string> {
  say("a line of the journal");
  const { own, bare } = measureAppends(folder);
  say("a start with a year behind it");
  const start = await measureStart(program, folder, barsFile(YEAR_BARS));
  rmSync(join(folder, "home"), { recursive: true });
  const row = (share: number): string[] => {
    const [a, b] = [quantile(own, share), quantile(bare, share)];
    return [`p${share * 100}`, ms3(a), ms3(b), `${(a / b).toFixed(2)} ×`];
  };
  const [least = Number.NaN, middle = Number.NaN, most = Number.NaN] = start.ms;
  return [
    table(
      ["a line, durable", "journal, ms", "write and fdatasync, ms", "ratio"],
      [row(0.5), row(0.99)],
    ),
    `A start with a year of minutes and ${plain(start.facts, 0)} facts behind it is ` +
      `READY after ${seconds(middle)} s (${seconds(least)} to ${seconds(most)}), the process's ` +
      "own start and the reading of the bars' file included.",
  ].join("\n\n");
}

const ms3 = (value: number): string => value.toFixed(3);
const seconds = (ms: number): string => (ms / 1000).toFixed(2);
