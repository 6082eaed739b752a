// Where a notice goes: a program, or an address. Whatever happens there is answered in words that
// name neither address nor token; nothing is ever thrown.

import { spawn } from "node:child_process";
import type { NoticeKind } from "./notice-kind.js";

/** What is sent. As JSON it is a program's standard input, and the body of a POST. */
export interface Notice {
  readonly kind: NoticeKind | "test";
  readonly symbol: string | null;
  /** ISO-8601 UTC. */
  readonly ts: string;
  /** All that a person has to know, in a line. */
  readonly text: string;
  /** How many facts it stands for. */
  readonly count: number;
}

/** What became of a notice. */
export interface Delivery {
  readonly ok: boolean;
  /** `ended with 0`, `answered 404`, `no answer within 5 s`. */
  readonly words: string;
}

/** A place that notices go to. */
export interface NoticeTarget {
  /** Its key in the configuration, without `notify.`. */
  readonly name: "command" | "url" | "heartbeat_url";
  /** @param isOver gives it up, and ends what was begun for it */
  deliver(notice: Notice, isOver?: AbortSignal): Promise<Delivery>;
}

/** A program that has not ended by then is killed; ms. */
const COMMAND_MS = 10_000;
/** Longest wait for an address, ms. */
const ANSWER_MS = 5_000;

/** Ours that a program may know: with it, it can ask `transmission status`. */
const PASSED_ON: ReadonlySet<string> = new Set(["TRANSMISSION_HOME"]);
/** Between the service manager and us. */
const SERVICE = /^(NOTIFY_SOCKET|WATCHDOG_USEC|WATCHDOG_PID|LISTEN_.*)$/;

/** The environment without what is ours alone: no secret of ours goes to another program. */
function environmentFor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => {
    return PASSED_ON.has(name) || !(name.startsWith("TRANSMISSION_") || SERVICE.test(name));
  });
  return Object.fromEntries(kept);
}

/**
 * A program that is run for each notice, without a shell: the notice as JSON on its standard input,
 * and `TRANSMISSION_EVENT` (its kind), `TRANSMISSION_SYMBOL` and `TRANSMISSION_TEXT`.
 * @param command the program alone, or a list of it and its arguments
 * @param env what it is run with beside that; ours of it is left out
 */
export function commandTarget(
  command: string | readonly string[],
  env: NodeJS.ProcessEnv,
  patienceMs = COMMAND_MS,
): NoticeTarget {
  const [program = "", ...args] = typeof command === "string" ? [command] : command;
  const own = environmentFor(env);
  const run = (notice: Notice, isOver: AbortSignal | undefined): Promise<Delivery> =>
    new Promise((resolve) => {
      // In a group of its own: all that it starts ends with it.
      const child = spawn(program, args, {
        ...{ detached: true, stdio: ["pipe", "ignore", "ignore"] },
        env: {
          ...own,
          TRANSMISSION_EVENT: notice.kind,
          TRANSMISSION_SYMBOL: notice.symbol ?? "",
          TRANSMISSION_TEXT: notice.text,
        },
      });
      const end = (ok: boolean, words: string): void => {
        clearTimeout(patience);
        isOver?.removeEventListener("abort", giveUp);
        resolve({ ok, words });
      };
      const kill = (words: string): void => {
        killGroup(child.pid);
        end(false, words);
      };
      const giveUp = (): void => kill("given up");
      const patience = setTimeout(() => kill(`killed after ${secondsOf(patienceMs)}`), patienceMs);
      isOver?.addEventListener("abort", giveUp);
      child.on("error", (error) => end(false, startWords(error)));
      child.on("exit", (code, signal) => end(code === 0, `ended with ${code ?? signal}`));
      // It need not read what it is told.
      child.stdin?.on("error", () => {});
      child.stdin?.end(`${JSON.stringify(bodyOf(notice))}\n`);
    });
  return {
    name: "command",
    // A text that no program can be given is refused before anything starts.
    deliver: (notice, isOver) =>
      run(notice, isOver).catch((error) => ({ ok: false, words: startWords(error) })),
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

const secondsOf = (ms: number): string => `${ms / 1_000} s`;

function startWords(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "no such program";
  if (error.code === "EACCES") return "it may not be run";
  return `it does not start (${error.code ?? "unknown error"})`;
}

/** `text` is what Slack and ntfy's templates read, `content` what Discord does. */
function bodyOf(notice: Notice) {
  return { ...notice, content: notice.text };
}

/** An address that notices are sent to, as a POST of JSON. */
export function urlTarget(url: string, patienceMs = ANSWER_MS): NoticeTarget {
  return {
    name: "url",
    deliver: (notice, isOver) =>
      call(url, patienceMs, isOver, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(bodyOf(notice)),
      }),
  };
}

/** An address that is called as long as all is well: what it is called for is its being called. */
export function heartbeatTarget(url: string, patienceMs = ANSWER_MS): NoticeTarget {
  return {
    name: "heartbeat_url",
    deliver: (_, isOver) => call(url, patienceMs, isOver, { method: "GET" }),
  };
}

async function call(
  url: string,
  patienceMs: number,
  isOver: AbortSignal | undefined,
  request: RequestInit,
): Promise<Delivery> {
  const patience = AbortSignal.timeout(patienceMs);
  const signal = isOver === undefined ? patience : AbortSignal.any([patience, isOver]);
  try {
    // A token goes nowhere that nobody named.
    const response = await fetch(url, { ...request, signal, redirect: "manual" });
    await response.body?.cancel();
    return { ok: response.ok, words: `answered ${response.status}` };
  } catch (error) {
    if (patience.aborted) return { ok: false, words: `no answer within ${secondsOf(patienceMs)}` };
    if (isOver?.aborted) return { ok: false, words: "given up" };
    return { ok: false, words: `cannot be reached (${causeOf(error)})` };
  }
}

/** The cause's code alone: its words can have the address in them. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  const isCoded = typeof cause === "object" && cause !== null && "code" in cause;
  return isCoded ? String(cause.code) : "unknown error";
}
