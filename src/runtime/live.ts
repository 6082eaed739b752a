// A live run: what a start does, in which order, and what goes on until it ends. A start after a
// crash and any other are the same path, and there is no clean end that changes anything: what
// rests at the broker rests on.

import type { OrderCommand } from "../engine/effect.js";
import type { CalendarEvent, EngineEvent } from "../engine/event.js";
import type { TradingDay } from "../engine/market/trading-day.js";
import { barAt } from "../feeds/feed.js";
import { BarRounds } from "./bar-rounds.js";
import { DueTimes } from "./due-times.js";
import { FeedWatch } from "./feed-watch.js";
import { isUnsettled } from "./found-order.js";
import { LiveEngine } from "./live-engine.js";
import type { LiveOptions } from "./live-options.js";
import { OrderDesk } from "./order-desk.js";
import { takeOutsideFills } from "./outside-fills.js";
import { Reconciler } from "./reconciler.js";

/** Ticks: how often time is looked at when nothing comes, ms. */
const TICK_MS = 50;
/**
 * A line waits at least so long for its sync while nothing in it must not be lost, ms: less than a
 * tick, so that a tick that comes a little early does not leave it to the next one.
 */
const QUIET_MS = 25;
/** A position that is not settled is looked at so often, ms. */
const UNSETTLED_MS = 500;
/** It is looked so often whether the account is still ours, ms. */
const FENCE_MS = 1_000;
/** What a bar waits beyond the broker's own time for an answer, ms. */
const SPARE_MS = 500;
/** Warm bars from line to line of the journal. */
const WARM_CHUNK = 1_000;

/** A run that has started. */
export class LiveRun {
  readonly live: LiveEngine;
  readonly options: LiveOptions;
  readonly feedWatch: FeedWatch;
  /** Settles when it was stopped; rejects with what ended it otherwise. */
  readonly finished: Promise<void>;
  readonly #desk: OrderDesk;
  readonly #rounds: BarRounds;
  readonly #reconciler: Reconciler;
  readonly #stopping = new AbortController();
  #settle: { done: () => void; fail: (error: unknown) => void };
  #ticker: NodeJS.Timeout | null = null;
  readonly #due: DueTimes<"fence" | "flush" | "look" | "reconcile">;
  #isConnected = false;
  #isUp = false;
  #linkWords = "not connected yet";
  #isTaking = false;

