// The file that a log is written to. It is turned over by size, and nobody waits for it: what its
// disk does not take is kept within bounds, and what lies beyond is counted and lost.

import { chmod } from "node:fs";
import type { Writable } from "node:stream";
import { createStream } from "rotating-file-stream";

/** More than this waiting for the disk, and what comes then is lost; bytes. */
const MOST_WAITING = 4 * 1024 * 1024;
/** How long a disk that failed is left alone, ms. */
const RETRY_MS = 30_000;
/** How long what waits may take to be written at the end, ms. */
const END_MS = 2_000;

/** When a file is full, bytes, and how many full ones are kept beside it. */
export interface Rotation {
  readonly maxBytes: number;
  readonly files: number;
}

/** What a log file is written with. */
export interface LogFileOptions {
  /** Full ones are `path.1` (the youngest), `path.2` and so on. */
  readonly path: string;
  readonly rotation: Rotation;
  /** A clock that never runs backwards, ms. */
  readonly monotonicMs: () => number;
  /** Opens it to write at its end; the file itself without it. */
  readonly open?: (path: string, rotation: Rotation) => Writable;
}

function openRotating(path: string, { maxBytes, files }: Rotation): Writable {
  // One that lay there before may be open to others.
  chmod(path, 0o600, () => {});
  return createStream(path, { size: `${maxBytes}B`, rotate: files, mode: 0o600 });
}

/** A log file; it is opened when the first line comes. */
export class LogFile {
  readonly #options: LogFileOptions;
  #rotation: Rotation;
  #stream: Writable | null = null;
  #retryMs = Number.NEGATIVE_INFINITY;
  /** Lines that never reached the disk, in all. */
  lost = 0;

  constructor(options: LogFileOptions) {
    this.#options = options;
    this.#rotation = options.rotation;
  }

  /** Counts from the next opening on. */
  set rotation(rotation: Rotation) {
    this.#rotation = rotation;
  }

  /** Whether a line would be taken now. */
  get hasRoom(): boolean {
    if (this.#stream === null) return this.#options.monotonicMs() >= this.#retryMs;
    return this.#stream.writableLength < MOST_WAITING;
  }

  /** Takes a line with its line end, or loses it; never throws, never waits. */
  write(line: string): void {
    if (!this.hasRoom) {
      this.lost++;
      return;
    }
    this.#stream ??= this.#opened();
    this.#stream.write(line, (error) => {
      if (error) this.lost++;
    });
  }

  /** Waits a little for what is not written yet. A line that comes later opens it again. */
  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = null;
    if (stream === null) return;
    let timer: NodeJS.Timeout | null = null;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, END_MS);
      stream.once("close", resolve);
      stream.end();
    });
    if (timer !== null) clearTimeout(timer);
  }

  #opened(): Writable {
    const { path, open = openRotating, monotonicMs } = this.#options;
    const stream = open(path, this.#rotation);
    stream.on("error", () => {
      if (this.#stream !== stream) return;
      this.#stream = null;
      this.#retryMs = monotonicMs() + RETRY_MS;
    });
    return stream;
  }
}
