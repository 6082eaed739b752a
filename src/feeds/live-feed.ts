// The port through which bars come in while they happen. A feed hands out completed bars alone,
// each once, in order of decision time; it knows nothing of the engine's state.

import type { Bar } from "../engine/market/bar.js";
import type { BarSource, SourceDescription } from "./feed.js";

/** One completed bar as it came. */
export interface LiveBar {
  /** Its symbol's place in the feed's descriptions. */
  readonly symbol: number;
  readonly bar: Bar;
  /** It was there when the feed was opened: it came while the engine was down. */
  readonly missed: boolean;
}

/** Bars of one or more symbols as they happen. */
export interface LiveFeed {
  /** One per symbol, in order: what was recognised when the feed was opened. */
  readonly descriptions: readonly SourceDescription[];
  /**
   * Bars that warm and never trade, per symbol, in order of time: what was there already at the
   * very first start. None later, when the journal has them.
   */
  readonly history: readonly BarSource[];
  /** Close of the last bar handed out, UTC epoch ms; null before the first. */
  readonly lastCloseTs: number | null;
  /** No more bars will come. */
  readonly hasEnded: boolean;
  /**
   * The next bars that are complete, at least one, in order of decision time, ties in order of
   * symbols; null when the feed has ended for good, or `signal` was aborted. One call at a time.
   * @throws UserError when it can't go on
   */
  next(signal: AbortSignal): Promise<readonly LiveBar[] | null>;
  /** Calls back with what a person should know, a line each: bad rows, a file replaced. */
  onNotice(callback: (line: string) => void): void;
  /** Lets go of files and timers; a waiting `next` resolves to null. */
  close(): Promise<void>;
}

/**
 * The last bar that each symbol is known to have had, by symbol: its open, UTC epoch ms. Null at
 * the very first start, as is meant for a symbol that is missing.
 */
export type KnownBars = ReadonlyMap<string, number> | null;

/** The clock that a played file runs on. */
export interface FeedPace {
  /**
   * Waits until the clock has come to the close of the next bar. Time in which no bar was in the
   * making is passed over where it is long.
   * @param openTs when that bar begins, UTC epoch ms
   * @param closeTs when it closes, never before that of the bar before it
   */
  reach(openTs: number, closeTs: number, signal: AbortSignal): Promise<void>;
}

/** What a feed asks of the machine: the time, and to be woken. */
export interface FeedTimer {
  /** Wall clock, UTC epoch ms. */
  nowMs(): number;
  /** Never runs backwards; its zero means nothing. */
  monotonicMs(): number;
  /** Calls back once, after at least so many ms; the result takes it back. */
  after(ms: number, callback: () => void): () => void;
}
