// Files that appear whole or not at all: they are written beside their place and renamed at the
// end; what was begun is removed when the run fails or is broken off.

import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../engine/errors.js";

/** Characters gathered before they are written. */
const CHUNK_CHARS = 1 << 16;

const unfinished = new Set<OutputFile>();

function discardAll(): void {
  for (const file of unfinished) file.discard();
}

function discardAndEnd(signal: NodeJS.Signals): void {
  discardAll();
  process.off("SIGINT", discardAndEnd);
  process.off("SIGTERM", discardAndEnd);
  process.kill(process.pid, signal);
}

function watchForEnd(): void {
  process.on("exit", discardAll);
  process.on("SIGINT", discardAndEnd);
  process.on("SIGTERM", discardAndEnd);
}

function unwatch(): void {
  process.off("exit", discardAll);
  process.off("SIGINT", discardAndEnd);
  process.off("SIGTERM", discardAndEnd);
}

/** A file in the making. Every method throws a UserError that names the file. */
export class OutputFile {
  readonly path: string;
  readonly #draft: string;
  readonly #descriptor: number;
  #buffer = "";

  constructor(path: string) {
    this.path = path;
    this.#draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
    this.#descriptor = this.#attempt(() => {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
        throw new UserError(`${path}: this is a folder; give the name of a file`);
      }
      return openSync(this.#draft, "w");
    });
    if (unfinished.size === 0) watchForEnd();
    unfinished.add(this);
  }

  /** Adds text. */
  write(text: string): void {
    this.#buffer += text;
    if (this.#buffer.length >= CHUNK_CHARS) this.#flush();
  }

  /** Puts the file in its place. */
  finish(): void {
    try {
      this.#flush();
      this.#attempt(() => {
        fsyncSync(this.#descriptor);
        closeSync(this.#descriptor);
        renameSync(this.#draft, this.path);
      });
    } catch (error) {
      this.discard();
      throw error;
    }
    this.#forget();
  }

  /** Leaves nothing behind. Does nothing after `finish`. */
  discard(): void {
    if (!unfinished.has(this)) return;
    this.#forget();
    try {
      closeSync(this.#descriptor);
    } catch {
      // It may be closed already; what matters is that the draft goes.
    }
    rmSync(this.#draft, { force: true });
  }

  #forget(): void {
    unfinished.delete(this);
    if (unfinished.size === 0) unwatch();
  }

  #flush(): void {
    const bytes = Buffer.from(this.#buffer);
    this.#buffer = "";
    this.#attempt(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    });
  }

  #attempt<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`${this.path}: ${whyUnwritable(error)}`, 1);
    }
  }
}

function whyUnwritable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOENT" || code === "ENOTDIR") return "no such folder; make it first";
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return "no permission to write there; choose another place";
  }
  if (code === "ENOSPC") return "the disk is full; make room and run again";
  return `cannot be written (${code}); choose another place`;
}
