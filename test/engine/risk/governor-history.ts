// Histories for the governor: results are put on the record as the facts they are, the bars that
// judge them go through the engine. So any history is possible, and a run takes no market.

import type { GovernorConfig } from "../../../src/engine/config.js";
import { emit } from "../../../src/engine/core.js";
import type { Fact, Out, TradeClosedFact } from "../../../src/engine/effect.js";
import { createEngine, type Engine } from "../../../src/engine/engine.js";
import type { EngineEvent } from "../../../src/engine/event.js";
import { DAY, engineConfig, FIRST_TS, MINUTE } from "../../fixtures.js";
import { optionsOf, utcDayAt } from "../../harness.js";

/** What can happen: a trade closes in the next bar, bars pass, the day rolls, a word, a restart. */
export type Happening =
  | { kind: "trade"; result: number }
  | { kind: "mood"; score: number }
  | { kind: "wait"; bars: number }
  | { kind: "day" }
  | { kind: "restart" };

/** An engine that is told of results and bars; times are decision times, UTC epoch ms. */
export class GovernorHistory {
  engine: Engine;
  readonly facts: Fact[] = [];
  readonly trades: { t: number; result: number }[] = [];
  readonly reports: { day: number; score: number }[] = [];
  /** Time of the last close, and the ordinal of its day. */
  now = FIRST_TS;
  day = 0;
  readonly #options: ReturnType<typeof optionsOf>;
  readonly #out: Out = { facts: [], orders: [] };

  /** @param observe called after every bar and every word */
  constructor(
    readonly config: GovernorConfig,
    readonly observe: (history: GovernorHistory) => void = () => {},
    without: readonly string[] = [],
  ) {
    const bars = [{ ts: FIRST_TS, open: 100, high: 100, low: 100, close: 100, volume: 1 }];
    const run = { bars, without, config: engineConfig({ governor: config }) };
    this.#options = optionsOf(run);
    this.engine = createEngine(this.#options.boot, []);
    this.#step(this.#options.boot);
    this.#enterDay();
  }

  /** What the governor leaves of a size, as the ledger has it. */
  get governor() {
    return this.engine.state.ledger.risk.governor;
  }

  happen(happening: Happening): void {
    switch (happening.kind) {
      case "trade":
        this.#close(happening.result);
        this.#bar();
        break;
      case "mood": {
        const { score } = happening;
        this.reports.push({ day: this.day, score });
        this.#step({ type: "mood", ts: this.now, score, by: "cockpit" });
        this.observe(this);
        break;
      }
      case "wait":
        for (let i = 0; i < happening.bars; i++) this.#bar();
        break;
      case "day":
        this.now = (Math.floor(this.now / DAY) + 1) * DAY;
        this.#enterDay();
        this.#bar();
        break;
      default:
        this.engine = createEngine(this.#options.boot, [], structuredClone(this.engine.state));
    }
  }

  #close(result_R: number): void {
    this.trades.push({ t: this.now + MINUTE, result: result_R });
    this.engine.core.out = this.#out;
    emit(this.engine.core, closedFact(this.now, result_R));
  }

  #bar(): void {
    if (Math.floor(this.now / DAY) !== this.day) this.#enterDay();
    const price = { open: 100, high: 100.25, low: 99.75, close: 100, volume: 1 };
    this.#step({ type: "bar", phase: "close", symbol: 0, ts: this.now, ...price });
    this.now += MINUTE;
    this.observe(this);
  }

  #enterDay(): void {
    const day = utcDayAt(this.now);
    this.day = day.ordinal;
    this.#step({ type: "trading_day", symbol: 0, ts: this.now, day });
  }

  #step(event: EngineEvent): void {
    this.engine.step(event, this.#out);
    this.facts.push(...this.#out.facts.splice(0));
    this.#out.orders.length = 0;
  }
}

/** A trade of nothing but its result, closed in the bar that opens at `ts`. */
function closedFact(ts: number, result_R: number): TradeClosedFact {
  return {
    ...{ seq: 0, ts, type: "trade_closed", symbol: "TST", trace_id: "t-000001", trade_id: "1" },
    ...{ side: "long", strategy: "signals", regime: "RANGE", reason: "stop", exit_reason: "stop" },
    ...{ entry_ts: ts, exit_ts: ts, entry_price: 100, exit_price: 100, price: 100 },
    ...{ initial_stop: 95, qty: 1, trade_qty: 1, pnl: 0, gross_pnl: 0, net_pnl: 0, commission: 0 },
    ...{ result_R, bars_held: 1, mae_R: 0, mfe_R: 0, slippage_ticks: 0 },
    ...{ day: utcDayAt(ts).ordinal, week: utcDayAt(ts).week },
    ...{ entry_hour: 15, entry_weekday: 1, exit_day: "2025-11-18" },
  };
}
