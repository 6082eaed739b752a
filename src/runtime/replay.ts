// The replay runner: one of the two callers of `step`. Bars come in batches of plain columns, the
// run is synchronous inside a batch and can stop after any bar and go on later; facts are encoded,
// hashed and handed out as they come and are not kept.

import { accountSymbolOf } from "../engine/core.js";
import type { Out } from "../engine/effect.js";
import { createEngine, type Engine } from "../engine/engine.js";
import type { BarEvent } from "../engine/event.js";
import type { MatchBar } from "../engine/fills.js";
import { empty } from "../engine/lists.js";
import type { Bar } from "../engine/market/bar.js";
import type { MatchPhase } from "../engine/venue-book.js";
import type { BarBatch } from "../feeds/feed.js";
import { barsSeen } from "./fact-views.js";
import { FactWriter } from "./fact-writer.js";
import {
  createCursor,
  type FeedCursor,
  fetchBars,
  finerBars,
  nextCursor,
  recentCloses,
  skipSignals,
} from "./feed-cursor.js";
import { LatencyHistogram, type LatencySummary } from "./latency.js";
import type { AdvanceLimit, ReplayOptions, ReplayProgress } from "./replay-options.js";
import { asUserError } from "./strategy-error.js";

const NO_BARS: readonly Bar[] = [];

