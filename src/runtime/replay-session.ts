// A session over a replay: plays it in the background in short slices, so that commands and
// viewers get their turn between them.

import type { Core } from "../engine/core.js";
import type { Fact } from "../engine/effect.js";
import type { BarSource, SourceDescription } from "../feeds/feed.js";
import { accountView } from "./account-book.js";
import { FactViews } from "./fact-views.js";
import type { FactSink } from "./fact-writer.js";
import { Playback } from "./playback.js";
import { Replay } from "./replay.js";
import type { ReplayOptions } from "./replay-options.js";
import { riskView } from "./risk-view.js";
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
import { symbolsOf } from "./views.js";
import { whyView } from "./why-view.js";

/** What a trader means by "the next trade": it is on, it pays, it is over. */
const TRADE_EVENTS: ReadonlySet<string> = new Set(["position_opened", "tp_hit", "trade_closed"]);

/** What a replay session is made of beside the replay's own options. */
export interface ReplaySessionOptions extends Omit<ReplayOptions, "onFact"> {
  readonly sources: readonly BarSource[];
  /** Takes each fact with its line, for files. */
  readonly onFact?: FactSink;
  /**
   * How many facts at least stay at hand for viewers and for timelines; 1,000 when left out. What
   * stays is copied again and again as memory is swept, so a replay that nobody watches keeps none.
   */
  readonly keptFacts?: number;
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

class ReplayPlayer {
  readonly finished: Promise<void>;
  readonly #replay: Replay;
  readonly #playback: Playback;
  readonly #core: Core;
  readonly #sources: readonly SourceDescription[];
  readonly #views: FactViews;
  readonly #seen = new Set<string>();
  readonly #settle: { done: () => void; fail: (error: unknown) => void };
  readonly #started: string;
  #isBuilt = false;
  #stopped = false;

  constructor(options: ReplaySessionOptions) {
    const settle = { done: (): void => {}, fail: (_error: unknown): void => {} };
    this.finished = new Promise((resolve, reject) => {
      settle.done = resolve;
      settle.fail = reject;
    });
    this.#settle = settle;
    this.#started = new Date(options.clock.nowMs()).toISOString();
    this.#views = new FactViews(null, options.keptFacts);
    this.#sources = options.sources.map(({ description }) => description);
    this.#replay = new Replay({
      ...options,
      onFact: (fact, line) => {
        this.#take(fact);
        options.onFact?.(fact, line);
      },
    });
    this.#core = this.#replay.engine.core;
    this.#isBuilt = true;
    this.#playback = new Playback(this.#replay, options.clock);
  }

  #take(fact: Fact): void {
    if (!this.#isBuilt) {
      // The boot, and the calendar with it.
      this.#views.take(null, fact);
      return;
    }
    if (this.#playback.seeksTrade && TRADE_EVENTS.has(fact.type)) this.#playback.reach();
    this.#views.take(this.#core, fact);
  }

  snapshot(): Snapshot {
    const { progress } = this.#replay;
    const { isPlaying, speed } = this.#playback;
    const halted = progress.ended ? "ended" : "paused";
    const now = progress.bars === 0 ? null : new Date(progress.ts).toISOString();
    return {
      ...accountView(this.#core, this.#views.book, isPlaying ? null : halted),
      symbols: symbolsOf(this.#core, this.#sources),
      now,
      feed: {
        last_ts: now,
        age_ms: now === null ? null : 0,
        ended: progress.ended,
        words: progress.ended ? "ended" : "up",
      },
      engine: { pid: process.pid, seq: progress.facts, started: this.#started },
      broker: null,
      replay: {
        bars: progress.bars,
        total_bars: this.#sources.reduce((sum, each) => sum + each.bars, 0),
        ts: now,
        ended: progress.ended,
        facts: progress.facts,
        files: this.#sources.map(({ file }) => file),
        from: new Date(Math.min(...this.#sources.map(({ from }) => from))).toISOString(),
        to: new Date(
          Math.max(...this.#sources.map(({ to, interval }) => to + interval)),
        ).toISOString(),
        speed,
      },
    };
  }

  subscribe(fromSeq: number, callback: (fact: FactJson) => void): () => void {
    return this.#views.subscribe(fromSeq, callback);
  }

  query<Name extends keyof Queries>(
    name: Name,
    args: Queries[Name]["args"],
  ): Queries[Name]["result"] {
    switch (name) {
      case "metrics": {
        const { sessionBars, exposedBars } = this.#replay.progress;
        return this.#views.metrics(sessionBars, exposedBars);
      }
      case "trades":
        return this.#views.trades(args as Queries["trades"]["args"]);
      case "closes": {
        const { symbol, limit } = args as Queries["closes"]["args"];
        const { symbols } = this.#core.boot;
        const index = symbols.findIndex(({ instrument }) => instrument.symbol === symbol);
        return this.#replay.recentCloses(index, limit);
      }
      case "analysis":
        return this.#views.analysis();
      case "risk":
        return riskView(this.#core);
      case "why":
        return whyView(this.#core, (args as Queries["why"]["args"]).symbol);
      case "timeline":
        return this.#views.timeline(args as Queries["timeline"]["args"]);
      case "guards":
        return this.#views.guards();
      case "shadows":
        return this.#views.shadows(args as Queries["shadows"]["args"]);
      default:
        return this.#report();
    }
  }

  #report(): RunReport {
    const { progress, latency, factsSha256 } = this.#replay;
    const { elapsedMs } = this.#playback;
    const iso = (ts: number): string | null =>
      progress.bars === 0 ? null : new Date(ts).toISOString();
    return {
      bars: progress.bars,
      from: iso(progress.firstTs),
      to: iso(progress.lastTs),
      elapsed_ms: Math.round(elapsedMs * 1000) / 1000,
      bars_per_second: elapsedMs > 0 ? Math.round((progress.bars * 1000) / elapsedMs) : null,
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
    if (command.command === "step" && this.#playback.isPlaying) {
      const message = "pause before stepping";
      return { accepted: false, command_id, code: "playing", message };
    }
    if (command.command === "mood" && this.#replay.progress.bars === 0) {
      const message = "no bar has come yet; say it once the replay runs";
      return { accepted: false, command_id, code: "not_started", message };
    }
    this.#seen.add(command_id);
    await this.#obey(command);
    return { accepted: true, command_id };
  }

  async #obey(command: Command): Promise<void> {
    const playback = this.#playback;
    switch (command.command) {
      case "resume":
        return this.#resume(command);
      case "speed":
        playback.speed = command.speed;
        return;
      case "step":
        await playback.step(command.bars);
        return this.#endIfOver();
      case "mood":
        return this.#replay.mood(command.score, "cockpit");
      case "pause":
        return playback.pause();
      default:
        playback.pause();
        await playback.settled();
        this.#stop();
    }
  }

  #stop(): void {
    this.#stopped = true;
    this.#settle.done();
  }

  #endIfOver(): void {
    if (this.#replay.progress.ended) this.#stop();
  }

  /** Does not wait for what it starts. */
  async #resume({ speed, until }: Extract<Command, { command: "resume" }>): Promise<void> {
    const playback = this.#playback;
    const sought = until === undefined || until === "trade" ? (until ?? null) : Date.parse(until);
    if (sought === null || speed !== undefined) playback.speed = speed ?? null;
    if (sought !== null) {
      // A slice that runs already would go past what is sought.
      playback.pause();
      await playback.settled();
    }
    playback.play(sought).then(() => this.#endIfOver(), this.#settle.fail);
  }
}
