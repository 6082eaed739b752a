// The real program, live on its paper broker, in a terminal of its own: what it shows, what its
// API answers, and the facts in its journal.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { ControlClient } from "../../src/control/client.js";
import type { Status } from "../../src/control/status.js";
import type { Bar } from "../../src/engine/market/bar.js";
import { PtyRun } from "../tui/terminal-emulator.js";

const BIN = join(fileURLToPath(new URL("../..", import.meta.url)), "bin/transmission.js");
const MINUTE_MS = 60_000;
/** A regular session of MNQ begins then: 08:30 in Chicago. */
const OPEN_TS = Date.UTC(2025, 10, 18, 14, 30);
/** One bar of a minute takes a fifth of a second. */
const SPEED = 300;
const PATIENCE_MS = 40_000;

/** A fact as it stands in the journal. */
export type FactLine = Readonly<Record<string, unknown>> & { readonly type: string };

/** One minute: open, high, low, close, volume. */
export type Minute = readonly [
  open: number,
  high: number,
  low: number,
  close: number,
  volume?: number,
];

/** A signal on the close of a minute, counted from the session's open. */
export interface FileSignal {
  readonly minute: number;
  readonly side: "long" | "short" | "exit";
  readonly stop?: number;
  readonly target?: number;
}

/** What a run is made of. */
export interface Story {
  readonly minutes: readonly Minute[];
  readonly signals: readonly FileSignal[];
  /** `key=value` of the configuration. */
  readonly set?: readonly string[];
}

const iso = (ts: number): string => new Date(ts).toISOString();

/** Minutes that stand still at a price. */
export function still(price: number, count: number): Minute[] {
  return Array.from({ length: count }, () => [price, price + 1, price - 1, price]);
}

function barsCsv(minutes: readonly Minute[]): string {
  const rows = minutes.map(([open, high, low, close, volume = 1_000], at): Bar => {
    return { ts: OPEN_TS + at * MINUTE_MS, open, high, low, close, volume };
  });
  const lines = rows.map(
    ({ ts, open, high, low, close, volume }) =>
      `${iso(ts)},${open},${high},${low},${close},${volume}`,
  );
  return `timestamp,open,high,low,close,volume\n${lines.join("\n")}\n`;
}

function signalsCsv(signals: readonly FileSignal[]): string {
  const lines = signals.map(({ minute, side, stop = "", target = "" }) => {
    return `${iso(OPEN_TS + minute * MINUTE_MS)},MNQ,${side},${stop},${target},,e2e`;
  });
  return `ts,symbol,side,stop,target,qty,tag\n${lines.join("\n")}\n`;
}

/** A run of the real program. */
export class LiveProcess {
  readonly api: ControlClient;
  readonly #home: string;
  readonly #pty: PtyRun;

  private constructor(home: string, pty: PtyRun) {
    this.#home = home;
    this.#pty = pty;
    this.api = new ControlClient({ folder: join(home, "data"), by: "e2e" });
  }

  /**
   * Starts it with nothing but the story's signals, no higher timeframes and no trail. Half a per
   * cent of 50,000 over ten points would buy more than the six contracts that are allowed.
   */
  static start({ minutes, signals, set = [] }: Story): LiveProcess {
    const home = mkdtempSync(join(tmpdir(), "e2e-"));
    writeFileSync(join(home, "MNQ-bars.csv"), barsCsv(minutes));
    writeFileSync(join(home, "signals.csv"), signalsCsv(signals));
    const settings = [
      ...["fusion.enabled=false", "intrade.trail.mode=none", "constraints.max_contracts=6"],
      ...set,
    ];
    const args = [
      ...["run", "--feed", join(home, "MNQ-bars.csv"), "--speed", String(SPEED)],
      ...["--signals", join(home, "signals.csv")],
      ...settings.flatMap((setting) => ["--set", setting]),
    ];
    const pty = new PtyRun(
      process.execPath,
      [BIN, ...args],
      { columns: 120, rows: 40 },
      { TRANSMISSION_HOME: home },
    );
    onTestFinished(() => {
      pty.pty.kill("SIGKILL");
      rmSync(home, { recursive: true, force: true });
    });
    return new LiveProcess(home, pty);
  }

  /** All facts in the journal, in order. */
  facts(): FactLine[] {
    const folder = join(this.#home, "data/journal");
    const segments = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    return segments.sort().flatMap((name) => {
      const lines = readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1);
      return lines.flatMap((line) => {
        const { b } = JSON.parse(line) as { b: { steps: { facts: FactLine[] }[] } };
        return b.steps.flatMap(({ facts }) => facts);
      });
    });
  }

  /** Facts of one type. */
  factsOf(type: string): FactLine[] {
    return this.facts().filter((fact) => fact.type === type);
  }

  /** What is on the screen. */
  get screen(): string {
    return this.#pty.text;
  }

  /** Types. */
  press(keys: string): void {
    this.#pty.press(keys);
  }

  /** Waits until the status is so, and answers it. Throws with the screen where it never is. */
  async statusWhen(isSo: (status: Status) => boolean): Promise<Status> {
    return await this.#wait(async () => {
      const status = await this.api.status().catch(() => null);
      return status !== null && isSo(status) ? status : null;
    });
  }

  /** Waits until the journal has facts of that type, so many, and answers them. */
  async factsWhen(type: string, count: number): Promise<FactLine[]> {
    return await this.#wait(async () => {
      const facts = this.#factsSoFar(type);
      return facts.length >= count ? facts : null;
    });
  }

  /** Waits until the screen has that text. */
  async screenWith(text: string | RegExp): Promise<string> {
    return await this.#wait(async () => {
      const { screen } = this;
      return (typeof text === "string" ? screen.includes(text) : text.test(screen)) ? screen : null;
    });
  }

  /** A line may be in the making just now. */
  #factsSoFar(type: string): FactLine[] {
    try {
      return this.factsOf(type);
    } catch {
      return [];
    }
  }

  async #wait<Value>(look: () => Promise<Value | null>): Promise<Value> {
    for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
      const value = await look();
      if (value !== null) return value;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it did not come; the screen says\n${this.screen}`);
  }
}
