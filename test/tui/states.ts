// States of the cockpit for tests: a quiet one to change, and any that there could be.

import fc from "fast-check";
import type { FactJson, Snapshot } from "../../src/runtime/session.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { sentenceOf } from "../../src/tui/fact-sentence.js";
import { ALL_FACTS } from "./facts.js";

type Position = Snapshot["positions"][number];
type Order = Snapshot["orders"][number];

/** A short position of the bundled file, half of it out at its first target. */
export const POSITION: Position = {
  symbol: "MNQ",
  side: "short",
  qty: 3,
  entry: 24_853.75,
  last: 24_830.5,
  stop: 24_853.75,
  R: 1.18,
  protection: "PROTECTED",
  bars: 5,
  trade_state: "MANAGED",
  strategy: "mean_reversion",
  pnl: 233.38,
  trade_qty: 6,
  stop_why: "break_even",
  bars_limit: 120,
};

/** What works for it. */
export const ORDERS: readonly Order[] = [
  order("stop", "stop", 24_853.75),
  order("target", "limit", 24_820.75),
];

function order(role: Order["role"], type: Order["type"], price: number): Order {
  const client_order_id = `tx-${role}`;
  return {
    client_order_id,
    symbol: "MNQ",
    side: "buy",
    type,
    qty: 3,
    price,
    state: "WORKING",
    role,
  };
}

/** A snapshot in the middle of the bundled file; flat. */
export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    mode: "REPLAY",
    state: "READY",
    gear: "D",
    gear_reason: "TREND",
    can_trade: true,
    reason: null,
    trade: { state: "FLAT", since: null },
    current_R: 0,
    day_R: -0.5,
    week_R: 1.25,
    current_pnl: 0,
    day_pnl: -104.5,
    week_pnl: 260.25,
    trades_today: 1,
    trades_limit: 4,
    unguarded: false,
    equity: 50_260.25,
    currency: "USD",
    symbols: [market("MNQ")],
    governor: {
      badge: "CALM",
      multiplier: 1,
      reason: "full size",
      cooldown_bars_left: null,
    },
    news: [],
    guards_today: [],
    positions: [],
    orders: [],
    replay: {
      bars: 1_182,
      total_bars: 4_140,
      // A Tuesday in November: Chicago is six hours behind.
      ts: "2025-11-18T18:42:00.000Z",
      ended: false,
      facts: 400,
      files: ["some/where/mnq-3day.csv"],
      speed: 600,
    },
    ...change,
  };
}

/** A market of that name. */
export function market(symbol: string): Snapshot["symbols"][number] {
  return {
    symbol,
    decimals: 2,
    timeframe: "1m",
    zone: "America/Chicago",
    utc_offset_ms: -6 * 3_600_000,
    last: 24_830.5,
    vwap: 24_826.1,
    atr: 12.5,
    adx: 31.4,
    regime: "TREND",
    size_share: 1,
    timeframes: [
      { name: "15m", adx: 28.2, trend: 1, warm_in: 0 },
      { name: "1h", adx: null, trend: null, warm_in: 240 },
    ],
  };
}

/** A whole state; 80 × 24 and quiet unless it is told otherwise. */
export function state(change: Partial<CockpitState> = {}): CockpitState {
  return {
    snapshot: snapshot(),
    feed: [],
    closed: [],
    refusals: [],
    results: {
      curve: [],
      total: 0,
      trades: 0,
      wins: 0,
      drawdown: 0,
      deepest: 0,
      grossWin: 0,
      grossLoss: 0,
    },
    focus: "MNQ",
    recent: { count: 3, closes: [24_820, 24_826.25, 24_830.5] },
    isSeeking: false,
    isHelpOpen: false,
    notice: null,
    columns: 80,
    rows: 24,
    ...change,
  };
}

const name = fc.constantFrom(
  "MNQ",
  "EUR/USD",
  "BRK.B",
  "日経225",
  "e\u0301tude",
  "x\u001b[2Jy",
  "A".repeat(40),
);
const price = fc.double({ min: -50, max: 1e6, noNaN: true });
const small = fc.double({ min: -30, max: 30, noNaN: true });
const money = fc.double({ min: -1e6, max: 1e6, noNaN: true });

