// One fact of every type, as they stand in a journal.

import type { Fact } from "../../src/engine/effect.js";

type Body<Type extends Fact["type"]> = Omit<
  Extract<Fact, { type: Type }>,
  "seq" | "ts" | "type" | "symbol" | "trace_id"
>;

/** By type, so that a new type of fact asks for its own here. */
const BODIES: { readonly [Type in Fact["type"]]: Body<Type> } = {
  boot: {
    mode: "REPLAY",
    unguarded: false,
    symbols: ["MNQ"],
    strategies: [],
    strategy_sources: [],
    config: {},
  },
  signal: {
    strategy: "orb_retest",
    origin: "strategy",
    side: "long",
    stop: 100.25,
    target: null,
    qty: null,
    confidence: null,
    regime: "TREND",
    price: 104.5,
  },
  guard_reject: {
    reason: "htf_gate",
    guards: ["htf_gate"],
    inputs: {},
    strategy: "orb_retest",
  },
  constraint_violation: { rule: "max_trades_per_day", inputs: {} },
  constraint_clamped: { rule: "max_contracts", asked: 90, effective: 50, ceiling: 50 },
  entry_sized: {
    strategy: "orb_retest",
    qty: 3,
    risk_money: 212.5,
    stop_distance: 16.25,
    equity: 50_000,
    governor: 1,
    regime_size: 1,
    limited_by: "max_contracts",
    note: "",
  },
  order_submitted: {
    client_order_id: "tx1",
    trade_id: "1",
    side: "buy",
    order_type: "stop",
    role: "stop",
    qty: 3,
    price: 100.25,
    reference: 100.25,
    reason: "stop",
    level: 0,
    strategy: "orb_retest",
    regime: "TREND",
    stop: null,
    target: null,
    risk_money: 0,
    due_ts: null,
  },
  order_state: {
    client_order_id: "tx1",
    state: "REJECTED",
    role: "entry",
    qty: 3,
    filled_qty: 0,
    price: null,
    reason: "price_collar",
  },
  fill: {
    client_order_id: "tx1",
    execution_id: "x1",
    side: "buy",
    qty: 3,
    cum_qty: 3,
    price: 104.75,
    commission: 1.86,
    role: "entry",
    slippage_ticks: 1,
  },
  protection: { trade_id: "1", state: "NAKED", qty: 3, protected_qty: 1 },
  position_opened: {
    trade_id: "1",
    side: "long",
    strategy: "orb_retest",
    regime: "TREND",
    qty: 3,
    entry_price: 104.75,
    stop: 100.25,
    target: null,
    day: 1,
    week: 1,
    entry_hour: 9,
    entry_weekday: 1,
  },
  stop_moved: { trade_id: "1", from: 100.25, to: 104.75, why: "break_even" },
  tp_hit: { trade_id: "1", level: 1, at_r: 1, qty: 1, price: 109.25, pnl: 8.5, result_R: 0.31 },
  time_exit: { trade_id: "1", bars: 120 },
  trade_closed: {
    trade_id: "1",
    side: "long",
    strategy: "orb_retest",
    regime: "TREND",
    entry_ts: 0,
    exit_ts: 0,
    qty: 2,
    price: 104.5,
    pnl: -3,
    reason: "break_even",
    trade_qty: 3,
    entry_price: 104.75,
    exit_price: 106,
    initial_stop: 100.25,
    exit_reason: "break_even",
    gross_pnl: 10,
    commission: 3.72,
    net_pnl: -6.28,
    result_R: -0.23,
    bars_held: 5,
    mae_R: -0.5,
    mfe_R: 1.1,
    slippage_ticks: 1.5,
    entry_hour: 9,
    entry_weekday: 1,
    exit_day: "2025-11-18",
    late: true,
  },
  regime_changed: { from: "TREND", to: "RANGE", adx: 19.7, vwap_slope: 0, median: null },
};

/** A fact as plain JSON, its times as text. */
export type JournalFact = { readonly seq: number; readonly type: string } & Readonly<
  Record<string, unknown>
>;

/** One of each. */
export const ALL_FACTS: readonly JournalFact[] = Object.entries(BODIES).map(
  ([type, body], seq) => ({
    seq,
    ts: "2025-11-18T18:42:00.000Z",
    type,
    symbol: type === "boot" ? null : "MNQ",
    trace_id: null,
    ...body,
    ...(type === "trade_closed"
      ? { entry_ts: "2025-11-18T18:30:00.000Z", exit_ts: "2025-11-18T18:42:00.000Z" }
      : {}),
  }),
);
