// A home for a real engine in a real terminal: bars that open a position early and then stay where
// they are, so that it is still open whatever a test does next.

import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import type { Status } from "../../src/control/status.js";
import { PtyRun } from "./terminal-emulator.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The built program. */
export const BIN = join(ROOT, "bin/transmission.js");
const REAL = join(ROOT, "replays/mnq-3day.csv");
const BEGIN = "2025-11-18T14:30";
const END = "2025-11-18T14:36";
const MINUTE = 60_000;
const FLAT_BARS = 3_000;

/** Waits. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until it is so; the test's own assertion says what is missing where it never is. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  for (let waited = 0; waited < withinMs && !(await isSo()); waited += 200) await pause(200);
}

export const isAlive = (pid: number): boolean => {
  // A process that has ended and that nobody has asked for yet is none.
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)]);
  const state = String(stdout).trim();
  return state !== "" && !state.startsWith("Z");
};

/** Real bars up to an entry, then some that go nowhere. */
function barsText(): string {
  const [header = "", ...rows] = readFileSync(REAL, "utf8").trim().split("\n");
  const real = rows.filter((row) => row >= BEGIN && row < END);
  const close = Number(real.at(-1)?.split(",")[4]);
  const from = Date.parse(`${END}:00Z`);
  const flat = Array.from({ length: FLAT_BARS }, (_, at) => {
    const time = new Date(from + at * MINUTE).toISOString().replace(".000Z", "Z");
    const [high, low] = [close + 2, close - 2];
    return `${time},${close},${high},${low},${at % 2 === 0 ? high : low},500`;
  });
  return `${[header, ...real, ...flat].join("\n")}\n`;
}

/** A place where engines run; whatever runs there is ended after the test, and it is removed. */
export class LivePlace {
  readonly home = mkdtempSync(join(tmpdir(), "tx-live-"));
  readonly data = join(this.home, "data");
  readonly #runs: PtyRun[] = [];

  constructor() {
    mkdirSync(this.data, { mode: 0o700 });
    writeFileSync(join(this.home, "bars.csv"), barsText());
    const signals = "ts,symbol,side,stop\n2025-11-18T14:33:00Z,MNQ,long,24745\n";
    writeFileSync(join(this.home, "signals.csv"), signals);
    onTestFinished(async () => {
      for (const run of this.#runs) run.pty.resume();
      await this.end();
      for (const run of this.#runs) run.pty.kill("SIGKILL");
      rmSync(this.home, { recursive: true, force: true });
    });
  }

  /** What a run is started with; paths as they are seen from the home. */
  static readonly run =
    "run --feed bars.csv --speed 30 --symbol MNQ --signals signals.csv --set fusion.enabled=false";

  /** The program under a shell in a terminal, as it is called from the home. */
  start(args: string, size = { columns: 100, rows: 30 }): PtyRun {
    return this.shell(`${process.execPath} ${BIN} ${args}; echo "code $?"; read _`, size);
  }

  shell(command: string, size = { columns: 100, rows: 30 }): PtyRun {
    const run = new PtyRun("/bin/sh", ["-c", `cd ${this.home}; ${command}`], size, this.env);
    this.#runs.push(run);
    return run;
  }

  get env(): Record<string, string> {
    return { TRANSMISSION_HOME: this.home };
  }

  /** A command's standard output; rejects where it fails. */
  async command(...args: string[]): Promise<string> {
    const env = { ...process.env, ...this.env };
    const options = { env, cwd: this.home, timeout: 60_000 };
    return (await promisify(execFile)(process.execPath, [BIN, ...args], options)).stdout;
  }

  async status(): Promise<Status> {
    return JSON.parse(await this.command("status", "--json"));
  }

  /** What the engine of this home has said without a screen. */
  get log(): string {
    try {
      return readFileSync(join(this.data, "engine.log"), "utf8");
    } catch {
      return "";
    }
  }

  /** Waits until bars have gone on from a moment, and answers the status then. */
  async goesOn(from: Status): Promise<Status> {
    let now = from;
    await until(async () => {
      now = await this.status();
      return Date.parse(now.feed.last_ts ?? "") >= Date.parse(from.feed.last_ts ?? "") + 3 * MINUTE;
    });
    return now;
  }

  /** Ends the engine that runs here, if one does. */
  async end(): Promise<void> {
    const { engine } = await this.status().catch(() => ({ engine: null }));
    if (engine === null) return;
    process.kill(engine.pid, "SIGTERM");
    await until(() => !isAlive(engine.pid), 20_000);
  }
}
