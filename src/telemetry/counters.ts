// What Prometheus reads of a live run. Counters are folded from facts and begin at 0 with the
// process, as Prometheus has it; gauges are what the engine is when somebody asks. Names and labels
// of the first block are SPEC 16's. No label takes values without bound.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Fact } from "../engine/effect.js";
import { SYSTEM_STATES } from "../engine/live-facts.js";
import type { PlainFact } from "./plain-fact.js";

/** Strategies told apart; a signal's tag is anybody's, so what comes after is `other`. */
const MOST_NAMES = 50;
/** Orders whose sending is remembered; an entry or exit ends long before so many came after it. */
const MOST_PENDING = 1_000;
/** How closely the event loop is watched, ms. */
const LOOP_MS = 20;

const SENT_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
const BAR_MS = [60_000, 120_000, 300_000, 900_000, 3_600_000];
const TICKS = [-10, -5, -2, -1, 0, 1, 2, 3, 5, 10, 20, 50];
const SYNC_MS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 1_000];

/** What a run is at the moment somebody asks. */
export interface Readings {
  /** R of the account's day and week, open positions included, and money in its currency. */
  readonly day_R: number;
  readonly week_R: number;
  readonly equity: number;
  /** One of SPEC 14's. */
  readonly state: string;
  readonly can_trade: boolean;
  readonly positions: readonly { readonly protection: string }[];
  readonly orders: readonly unknown[];
  /** Seconds that positions of the account's day were without a working stop. */
  readonly naked_s_today: number;
  /** Since the last bar closed, ms of the engine's clock; null before the first. */
  readonly feedAgeMs: number | null;
  readonly isBrokerUp: boolean;
  /** The breaker before the broker: nothing is asked of it for a while. */
  readonly isBreakerOpen: boolean;
  /** Requests repeated, lines of the log lost, and bars by symbol: since the process began. */
  readonly retries: number;
  readonly logLinesLost: number;
  readonly bars: readonly { readonly symbol: string; readonly count: number }[];
}

const PROTECTIONS = ["PROTECTED", "NAKED", "UNKNOWN"] as const;