/** A resumable run over recorded bars. */
export class Replay {
  readonly engine: Engine;
  readonly #options: ReplayOptions;
  readonly #cursors: FeedCursor[];
  readonly #out: Out = { facts: [], orders: [] };
  readonly #writer: FactWriter;
  readonly #latency = new LatencyHistogram();
  readonly #bar: BarEvent = {
    type: "bar",
    phase: "close",
    symbol: 0,
    ts: 0,
    open: 0,
    high: 0,
    low: 0,
    close: 0,
    volume: 0,
  };
  #bars = 0;
  #ts = 0;
  #firstTs = 0;
  #lastTs = 0;
  #signalsWithoutBar = 0;
  #ended = false;
  /** The symbol whose trading day is the account's, and the end of the day the account is in. */
  readonly #account: FeedCursor;
  #accountTo = Number.NEGATIVE_INFINITY;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#writer = new FactWriter(options.onFact);
    this.engine = createEngine(options.boot, options.strategies);
    this.#cursors = options.feeds.map((feed, symbol) => createCursor(feed, symbol, options));
    const { boot, calendar } = options;
    this.#account = this.#cursors[accountSymbolOf(boot)] as FeedCursor;
    this.engine.step(boot, this.#out);
    if (calendar) {
      const event = { type: "calendar", ts: boot.ts, ...calendar, problem: null } as const;
      this.engine.step(event, this.#out);
    }
    this.#drain();
  }

  get progress(): ReplayProgress {
    return {
      bars: this.#bars,
      ts: this.#ts,
      firstTs: this.#firstTs,
      lastTs: this.#lastTs,
      ended: this.#ended,
      facts: this.#writer.count,
      ...barsSeen(this.engine.core),
      signalsWithoutBar: this.#signalsWithoutBar,
    };
  }

  /** Time per bar so far. */
  get latency(): LatencySummary {
    return this.#latency.summary();
  }

  /** The last closes of a symbol, oldest first, at most as many as are kept; and how many came. */
  recentCloses(symbol: number, limit: number): { count: number; closes: number[] } {
    const cursor = this.#cursors[symbol];
    if (cursor === undefined) return { count: 0, closes: [] };
    return { count: cursor.recentCount, closes: recentCloses(cursor, limit) };
  }

  /** SHA-256 of the facts' lines, each with its line end; complete once the replay has ended. */
  get factsSha256(): string {
    return this.#writer.sha256;
  }

  /**
   * Goes on until a limit is reached or the data ends. Rejects with a `UserError` when a strategy
   * fails.
   */
  async advance(limit: AdvanceLimit = {}): Promise<void> {
    const until = {
      bars: this.#bars + (limit.bars ?? Number.POSITIVE_INFINITY),
      ts: limit.untilTs ?? Number.POSITIVE_INFINITY,
      clock: this.#options.clock.monotonicMs() + (limit.budgetMs ?? Number.POSITIVE_INFINITY),
    };
    try {
      for (;;) {
        await this.#fetch();
        if (this.#ended) return;
        if (this.#runBuffered(until)) return;
      }
    } catch (error) {
      throw asUserError(error);
    }
  }

  /** Takes a self-report, 1 to 5, at the decision time of the last bar. */
  mood(score: number, by: string): void {
    this.engine.step({ type: "mood", ts: this.#ts, score, by }, this.#out);
    this.#drain();
  }

  /** Decision time of the next bar, or null at the end of the data. */
  async peekDecisionTs(): Promise<number | null> {
    await this.#fetch();
    const cursor = nextCursor(this.#cursors);
    if (cursor === null) return null;
    return ((cursor.batch as BarBatch).ts[cursor.at] as number) + cursor.interval;
  }

  /** Makes sure that every feed that has more bars has one at hand; ends those that have none. */
  async #fetch(): Promise<void> {
    for (const cursor of this.#cursors) {
      if (cursor.ended) continue;
      await fetchBars(cursor);
      if (cursor.ended) this.#end(cursor);
    }
    this.#ended = this.#cursors.every((cursor) => cursor.ended);
  }

  /** Runs what is buffered; true when a limit was reached, false when a feed needs more. */
  #runBuffered(until: { bars: number; ts: number; clock: number }): boolean {
    const { clock } = this.#options;
    const latency = this.#latency;
    let before = clock.monotonicMs();
    for (;;) {
      const cursor = nextCursor(this.#cursors);
      if (cursor === null) return false;
      const batch = cursor.batch as BarBatch;
      const ts = batch.ts[cursor.at] as number;
      if (ts + cursor.interval > until.ts) return true;
      this.#stepBar(cursor, batch, cursor.at, ts);
      cursor.at++;
      const after = clock.monotonicMs();
      latency.add((after - before) * 1000);
      before = after;
      if (this.#bars >= until.bars || after >= until.clock) return true;
      if (cursor.at >= batch.length) return false;
    }
  }

  #stepBar(cursor: FeedCursor, batch: BarBatch, at: number, ts: number): void {
    if (ts + cursor.placing >= cursor.dayTo) this.#enterDay(cursor, ts);
    if (cursor.beyond) return;
    if (ts + cursor.placing >= this.#accountTo) this.#enterAccountDay(cursor, ts);
    const bar = this.#bar;
    bar.symbol = cursor.symbol;
    bar.ts = ts;
    bar.open = batch.open[at] as number;
    bar.high = batch.high[at] as number;
    bar.low = batch.low[at] as number;
    bar.close = batch.close[at] as number;
    bar.volume = batch.volume[at] as number;
    if (cursor.warm || ts < cursor.tradesFrom) {
      skipSignals(cursor, ts + cursor.interval);
      bar.phase = "warm";
      this.engine.step(bar, this.#out);
      return;
    }
    if (this.#isBeyond(ts)) return;
    this.#count(cursor, ts);
    const fills = cursor.placing > 0 || (ts >= cursor.open && ts < cursor.close);
    const isIdle = this.engine.isIdle(cursor.symbol);
    if (cursor.feed.detail !== null) {
      const isAsked = !isIdle || this.engine.hasShadows(cursor.symbol);
      bar.detail = isAsked ? finerBars(cursor, bar) : NO_BARS;
    }
    if (fills && !isIdle) {
      this.#observe(bar, "open");
      this.#match(bar.symbol, bar, "open");
      this.#observe(bar, "range");
      for (const finer of bar.detail ?? NO_BARS) this.#match(bar.symbol, finer, "range");
      this.#match(bar.symbol, bar, "range");
    }
    bar.phase = "close";
    this.engine.step(bar, this.#out);
    if (this.#out.facts.length > 0 || this.#out.orders.length > 0) this.#drain();
    else this.#writer.catchUp();
    if (cursor.signalAt < cursor.signals.length) this.#signals(cursor, ts);
  }

  #count(cursor: FeedCursor, ts: number): void {
    if (this.#bars === 0) this.#firstTs = ts;
    this.#bars++;
    this.#ts = ts + cursor.interval;
    this.#lastTs = ts;
    cursor.lastTs = ts;
    cursor.lastClose = this.#bar.close;
    this.#options.onBar?.(this.#bar);
    if (cursor.recent !== null) {
      cursor.recent[cursor.recentCount % cursor.recent.length] = this.#bar.close;
      cursor.recentCount++;
    }
  }

  #enterDay(cursor: FeedCursor, ts: number): void {
    const day = cursor.feed.calendar.dayAt(ts + cursor.placing);
    cursor.dayTo = day.to;
    const { extended_hours } = this.#options.boot.config;
    cursor.open = extended_hours ? day.from : day.open;
    cursor.close = extended_hours ? day.to : day.close;
    const { from, to } = this.#options;
    cursor.warm = from !== undefined && "day" in from && day.name < from.day;
    cursor.beyond = to !== undefined && "day" in to && day.name > to.day;
    if (cursor.beyond) return;
    this.engine.step({ type: "trading_day", symbol: cursor.symbol, ts, day }, this.#out);
    this.#drain();
  }

  /** The account's day goes on also while its own symbol has no bars. */
  #enterAccountDay(cursor: FeedCursor, ts: number): void {
    const day = this.#account.feed.calendar.dayAt(ts + cursor.placing);
    this.#accountTo = day.to;
    this.engine.step({ type: "account_day", ts, day }, this.#out);
    this.#drain();
  }

  #isBeyond(ts: number): boolean {
    const { to } = this.#options;
    return to !== undefined && "ts" in to && ts >= to.ts;
  }

  #observe(bar: BarEvent, phase: "open" | "range"): void {
    bar.phase = phase;
    this.engine.step(bar, this.#out);
    this.#drain();
  }

  #match(symbol: number, bar: MatchBar, phase: MatchPhase): void {
    this.#options.venue.beginPhase(symbol, bar, phase);
    this.#drain();
  }

  #signals(cursor: FeedCursor, ts: number): void {
    this.#signalsWithoutBar += skipSignals(cursor, ts);
    const end = ts + cursor.interval;
    for (;;) {
      const signal = cursor.signals[cursor.signalAt];
      if (signal === undefined || signal.ts >= end) return;
      cursor.signalAt++;
      this.engine.step({ ...signal, type: "signal", origin: "file", ts: end }, this.#out);
      this.#drain();
    }
  }

  /** A symbol's data is over, before anything later of the others is decided. */
  #end(cursor: FeedCursor): void {
    this.#signalsWithoutBar += skipSignals(cursor, Number.POSITIVE_INFINITY);
    if (cursor.lastTs === 0) return;
    const { symbol, lastTs: ts, lastClose: close } = cursor;
    this.engine.step({ type: "end", symbol, ts: ts + cursor.interval }, this.#out);
    this.#drain();
    this.#match(symbol, { ts, open: close, high: close, low: close, close, volume: 0 }, "end");
  }

  /** Sends what was decided and steps what the venue answers, until both are quiet. */
  #drain(): void {
    const { venue } = this.#options;
    for (;;) {
      const { orders, facts } = this.#out;
      if (orders.length > 0) {
        for (const command of orders) venue.send(command);
        empty(orders);
      }
      if (facts.length > 0) this.#writer.write(facts);
      const report = venue.poll();
      if (report === null) return;
      this.engine.step(report, this.#out);
    }
  }
}
