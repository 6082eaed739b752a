// The replay runner: one of the two callers of `step`. Bars come in batches of plain columns, the
// run is synchronous inside a batch and can stop after any bar and go on later; facts are encoded,
// hashed and handed out as they come and are not kept.

import { createHash } from "node:crypto";
import type { BarVenue } from "../brokers/broker.js";
import type { Fact, Out } from "../engine/effect.js";
import { createEngine, type Engine, StrategyFault } from "../engine/engine.js";
import { UserError } from "../engine/errors.js";
import type { BarEvent, BootEvent, SignalEvent } from "../engine/event.js";
import type { MatchBar, MatchPhase } from "../engine/fills.js";
import type { Strategy } from "../engine/strategy.js";
import type { BarBatch, BarSource } from "../feeds/feed.js";
import type { TradingCalendar } from "../feeds/trading-days.js";
import { encodeFact } from "../journal/fact-line.js";
import type { Clock } from "./clock.js";
import { LatencyHistogram, type LatencySummary } from "./latency.js";

const DAY_MS = 86_400_000;

/** A moment by date of the trading day or by instant, as `--from` and `--to` give it. */
export type RangeEnd = { readonly day: string } | { readonly ts: number };

/** One symbol's bars with what is needed to place them in time. */
export interface ReplayFeed {
  readonly source: BarSource;
  readonly calendar: TradingCalendar;
  /** Finer bars that settle the order inside a bar, whole, or null. */
  readonly detail: BarBatch | null;
}

/** Everything a replay is made of; its order of feeds is the boot event's order of symbols. */
export interface ReplayOptions {
  readonly boot: BootEvent;
  readonly strategies: readonly Strategy[];
  readonly feeds: readonly ReplayFeed[];
  /** Signals by decision bar: `ts` is the open of the bar on whose close they fall. */
  readonly signals: readonly ReplaySignal[];
  readonly venue: BarVenue;
  readonly clock: Clock;
  readonly from?: RangeEnd;
  readonly to?: RangeEnd;
  /** Takes each fact with its encoded line (no line end). */
  readonly onFact?: (fact: Fact, line: string) => void;
}

/** A file's signal: its `ts` names the bar on whose close it falls. */
export type ReplaySignal = Omit<SignalEvent, "type" | "origin">;

/** How far one call may go; whatever comes first ends it. */
export interface AdvanceLimit {
  readonly bars?: number;
  readonly untilTs?: number;
  readonly budgetMs?: number;
}

/** What a replay can say of itself at any time. */
export interface ReplayProgress {
  readonly bars: number;
  /** Decision time of the last bar, UTC epoch ms; 0 before the first. */
  readonly ts: number;
  readonly firstTs: number;
  readonly lastTs: number;
  readonly ended: boolean;
  readonly facts: number;
  readonly sessionBars: number;
  readonly exposedBars: number;
  /** Signals whose `ts` names no bar of the data. */
  readonly signalsWithoutBar: number;
}

/** Where a feed stands. */
interface Cursor {
  readonly feed: ReplayFeed;
  readonly symbol: number;
  readonly interval: number;
  batch: BarBatch | null;
  at: number;
  ended: boolean;
  /** End of the trading day the symbol is in; the next bar at or after it rolls. */
  dayTo: number;
  /** The market is open in [open, close), when bars fill. */
  open: number;
  close: number;
  warm: boolean;
  beyond: boolean;
  lastTs: number;
  lastClose: number;
  detailAt: number;
  readonly signals: readonly ReplaySignal[];
  signalAt: number;
}

