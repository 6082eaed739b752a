// A session over a replay: plays it in the background in short slices, so that commands and
// viewers get their turn between them.

import { addBars, addTrade, createMetrics, metricsOf } from "../analytics/metrics.js";
import { equityOf } from "../engine/core.js";
import type { Fact } from "../engine/effect.js";
import { tradeOf } from "../engine/trade/closed-trade.js";
import type { TradeRecord } from "../engine/trade/record.js";
import type { BarSource } from "../feeds/feed.js";
import type { Clock } from "./clock.js";
import type { FactSink } from "./fact-writer.js";
import { Replay } from "./replay.js";
import type { ReplayOptions } from "./replay-options.js";
import {
  type Command,
  type CommandAnswer,
  commandSchema,
  type FactJson,
  type Queries,
  type RunReport,
  type Session,
  type Snapshot,
} from "./session.js";
import { ordersOf, positionsOf } from "./views.js";

/** A slice of uninterrupted replay, ms: short enough that a key press is never felt to wait. */
const SLICE_MS = 25;
/** Facts kept for viewers that come late. */
const FACTS_KEPT = 1_000;
/** Pause between looks at the clock when playing at a multiple of real time, ms. */
const PACE_MS = 20;
/** Silence in the file that counts as closed hours and is passed over at once, ms. */
const CLOSED_MS = 30 * 60_000;

/** What a replay session is made of beside the replay's own options. */
export interface ReplaySessionOptions extends Omit<ReplayOptions, "onFact"> {
  readonly sources: readonly BarSource[];
  /** Takes each fact with its line, for files. */
  readonly onFact?: FactSink;
}

/** A session that plays a replay. */
export interface ReplaySession extends Session {
  /** Settles when the replay has ended or was stopped; rejects with what ended it otherwise. */
  readonly finished: Promise<void>;
}

/** Opens a session; nothing runs until `resume` is submitted. */
export function openReplaySession(options: ReplaySessionOptions): ReplaySession {
  const player = new ReplayPlayer(options);
  return {
    finished: player.finished,
    snapshot: async () => player.snapshot(),
    subscribe: async (fromSeq, callback) => player.subscribe(fromSeq, callback),
    query: async (name, args) => player.query(name, args),
    submit: async (command) => player.submit(command),
  };
}

type Subscriber = { fromSeq: number; callback: (fact: FactJson) => void };

class ReplayPlayer {
  readonly finished: Promise<void>;
  readonly #replay: Replay;
  readonly #clock: Clock;
  readonly #mode: Snapshot["mode"];
  readonly #totalBars: number;
  readonly #metrics = createMetrics();
  readonly #trades: TradeRecord[] = [];
  readonly #lines: string[] = [];
  readonly #subscribers = new Set<Subscriber>();
  readonly #seen = new Set<string>();
  readonly #settle: { done: () => void; fail: (error: unknown) => void };
  #playing = false;
  #stopped = false;
  #elapsedMs = 0;

