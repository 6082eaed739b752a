// A live engine as a process of its own, with who looks at it: made for measuring, so that what
// comes is stamped as it comes.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { ControlClient } from "../../src/control/client.js";
import { socketPath } from "../../src/control/socket.js";
import type { Status } from "../../src/control/status.js";
import { systemClock } from "../../src/runtime/clock.js";
import { PtyRun } from "../tui/terminal-emulator.js";

/** Longest wait for anything, ms. */
const PATIENCE_MS = 120_000;
const LOOK_MS = 20;
/** Of the terminals that look at engines. */
const SIZE = { columns: 100, rows: 30 };

/** Waits until it is so; throws what was waited for where it never is. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  lookMs = LOOK_MS,
): Promise<void> {
  const from = systemClock.monotonicMs();
  while (!(await isSo())) {
    if (systemClock.monotonicMs() - from > PATIENCE_MS) throw new Error(`waited for ${what}`);
    await sleep(lookMs);
  }
}

/** An event of a journal. */
export interface RecordedEvent {
  readonly type: string;
  readonly phase?: string;
  /** The engine's time and the machine's, as it came to the engine; epoch ms. */
  readonly ts: number;
  readonly wall?: number;
}

/** A fact of a journal, as far as it is looked at here. */
export interface RecordedFact {
  readonly seq: number;
  readonly ts: string;
  readonly type: string;
  readonly by?: string;
}

/** An event of a journal and the facts it led to. */
export interface RecordedStep {
  readonly event: RecordedEvent;
  readonly facts: readonly RecordedFact[];
}

/** Collects all that nobody holds, when it is asked to, and says what is left. */
const WEIGHED = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("SIGUSR2", () => { gc(); ' +
    'writeSync(3, process.memoryUsage().heapUsed + "\\n"); });',
)}`;

/** A home for one engine, and the programs that are run in it. */
export class EngineHome {
  readonly path: string;
  readonly data: string;
  readonly client: ControlClient;
  readonly #program: string;

  /** @param path a folder that is not there yet */
  constructor(program: string, path: string) {
    this.#program = program;
    this.path = path;
    this.data = join(path, "data");
    this.client = new ControlClient({ folder: this.data, by: "bench" });
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }

  #environment(): Record<string, string> {
    return { ...(process.env as Record<string, string>), TRANSMISSION_HOME: this.path };
  }

  /** A file in it; answers its path. */
  file(name: string, text: string): string {
    writeFileSync(join(this.path, name), text);
    return join(this.path, name);
  }

  /** A program of it; what it writes on descriptor 3 is the answer to SIGUSR2, see `aliveMb`. */
  spawn(args: readonly string[]): ChildProcess {
    const own = ["--expose-gc", "--import", WEIGHED, this.#program];
    return spawn(process.execPath, [...own, ...args], {
      ...{ env: this.#environment(), stdio: ["ignore", "pipe", "pipe", "pipe"] },
    });
  }

  /** The same in a terminal of its own. */
  inTerminal(args: readonly string[]): PtyRun {
    return new PtyRun(process.execPath, [this.#program, ...args], SIZE, this.#environment());
  }

  /** Waits for an engine whose status is so. */
  async statusWhen(what: string, isSo: (status: Status) => boolean): Promise<Status> {
    let found: Status | null = null;
    await until(what, async () => {
      const status = await this.client.status().catch(() => null);
      found = status !== null && isSo(status) ? status : null;
      return found !== null;
    });
    return found as unknown as Status;
  }

  /** What was stepped, in order. */
  steps(): RecordedStep[] {
    const folder = join(this.data, "journal");
    const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    return names.sort().flatMap((name) => {
      const lines = readFileSync(join(folder, name), "utf8").trim().split("\n").slice(1);
      return lines.flatMap((line) => JSON.parse(line).b.steps as RecordedStep[]);
    });
  }
}

/** Runs a program to its end; answers how long it took, ms. Throws what it said unless it is 0. */
export async function timed(child: ChildProcess): Promise<number> {
  const from = systemClock.monotonicMs();
  const said = spoken(child);
  const code = await endOf(child);
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")}: ${code}\n${said.join("")}`);
  return systemClock.monotonicMs() - from;
}

function spoken(child: ChildProcess): readonly string[] {
  const said: string[] = [];
  child.stdout?.on("data", () => {});
  child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  return said;
}

function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("close", (code) => resolve(code)));
}

/** Starts an engine without a screen and waits until it is ready. */
export async function startEngine(
  home: EngineHome,
  args: readonly string[],
): Promise<ChildProcess> {
  const child = home.spawn(["run", "--headless", ...args]);
  const said = spoken(child);
  await until("an engine that is ready", async () => {
    if (child.exitCode !== null) throw new Error(`the engine ended: ${said.join("")}`);
    return (await home.client.status().catch(() => null))?.state === "READY";
  });
  return child;
}

/** Ends it as a crash does, or as it is asked to. */
export async function endEngine(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  child.kill("SIGCONT");
  child.kill(signal);
  await endOf(child);
}

/** What a process holds in memory, MB. */
export function rssMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024) / 1e6;
}

/** What somebody still holds of an engine's heap, once the rest has been collected; MB. */
export async function aliveMb(engine: ChildProcess): Promise<number> {
  const answer = new Promise<number>((resolve) => {
    (engine.stdio[3] as Readable).once("data", (text: Buffer) => resolve(Number(text) / 1e6));
  });
  engine.kill("SIGUSR2");
  return await answer;
}

/** A fact as it came. */
export interface Receipt {
  readonly fact: RecordedFact;
  /** When, by the machine's clock (epoch ms) and by the one that only goes forward. */
  readonly wall: number;
  readonly monotonicMs: number;
}

/** Looks on over a WebSocket, from the first fact. */
export class FactViewer {
  readonly receipts: Receipt[] = [];
  readonly #socket: WebSocket;

  constructor({ data }: EngineHome) {
    this.#socket = new WebSocket(`ws+unix:${socketPath(data)}:/ws?from_seq=0`);
    this.#socket.on("error", () => {});
    this.#socket.on("message", (text) => {
      const [wall, monotonicMs] = [systemClock.nowMs(), systemClock.monotonicMs()];
      this.receipts.push({ fact: JSON.parse(String(text)), wall, monotonicMs });
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}

const HANDSHAKE =
  "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/** Shakes hands as a viewer of facts does, and never reads. */
export function stalledViewer({ data }: EngineHome): Socket {
  const socket = connect(socketPath(data));
  socket.on("error", () => {});
  socket.write(HANDSHAKE);
  return socket.pause();
}