/** The counters of one run, in a registry of their own. */
export class LiveCounters {
  readonly #registry = new Registry();
  readonly #shared = { registers: [this.#registry] };
  readonly #signals = this.#counter("signals_total", "Signals by strategy and regime.", [
    "strategy",
    "regime",
  ]);
  readonly #orders = this.#counter("orders_submitted_total", "Orders decided and sent.");
  readonly #refusals = this.#counter("guard_rejections_total", "Entries refused, by reason.", [
    "reason",
  ]);
  readonly #violations = this.#counter(
    "constraint_violations_total",
    "Entries that a hard limit refused, by rule.",
    ["rule"],
  );
  /** See `take`. */
  readonly #latency = new Histogram({
    ...{ name: "fills_latency_ms_hist", labelNames: ["role"], buckets: [...SENT_MS, ...BAR_MS] },
    help: "From the sending of an entry or exit to each of its fills, ms of the machine's clock.",
    ...this.#shared,
  });
  readonly #slippage = new Histogram({
    ...{ name: "slippage_ticks_hist", labelNames: ["role"], buckets: TICKS },
    help: "Slippage of each fill, ticks; above 0 is worse than was asked.",
    ...this.#shared,
  });
  readonly #day = this.#gauge("r_today", "R of the account's day, open positions included.");
  readonly #week = this.#gauge("r_week", "R of the account's week, open positions included.");

  readonly #bars = this.#counter("bars_total", "Bars taken, those of --history included.", [
    "symbol",
  ]);
  readonly #facts = this.#counter("facts_total", "Facts written.");
  readonly #reconnects = this.#counter("reconnects_total", "Reconciliations after a lost link.");
  readonly #retries = this.#counter("retries_total", "Requests to the broker sent once more.");
  readonly #lost = this.#counter("log_lines_lost_total", "Log lines that the disk did not take.");
  readonly #breaker = this.#gauge("breaker_state", "The broker's circuit breaker: 1 is open.");
  readonly #broker = this.#gauge("broker_up", "Whether the link to the broker stands.");
  readonly #sync = new Histogram({
    ...{ name: "journal_sync_ms_hist", buckets: SYNC_MS },
    help: "What the disk takes to make a line of the journal durable, ms.",
    ...this.#shared,
  });
  readonly #naked = this.#gauge("naked_s_today", "Seconds of the day without a working stop.");
  readonly #feedAge = this.#gauge("feed_age_ms", "Since the last bar closed, ms.");
  readonly #equity = this.#gauge("equity", "Money of the account.");
  readonly #canTrade = this.#gauge("can_trade", "Whether a new entry is possible in general.");
  readonly #state = this.#gauge("system_state", "1 for the state that the system is in.", [
    "state",
  ]);
  readonly #positions = this.#gauge("positions_open", "Open positions by protection.", [
    "protection",
  ]);
  readonly #working = this.#gauge("orders_working", "Orders that have not ended.");

  readonly #names = new Set<string>();
  /** When entries and exits were sent, UTC epoch ms, by id; the oldest first. */
  readonly #sent = new Map<string, number>();

  /** @param options `withProcess` adds memory, CPU and event loop of this process */
  constructor({ withProcess }: { readonly withProcess: boolean }) {
    if (!withProcess) return;
    const register = this.#registry;
    collectDefaultMetrics({ register, eventLoopMonitoringPrecision: LOOP_MS });
  }

  /**
   * Folds a fact in. The latency of a fill is the wall clock of the event that brought it less that
   * of the event on which its order was sent (`order_submitted`), both as the journal has them.
   * Entries and exits alone are measured, each of their fills once: stops and targets wait for
   * their price, and that says nothing of the broker. On paper all wait for the next bar.
   * @param wall of the event that led to the fact, UTC epoch ms
   */
  take(given: PlainFact, wall: number): void {
    const fact = given as PlainFact & Fact;
    this.#facts.inc();
    switch (fact.type) {
      case "signal":
        this.#signals.inc({ strategy: this.#nameOf(fact.strategy), regime: fact.regime });
        break;
      case "guard_reject":
        this.#refusals.inc({ reason: fact.reason });
        break;
      case "constraint_violation":
        this.#violations.inc({ rule: fact.rule });
        break;
      case "order_submitted":
        this.#orders.inc();
        if (fact.role === "entry" || fact.role === "exit") {
          this.#noteSent(fact.client_order_id, wall);
        }
        break;
      case "fill":
        this.#noteFill(fact, wall);
        break;
      case "reconcile":
        if (fact.trigger === "reconnect") this.#reconnects.inc();
        break;
      default:
        break;
    }
  }

  /** Takes how long the journal's disk took to sync, ms. */
  noteSync(ms: number): void {
    this.#sync.observe(ms);
  }

  /** The text of `GET /metrics`, and its content type. */
  async text(readings: Readings): Promise<{ readonly type: string; readonly text: string }> {
    this.#read(readings);
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #read(now: Readings): void {
    this.#day.set(now.day_R);
    this.#week.set(now.week_R);
    this.#equity.set(now.equity);
    this.#canTrade.set(Number(now.can_trade));
    this.#naked.set(now.naked_s_today);
    this.#feedAge.set(now.feedAgeMs ?? Number.NaN);
    this.#broker.set(Number(now.isBrokerUp));
    this.#breaker.set(Number(now.isBreakerOpen));
    this.#working.set(now.orders.length);
    for (const state of SYSTEM_STATES) this.#state.set({ state }, Number(state === now.state));
    for (const protection of PROTECTIONS) {
      const open = now.positions.filter((one) => one.protection === protection);
      this.#positions.set({ protection }, open.length);
    }
    this.#retries.reset();
    this.#retries.inc(now.retries);
    this.#lost.reset();
    this.#lost.inc(now.logLinesLost);
    this.#bars.reset();
    for (const { symbol, count } of now.bars) this.#bars.inc({ symbol }, count);
  }

  #noteSent(id: string, wall: number): void {
    this.#sent.set(id, wall);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > MOST_PENDING && oldest !== undefined) this.#sent.delete(oldest);
  }

  #noteFill(
    { client_order_id, role, slippage_ticks }: Extract<Fact, { type: "fill" }>,
    wall: number,
  ) {
    this.#slippage.observe({ role }, slippage_ticks);
    const sent = this.#sent.get(client_order_id);
    // A wall clock that was set back measures nothing.
    if (sent !== undefined && wall >= sent) this.#latency.observe({ role }, wall - sent);
  }

  #nameOf(strategy: string): string {
    if (this.#names.has(strategy)) return strategy;
    if (this.#names.size >= MOST_NAMES) return "other";
    this.#names.add(strategy);
    return strategy;
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, ...this.#shared });
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, ...this.#shared });
  }
}
