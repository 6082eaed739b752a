// The bytes of a file that grows: what stands behind the part that is done, as long as that part is
// still the same.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { UserError } from "../../engine/errors.js";

/** So much of the beginning, and of the end of what is done, is compared. */
const COMPARED_BYTES = 4096;

/** What came of a look. */
export type Look =
  | { readonly kind: "missing" }
  /** The part that is done is the same; `rest` stands behind it. */
  | { readonly kind: "more"; readonly rest: Buffer }
  /** It is another file, or written anew. */
  | { readonly kind: "other" };

/** A version of a whole file. */
export interface FileContent {
  readonly bytes: Buffer;
  /** When it was written last, UTC epoch ms by the file's system. */
  readonly changedMs: number;
}

/** Looks at one file. */
export class FileBytes {
  readonly #path: string;
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);
  #done = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** All of it; null where there is no such file. Throws a UserError where it can't be read. */
  whole(): FileContent | null {
    return this.#opened((handle) => {
      const { size, mtimeMs } = fstatSync(handle);
      return { bytes: readAt(handle, 0, size), changedMs: mtimeMs };
    });
  }

  /** A stamp that changes with every write, or `""` without a file. */
  version(): string {
    const stats = this.#opened((handle) => fstatSync(handle));
    return stats === null ? "" : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
  }

  /** The first bytes are done and will not be read again. */
  start(done: Buffer): void {
    this.#head = Buffer.from(done.subarray(0, COMPARED_BYTES));
    this.#tail = Buffer.from(done.subarray(-COMPARED_BYTES));
    this.#done = done.length;
  }

  /** So are these, which stand behind them. */
  pass(more: Buffer): void {
    if (more.length === 0) return;
    const missing = COMPARED_BYTES - this.#head.length;
    if (missing > 0) this.#head = Buffer.concat([this.#head, more.subarray(0, missing)]);
    this.#tail = Buffer.concat([this.#tail, more.subarray(-COMPARED_BYTES)]);
    this.#tail = Buffer.from(this.#tail.subarray(-COMPARED_BYTES));
    this.#done += more.length;
  }

  look(): Look {
    const look = this.#opened((handle): Look => {
      const { size } = fstatSync(handle);
      const head = readAt(handle, 0, this.#head.length);
      const tail = readAt(handle, this.#done - this.#tail.length, this.#tail.length);
      if (!head.equals(this.#head) || !tail.equals(this.#tail)) return { kind: "other" };
      return { kind: "more", rest: readAt(handle, this.#done, size - this.#done) };
    });
    return look ?? { kind: "missing" };
  }

  #opened<Result>(use: (handle: number) => Result): Result | null {
    let handle: number | null = null;
    try {
      handle = openSync(this.#path, "r");
      if (!fstatSync(handle).isFile()) {
        throw new UserError(`${this.#path}: not a file; name the file of bars that grows`);
      }
      return use(handle);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return null;
      if (error instanceof UserError) throw error;
      throw new UserError(
        `${this.#path}: can't be read (${code ?? String(error)}); check the file`,
      );
    } finally {
      if (handle !== null) closeSync(handle);
    }
  }
}

/** At most so many bytes; fewer at the end of the file. */
function readAt(handle: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, length));
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(handle, bytes, done, bytes.length - done, from + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}
