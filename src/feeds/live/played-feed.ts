// Files that are played at a multiple of real time: every bar happens when its close is due.

import { type BarBatch, type BarSource, barAt, type SourceDescription } from "../feed.js";
import type { FeedPace, KnownBars, LiveBar, LiveFeed } from "../live-feed.js";
import { KeptBars } from "./kept-bars.js";

/** Where a file stands. */
interface Cursor {
  readonly source: BarSource;
  readonly symbol: number;
  /** Bars up to this open time are known already. */
  readonly lastTs: number;
  batch: BarBatch | null;
  at: number;
  hasEnded: boolean;
}

/**
 * Plays sources, one a symbol, on a clock: from the first bar, or from the first after those that
 * are known. It has no history of its own.
 */
export function playFeed(
  sources: readonly BarSource[],
  known: KnownBars,
  pace: FeedPace,
): LiveFeed {
  return new PlayedFeed(sources, known, pace);
}

/**
 * Where the clock of such a feed starts: at the close of the last bar that is known, or of the
 * first one of all, UTC epoch ms.
 */
export function playStart(descriptions: readonly SourceDescription[], known: KnownBars): number {
  const closes = descriptions.flatMap(({ instrument, interval }) => {
    const ts = known?.get(instrument.symbol);
    return ts === undefined ? [] : [ts + interval];
  });
  if (closes.length > 0) return Math.max(...closes);
  return Math.min(...descriptions.map(({ from, interval }) => from + interval));
}

class PlayedFeed implements LiveFeed {
  readonly descriptions: readonly SourceDescription[];
  readonly history: readonly BarSource[];
  lastCloseTs: number | null = null;

  readonly #cursors: readonly Cursor[];
  readonly #pace: FeedPace;
  readonly #closing = new AbortController();
  #stop: { readonly of: AbortSignal; readonly signal: AbortSignal } | null = null;

  constructor(sources: readonly BarSource[], known: KnownBars, pace: FeedPace) {
    this.descriptions = sources.map((source) => source.description);
    this.history = sources.map(({ description }) => new KeptBars(description, [], 0));
    this.#pace = pace;
    this.#cursors = sources.map((source, symbol) => ({
      source,
      symbol,
      lastTs: known?.get(source.description.instrument.symbol) ?? Number.NEGATIVE_INFINITY,
      batch: null,
      at: 0,
      hasEnded: false,
    }));
  }

  get hasEnded(): boolean {
    return this.#closing.signal.aborted || this.#cursors.every(({ hasEnded }) => hasEnded);
  }

  async next(signal: AbortSignal): Promise<readonly LiveBar[] | null> {
    let opensTs = Infinity;
    let closeTs = Infinity;
    for (const cursor of this.#cursors) {
      await fetchBars(cursor);
      const closes = closeOf(cursor);
      if (closes > closeTs) continue;
      const opens = closes - cursor.source.description.interval;
      opensTs = closes < closeTs ? opens : Math.min(opensTs, opens);
      closeTs = closes;
    }
    const stop = this.#stopOf(signal);
    if (closeTs === Infinity || stop.aborted) return null;
    await this.#pace.reach(opensTs, Math.max(closeTs, this.lastCloseTs ?? closeTs), stop);
    if (stop.aborted) return null;
    const bars: LiveBar[] = [];
    for (const cursor of this.#cursors) {
      if (cursor.hasEnded || cursor.batch === null || closeOf(cursor) !== closeTs) continue;
      const bar = barAt(cursor.batch, cursor.at++);
      bars.push({ symbol: cursor.symbol, bar, missed: false });
      // Known at once that it was the last one: nothing need be waited for.
      await fetchBars(cursor);
    }
    this.lastCloseTs = Math.max(closeTs, this.lastCloseTs ?? closeTs);
    return bars;
  }

  #stopOf(signal: AbortSignal): AbortSignal {
    if (this.#stop?.of !== signal) {
      const either = AbortSignal.any([signal, this.#closing.signal]);
      this.#stop = { of: signal, signal: either };
    }
    return this.#stop.signal;
  }

  onNotice(): void {
    // The files were read as a whole before, and what is wrong with them was said then.
  }

  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }
}

/** Close of the next bar; Infinity where there is none. */
function closeOf({ batch, at, source, hasEnded }: Cursor): number {
  if (hasEnded || batch === null) return Infinity;
  return (batch.ts[at] as number) + source.description.interval;
}

/** Makes sure that there is a next bar at hand that is not known yet, if there is one. */
async function fetchBars(cursor: Cursor): Promise<void> {
  while (!cursor.hasEnded) {
    const { batch, lastTs } = cursor;
    if (batch !== null) {
      while (cursor.at < batch.length && (batch.ts[cursor.at] as number) <= lastTs) cursor.at++;
      if (cursor.at < batch.length) return;
    }
    cursor.batch = await cursor.source.next();
    cursor.at = 0;
    if (cursor.batch === null) cursor.hasEnded = true;
  }
}
