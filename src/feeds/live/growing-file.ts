// A file that grows, followed row by row; written anew as a whole, it is read anew.

import { UserError } from "../../engine/errors.js";
import type { Bar } from "../../engine/market/bar.js";
import type { BarSource, SourceDescription } from "../feed.js";
import type { OpenGrowing } from "../growing.js";
import type { FeedTimer } from "../live-feed.js";
import { BadRows } from "./bad-rows.js";
import { CompletedBars, SETTLE_MS, stampOf } from "./completed-bars.js";
import { FileBytes } from "./file-bytes.js";
import { barsAfter, KeptBars } from "./kept-bars.js";
import { type OpenedText, openText, peeked } from "./open-text.js";
import { lastLineEnd, lastLineStart, textOf } from "./raw-lines.js";
import type { FollowedSource } from "./source-feed.js";

/** A file that is being written is no trouble yet; ms. */
const PATIENCE_MS = 5000;

/** What it takes to follow bars. */
export interface FollowOptions {
  readonly open: OpenGrowing;
  readonly timer: FeedTimer;
  /** Bar length, ms, as the user said it, or null. */
  readonly interval: number | null;
  readonly notice: (line: string) => void;
}

/** The end of a file that lacks its line end. */
interface Rest {
  readonly bytes: Buffer;
  /** Since when it is so, monotonic ms. */
  readonly sinceMs: number;
}

/** Follows one file. */
export class GrowingFile implements FollowedSource {
  readonly description: SourceDescription;
  readonly history: BarSource;
  readonly hasEnded = false;
  readonly isFirstMissed: boolean;

  readonly #file: string;
  readonly #options: FollowOptions;
  readonly #bytes: FileBytes;
  readonly #completed: CompletedBars;
  readonly #badRows: BadRows;
  #opened: OpenedText;
  /** Of the content that was read as a whole. */
  #version: string;
  #rest: Rest = { bytes: Buffer.alloc(0), sinceMs: 0 };
  #isGone = false;
  #isSaidAnew = false;
  #trouble: { readonly sinceMs: number; readonly said: string } | null = null;

  /**
   * @param knownOf open time of the last bar that is known of a symbol, or null at the very first
   * start
   * @throws UserError (exit 2) where it holds no bars
   */
  static async open(
    file: string,
    knownOf: (symbol: string) => number | null,
    options: FollowOptions,
  ): Promise<GrowingFile> {
    const bytes = new FileBytes(file);
    const version = bytes.version();
    const opened = await openFile(file, bytes, options, options.interval);
    if (opened === null) throw new UserError(`${file}: no such file; check the path`);
    const known = knownOf(opened.description.instrument.symbol);
    return new GrowingFile(file, { bytes, version, opened, known }, options);
  }

  private constructor(
    file: string,
    {
      bytes,
      version,
      opened,
      known,
    }: { bytes: FileBytes; version: string; opened: OpenedText; known: number | null },
    options: FollowOptions,
  ) {
    const { growing, description, last, done } = opened;
    const { timer, notice } = options;
    const { interval, to } = description;
    this.#file = file;
    this.#options = options;
    this.#bytes = bytes;
    this.#version = version;
    this.#opened = opened;
    this.description = description;
    bytes.start(done);
    // What is still in the making at the very first start will be the first live bar.
    const lastTs = known ?? (to + interval > timer.nowMs() ? to - interval : to);
    this.history =
      known === null
        ? new KeptBars(description, growing.batches, lastTs, last)
        : new KeptBars(description, [], lastTs);
    this.isFirstMissed = known !== null;
    const shape = { interval, lastTs, isWrittenOver: true };
    this.#completed = new CompletedBars(file, shape, timer, notice);
    this.#badRows = new BadRows(file, notice);
    this.#offerOpened();
  }

