// Standard input: rows that come one by one and are never written over.

import { UserError } from "../../engine/errors.js";
import type { Bar } from "../../engine/market/bar.js";
import type { BarSource, SourceDescription } from "../feed.js";
import { BadRows } from "./bad-rows.js";
import { CompletedBars } from "./completed-bars.js";
import type { FollowOptions } from "./growing-file.js";
import { barsAfter, KeptBars } from "./kept-bars.js";
import { type OpenedText, openText } from "./open-text.js";
import { lastLineEnd, textOf } from "./raw-lines.js";
import type { Bell, FollowedSource } from "./source-feed.js";

/** Rows that show what they are: their columns, and the commonest of the steps between them. */
const SHOWING_BARS = 3;
/** What is not recognised by then will not be. */
const MOST_LINES = 100;
/** More is not read before somebody takes it; bytes. */
const MOST_BYTES = 1 << 22;

/** The bytes that have come and were not taken. */
class Inlet {
  hasEnded = false;
  readonly #stream: NodeJS.ReadableStream;
  readonly #bell: Bell;
  #chunks: Buffer[] = [];
  #length = 0;
  #resume: (() => void) | null = null;

  constructor(stream: NodeJS.ReadableStream, bell: Bell) {
    this.#stream = stream;
    this.#bell = bell;
    void this.#pump();
  }

  take(): Buffer {
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#length = 0;
    this.#resume?.();
    return bytes;
  }

  close(): void {
    this.hasEnded = true;
    (this.#stream as Partial<{ destroy(): void }>).destroy?.();
    this.#resume?.();
  }

  async #pump(): Promise<void> {
    try {
      for await (const chunk of this.#stream) {
        this.#chunks.push(Buffer.from(chunk as Buffer));
        this.#length += chunk.length;
        this.#bell.ring();
        if (this.#length < MOST_BYTES || this.hasEnded) continue;
        await new Promise<void>((resolve) => {
          this.#resume = resolve;
        });
        this.#resume = null;
      }
    } catch {
      // A pipe that breaks has ended.
    }
    this.hasEnded = true;
    this.#bell.ring();
  }
}

/** Follows a stream. All its bars happen; there is no history in it. */
export class StreamedRows implements FollowedSource {
  readonly description: SourceDescription;
  readonly history: BarSource;
  readonly isFirstMissed = false;

  readonly #inlet: Inlet;
  readonly #opened: OpenedText;
  readonly #completed: CompletedBars;
  readonly #badRows: BadRows;
  #rest: Buffer;
  #isOver = false;

  /**
   * Waits for rows that show what they are.
   * @param knownOf open time of the last bar that is known of a symbol, or null
   * @throws UserError (exit 2) where they can't be recognised, or end before they are
   */
  static async open(
    stream: NodeJS.ReadableStream,
    knownOf: (symbol: string) => number | null,
    options: FollowOptions,
    { bell, signal }: { readonly bell: Bell; readonly signal: AbortSignal },
  ): Promise<StreamedRows> {
    const inlet = new Inlet(stream, bell);
    let bytes: Buffer = Buffer.alloc(0);
    try {
      for (;;) {
        const { hasEnded } = inlet;
        const more = inlet.take();
        bytes = Buffer.concat([bytes, more]);
        const opened =
          more.length === 0 && !hasEnded ? null : await recognised(bytes, hasEnded, options);
        if (opened !== null) {
          const known = knownOf(opened.description.instrument.symbol);
          return new StreamedRows({ inlet, opened, bytes }, known, options);
        }
        await bell.wait(60_000, signal);
        if (signal.aborted) throw new UserError("standard input: nothing came before it was left");
      }
    } catch (error) {
      inlet.close();
      throw error;
    }
  }

  private constructor(
    { inlet, opened, bytes }: { inlet: Inlet; opened: OpenedText; bytes: Buffer },
    known: number | null,
    { timer, notice }: FollowOptions,
  ) {
    const { description, growing, done } = opened;
    const lastTs = known ?? Number.NEGATIVE_INFINITY;
    this.#inlet = inlet;
    this.#opened = opened;
    this.description = description;
    this.history = new KeptBars(description, [], lastTs);
    const shape = { interval: description.interval, lastTs, isWrittenOver: false };
    this.#completed = new CompletedBars("standard input", shape, timer, notice);
    this.#badRows = new BadRows("standard input", notice);
    this.#rest = bytes.subarray(done.length);
    for (const bar of barsAfter(growing.batches, lastTs)) this.#completed.offer(bar);
  }

  get hasEnded(): boolean {
    return this.#isOver && this.#completed.dueInMs(true) === null;
  }

  look(): Promise<readonly Bar[]> {
    if (!this.#isOver) this.#read();
    try {
      return Promise.resolve(this.#completed.take(this.#isOver));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  dueInMs(): number | null {
    return this.#completed.dueInMs(this.#isOver);
  }

  close(): Promise<void> {
    this.#inlet.close();
    return Promise.resolve();
  }

  #read(): void {
    const isLast = this.#inlet.hasEnded;
    const { encoding, growing } = this.#opened;
    const raw = Buffer.concat([this.#rest, this.#inlet.take()]);
    const end = lastLineEnd(raw, encoding);
    this.#rest = raw.subarray(end);
    let text = textOf(raw.subarray(0, end), encoding);
    if (isLast) {
      text = Buffer.concat([text, textOf(this.#rest, encoding), Buffer.from("\n")]);
      this.#isOver = true;
    }
    if (text.length === 0 || growing.add === null) return;
    const { bars, bad } = growing.add(text);
    this.#badRows.say(bad);
    for (const bar of bars) this.#completed.offer(bar);
  }
}

/** What the first rows are; null where more must come. */
async function recognised(
  bytes: Buffer,
  hasEnded: boolean,
  { open, interval }: FollowOptions,
): Promise<OpenedText | null> {
  const lines = bytes.toString("latin1").split("\n").length - 1;
  try {
    const opened = await openText("-", bytes, { open, isStill: hasEnded, interval });
    const isShown = interval !== null || opened.description.bars >= SHOWING_BARS;
    return isShown || hasEnded ? opened : null;
  } catch (error) {
    if (hasEnded || lines > MOST_LINES || !(error instanceof UserError)) throw error;
    return null;
  }
}
