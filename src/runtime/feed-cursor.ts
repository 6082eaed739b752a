// Where each feed of a replay stands, and which of them comes next.

import type { Bar } from "../engine/market/bar.js";
import type { BarBatch } from "../feeds/feed.js";
import type { ReplayFeed, ReplayOptions, ReplaySignal } from "./replay-options.js";

/** Where a feed stands. */
export interface FeedCursor {
  readonly feed: ReplayFeed;
  readonly symbol: number;
  readonly interval: number;
  /** Added to a bar's time to find its trading day. */
  readonly placing: number;
  batch: BarBatch | null;
  at: number;
  ended: boolean;
  /** End of the trading day the symbol is in; the next bar at or after it rolls. */
  dayTo: number;
  /** The market is open in [open, close), when bars fill. */
  open: number;
  close: number;
  /** Bars that open before this warm and never trade; so do those of a day that is `warm`. */
  readonly tradesFrom: number;
  warm: boolean;
  beyond: boolean;
  lastTs: number;
  lastClose: number;
  detailAt: number;
  /** Ring of the last closes, for whoever watches; null where nobody does. */
  readonly recent: Float64Array | null;
  /** Closes ever put into the ring. */
  recentCount: number;
  readonly signals: readonly ReplaySignal[];
  signalAt: number;
}

const DAY_MS = 86_400_000;

/**
 * What is added to a bar's time to find its trading day, ms. A bar of a day or longer is stamped
 * with a date (at midnight here or there) or with the evening its session began: half a day later
 * lies inside the trading day it means, in every market.
 */
export function placingOf(interval: number): number {
  return interval >= DAY_MS ? DAY_MS / 2 : 0;
}

/** A feed at its start, with the signals of its symbol. */
export function createCursor(
  feed: ReplayFeed,
  symbol: number,
  { signals, from, keptCloses = 0 }: Pick<ReplayOptions, "signals" | "from" | "keptCloses">,
): FeedCursor {
  const asked = from !== undefined && "ts" in from ? from.ts : Number.NEGATIVE_INFINITY;
  return {
    feed,
    symbol,
    interval: feed.source.description.interval,
    placing: placingOf(feed.source.description.interval),
    batch: null,
    at: 0,
    ended: false,
    dayTo: Number.NEGATIVE_INFINITY,
    open: 0,
    close: 0,
    tradesFrom: Math.max(asked, feed.tradesFrom ?? Number.NEGATIVE_INFINITY),
    warm: false,
    beyond: false,
    lastTs: 0,
    lastClose: Number.NaN,
    detailAt: 0,
    recent: keptCloses > 0 ? new Float64Array(keptCloses) : null,
    recentCount: 0,
    signals: signals.filter((signal) => signal.symbol === symbol),
    signalAt: 0,
  };
}

/** Makes sure that the feed has a bar at hand, if it has more. */
export async function fetchBars(cursor: FeedCursor): Promise<void> {
  while (!cursor.ended && (cursor.batch === null || cursor.at >= cursor.batch.length)) {
    cursor.batch = await cursor.feed.source.next();
    cursor.at = 0;
    if (cursor.batch === null) cursor.ended = true;
  }
}

/**
 * The feed whose next bar is decided first; ties go by the order of the feeds. Null when all have
 * ended, or when one must fetch before this can be said.
 */
export function nextCursor(cursors: readonly FeedCursor[]): FeedCursor | null {
  let best: FeedCursor | null = null;
  let bestTs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < cursors.length; i++) {
    const cursor = cursors[i] as FeedCursor;
    if (cursor.ended) continue;
    const { batch, at } = cursor;
    if (batch === null || at >= batch.length) return null;
    if (cursors.length === 1) return cursor;
    const decisionTs = (batch.ts[at] as number) + cursor.interval;
    if (decisionTs < bestTs) {
      best = cursor;
      bestTs = decisionTs;
    }
  }
  return best;
}

/** The last closes, oldest first. */
export function recentCloses(cursor: FeedCursor, limit: number): number[] {
  const { recent, recentCount } = cursor;
  if (recent === null) return [];
  const count = Math.min(limit, recentCount, recent.length);
  return Array.from(
    { length: count },
    (_, place) => recent[(recentCount - count + place) % recent.length] as number,
  );
}

/** Passes over signals before `ts`; returns how many. */
export function skipSignals(cursor: FeedCursor, ts: number): number {
  const first = cursor.signalAt;
  while (cursor.signalAt < cursor.signals.length) {
    if ((cursor.signals[cursor.signalAt] as ReplaySignal).ts >= ts) break;
    cursor.signalAt++;
  }
  return cursor.signalAt - first;
}

/**
 * Finer bars inside a bar: they settle what was touched first. They keep the bar's own `ts`. Before
 * each of them stands its open alone, since what an open decides comes before a range; the bar's
 * own open has been asked.
 */
export function finerBars(cursor: FeedCursor, bar: Bar): Bar[] {
  const { detail } = cursor.feed;
  const finer: Bar[] = [];
  if (detail === null) return finer;
  const { ts, volume } = bar;
  const end = ts + cursor.interval;
  let at = cursor.detailAt;
  while (at < detail.length && (detail.ts[at] as number) < ts) at++;
  for (; at < detail.length && (detail.ts[at] as number) < end; at++) {
    const open = detail.open[at] as number;
    const high = detail.high[at] as number;
    const low = detail.low[at] as number;
    const close = detail.close[at] as number;
    if ((detail.ts[at] as number) > ts) {
      finer.push({ ts, open, high: open, low: open, close: open, volume });
    }
    finer.push({ ts, open, high, low, close, volume });
  }
  cursor.detailAt = at;
  return finer;
}
