// Where an engine's words go when there is no terminal to take them: `engine.log` in the data
// folder (0600).

import { fchmodSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A log larger than this is put aside when the next begins; bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Its place. */
export function engineLogPath(folder: string): string {
  return join(folder, "engine.log");
}

/** Opens it to write at its end. Throws the system's error. */
export function openEngineLog(folder: string): number {
  const path = engineLogPath(folder);
  const open = (): number => openSync(path, "a", 0o600);
  let descriptor = open();
  if (fstatSync(descriptor).size > MOST_BYTES) {
    renameSync(path, `${path}.1`);
    descriptor = open();
  }
  fchmodSync(descriptor, 0o600);
  return descriptor;
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

/**
 * From now on nothing that is said goes to the terminal: it is gone, and writing to it would fail,
 * or wait for ever.
 */
export function sayToLog(folder: string): void {
  let descriptor: number | null = null;
  try {
    descriptor = openEngineLog(folder);
  } catch {
    // A disk that takes no log must not end an engine.
  }
  for (const output of [process.stdout, process.stderr]) {
    divert(output, (text, done) => {
      try {
        if (descriptor !== null) writeSync(descriptor, text);
      } catch {
        // As above.
      }
      done();
    });
  }
}
