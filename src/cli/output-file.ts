// Files that appear whole or not at all: they are written beside their place and renamed at the
// end; what was begun is removed when the run fails or is broken off.

import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "../config/folder.js";
import { UserError } from "../engine/errors.js";
import { typedPath } from "./typed-path.js";

/** Characters gathered before they are written. */
const CHUNK_CHARS = 1 << 16;

/** What is taken back when the program ends before its time. */
interface Unfinished {
  discard(): void;
}

const unfinished = new Set<Unfinished>();

/** The latest first: a folder goes once its files have gone. */
function discardAll(): void {
  for (const one of [...unfinished].reverse()) one.discard();
}

function begin(one: Unfinished): void {
  if (unfinished.size === 0) watchForEnd();
  unfinished.add(one);
}

function forget(one: Unfinished): void {
  if (unfinished.delete(one) && unfinished.size === 0) unwatch();
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

/** A folder for files in the making; it goes with them where there was none before. */
export class OutputFolder {
  readonly #made: string[];

  /** Throws a UserError that names the folder. */
  constructor(path: string) {
    try {
      this.#made = makeFolder(path);
    } catch (error) {
      const code = codeOf(error);
      const why =
        code === "EEXIST" || code === "ENOTDIR" ? "this is a file" : `cannot be made (${code})`;
      const at = error instanceof Error && "path" in error ? String(error.path) : path;
      throw new UserError(`${at}: ${why}; give --out a folder that can be made`, 1);
    }
    begin(this);
  }

  /** It stays. */
  finish(): void {
    forget(this);
  }

  /** Leaves nothing behind that was not there. Does nothing after `finish`. */
  discard(): void {
    if (!unfinished.has(this)) return;
    forget(this);
    try {
      for (const folder of this.#made) rmdirSync(folder);
    } catch {
      // Somebody else has put something there: then it stays.
    }
  }
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
      const there = statSync(path, { throwIfNoEntry: false });
      if (there?.isFile() === false) {
        const what = there.isDirectory() ? "a folder" : "a device or a pipe";
        throw new UserError(`${path}: this is ${what}; give the name of a file`);
      }
      return openSync(this.#draft, "w");
    });
    begin(this);
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
    forget(this);
  }

  /** Leaves nothing behind. Does nothing after `finish`. */
  discard(): void {
    if (!unfinished.has(this)) return;
    forget(this);
    try {
      closeSync(this.#descriptor);
    } catch {
      // It may be closed already; what matters is that the draft goes.
    }
    rmSync(this.#draft, { force: true });
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

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

/** Why something cannot be written, and what to do: the end of a line that names it. */
export function whyUnwritable(error: unknown): string {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return "no such folder; make it first";
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return "no permission to write there; choose another place";
  }
  if (code === "ENOSPC") return "the disk is full; make room and run again";
  return `cannot be written (${code}); choose another place`;
}

/**
 * Writes a file whole or not at all; a `~` that the path begins with is the home folder. Rejects
 * with a UserError.
 */
export async function saveText(typed: string, text: string, mayReplace: boolean): Promise<void> {
  const path = typedPath(typed);
  if (!mayReplace && existsSync(path)) {
    throw new UserError(`${path} is there already; --replace behind it writes over it`, 3);
  }
  const file = new OutputFile(path);
  try {
    file.write(text);
    file.finish();
  } catch (error) {
    file.discard();
    throw error;
  }
}
