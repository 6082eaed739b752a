// One or more sources that are looked at again and again, as one feed.

import type { Bar } from "../../engine/market/bar.js";
import type { BarSource, SourceDescription } from "../feed.js";
import type { FeedTimer, LiveBar, LiveFeed } from "../live-feed.js";

/** What may grow of its own accord is looked at this often, in case nobody says so; ms. */
const LOOK_MS = 1000;

/** Bars of one symbol that come while they happen. */
export interface FollowedSource {
  readonly description: SourceDescription;
  readonly history: BarSource;
  /** Nothing will come any more. */
  readonly hasEnded: boolean;
  /** What was complete when it was opened is missed, the first time it is looked at. */
  readonly isFirstMissed: boolean;
  /** The bars that have become complete, in order of time. Throws a UserError. */
  look(): Promise<readonly Bar[]>;
  /** How long until another look may find something though nothing was added, ms, or null. */
  dueInMs(): number | null;
  close(): Promise<void>;
}

/** Lets one wait until something happens. */
export class Bell {
  readonly #timer: FeedTimer;
  #isRung = false;
  #wake: (() => void) | null = null;

  constructor(timer: FeedTimer) {
    this.#timer = timer;
  }

  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Waits so long, or until it rings; if it rang since the last time, not at all. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          cancel();
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const cancel = this.#timer.after(ms, wake);
        signal.addEventListener("abort", wake);
        this.#wake = wake;
      });
    }
    this.#wake = null;
    this.#isRung = false;
  }
}

/** Collects lines until somebody listens. */
export class Notices {
  #lines: string[] = [];
  #callback: ((line: string) => void) | null = null;

  readonly say = (line: string): void => {
    if (this.#callback === null) this.#lines.push(line);
    else this.#callback(line);
  };

  listen(callback: (line: string) => void): void {
    this.#callback = callback;
    for (const line of this.#lines) callback(line);
    this.#lines = [];
  }
}

/** The sources as one feed. */
export class SourceFeed implements LiveFeed {
  readonly descriptions: readonly SourceDescription[];
  readonly history: readonly BarSource[];
  lastCloseTs: number | null = null;

  readonly #sources: readonly FollowedSource[];
  readonly #bell: Bell;
  readonly #notices: Notices;
  readonly #close: () => Promise<void>;
  #isFirst = true;
  /** What stopped a source while others had bars; they are handed out first. */
  #failure: unknown = null;
  #isClosed = false;

  /** @param close lets go of all there is */
  constructor(
    sources: readonly FollowedSource[],
    { bell, notices, close }: { bell: Bell; notices: Notices; close: () => Promise<void> },
  ) {
    this.#close = close;
    this.#sources = sources;
    this.#bell = bell;
    this.#notices = notices;
    this.descriptions = sources.map((source) => source.description);
    this.history = sources.map((source) => source.history);
  }

  get hasEnded(): boolean {
    return this.#isClosed || this.#sources.every((source) => source.hasEnded);
  }

  async next(signal: AbortSignal): Promise<readonly LiveBar[] | null> {
    while (!signal.aborted && !this.#isClosed) {
      if (this.#failure !== null) throw this.#failure;
      const bars = await this.#look();
      if (bars.length > 0) return bars;
      if (this.#failure !== null) continue;
      if (this.hasEnded) return null;
      const dues = this.#sources.map((source) => source.dueInMs() ?? LOOK_MS);
      await this.#bell.wait(Math.min(LOOK_MS, ...dues), signal);
    }
    return null;
  }

  onNotice(callback: (line: string) => void): void {
    this.#notices.listen(callback);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#bell.ring();
    await this.#close();
  }

  async #look(): Promise<LiveBar[]> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const bars: { readonly live: LiveBar; readonly closeTs: number }[] = [];
    for (const [symbol, source] of this.#sources.entries()) {
      const missed = isFirst && source.isFirstMissed;
      const { interval } = source.description;
      try {
        for (const bar of await source.look()) {
          bars.push({ live: { symbol, bar, missed }, closeTs: bar.ts + interval });
        }
      } catch (error) {
        this.#failure = error;
      }
    }
    // Ties stay in order of the symbols.
    bars.sort((a, b) => a.closeTs - b.closeTs);
    const last = bars.at(-1);
    if (last !== undefined) this.lastCloseTs = Math.max(this.lastCloseTs ?? 0, last.closeTs);
    return bars.map(({ live }) => live);
  }
}
