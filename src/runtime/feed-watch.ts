// How fresh the data is: how long ago the last bar closed, by the engine's clock, and whether that
// is too long while the market is open. Where a paper exit waits for a bar that does not come, it
// is told that none will.

import { duration } from "../analytics/figures.js";
import type { EngineEvent } from "../engine/event.js";
import type { Bar } from "../engine/market/bar.js";
import { exitingLots } from "../engine/orders/ledger.js";
import type { LiveEngine } from "./live-engine.js";
import type { LiveOptions } from "./live-options.js";

/** Data older than two intervals and this is stale (SPEC 7), ms. */
const GRACE_MS = 30_000;
/** A bar that closes now is here after so long at most, ms of the machine's clock. */
const LATE_MS = 2_000;

/** Watches the feed of a run. */
export class FeedWatch {
  readonly #live: LiveEngine;
  readonly #options: LiveOptions;
  readonly #closed: number[] = [];
  #isDown = false;
  readonly #waiting = new Map<number, number>();

  constructor(live: LiveEngine, options: LiveOptions) {
    this.#live = live;
    this.#options = options;
    for (const [symbol, view] of live.engine.state.views.entries()) {
      const { ts } = view.market;
      this.#closed[symbol] = Number.isFinite(ts) ? ts + this.#intervalOf(symbol) : Number.NaN;
    }
  }

  /** Close of the last bar of any symbol, UTC epoch ms; null before the first. */
  get lastCloseTs(): number | null {
    const known = this.#closed.filter((ts) => Number.isFinite(ts));
    return known.length === 0 ? null : Math.max(...known);
  }

  /** A person's word for it. */
  words(now: number): string {
    if (this.#options.feed.hasEnded) return "ended";
    const last = this.lastCloseTs;
    if (last === null) return "waiting for the first bar";
    const minutes = Math.floor((now - last) / 60_000);
    return this.#isDown ? `no data for ${duration(minutes)}` : "up";
  }

  /** Whether a bar is too old when it comes, as of a feed that was held up, to be traded on. */
  isLate(symbol: number, { ts }: Bar): boolean {
    const { isPaced, engineClock } = this.#options;
    const interval = this.#intervalOf(symbol);
    return !isPaced && engineClock.now() - (ts + interval) > 2 * interval + GRACE_MS;
  }

  noteBar(symbol: number, bar: Bar): void {
    this.#closed[symbol] = bar.ts + this.#intervalOf(symbol);
    this.#waiting.delete(symbol);
  }

  /** No more bars will come: an entry would wait for an open for ever. */
  noteEnd(): void {
    const reason = "the feed has ended";
    const { now: ts } = this.#live.engine.state;
    this.#live.enqueue({ type: "condition", ts, condition: "feed_ended", isOn: true, reason });
    this.#options.onNotice(`${reason}; stops keep resting`);
  }

  /** @param now the engine's clock, UTC epoch ms */
  look(now: number): void {
    this.#judge(now);
    for (let symbol = 0; symbol < this.#closed.length; symbol++) this.#release(symbol, now);
  }

  #judge(now: number): void {
    const { feed, isPaced } = this.#options;
    if (isPaced) return;
    const stale = this.#closed.findIndex((ts, symbol) => {
      const limit = 2 * this.#intervalOf(symbol) + GRACE_MS;
      return now - ts > limit && this.#isOpen(symbol, now) && this.#isOpen(symbol, ts);
    });
    const isDown = stale >= 0 && !feed.hasEnded;
    if (isDown === this.#isDown) return;
    this.#isDown = isDown;
    const name = this.#options.boot.symbols[Math.max(0, stale)]?.instrument.symbol;
    const event: EngineEvent = {
      type: "condition",
      ts: this.#live.engine.state.now,
      condition: "feed_down",
      isOn: isDown,
      reason: isDown ? `no data of ${name} where there should be` : "data comes again",
    };
    this.#live.enqueue(event);
  }

  #isOpen(symbol: number, ts: number): boolean {
    const day = this.#options.dayAt[symbol]?.(ts);
    return day !== undefined && ts >= day.open && ts < day.close;
  }

  /** A market exit that has waited for an interval with no bar fills at the last price. */
  #release(symbol: number, now: number): void {
    const { bars } = this.#options.broker;
    const ledger = this.#live.engine.state.ledger.symbols[symbol];
    if (bars === null || ledger === undefined || exitingLots(ledger) === 0) {
      this.#waiting.delete(symbol);
      return;
    }
    const wall = this.#options.clock.monotonicMs();
    const since = this.#waiting.get(symbol) ?? wall;
    this.#waiting.set(symbol, since);
    const closed = this.#closed[symbol] ?? Number.NaN;
    const isOverdue = !(now < closed + this.#intervalOf(symbol)) && wall - since >= LATE_MS;
    if (isOverdue || this.#options.feed.hasEnded) bars.fillStale(symbol);
  }

  #intervalOf(symbol: number): number {
    return this.#options.boot.symbols[symbol]?.interval ?? 0;
  }
}
