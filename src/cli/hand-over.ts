// A trader who leaves the cockpit while something is open leaves it with an engine that has no
// screen: the same command line in a process of its own, which starts as after any end. The two are
// never there at once: the first has ended, and given the folder free, before the second begins.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { ControlClient } from "../control/client.js";
import { UserError } from "../engine/errors.js";
import type { Clock } from "../runtime/clock.js";
import type { Snapshot } from "../runtime/session.js";
import { engineLogPath, openForProcess } from "./engine-log.js";
import { openWords } from "./live-screen.js";
import { say } from "./terminal.js";

/** How long the new engine may take to be ready, ms, and how often it is looked at. */
const READY_MS = 60_000;
const LOOK_MS = 100;
/** Longest wait for one answer, ms. */
const ANSWER_MS = 2_000;
/** States of an engine that does not look after anything yet. */
const NOT_YET: ReadonlySet<string> = new Set(["BOOTING", "RECONCILING"]);

/** What is handed over, and to whom. */
export interface HandOver {
  /** The data folder, which is free. */
  readonly folder: string;
  /** The command line without Node and the program: `run --feed a.csv`. */
  readonly typed: readonly string[];
  /** What was open when the screen was left. */
  readonly left: Snapshot;
  readonly clock: Clock;
}

/** The command line of the engine without a screen. */
export function headlessArgs(typed: readonly string[]): string[] {
  // `--debug` alone may stand before the command; `run` may be left out where it does not.
  const at = typed.findIndex((one) => one !== "--debug");
  const hasCommand = typed[at] === "run";
  const [before, after] = hasCommand ? [typed.slice(0, at), typed.slice(at + 1)] : [[], typed];
  return [...before, "run", "--headless", ...after];
}

/**
 * Hands over; resolves once the new engine is ready. Throws a UserError (exit 1) where it is not,
 * which says how to start it again.
 */
export async function handOver({ folder, typed, left, clock }: HandOver): Promise<void> {
  const args = headlessArgs(typed);
  const again = `start it again: transmission ${args.map(quoted).join(" ")}`;
  const broker = left.broker?.name ?? "the broker";
  const held = `${openWords(left)} stays open at ${broker}`;
  const isOpen = left.positions.length > 0 || left.orders.length > 0;
  const open = isOpen ? `${held}; its stop rests there, nobody manages it` : "nothing is open";
  const log = engineLogPath(folder);
  let child: ChildProcess;
  const logged = lengthOf(log);
  try {
    child = launch(folder, args);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`no engine could be started (${why}); ${open}; ${again}`, 1);
  }
  const outcome = await ready(child, folder, clock);
  if (outcome.kind === "ready") {
    const state = outcome.state === "READY" ? "" : `, ${outcome.state}`;
    const why = isOpen ? openWords(left) : "nothing is open, and another screen is in control";
    say(
      `${why}: handed over to an engine without a screen (pid ${child.pid}${state}); ` +
        "`transmission attach` shows it again, `transmission stop` ends it; " +
        `what it says is in ${log}`,
    );
  } else if (outcome.kind === "slow") {
    throw new UserError(
      `the engine that takes over (pid ${child.pid}) is not ready after ${READY_MS / 1_000} s ` +
        `(${outcome.state}); look with \`transmission status\`, and in ${log}`,
      1,
    );
  } else {
    const words = lastWords(log, logged);
    throw new UserError(`the engine that was to take over ended (${words}); ${open}; ${again}`, 1);
  }
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** In a session of its own, so that no terminal can take it along. */
function launch(folder: string, args: readonly string[]): ChildProcess {
  const descriptor = openForProcess(folder);
  try {
    const [node, program = ""] = [process.execPath, process.argv[1]];
    const child = spawn(node, [...process.execArgv, program, ...args], {
      detached: true,
      stdio: ["ignore", descriptor, descriptor],
    });
    // What cannot be started has no pid, and ends.
    child.on("error", () => {});
    child.unref();
    return child;
  } finally {
    closeSync(descriptor);
  }
}

type Outcome =
  | { readonly kind: "ready" | "slow"; readonly state: string }
  | { readonly kind: "ended" };

async function ready(child: ChildProcess, folder: string, clock: Clock): Promise<Outcome> {
  const client = new ControlClient({ folder, by: "cli", answerMs: ANSWER_MS });
  const until = clock.monotonicMs() + READY_MS;
  let state = "it does not answer";
  while (clock.monotonicMs() < until) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (child.pid === undefined || hasEnded) return { kind: "ended" };
    const status = await client.status().catch(() => null);
    if (status !== null && status.engine.pid === child.pid) {
      state = status.state;
      if (!NOT_YET.has(state)) return { kind: "ready", state };
    }
    await wait(LOOK_MS);
  }
  return { kind: "slow", state };
}

function lengthOf(path: string): number {
  try {
    return readFileSync(path).length;
  } catch {
    return 0;
  }
}

/** The last line that was said since. */
function lastWords(path: string, since: number): string {
  try {
    const bytes = readFileSync(path);
    // A log that is shorter has begun anew.
    const text = bytes.subarray(bytes.length < since ? 0 : since).toString("utf8");
    return wordsOf(text.trim().split("\n").at(-1) ?? "") || "it said nothing";
  } catch {
    return "it said nothing";
  }
}

/** What a line of the log says; a program that could not even begin has written plain words. */
function wordsOf(line: string): string {
  try {
    return String(JSON.parse(line).msg);
  } catch {
    return line;
  }
}