const positions: fc.Arbitrary<Position[]> = fc.array(
  fc.record({
    symbol: name,
    side: fc.constantFrom("long" as const, "short" as const),
    qty: fc.constantFrom(1, 10, 0.000_001, 12_000),
    entry: price,
    last: price,
    stop: price,
    R: small,
    protection: fc.constantFrom("PROTECTED" as const, "NAKED" as const, "UNKNOWN" as const),
    bars: fc.nat(5_000),
    trade_state: fc.constantFrom("PARTIAL" as const, "MANAGED" as const, "EXITING" as const),
    strategy: name,
    pnl: money,
    trade_qty: fc.constantFrom(2, 20, 24_000),
    stop_why: fc.constantFrom("initial" as const, "break_even" as const, "atr" as const),
    bars_limit: fc.constantFrom(null, 120),
  }),
  { maxLength: 7 },
);

const orders: fc.Arbitrary<Order[]> = fc.array(
  fc.record({
    client_order_id: fc.constant("tx"),
    symbol: name,
    side: fc.constantFrom("buy" as const, "sell" as const),
    type: fc.constantFrom("market" as const, "limit" as const, "stop" as const),
    qty: fc.nat(100),
    price: fc.option(price),
    state: fc.constant("WORKING"),
    role: fc.constantFrom("entry" as const, "stop" as const, "target" as const, "exit" as const),
  }),
  { maxLength: 8 },
);

const feed = fc.array(
  fc.record({
    ts: fc.constantFrom("2025-11-18T18:42:00.000Z", "2025-11-17T23:01:00.000Z"),
    symbol: fc.option(name),
    sentence: fc
      .constantFrom(...ALL_FACTS)
      .map((fact) => sentenceOf(fact as unknown as FactJson, () => 2)),
    count: fc.constantFrom(1, 2, 1_234),
  }),
  { maxLength: 60 },
);

const closed = fc.array(
  fc.record({
    ts: fc.constant("2025-11-18T18:42:00.000Z"),
    symbol: name,
    side: fc.constantFrom("long" as const, "short" as const),
    strategy: name,
    exit_reason: fc.constantFrom("stop", "session_close", "target"),
    result_R: small,
    net_pnl: money,
  }),
  { maxLength: 30 },
);

/** Any state at any size of terminal. */
export const anyState: fc.Arbitrary<CockpitState> = fc
  .record({
    positions,
    orders,
    feed,
    closed,
    closes: fc.array(price, { maxLength: 500 }),
    older: fc.nat(10_000),
    curve: fc.array(small, { maxLength: 60 }),
    names: fc.array(name, { minLength: 1, maxLength: 3 }),
    columns: fc.integer({ min: 40, max: 200 }),
    rows: fc.integer({ min: 10, max: 60 }),
    isHelpOpen: fc.boolean(),
    isPaused: fc.boolean(),
    hasEnded: fc.boolean(),
    unguarded: fc.boolean(),
    R: small,
    pnl: money,
    notice: fc.option(fc.constant("pause before stepping")),
    reason: fc.option(fc.constantFrom("outside_session", "constraint:max_trades_per_day")),
    ts: fc.option(fc.constant("2025-11-18T18:42:00.000Z")),
    file: fc.constantFrom("a.csv", `${"long-".repeat(30)}.csv`, "日経225の先物.csv"),
  })
  .map((any) => {
    const base = snapshot();
    return state({
      snapshot: snapshot({
        positions: any.positions,
        orders: any.orders,
        symbols: any.names.map(market),
        state: any.isPaused ? "PAUSED" : "READY",
        unguarded: any.unguarded,
        current_R: any.R,
        day_pnl: any.pnl,
        can_trade: any.reason === null,
        reason: any.reason,
        gear_reason: "paused · timeframes warming, 1,660 bars left",
        replay: { ...base.replay, ts: any.ts, files: [any.file], ended: any.hasEnded },
      }),
      feed: any.feed,
      closed: any.closed,
      recent: { count: any.closes.length + any.older, closes: any.closes },
      refusals: [{ reason: "constraint:max_trades_per_day", count: 12_345 }],
      results: {
        curve: any.curve,
        total: any.curve.at(-1) ?? 0,
        trades: any.curve.length,
        wins: 0,
        drawdown: 1.5,
        deepest: 2.5,
        grossWin: 10,
        grossLoss: 5,
      },
      focus: any.names[0] ?? "",
      isHelpOpen: any.isHelpOpen,
      notice: any.notice,
      columns: any.columns,
      rows: any.rows,
    });
  });
