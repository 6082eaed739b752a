// The log of an engine, `engine.log` in the data folder (0600): every fact, and what is said. Where
// there is no terminal to take words, they go there alone.

import { fchmodSync, fstatSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Config } from "../config/schema.js";
import type { Clock } from "../runtime/clock.js";
import { LogFile } from "../telemetry/log-file.js";
import { RunLog } from "../telemetry/run-log.js";
import { secretsOf } from "../telemetry/secrets.js";
import { hearWords } from "./terminal.js";

/** Until the configuration is read. */
const ROTATION = { maxBytes: 10_000_000, files: 5 };

/** Its place. */
export function engineLogPath(folder: string): string {
  return join(folder, "engine.log");
}

/**
 * Opens it for a process that is to write there what nobody else takes. Throws the system's error.
 */
export function openForProcess(folder: string): number {
  const descriptor = openSync(engineLogPath(folder), "a", 0o600);
  fchmodSync(descriptor, 0o600);
  return descriptor;
}

/** Whether the words of this process end in the log as they are. */
function isStandardError(path: string): boolean {
  try {
    const [log, words] = [statSync(path), fstatSync(process.stderr.fd)];
    return log.dev === words.dev && log.ino === words.ino;
  } catch {
    return false;
  }
}

type Write = NodeJS.WriteStream["write"];

/** Has all that goes to an output go somewhere else; answers what undoes it. */
export function divert(
  output: NodeJS.WriteStream,
  take: (text: string, done: () => void) => void,
): () => void {
  const own = Object.getOwnPropertyDescriptor(output, "write");
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const done = rest.find((each) => typeof each === "function") as (() => void) | undefined;
    take(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString(), done ?? (() => {}));
    return true;
  };
  output.write = write as Write;
  return () => {
    if (own === undefined) Reflect.deleteProperty(output, "write");
    else Object.defineProperty(output, "write", own);
  };
}

/** The log of the engine of this process. */
export class EngineLog {
  readonly lines: RunLog;
  readonly #file: LogFile;
  #isAlone = false;
  #stopHearing = (): void => {};
  /** What ended the run; it is said once more at the program's door. */
  #failure: string | null = null;

  /** Where the words of this process end in the log anyway, they do so as lines of it. */
  constructor(folder: string, clock: Clock) {
    const path = engineLogPath(folder);
    const monotonicMs = () => clock.monotonicMs();
    this.#file = new LogFile({ path, rotation: ROTATION, monotonicMs });
    this.lines = new RunLog({ file: this.#file, wallMs: () => clock.nowMs() });
    if (isStandardError(path)) this.sayAlone();
  }

  /** Lines that its disk did not take. */
  get lost(): number {
    return this.#file.lost;
  }

  /** Whether nobody else takes any words. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  /** From now on it also has what is said to a person. */
  hear(): void {
    if (!this.#isAlone) this.#stopHearing = hearWords((line) => this.lines.say(line));
  }

  configure(config: Config): void {
    const { level, max_mb, files } = config.log;
    this.#file.rotation = { maxBytes: Math.round(max_mb * 1e6), files };
    const secret = process.env.TRANSMISSION_WEBHOOK_SECRET ?? "";
    this.lines.configure(level, secretsOf(config, secret));
  }

  /**
   * From now on nothing that is said goes to the terminal: it is gone, and writing to it would
   * fail, or wait for ever.
   */
  readonly sayAlone = (): void => {
    if (this.#isAlone) return;
    this.#isAlone = true;
    this.#stopHearing();
    for (const output of [process.stdout, process.stderr]) {
      divert(output, (text, done) => {
        this.#take(text);
        done();
      });
    }
  };

  /** @param words what ended the run, a line */
  fail(words: string): void {
    this.#failure = words;
    this.lines.fail(words);
  }

  /** Waits a little for what is not written yet. */
  async close(): Promise<void> {
    this.#stopHearing();
    await this.#file.close();
  }

  #take(text: string): void {
    const words = stripVTControlCharacters(text).trimEnd();
    if (words === this.#failure) return;
    for (const line of words.split("\n")) if (line !== "") this.lines.say(line);
  }
}
