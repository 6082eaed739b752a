// Bars of an earlier time before the data's own, so that indicators and timeframes are warm when
// the data begins.

import type { BarBatch, BarSource, SourceDescription } from "./feed.js";
import type { LiveBar, LiveFeed } from "./live-feed.js";

/**
 * A source that hands out the history's bars from before the data's first, then the data. It is
 * described as the data alone.
 */
export function afterHistory(data: BarSource, history: BarSource): BarSource {
  return new PrecededSource(data, history);
}

/**
 * How many of the history's bars lie at or after the data's first, which has them itself; null
 * where they are too many to be held in memory and have not been counted.
 */
export function countOverlap(data: SourceDescription, history: BarSource): number | null {
  if (history.description.to < data.from) return 0;
  const whole = history.whole?.();
  return whole === undefined ? null : whole.length - countBefore(whole, data.from);
}

/** Bars of a batch, which rise in time, that open before `ts`. */
function countBefore(batch: BarBatch, ts: number): number {
  let count = batch.length;
  while (count > 0 && (batch.ts[count - 1] as number) >= ts) count--;
  return count;
}

/** The feed, whose symbols also warm on the histories' bars from before their own first. */
export function withHistory(feed: LiveFeed, histories: readonly BarSource[]): LiveFeed {
  return histories.length === 0 ? feed : new WarmedFeed(feed, histories);
}

class WarmedFeed implements LiveFeed {
  readonly history: readonly BarSource[];
  readonly #feed: LiveFeed;

  constructor(feed: LiveFeed, histories: readonly BarSource[]) {
    this.#feed = feed;
    this.history = feed.history.map((own) => {
      const { symbol } = own.description.instrument;
      const earlier = histories.find(({ description }) => description.instrument.symbol === symbol);
      return earlier === undefined ? own : afterHistory(own, earlier);
    });
  }

  get descriptions(): readonly SourceDescription[] {
    return this.#feed.descriptions;
  }

  get lastCloseTs(): number | null {
    return this.#feed.lastCloseTs;
  }

  get hasEnded(): boolean {
    return this.#feed.hasEnded;
  }

  next(signal: AbortSignal): Promise<readonly LiveBar[] | null> {
    return this.#feed.next(signal);
  }

  onNotice(callback: (line: string) => void): void {
    this.#feed.onNotice(callback);
  }

  close(): Promise<void> {
    return this.#feed.close();
  }
}

class PrecededSource implements BarSource {
  readonly description: SourceDescription;
  readonly #data: BarSource;
  #history: BarSource | null;

  constructor(data: BarSource, history: BarSource) {
    this.description = data.description;
    this.#data = data;
    this.#history = history;
  }

  async next(): Promise<BarBatch | null> {
    // A history is read to its end, so that its file is closed.
    while (this.#history !== null) {
      const batch = await this.#history.next();
      if (batch === null) this.#history = null;
      else if ((batch.ts[0] as number) < this.description.from) return this.#before(batch);
    }
    return this.#data.next();
  }

  #before(batch: BarBatch): BarBatch {
    return { ...batch, length: countBefore(batch, this.description.from) };
  }
}
