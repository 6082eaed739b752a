// Homes for engines that are measured, and what is played in them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EngineHome } from "./engine-run.js";

const MINUTE_MS = 60_000;
/** A regular session of MNQ begins then: 08:30 in Chicago. */
const OPEN_TS = Date.UTC(2025, 10, 18, 14, 30);
/** A bar of a minute takes a tenth of a second. */
export const CALM = 600;
/** Nobody is there to resume, and what is measured is not the tripwires. */
const NO_TRIPS = ["--set", "tripwires.red_days=250", "--set", "fusion.enabled=false"];

/** What the study is given. */
export interface Place {
  readonly program: string;
  /** Homes are made in it. */
  readonly folder: string;
  readonly barsFile: (bars: number) => string;
}

let homes = 0;
/** A home that nothing has run in. */
export const homeIn = ({ program, folder }: Place): EngineHome =>
  new EngineHome(program, join(folder, `engine-${++homes}`));

const iso = (ts: number): string => new Date(ts).toISOString();

/** Minutes that stand still at 20,000, and a long signal on the 20th. */
export function stillStory(home: EngineHome): string[] {
  const rows = Array.from({ length: 6_000 }, (_, at) => {
    return `${iso(OPEN_TS + at * MINUTE_MS)},20000,20001,19999,20000,1000`;
  });
  const bars = home.file("MNQ.csv", `ts,open,high,low,close,volume\n${rows.join("\n")}\n`);
  const signal = `${iso(OPEN_TS + 20 * MINUTE_MS)},MNQ,long,19990`;
  const signals = home.file("signals.csv", `ts,symbol,side,stop\n${signal}\n`);
  return ["--feed", bars, "--speed", String(CALM), "--signals", signals, ...NO_TRIPS];
}

/** Made-up minutes with a signal on every one of them. */
export function busyStory(home: EngineHome, file: string, speed: number): string[] {
  const rows = readFileSync(file, "utf8").trim().split("\n").slice(1);
  const signals = rows.map((row) => {
    const [time = "", , , , close = ""] = row.split(",");
    return `${time},MNQ,long,${Number(close) - 20}`;
  });
  const path = home.file("signals.csv", `ts,symbol,side,stop\n${signals.join("\n")}\n`);
  return ["--feed", file, "--speed", String(speed), "--signals", path, ...NO_TRIPS];
}

/** Made-up minutes as the built-in strategies trade them. */
export function tradedStory(file: string, speed: number): string[] {
  return ["--feed", file, "--speed", String(speed), ...NO_TRIPS];
}