/** A resumable run over recorded bars. */
export class Replay {
  readonly engine: Engine;
  readonly #options: ReplayOptions;
  readonly #cursors: Cursor[];
  readonly #out: Out = { facts: [], orders: [] };
  readonly #digest = createHash("sha256");
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
  #facts = 0;
  #signalsWithoutBar = 0;
  #ended = false;
  #digestHex = "";

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.engine = createEngine(options.boot, options.strategies);
    this.#cursors = options.feeds.map((feed, symbol) => ({
      feed,
      symbol,
      interval: feed.source.description.interval,
      batch: null,
      at: 0,
      ended: false,
      dayTo: Number.NEGATIVE_INFINITY,
      open: 0,
      close: 0,
      warm: false,
      beyond: false,
      lastTs: 0,
      lastClose: Number.NaN,
      detailAt: 0,
      signals: options.signals.filter((signal) => signal.symbol === symbol),
      signalAt: 0,
    }));
    this.engine.step(options.boot, this.#out);
    this.#drain();
  }

  get progress(): ReplayProgress {
    let sessionBars = 0;
    let exposedBars = 0;
    for (const { excursion } of this.engine.state.views) {
      sessionBars += excursion.sessionBars;
      exposedBars += excursion.exposedBars;
    }
    return {
      bars: this.#bars,
      ts: this.#ts,
      firstTs: this.#firstTs,
      lastTs: this.#lastTs,
      ended: this.#ended,
      facts: this.#facts,
      sessionBars,
      exposedBars,
      signalsWithoutBar: this.#signalsWithoutBar,
    };
  }

  /** Time per bar so far. */
  get latency(): LatencySummary {
    return this.#latency.summary();
  }

  /** SHA-256 of the facts' lines, each with its line end; complete once the replay has ended. */
  get factsSha256(): string {
    return this.#ended ? this.#digestHex : this.#digest.copy().digest("hex");
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

  /** Decision time of the next bar, or null at the end of the data. */
  async peekDecisionTs(): Promise<number | null> {
    await this.#fetch();
    const cursor = this.#nextCursor();
    if (cursor === null) return null;
    return ((cursor.batch as BarBatch).ts[cursor.at] as number) + cursor.interval;
  }

  /** Makes sure that every feed that has more bars has one at hand; ends the run when none has. */
  async #fetch(): Promise<void> {
    for (const cursor of this.#cursors) {
      while (!cursor.ended && (cursor.batch === null || cursor.at >= cursor.batch.length)) {
        cursor.batch = await cursor.feed.source.next();
        cursor.at = 0;
        if (cursor.batch === null) cursor.ended = true;
      }
    }
    if (!this.#ended && this.#cursors.every((cursor) => cursor.ended)) this.#end();
  }

  /** Runs what is buffered; true when a limit was reached, false when a feed needs more. */
  #runBuffered(until: { bars: number; ts: number; clock: number }): boolean {
    const { clock } = this.#options;
    let before = clock.monotonicMs();
    for (;;) {
      const cursor = this.#nextCursor();
      if (cursor === null) return false;
      const batch = cursor.batch as BarBatch;
      const ts = batch.ts[cursor.at] as number;
      if (ts + cursor.interval > until.ts) return true;
      this.#stepBar(cursor, batch, cursor.at, ts);
      cursor.at++;
      const after = clock.monotonicMs();
      this.#latency.add((after - before) * 1000);
      before = after;
      if (this.#bars >= until.bars || after >= until.clock) return true;
      if (cursor.at >= batch.length) return false;
    }
  }

  /** The feed whose next bar is decided first; ties go by the order of the feeds. */
  #nextCursor(): Cursor | null {
    let best: Cursor | null = null;
    let bestTs = Number.POSITIVE_INFINITY;
    for (const cursor of this.#cursors) {
      if (cursor.ended) continue;
      const { batch, at } = cursor;
      if (batch === null || at >= batch.length) return null;
      const decisionTs = (batch.ts[at] as number) + cursor.interval;
      if (decisionTs < bestTs) {
        best = cursor;
        bestTs = decisionTs;
      }
    }
    return best;
  }

  #stepBar(cursor: Cursor, batch: BarBatch, at: number, ts: number): void {
    if (ts >= cursor.dayTo) this.#enterDay(cursor, ts);
    if (cursor.beyond) return;
    const bar = this.#bar;
    bar.symbol = cursor.symbol;
    bar.ts = ts;
    bar.open = batch.open[at] as number;
    bar.high = batch.high[at] as number;
    bar.low = batch.low[at] as number;
    bar.close = batch.close[at] as number;
    bar.volume = batch.volume[at] as number;
    if (cursor.warm || this.#isBefore(ts)) {
      this.#skipSignals(cursor, ts + cursor.interval, false);
      bar.phase = "warm";
      this.engine.step(bar, this.#out);
      return;
    }
    if (this.#isBeyond(ts)) return;
    this.#count(cursor, ts);
    if (ts >= cursor.open && ts < cursor.close && !this.engine.isIdle(cursor.symbol)) {
      this.#phase(bar, "open", bar);
      if (cursor.feed.detail !== null) this.#detail(cursor, cursor.feed.detail, bar);
      this.#phase(bar, "range", bar);
    }
    bar.phase = "close";
    this.engine.step(bar, this.#out);
    if (this.#out.facts.length > 0 || this.#out.orders.length > 0) this.#drain();
    if (cursor.signalAt < cursor.signals.length) this.#signals(cursor, ts);
  }

  #count(cursor: Cursor, ts: number): void {
    if (this.#bars === 0) this.#firstTs = ts;
    this.#bars++;
    this.#ts = ts + cursor.interval;
    this.#lastTs = ts;
    cursor.lastTs = ts;
    cursor.lastClose = this.#bar.close;
  }

  #enterDay(cursor: Cursor, ts: number): void {
    const day = cursor.feed.calendar.dayAt(ts);
    cursor.dayTo = day.to;
    const always = this.#options.boot.config.extended_hours || cursor.interval >= DAY_MS;
    cursor.open = always ? day.from : day.open;
    cursor.close = always ? day.to : day.close;
    const { from, to } = this.#options;
    cursor.warm = from !== undefined && "day" in from && day.name < from.day;
    cursor.beyond = to !== undefined && "day" in to && day.name > to.day;
    if (cursor.beyond) return;
    this.engine.step({ type: "trading_day", symbol: cursor.symbol, ts, day }, this.#out);
    this.#drain();
  }

  #isBefore(ts: number): boolean {
    const { from } = this.#options;
    return from !== undefined && "ts" in from && ts < from.ts;
  }

  #isBeyond(ts: number): boolean {
    const { to } = this.#options;
    return to !== undefined && "ts" in to && ts >= to.ts;
  }

  #phase(bar: BarEvent, phase: "open" | "range", matched: MatchBar): void {
    bar.phase = phase;
    this.engine.step(bar, this.#out);
    this.#drain();
    this.#match(bar.symbol, matched, phase);
  }

  #match(symbol: number, bar: MatchBar, phase: MatchPhase): void {
    this.#options.venue.beginPhase(symbol, bar, phase);
    this.#drain();
  }

  /** Finer bars settle what was touched first; fills keep the base bar's `ts`. */
  #detail(cursor: Cursor, detail: BarBatch, bar: BarEvent): void {
    const end = bar.ts + cursor.interval;
    let at = cursor.detailAt;
    while (at < detail.length && (detail.ts[at] as number) < bar.ts) at++;
    for (; at < detail.length && (detail.ts[at] as number) < end; at++) {
      const finer = {
        ts: bar.ts,
        open: detail.open[at] as number,
        high: detail.high[at] as number,
        low: detail.low[at] as number,
        close: detail.close[at] as number,
        volume: bar.volume,
      };
      this.#match(bar.symbol, finer, "range");
    }
    cursor.detailAt = at;
  }

  #signals(cursor: Cursor, ts: number): void {
    this.#skipSignals(cursor, ts, true);
    const end = ts + cursor.interval;
    for (;;) {
      const signal = cursor.signals[cursor.signalAt];
      if (signal === undefined || signal.ts >= end) return;
      cursor.signalAt++;
      this.engine.step({ ...signal, type: "signal", origin: "file", ts: end }, this.#out);
      this.#drain();
    }
  }

  /** Passes over signals before `ts`, which no bar has answered. */
  #skipSignals(cursor: Cursor, ts: number, counted: boolean): void {
    while (cursor.signalAt < cursor.signals.length) {
      if ((cursor.signals[cursor.signalAt] as ReplaySignal).ts >= ts) return;
      cursor.signalAt++;
      if (counted) this.#signalsWithoutBar++;
    }
  }

  #end(): void {
    for (const cursor of this.#cursors) {
      this.#skipSignals(cursor, Number.POSITIVE_INFINITY, true);
      if (cursor.lastTs === 0) continue;
      const { symbol, lastTs: ts, lastClose: close } = cursor;
      this.engine.step({ type: "end", symbol, ts: ts + cursor.interval }, this.#out);
      this.#drain();
      this.#match(symbol, { ts, open: close, high: close, low: close, close, volume: 0 }, "end");
    }
    this.#ended = true;
    this.#digestHex = this.#digest.digest("hex");
  }

  /** Sends what was decided and steps what the venue answers, until both are quiet. */
  #drain(): void {
    const { venue } = this.#options;
    for (;;) {
      for (const command of this.#out.orders) venue.send(command);
      this.#out.orders.length = 0;
      this.#writeFacts();
      const report = venue.poll();
      if (report === null) return;
      this.engine.step(report, this.#out);
    }
  }

  #writeFacts(): void {
    for (const fact of this.#out.facts) {
      const line = encodeFact(fact);
      this.#digest.update(line);
      this.#digest.update("\n");
      this.#facts++;
      this.#options.onFact?.(fact, line);
    }
    this.#out.facts.length = 0;
  }
}

function asUserError(error: unknown): unknown {
  if (!(error instanceof StrategyFault)) return error;
  const at = new Date(error.ts).toISOString();
  return new UserError(
    `strategy ${error.strategy} at bar ${at} ${error.fault}; mend the strategy and run again`,
  );
}
