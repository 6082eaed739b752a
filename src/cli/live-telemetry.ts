// What an operator sees of a live run from outside: its log and its counters. Both are told after
// the fact is durable and its orders are on their way, and what fails here changes nothing there.

import type { LiveRun } from "../runtime/live.js";
import type { FactJson, LiveSession } from "../runtime/session.js";
import type { LiveCounters, Readings } from "../telemetry/counters.js";
import { sentenceOf } from "../tui/fact-sentence.js";
import type { EngineLog } from "./engine-log.js";

/** What is watched, and who is told. */
export interface LiveTelemetryOptions {
  readonly run: LiveRun;
  readonly session: LiveSession;
  readonly log: EngineLog;
  readonly counters: LiveCounters;
}

/** Log and counters of a run. */
export class LiveTelemetry {
  readonly #options: LiveTelemetryOptions;
  readonly #decimals: ReadonlyMap<string, number>;
  /** Bars of earlier processes. */
  readonly #barsBefore: readonly number[];
  /** Facts that nobody has been told of yet, each with the wall clock of what led to it. */
  #waiting: { readonly fact: FactJson; readonly wall: number }[] = [];
  #hasFailed = false;
  #end = (): void => {};

  private constructor(options: LiveTelemetryOptions, decimals: ReadonlyMap<string, number>) {
    this.#options = options;
    this.#decimals = decimals;
    this.#barsBefore = this.#bars().map(({ count }) => count);
  }

  /** Begins, before the run starts. */
  static async open(options: LiveTelemetryOptions): Promise<LiveTelemetry> {
    const { run, session } = options;
    const { symbols } = await session.snapshot();
    const places = symbols.map(({ symbol, decimals }) => [symbol, decimals] as const);
    const telemetry = new LiveTelemetry(options, new Map(places));
    telemetry.#end = await session.subscribe(run.live.seq, (fact) => telemetry.#take(fact));
    return telemetry;
  }

  /** The text of `GET /metrics`, and its content type. */
  readonly metricsText = async (): ReturnType<LiveCounters["text"]> => {
    this.#tell();
    const { counters } = this.#options;
    return await counters.text(await this.#readings());
  };

  /** Tells what waits, and ends. */
  close(): void {
    this.#end();
    this.#tell();
  }

  /** Orders leave after this returns: telling takes place when they have. */
  #take(fact: FactJson): void {
    const { wall } = this.#options.run.live.engine.state;
    if (this.#waiting.push({ fact, wall }) === 1) setImmediate(() => this.#tell());
  }

  #tell(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const { counters, log } = this.#options;
    const decimalsOf = (symbol: string | null): number => this.#decimals.get(symbol ?? "") ?? 2;
    for (const { fact, wall } of waiting) {
      try {
        counters.take(fact, wall);
        log.lines.fact(fact, () => sentenceOf(fact, decimalsOf).text);
      } catch (error) {
        this.#complain(error);
      }
    }
  }

  #complain(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const why = error instanceof Error ? error.message : String(error);
    this.#options.log.lines.say(`a fact could not be logged or counted: ${why}`);
  }

  async #readings(): Promise<Readings> {
    const { run, session, log } = this.#options;
    const { feed, ...now } = await session.snapshot();
    const { conditions } = run.live.engine.state;
    return {
      ...now,
      feedAgeMs: feed.age_ms,
      isBrokerUp: run.link.isUp,
      isBreakerOpen: conditions.circuit_open !== undefined,
      retries: run.link.retries,
      logLinesLost: log.lost,
      bars: this.#bars().map(({ symbol, count }, at) => {
        return { symbol, count: count - (this.#barsBefore[at] ?? 0) };
      }),
    };
  }

  #bars(): { symbol: string; count: number }[] {
    const { boot, closes } = this.#options.run.options;
    return boot.symbols.map(({ instrument: { symbol } }, at) => {
      return { symbol, count: closes.read(at, 0).count };
    });
  }
}
