// The program as a real process: started, listened to, asked, and killed.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where it runs and on what. */
export interface Place {
  /** The built program. */
  readonly program: string;
  /** `TRANSMISSION_HOME`. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A line of its standard output. */
export type SaidFact = Readonly<Record<string, unknown>> & { readonly type: string };

/** What it says of itself, as far as it matters here. */
export interface Status {
  readonly state: string;
  readonly can_trade: boolean;
  readonly reason: string | null;
  readonly orders: readonly {
    readonly client_order_id: string;
    readonly role: string;
    readonly price: number | null;
    readonly qty: number;
    readonly state: string;
  }[];
  readonly positions: readonly {
    readonly side: string;
    readonly qty: number;
    readonly entry: number;
    readonly stop: number;
    readonly R: number;
    readonly protection: string;
    readonly trade_state: string;
  }[];
  readonly governor: { readonly badge: string; readonly cooldown_bars_left: number | null };
  readonly feed: { readonly last_ts: string | null };
  readonly engine: unknown;
}

/** What ended it. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The longest anything is waited for, ms: a busy disk may take its time for each sync. */
const PATIENCE_MS = 240_000;

/** Nobody who was started outlives us. */
const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** A `transmission run` that was started. */
export class EngineProcess {
  readonly ended: Promise<End>;
  readonly facts: SaidFact[] = [];
  stderr = "";
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(fact: SaidFact | null) => void>();
  #rest = "";

  /** @param args what follows `run --headless --json` */
  constructor(place: Place, args: readonly string[]) {
    const argv = [place.program, "run", "--headless", "--json", ...args];
    this.#child = spawn(process.execPath, argv, {
      env: environment(place),
      stdio: ["ignore", "pipe", "pipe"],
    });
    living.add(this.#child);
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
      for (const listener of this.#listeners) listener(null);
    });
    this.ended = new Promise((resolve) => {
      this.#child.on("close", (code, signal) => {
        living.delete(this.#child);
        resolve({ code, signal });
        for (const listener of this.#listeners) listener(null);
      });
    });
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const fact = JSON.parse(line) as SaidFact;
      this.facts.push(fact);
      for (const listener of this.#listeners) listener(fact);
    }
  }

  /** Settles at the next fact that is meant; at null, at any word on stderr or its end. */
  until(isMeant: (fact: SaidFact | null) => boolean, mostMs = PATIENCE_MS): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (found: boolean): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(found);
      };
      const listener = (fact: SaidFact | null): void => {
        if (isMeant(fact)) done(true);
        else if (!this.isAlive) done(false);
      };
      const timer = setTimeout(() => done(false), mostMs);
      this.#listeners.add(listener);
      if (isMeant(null)) done(true);
      else if (!this.isAlive) done(false);
    });
  }

  /** Settles once it has asked its broker and said so; false where it ended before. */
  untilUp(mostMs?: number): Promise<boolean> {
    const isUp = (): boolean => this.facts.some(({ type }) => type === "reconcile");
    return this.until(isUp, mostMs);
  }

  /** Settles when it says that its file has ended; false where it ended itself before. */
  untilFileEnds(mostMs?: number): Promise<boolean> {
    return this.until(() => this.stderr.includes("the feed has ended"), mostMs);
  }

  /** Kills it as `kill -9` does. */
  async kill(): Promise<End> {
    this.#child.kill("SIGKILL");
    return await this.ended;
  }

  /** Asks it to end, and kills it where it does not. */
  async stop(mostMs = PATIENCE_MS): Promise<End> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), mostMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }
}

function environment({ home, env }: Place): NodeJS.ProcessEnv {
  return { ...process.env, TRANSMISSION_HOME: home, NO_COLOR: "1", ...env };
}

/** Runs a command of the program to its end. Rejects where it fails. */
export async function command(place: Place, ...args: string[]): Promise<string> {
  const options = { env: environment(place), timeout: PATIENCE_MS, maxBuffer: 1 << 26 };
  const { stdout } = await run(process.execPath, [place.program, ...args], options);
  return stdout;
}

/** What a running engine says of itself, on its socket file. Rejects where none answers. */
export function statusAt({ home }: Place): Promise<Status> {
  const socketPath = join(home, "data", "engine.sock");
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: "/api/status", agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve(JSON.parse(text)));
      response.on("error", reject);
    });
    asked.setTimeout(PATIENCE_MS, () => asked.destroy(new Error("no answer")));
    asked.on("error", reject);
    asked.end();
  });
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