  constructor(options: LiveOptions) {
    this.options = options;
    this.#due = new DueTimes(options.clock);
    const { boot, strategies, found, journal, broker, clock, patience, views } = options;
    let done = (): void => {};
    let fail = (_: unknown): void => {};
    this.finished = new Promise((resolve, reject) => {
      done = resolve;
      fail = reject;
    });
    this.finished.catch(() => {});
    this.#settle = { done, fail };
    this.live = new LiveEngine({
      ...{ boot, strategies, journal, clock },
      state: found?.state ?? null,
      onFact: (fact) => views.take(this.live.engine.core, fact),
      send: (command) => this.#desk.send(command),
    });
    const { core } = this.live.engine;
    const enqueue = (event: EngineEvent): void => this.live.enqueue(event);
    const onFailure = (error: unknown): void => this.fail(error);
    const onUnknown = (): void => void this.#compareAfterUnknown().catch(onFailure);
    this.#desk = new OrderDesk({ broker, core, clock, patience, enqueue, onUnknown, onFailure });
    this.#reconciler = new Reconciler({ core, desk: this.#desk, enqueue });
    this.#rounds = new BarRounds({
      ...{ boot, live: this.live, desk: this.#desk, broker },
      ...{ dayAt: options.dayAt, signals: options.signals, found: found?.bars ?? [] },
      ...{ patienceMs: patience.ackMs + SPARE_MS, isPaced: options.isPaced },
      onAccountDay: (day) => this.#turnPage(day),
    });
    this.feedWatch = new FeedWatch(this.live, options);
  }

  /** Whether the link to the broker stands, a person's word for it, and requests sent again. */
  get link(): { readonly isUp: boolean; readonly words: string; readonly retries: number } {
    return { isUp: this.#isUp, words: this.#linkWords, retries: this.#desk.retries };
  }

  /** Whether bars have come that are not decided yet: what can wait should. */
  get isBusy(): boolean {
    return this.#isTaking;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Starts: resolves once it has been reconciled and takes bars. */
  async start(): Promise<void> {
    const { boot, calendars, found, flattened, feed, onNotice } = this.options;
    feed.onNotice(onNotice);
    this.live.enqueue(boot);
    for (const content of calendars) {
      this.live.enqueue({ type: "calendar", ts: boot.ts, ...content });
    }
    for (const { fills } of flattened) takeOutsideFills((event) => this.live.enqueue(event), fills);
    await this.#warm();
    await this.#connect();
    for (const command of found?.unanswered ?? []) this.#repeat(command);
    const isOver = (): boolean => this.isStopping;
    await this.#reconciler.untilAnswered("boot", isOver, async () => {
      await this.#desk.settled(2 * this.options.patience.ackMs);
      if (flattened.length > 0) await this.#hold(flattened, boot.ts);
    });
    this.#due.done("reconcile");
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    void this.#follow().catch((error) => this.fail(error));
  }

  /** What a flatten without us has left is held as one with us would be. */
  async #hold(flattened: LiveOptions["flattened"], ts: number): Promise<void> {
    // What it closed and no fill explains is gone all the same, on that person's word.
    await this.#reconciler.once("operator");
    for (const { by, symbol } of flattened) {
      await this.take({ type: "command", ts, by, command: { name: "flatten", symbol } });
    }
  }

  /** Ends it; what protects rests on. Settles when everything is written. */
  async stop(): Promise<void> {
    if (this.isStopping) return;
    this.#stopping.abort();
    if (this.#ticker !== null) clearInterval(this.#ticker);
    const { feed, broker, journal } = this.options;
    await feed.close();
    await this.#desk.settled(this.options.patience.ackMs);
    this.#desk.close();
    try {
      this.live.flush();
    } catch (error) {
      this.#settle.fail(error);
    }
    await broker.close();
    journal.close();
    this.#settle.done();
  }

  /** Something that must not happen has happened: nothing is decided or sent any more. */
  fail(error: unknown): void {
    this.#settle.fail(error);
    void this.stop();
  }

  /** Steps an event and waits until the broker has answered what followed from it. */
  async take(event: EngineEvent): Promise<void> {
    this.live.enqueue(event);
    await this.#desk.settled(this.options.patience.ackMs);
  }

  /** Takes what comes from outside at any moment, at the engine's time. */
  tell(event: Omit<CalendarEvent, "ts">): void {
    if (this.isStopping) return;
    this.#safely(() => this.live.enqueue({ ...event, ts: this.options.engineClock.now() }));
  }

  /** Asks the broker now. */
  async reconcile(trigger: "operator" | "unknown"): Promise<void> {
    await this.#reconciler.once(trigger);
  }

  /** Sent again only where that is safe: a broker that knows ids refuses a double. */
  #repeat(command: OrderCommand): void {
    if (command.kind === "place") this.#desk.lookUp(command.order.clientOrderId, command, 0);
    else this.#desk.send(command);
  }

  async #connect(): Promise<void> {
    const { broker } = this.options;
    await broker.connect({
      onReport: (report) => this.#safely(() => this.live.enqueue(report)),
      onLink: (isUp, reason) => this.#safely(() => this.#onLink(isUp, reason)),
      onFenced: (reason) => this.#safely(() => this.#onFenced(reason)),
    });
    this.#isConnected = true;
  }

  #onLink(isUp: boolean, reason: string): void {
    const wasUp = this.#isUp;
    this.#isUp = isUp;
    this.#linkWords = isUp ? "up" : reason;
    if (isUp === wasUp) return;
    this.#condition("broker_down", !isUp, reason);
    if (isUp) this.#desk.renew();
    if (isUp && this.#isConnected) void this.#reconnected().catch((error) => this.fail(error));
  }

  async #reconnected(): Promise<void> {
    await this.#reconciler.untilAnswered("reconnect", () => this.isStopping);
  }

  #onFenced(reason: string): void {
    this.#isUp = false;
    this.#linkWords = reason;
    this.#condition("fenced", true, reason);
    this.options.onNotice(`${this.options.broker.name}: ${reason}`);
  }

  #condition(condition: "broker_down" | "fenced", isOn: boolean, reason: string): void {
    const { state } = this.live.engine;
    if ((state.conditions[condition] !== undefined) === isOn) return;
    this.live.enqueue({ type: "condition", ts: state.now, condition, isOn, reason });
  }

  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Bars that were there before: they are observed, a line of the journal holds many. */
  async #warm(): Promise<void> {
    if (this.options.found !== null) return;
    let count = 0;
    for (const [symbol, source] of this.options.feed.history.entries()) {
      for (let batch = await source.next(); batch !== null; batch = await source.next()) {
        for (let at = 0; at < batch.length; at++) {
          const bar = barAt(batch, at);
          this.#rounds.warm(symbol, bar);
          this.options.closes.note(symbol, bar.close);
          if (++count % WARM_CHUNK === 0) this.live.flush();
        }
      }
    }
    this.live.flush();
  }

  async #follow(): Promise<void> {
    const { feed } = this.options;
    const { signal } = this.#stopping;
    for (;;) {
      const bars = await feed.next(signal);
      if (bars === null) break;
      this.#isTaking = true;
      for (const { symbol, bar, missed } of bars) {
        if (this.isStopping) return;
        await this.#rounds.take(symbol, bar, missed || this.feedWatch.isLate(symbol, bar));
        this.feedWatch.noteBar(symbol, bar);
        this.options.closes.note(symbol, bar.close);
      }
      this.#isTaking = false;
    }
    if (!this.isStopping) this.feedWatch.noteEnd();
  }

  /** The account's day rolls: the journal begins a page with the state as it is. */
  #turnPage(day: TradingDay): void {
    const { journal, snapshotOf } = this.options;
    this.live.flush();
    if (journal.header.day !== day.name) {
      this.live.turnPage(day.name, snapshotOf(this.live.engine.state));
    }
  }

  #tick(): void {
    this.#safely(() => {
      const now = this.options.engineClock.now();
      this.#rounds.passTo(now);
      this.feedWatch.look(now);
      this.#passTime(now);
      if (this.#due.isDue("fence", FENCE_MS)) this.options.broker.checkFence();
      this.#reconcileInTime();
      if (this.live.hasUnwritten && this.#due.isDue("flush", QUIET_MS)) this.live.flush();
    });
  }

  /** Tells the engine the time where something waits for it. */
  #passTime(now: number): void {
    const { core } = this.live.engine;
    const isDue = core.nextDueTs <= now;
    const { ledger } = this.live.engine.state;
    if (!isDue && !(isUnsettled(ledger) && this.#due.isDue("look", UNSETTLED_MS))) return;
    this.live.enqueue({ type: "clock", ts: Math.max(now, core.state.now) });
  }

  async #compareAfterUnknown(): Promise<void> {
    await this.#desk.settled(this.options.patience.lostMs);
    if (!this.isStopping) await this.#reconciler.once("unknown");
  }

  #reconcileInTime(): void {
    const { reconcileMs } = this.options.patience;
    // After a sleep the account may be another one's: that is not left to chance.
    const everyMs = this.#due.hasSlept() ? 0 : reconcileMs;
    if (!this.#isUp || !this.#due.isDue("reconcile", everyMs) || !this.#desk.isSettled) return;
    void this.#reconciler.once("timer").catch((error) => this.fail(error));
  }
}