  constructor(options: ReplaySessionOptions) {
    const settle = { done: (): void => {}, fail: (_error: unknown): void => {} };
    this.finished = new Promise((resolve, reject) => {
      settle.done = resolve;
      settle.fail = reject;
    });
    this.#settle = settle;
    this.#clock = options.clock;
    this.#mode = options.boot.mode;
    this.#totalBars = options.sources.reduce((sum, each) => sum + each.description.bars, 0);
    this.#replay = new Replay({
      ...options,
      onFact: (fact, line) => {
        this.#take(fact, line);
        options.onFact?.(fact, line);
      },
    });
  }

  #take(fact: Fact, line: string): void {
    if (fact.type === "trade_closed") {
      const trade = tradeOf(fact);
      addTrade(this.#metrics, trade);
      this.#trades.push(trade);
    }
    this.#lines.push(line);
    if (this.#lines.length > 2 * FACTS_KEPT) this.#lines.splice(0, FACTS_KEPT);
    for (const subscriber of this.#subscribers) {
      if (fact.seq > subscriber.fromSeq) subscriber.callback(JSON.parse(line));
    }
  }

  snapshot(): Snapshot {
    const { progress, engine } = this.#replay;
    const positions = positionsOf(engine.state);
    return {
      mode: this.#mode,
      state: this.#playing ? "READY" : "PAUSED",
      current_R: positions.reduce((sum, position) => sum + position.R, 0),
      equity: equityOf(engine.state),
      positions,
      orders: ordersOf(engine.state),
      replay: {
        bars: progress.bars,
        total_bars: this.#totalBars,
        ts: progress.bars === 0 ? null : new Date(progress.ts).toISOString(),
        ended: progress.ended,
        facts: progress.facts,
      },
    };
  }

  subscribe(fromSeq: number, callback: (fact: FactJson) => void): () => void {
    for (const line of this.#lines) {
      const fact: FactJson = JSON.parse(line);
      if (fact.seq > fromSeq) callback(fact);
    }
    const subscriber = { fromSeq, callback };
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  query<Name extends keyof Queries>(
    name: Name,
    args: Queries[Name]["args"],
  ): Queries[Name]["result"] {
    switch (name) {
      case "metrics":
        return this.#metricsNow();
      case "trades": {
        const { offset = 0, limit = this.#trades.length } = args as Queries["trades"]["args"];
        return this.#trades.slice(offset, offset + limit);
      }
      default:
        return this.#report();
    }
  }

  #metricsNow(): unknown {
    const { sessionBars, exposedBars } = this.#replay.progress;
    const state = structuredClone(this.#metrics);
    addBars(state, sessionBars, exposedBars);
    return metricsOf(state);
  }

  #report(): RunReport {
    const { progress, latency, factsSha256 } = this.#replay;
    const iso = (ts: number): string | null =>
      progress.bars === 0 ? null : new Date(ts).toISOString();
    return {
      bars: progress.bars,
      from: iso(progress.firstTs),
      to: iso(progress.lastTs),
      elapsed_ms: Math.round(this.#elapsedMs * 1000) / 1000,
      bars_per_second:
        this.#elapsedMs > 0 ? Math.round((progress.bars * 1000) / this.#elapsedMs) : null,
      latency_us: latency,
      facts: progress.facts,
      facts_sha256: factsSha256,
      signals_without_bar: progress.signalsWithoutBar,
    };
  }

  async submit(given: Command): Promise<CommandAnswer> {
    const command = commandSchema.parse(given);
    const { command_id } = command;
    if (this.#seen.has(command_id)) return { accepted: true, command_id };
    if (this.#stopped || this.#replay.progress.ended) {
      const message = "the replay has ended; start it again";
      return { accepted: false, command_id, code: "ended", message };
    }
    if (command.command === "step" && this.#playing) {
      const message = "pause before stepping";
      return { accepted: false, command_id, code: "playing", message };
    }
    this.#seen.add(command_id);
    if (command.command === "resume") this.#resume(command.speed ?? null);
    else if (command.command === "step") await this.#advance(() => ({ bars: command.bars }));
    else {
      this.#playing = false;
      if (command.command === "stop") this.#stop();
    }
    return { accepted: true, command_id };
  }

  #stop(): void {
    this.#stopped = true;
    this.#settle.done();
  }

  #resume(speed: number | null): void {
    if (this.#playing) return;
    this.#playing = true;
    const playing = speed === null ? this.#playFast() : this.#playPaced(speed);
    playing.then(() => {
      if (this.#replay.progress.ended) this.#stop();
    }, this.#settle.fail);
  }

  async #advance(limit: () => Parameters<Replay["advance"]>[0]): Promise<void> {
    const before = this.#clock.monotonicMs();
    await this.#replay.advance(limit());
    this.#elapsedMs += this.#clock.monotonicMs() - before;
  }

  async #playFast(): Promise<void> {
    while (this.#playing && !this.#replay.progress.ended) {
      await this.#advance(() => ({ budgetMs: SLICE_MS }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#playing = false;
  }

  /** Plays at `speed` times real time, passing over closed hours. */
  async #playPaced(speed: number): Promise<void> {
    await this.#advance(() => ({ bars: 1 }));
    let fileTs = this.#replay.progress.ts;
    let wallMs = this.#clock.monotonicMs();
    while (this.#playing && !this.#replay.progress.ended) {
      const due = fileTs + (this.#clock.monotonicMs() - wallMs) * speed;
      const nextTs = await this.#replay.peekDecisionTs();
      if (nextTs !== null && nextTs > due) {
        if (nextTs - this.#replay.progress.ts > CLOSED_MS) {
          fileTs = nextTs;
          wallMs = this.#clock.monotonicMs();
        } else {
          const wait = Math.min(PACE_MS, (nextTs - due) / speed);
          await new Promise((resolve) => setTimeout(resolve, Math.max(1, wait)));
        }
        continue;
      }
      await this.#advance(() => ({ untilTs: due, budgetMs: SLICE_MS }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#playing = false;
  }
}
