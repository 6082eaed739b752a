// A quiet state of the cockpit for tests, to change.

import type { Snapshot } from "../../src/runtime/session.js";
import { NEW_DAY } from "../../src/tui/account-day.js";
import { type CockpitState, NO_DATA, NO_PLACES } from "../../src/tui/cockpit-state.js";
import { PLAIN_LOOK } from "../../src/tui/theme.js";

type Position = Snapshot["positions"][number];
type Order = Snapshot["orders"][number];
type Tape = NonNullable<Snapshot["replay"]>;

/** A Tuesday in November: Chicago is six hours behind. */
export const NOW = "2025-11-18T18:42:00.000Z";

/** A short position of the bundled file, half of it out at its first target. */
export const POSITION: Position = {
  symbol: "MNQ",
  side: "short",
  qty: 3,
  entry: 24_853.75,
  last: 24_830.5,
  stop: 24_853.75,
  initial_stop: 24_870.25,
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
    state_reason: null,
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
    day_limit_R: -2,
    week_limit_R: -5,
    account_day: 20_410,
    mood: null,
    strategies_off: [],
    trades_today: 1,
    naked_s_today: 0,
    trades_limit: 4,
    positions_limit: 1,
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
    calendar: "read",
    guards_today: [],
    positions: [],
    orders: [],
    now: NOW,
    feed: { last_ts: NOW, age_ms: 0, ended: false, words: "up" },
    engine: { pid: 4_711, seq: 400, started: "2025-11-18T15:00:00.000Z" },
    broker: null,
    replay: tape(),
    ...change,
  };
}

/** A live run on paper at the same moment; flat, and all is well. */
export function live(change: Partial<Snapshot> = {}): Snapshot {
  return snapshot({
    mode: "PAPER",
    replay: null,
    feed: { last_ts: NOW, age_ms: 12_400, ended: false, words: "up" },
    broker: { name: "paper", account: "sim-1", is_up: true, words: "up" },
    ...change,
  });
}

/** The tape in the middle of the bundled file. */
export function tape(change: Partial<Tape> = {}): Tape {
  return {
    bars: 1_182,
    total_bars: 4_140,
    ts: NOW,
    ended: false,
    facts: 400,
    files: ["some/where/mnq-3day.csv"],
    from: "2025-11-17T23:00:00.000Z",
    to: "2025-11-20T22:00:00.000Z",
    speed: 600,
    ...change,
  };
}

/** A market of that name. */
export function market(symbol: string): Snapshot["symbols"][number] {
  return {
    symbol,
    decimals: 2,
    tick: 0.25,
    lot: 1,
    timeframe: "1m",
    zone: "America/Chicago",
    utc_offset_ms: -6 * 3_600_000,
    last: 24_830.5,
    vwap: 24_826.1,
    atr: 12.5,
    adx: 31.4,
    regime: "TREND",
    size_share: 1,
    held: false,
    flat_by: "2025-11-18T21:55:00.000Z",
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
    view: "dash",
    places: NO_PLACES,
    data: NO_DATA,
    facts: [],
    feed: [],
    closed: [],
    refusals: [],
    results: {
      since: "2025-11-18T15:00:00.000Z",
      total: 0,
      trades: 0,
      wins: 0,
      deepest: 0,
      grossWin: 0,
      grossLoss: 0,
    },
    today: NEW_DAY,
    seat: "acts",
    isAttached: false,
    silence: null,
    focus: "MNQ",
    recent: { count: 3, closes: [24_820, 24_826.25, 24_830.5] },
    isSeeking: false,
    isHelpOpen: false,
    helpRow: 0,
    why: null,
    marks: [],
    prompt: null,
    notice: null,
    underWay: [],
    toasts: [],
    look: PLAIN_LOOK,
    columns: 80,
    rows: 24,
    ...change,
  };
}

/** A release as a snapshot has it. */
export type News = Snapshot["news"][number];

/** A release ahead; of the states it is 18:42Z, 12:42 in Chicago. */
export function news(change: Partial<News> = {}): News {
  return {
    symbol: "MNQ",
    in_blackout: false,
    title: "CPI m/m",
    from: "2025-11-18T18:54:00.000Z",
    to: "2025-11-18T19:14:00.000Z",
    ...change,
  };
}

/** One whose blackout stands. */
export const INSIDE = news({
  in_blackout: true,
  from: "2025-11-18T18:34:00.000Z",
  to: news().from,
});
