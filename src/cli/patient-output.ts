// The outputs of an engine that has no screen. A terminal and a pipe make whoever writes to them
// wait until somebody reads: an engine waits for nobody. What is not taken is kept, within bounds,
// and offered again; where the reader is gone for good, it goes to the log.

import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { counted } from "../analytics/count.js";
import { divert } from "./engine-log.js";

/** More than this kept for one reader, and what comes then is dropped; bytes. */
const MOST_KEPT = 8 * 1024 * 1024;
/** How soon a reader that took nothing is offered it again, ms. */
const RETRY_MS = 50;
/** How long what is kept may take to be read once the engine has ended, ms. */
const END_MS = 2_000;

/** Outputs that do not make the engine wait. */
export interface PatientOutputs {
  /** Waits a little for what is kept, and gives the outputs back. */
  end(): Promise<void>;
}

/** A descriptor of the same terminal or pipe that does not block; null where there is none. */
function unblocked(output: NodeJS.WriteStream & { readonly fd?: number }): number | null {
  const { fd } = output;
  if (fd === undefined) return null;
  try {
    const isPipe = process.platform === "linux" && fstatSync(fd).isFIFO();
    if (output.isTTY !== true && !isPipe) return null;
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    return openSync(`/dev/fd/${fd}`, flags);
  } catch {
    return null;
  }
}

/** Writes without waiting, in order. */
export class PatientWriter {
  readonly #write: (bytes: Uint8Array) => number;
  readonly #onGone: () => void;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #retry: NodeJS.Timeout | null = null;
  /** What was dropped since the reader was last told so. */
  dropped = 0;

  /**
   * @param write answers how much was taken; throws the system's error
   * @param onGone nobody will ever read again; given what was not taken
   */
  constructor(write: (bytes: Uint8Array) => number, onGone: () => void) {
    this.#write = write;
    this.#onGone = onGone;
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Takes a text: all of it, or nothing where too much is kept already. */
  take(text: string): void {
    const bytes = Buffer.from(text);
    if (this.#keptBytes + bytes.length > MOST_KEPT) {
      this.dropped++;
      return;
    }
    this.#kept.push(bytes);
    this.#keptBytes += bytes.length;
    if (this.#retry === null) this.#flush();
  }

  #flush(): void {
    this.#retry = null;
    for (let [first] = this.#kept; first !== undefined; [first] = this.#kept) {
      const taken = this.#attempt(first);
      if (taken === null) return;
      this.#keptBytes -= taken;
      if (taken === first.length) this.#kept.shift();
      else {
        this.#kept[0] = first.subarray(taken);
        this.#retry = setTimeout(() => this.#flush(), RETRY_MS).unref();
        return;
      }
    }
  }

  /** Null where the reader is gone. */
  #attempt(bytes: Uint8Array): number | null {
    try {
      return this.#write(bytes);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code === "EAGAIN" || code === "EINTR") return 0;
      this.#kept = [];
      this.#keptBytes = 0;
      this.#onGone();
      return null;
    }
  }
}

/**
 * Has standard output and error wait for nobody until that is ended.
 * @param sayAlone called once where their reader is gone for good
 */
export function outputPatiently(sayAlone: () => void): PatientOutputs {
  const undo: (() => void)[] = [];
  const writers: PatientWriter[] = [];
  let isGone = false;
  const onGone = (): void => {
    if (isGone) return;
    isGone = true;
    sayAlone();
  };
  for (const output of [process.stdout, process.stderr]) {
    const descriptor = unblocked(output);
    if (descriptor === null) continue;
    const writer = new PatientWriter((bytes) => writeSync(descriptor, bytes), onGone);
    writers.push(writer);
    undo.push(
      divert(output, (text, done) => {
        writer.take(text);
        done();
      }),
    );
  }
  return {
    async end() {
      const isKept = (): boolean => writers.some(({ keptBytes }) => keptBytes > 0);
      for (let waited = 0; waited < END_MS && isKept(); waited += RETRY_MS) await wait(RETRY_MS);
      // Whoever did not take it by now would have us wait for ever.
      if (isGone || isKept()) return;
      for (const each of undo) each();
      const dropped = writers.reduce((sum, one) => sum + one.dropped, 0);
      if (dropped > 0)
        process.stderr.write(`not read in time: ${counted(dropped, "line")} dropped\n`);
    },
  };
}
