// A live session without an engine: it answers what a test says, and remembers what it was asked.

import { createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import type { TradeRecord } from "../../src/engine/trade/record.js";
import { liveCommandSchema } from "../../src/runtime/live-command.js";
import type { LimitRow } from "../../src/runtime/risk-view.js";
import type {
  CommandAnswer,
  FactJson,
  LiveCommand,
  LiveSession,
  Queries,
  Snapshot,
} from "../../src/runtime/session.js";
import { snapshotSchema } from "../../src/runtime/snapshot.js";

/** An engine with one long position of MNQ, its stop and a target. */
export function snapshotOf(over: Partial<Snapshot> = {}): Snapshot {
  return snapshotSchema.parse({
    mode: "PAPER",
    state: "READY",
    state_reason: null,
    gear: "D",
    gear_reason: "",
    can_trade: true,
    reason: null,
    trade: { state: "MANAGED", since: "2025-11-18T15:30:00.000Z" },
    current_R: 0.5,
    day_R: 1.25,
    week_R: -0.75,
    current_pnl: 20,
    day_pnl: 50,
    week_pnl: -30,
    day_limit_R: -2,
    week_limit_R: -5,
    account_day: 20_410,
    mood: null,
    strategies_off: [],
    trades_today: 2,
    trades_limit: 4,
    positions_limit: 1,
    naked_s_today: 0,
    unguarded: false,
    equity: 50_020,
    currency: "USD",
    symbols: [],
    governor: { badge: "CALM", multiplier: 1, reason: "", cooldown_bars_left: null },
    news: [
      {
        symbol: "MNQ",
        in_blackout: false,
        title: "CPI",
        from: "2025-11-19T13:20:00Z",
        to: "2025-11-19T13:40:00Z",
      },
    ],
    calendar: "read",
    guards_today: [],
    positions: [
      {
        symbol: "MNQ",
        side: "long",
        qty: 2,
        entry: 25_000.25,
        last: 25_005.25,
        stop: 24_990.25,
        initial_stop: 24_990.25,
        R: 0.5,
        protection: "PROTECTED",
        bars: 12,
        trade_state: "MANAGED",
        strategy: "vwap_pullback",
        pnl: 20,
        trade_qty: 2,
        stop_why: "initial",
        bars_limit: 120,
      },
    ],
    orders: [
      {
        client_order_id: "txab1cd-7s",
        symbol: "MNQ",
        side: "sell",
        type: "stop",
        qty: 2,
        price: 24_990.25,
        state: "WORKING",
        role: "stop",
      },
    ],
    now: "2025-11-18T15:42:00.000Z",
    feed: { last_ts: "2025-11-18T15:42:00.000Z", age_ms: 4_000.4, ended: false, words: "up" },
    engine: { pid: 4711, seq: 321, started: "2025-11-18T12:00:00.000Z" },
    broker: { name: "paper", account: "data", is_up: true, words: "up" },
    replay: null,
    ...over,
  });
}

/** A closed trade. */
export const TRADE: TradeRecord = {
  trade_id: "t1/MNQ",
  symbol: "MNQ",
  side: "long",
  strategy: "orb_retest",
  regime: "TREND",
  entry_ts: Date.UTC(2025, 10, 18, 15),
  exit_ts: Date.UTC(2025, 10, 18, 16),
  qty: 1,
  entry_price: 25_000,
  exit_price: 25_010,
  initial_stop: 24_990,
  exit_reason: "target",
  gross_pnl: 20,
  commission: 1.24,
  net_pnl: 18.76,
  result_R: 0.938,
  bars_held: 60,
  mae_R: -0.25,
  mfe_R: 1.125,
  slippage_ticks: 1,
  trace_id: "r1",
  entry_hour: 9,
  entry_weekday: 1,
  exit_day: "2025-11-18",
};

/** The session, what it was asked, and what a test sets of it. */
export class FakeSession implements LiveSession {
  readonly commands: LiveCommand[] = [];
  shown: Snapshot = snapshotOf();
  trades: readonly TradeRecord[] = [TRADE];
  /** Limits as they are obeyed now. */
  limits: readonly LimitRow[] = [];
  /** Answers a command; by default it is taken. */
  answer: (command: LiveCommand) => CommandAnswer | Promise<CommandAnswer> = ({ command_id }) => {
    return { accepted: true, command_id };
  };
  /** Facts at hand, oldest first, and who is told of more. */
  readonly facts: FactJson[] = [];
  readonly subscribers = new Set<(fact: FactJson) => void>();
  /** Every call fails. */
  broken: Error | null = null;

  async snapshot(): Promise<Snapshot> {
    if (this.broken !== null) throw this.broken;
    return this.shown;
  }

  /** A fact happens: those who look on are told. */
  emit(fact: FactJson): void {
    this.facts.push(fact);
    this.shown = { ...this.shown, engine: { ...this.shown.engine, seq: fact.seq } };
    for (const tell of this.subscribers) tell(fact);
  }

  async subscribe(fromSeq: number, tell: (fact: FactJson) => void): Promise<() => void> {
    if (this.broken !== null) throw this.broken;
    for (const fact of this.facts) if (fact.seq > fromSeq) tell(fact);
    this.subscribers.add(tell);
    return () => {
      this.subscribers.delete(tell);
    };
  }

  async query<Name extends keyof Queries>(
    name: Name,
    args: Queries[Name]["args"],
  ): Promise<Queries[Name]["result"]> {
    if (this.broken !== null) throw this.broken;
    const { limit = Number.POSITIVE_INFINITY, offset = 0 } = args as {
      limit?: number;
      offset?: number;
    };
    const answers: Partial<Queries> | Record<string, unknown> = {
      trades: this.trades.slice(offset, offset + limit),
      metrics: metricsOf(createMetrics()),
      guards: [],
      risk: { limits: this.limits },
    };
    return (answers as Record<string, unknown>)[name] as Queries[Name]["result"];
  }

  async submit(command: LiveCommand): Promise<CommandAnswer> {
    if (this.broken !== null) throw this.broken;
    this.commands.push(liveCommandSchema.parse(command));
    return this.answer(command);
  }
}