  async look(): Promise<readonly Bar[]> {
    const { growing } = this.#opened;
    if (growing.add === null) {
      if (this.#bytes.version() !== this.#version) await this.#readAnew();
      return this.#completed.take();
    }
    const look = this.#bytes.look();
    if (look.kind === "missing") this.#sayGone();
    else if (look.kind === "other") await this.#readAnew();
    else this.#readMore(growing.add, look.rest);
    return this.#completed.take();
  }

  dueInMs(): number | null {
    const due = this.#completed.dueInMs();
    if (this.#rest.bytes.length === 0) return due;
    const now = this.#options.timer.monotonicMs();
    const restDue = this.#rest.sinceMs + SETTLE_MS - now;
    // One that has waited and is still no row does so until more comes.
    if (restDue <= 0) return due;
    return Math.min(restDue, due ?? restDue);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #readMore(add: NonNullable<OpenedText["growing"]["add"]>, rest: Buffer): void {
    this.#sayBack();
    const { growing, encoding } = this.#opened;
    const lines = rest.subarray(0, lastLineEnd(rest, encoding));
    const end = rest.subarray(lines.length);
    // The last row may be written over; what stands before it is done.
    const isRow = this.#isStill(end);
    const start = isRow ? lines.length : lastLineStart(lines, encoding);
    const done = lines.subarray(0, start);
    if (done.length > 0) {
      const { bars, bad } = add(textOf(done, encoding));
      this.#bytes.pass(done);
      for (const bar of bars) this.#completed.offer(bar);
      this.#badRows.say(bad);
    }
    const last = isRow ? end : lines.subarray(start);
    if (last.length === 0) return;
    for (const bar of peeked(growing, last, encoding).bars) this.#completed.offer(bar);
  }

  /** Whether bytes without a line end have stood still for so long that they are a row. */
  #isStill(bytes: Buffer): boolean {
    const now = this.#options.timer.monotonicMs();
    if (!bytes.equals(this.#rest.bytes)) this.#rest = { bytes: Buffer.from(bytes), sinceMs: now };
    return bytes.length > 0 && now - this.#rest.sinceMs >= SETTLE_MS;
  }

  /** Reads a file anew that is another one, or whose beginning has changed. */
  async #readAnew(): Promise<void> {
    const version = this.#bytes.version();
    const before = this.description;
    let opened: OpenedText | null;
    try {
      opened = await openFile(this.#file, this.#bytes, this.#options, before.interval);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#sayTrouble(error.message, PATIENCE_MS);
      return;
    }
    if (opened === null) {
      this.#sayGone();
      return;
    }
    const { symbol } = opened.description.instrument;
    if (symbol !== before.instrument.symbol) {
      const was = before.instrument.symbol;
      this.#sayTrouble(`${this.#file}: has bars of ${symbol} now, not of ${was}`, 0);
      return;
    }
    this.#sayBack();
    this.#trouble = null;
    this.#sayAnew(opened.description.from);
    this.#opened = opened;
    this.#version = version;
    this.#bytes.start(opened.done);
    this.#offerOpened();
  }

  #offerOpened(): void {
    const { growing, last } = this.#opened;
    for (const bar of barsAfter(growing.batches, this.#completed.lastTs)) {
      this.#completed.offer(bar);
    }
    if (last !== null && last.ts > this.#completed.lastTs) this.#completed.offer(last);
    // They are not asked for again, and may be many.
    this.#opened = { ...this.#opened, growing: { ...growing, batches: [] } };
  }

  /** Some programs write all they have with every bar: that is said once. */
  #sayAnew(from: number): void {
    if (from > this.#completed.lastTs) {
      const start = stampOf(from);
      this.#options.notice(`${this.#file}: another file now, which begins at ${start}; read anew`);
    } else if (!this.#isSaidAnew) {
      this.#isSaidAnew = true;
      this.#options.notice(
        `${this.#file}: was written anew as a whole; bars that were taken stand`,
      );
    }
  }

  #sayGone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#options.notice(`${this.#file}: the file is gone; waiting for it`);
  }

  #sayBack(): void {
    if (!this.#isGone) return;
    this.#isGone = false;
    this.#options.notice(`${this.#file}: the file is back`);
  }

  /** Says what is wrong once it has lasted so long; it is tried again meanwhile. */
  #sayTrouble(what: string, patienceMs: number): void {
    const now = this.#options.timer.monotonicMs();
    this.#trouble ??= { sinceMs: now, said: "" };
    const { sinceMs, said } = this.#trouble;
    if (now - sinceMs < patienceMs || said === what) return;
    this.#trouble = { sinceMs, said: what };
    this.#options.notice(`${what} (waiting until it is right again)`);
  }
}

/** Null where there is no such file. */
async function openFile(
  file: string,
  bytes: FileBytes,
  { open, timer }: FollowOptions,
  interval: number | null,
): Promise<OpenedText | null> {
  const content = bytes.whole();
  if (content === null) return null;
  const isStill = timer.nowMs() - content.changedMs >= SETTLE_MS;
  return await openText(file, content.bytes, { open, isStill, interval });
}
