// Time by hand, files that grow, and what a feed gave of them.

import { mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bar } from "../../../src/engine/market/bar.js";
import { followBars } from "../../../src/feeds/csv/follow.js";
import type { SourceOptions } from "../../../src/feeds/feed.js";
import type { OpenGrowing } from "../../../src/feeds/growing.js";
import { GrowingFile } from "../../../src/feeds/live/growing-file.js";
import type { FeedTimer } from "../../../src/feeds/live-feed.js";
import { type Row, rowsOf } from "../csv/open.js";

export const MINUTE = 60_000;

/** 2025-11-18T14:30:00Z; 1763424000 s is that day's midnight. */
export const FIRST = (1_763_424_000 + 14 * 3600 + 30 * 60) * 1000;

/** A day on which all bars of the tests are long over. */
export const LATER = FIRST + 30 * 86_400_000;

/** A clock that is set by hand. It wakes whoever waits on it every few ms, as if time ran. */
export class HandTimer implements FeedTimer {
  now: number;
  passed = 0;

  constructor(now: number) {
    this.now = now;
  }

  nowMs(): number {
    return this.now;
  }

  monotonicMs(): number {
    return this.passed;
  }

  after(_: number, callback: () => void): () => void {
    const timer = setTimeout(callback, 5);
    return () => clearTimeout(timer);
  }

  /** Time goes by. */
  pass(ms: number): void {
    this.now += ms;
    this.passed += ms;
  }
}

/** The reader of files that a feed is given. */
export function reader(options: SourceOptions = {}): OpenGrowing {
  return (file, text, interval) => followBars(file, text, interval, options);
}

const folder = mkdtempSync(join(tmpdir(), "live-"));

/** A path in a folder of its own. */
export function pathOf(name = "MNQ.csv"): string {
  return join(mkdtempSync(join(folder, "one-")), name);
}

export const HEADER = "timestamp,open,high,low,close,volume\n";

/** The row of the bar `at` minutes after the first. */
export function row(at: number, close = 100 + at, volume = 7): string {
  const stamp = new Date(FIRST + at * MINUTE).toISOString();
  return `${stamp},100,${Math.max(100, close)},${Math.min(100, close)},${close},${volume}\n`;
}

/** Rows from one minute to before another. */
export function rowsFrom(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, at) => row(from + at)).join("");
}

/** Minutes after the first, and closes. */
export function minutesOf(bars: readonly Bar[]): (readonly [number, number])[] {
  return bars.map(({ ts, close }) => [(ts - FIRST) / MINUTE, close]);
}

/** A file that is followed. */
export interface Followed {
  readonly path: string;
  readonly feed: GrowingFile;
  readonly timer: HandTimer;
  readonly notices: string[];
}

/** What is known when it is opened. */
export interface Start {
  readonly name?: string;
  readonly now?: number;
  readonly known?: number | null;
  readonly interval?: number | null;
  readonly options?: SourceOptions;
}

/** Writes as a program does that has finished, so that a last line without its end is a row. */
export function writeOld(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content);
  utimesSync(path, FIRST / 1000, FIRST / 1000);
}

/** Follows a file that holds this. */
export async function follow(content: string | Uint8Array, start: Start = {}): Promise<Followed> {
  const path = pathOf(start.name);
  writeOld(path, content);
  const timer = new HandTimer(start.now ?? LATER);
  const notices: string[] = [];
  const feed = await GrowingFile.open(path, () => start.known ?? null, {
    open: reader(start.options),
    timer,
    interval: start.interval ?? null,
    notice: (line) => notices.push(line.replace(path, "file")),
  });
  return { path, feed, timer, notices };
}

/** So many minutes after the first bar. */
export const at = (minutes: number): number => FIRST + minutes * MINUTE;

/** The closes of its history. */
export const closesOf = async (feed: GrowingFile): Promise<number[]> =>
  (await rowsOf(feed.history)).map((bar) => bar[4]);

/** Bars as plain rows. */
export function asRows(bars: readonly Bar[]): Row[] {
  return bars.map(({ ts, open, high, low, close, volume }) => [ts, open, high, low, close, volume]);
}
