// The tables. Their comments stand in the file itself, so that whoever opens it with another tool
// reads them there (`.schema`). Times are ISO-8601 UTC, days `YYYY-MM-DD`, money is in the
// account's currency, prices and quantities are as the facts have them; a number that was not
// finite is null.

/**
 * Version of the tables and of what is put into them, to be raised with every change of either: a
 * file of another one is made anew.
 */
export const SCHEMA_VERSION = 4;

/** Tables in the order in which they are told. */
export const TABLES = [
  "trades",
  "fills",
  "orders",
  "order_states",
  "stop_moves",
  "protections",
  "decisions",
  "refusals",
  "shadows",
  "days",
] as const;
/** Name of a table. */
export type Table = (typeof TABLES)[number];

const META = `
CREATE TABLE meta (              -- one row: what this is a view of, and up to where
  schema_version INTEGER NOT NULL,
  epoch TEXT NOT NULL,           -- of the journal: in each of its client order ids
  account TEXT NOT NULL,
  segment INTEGER NOT NULL,      -- number of the last segment read, and the line in it
  line INTEGER NOT NULL,
  hash TEXT NOT NULL,            -- chain hash of that line
  last_seq INTEGER NOT NULL      -- seq of the last fact read
);
CREATE TABLE folds (             -- what is known of all facts read beside their rows, JSON
  name TEXT PRIMARY KEY,         -- contexts: how things stand, for the trades that follow;
  state TEXT NOT NULL            -- metrics: what the trades add up to
);`;

const TRADES = `
CREATE TABLE trades (            -- one row a closed trade, in the order in which they closed
  seq INTEGER PRIMARY KEY,       -- of the fact trade_closed
  trade_id TEXT NOT NULL,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL,            -- long, short
  strategy TEXT NOT NULL,
  regime TEXT NOT NULL,          -- at the entry
  entry_ts TEXT NOT NULL,
  exit_ts TEXT NOT NULL,         -- of the last leg
  qty REAL NOT NULL,             -- first full quantity
  entry_price REAL NOT NULL,     -- quantity-weighted means
  exit_price REAL NOT NULL,
  initial_stop REAL NOT NULL,
  exit_reason TEXT NOT NULL,     -- of the last leg
  gross_pnl REAL NOT NULL,
  commission REAL NOT NULL,
  net_pnl REAL NOT NULL,
  result_R REAL NOT NULL,        -- net PnL over the trade's own initial risk
  bars_held INTEGER NOT NULL,
  mae_R REAL NOT NULL,
  mfe_R REAL NOT NULL,
  slippage_ticks REAL NOT NULL,  -- mean per contract, entry plus exit; positive is worse
  trace_id TEXT NOT NULL,
  entry_hour INTEGER NOT NULL,   -- exchange time, 0 to 23
  entry_weekday INTEGER NOT NULL,-- exchange time, 0 is Monday
  exit_day TEXT NOT NULL,        -- the symbol's trading day of the exit
  day TEXT NOT NULL,             -- the account's trading day that it counts in
  week TEXT NOT NULL,            -- Monday of the account's trading week
  leg_qty REAL NOT NULL,         -- the last leg alone
  leg_price REAL NOT NULL,
  leg_pnl REAL NOT NULL,
  late INTEGER NOT NULL,         -- 1: went flat after the close, because bars were missing
  gear TEXT,                     -- this and what follows: when the entry was decided; null where
  governor TEXT,                 -- nobody knows. Badge of the governor, and its multiplier
  governor_multiplier REAL,
  regime_size REAL,              -- what the regime left of the size, 0 to 1
  self_report INTEGER            -- 1 to 5; null where the trader had said nothing that day
);
CREATE INDEX trades_by_trade ON trades (trade_id);
CREATE INDEX trades_by_exit ON trades (exit_ts);
CREATE INDEX trades_by_strategy ON trades (strategy, symbol, exit_ts);
CREATE INDEX trades_by_symbol ON trades (symbol, exit_ts);
CREATE INDEX trades_by_day ON trades (day);
CREATE INDEX trades_by_trace ON trades (trace_id);`;

const ORDERS = `
CREATE TABLE fills (             -- one row a fill
  seq INTEGER PRIMARY KEY,
  ts TEXT NOT NULL,
  symbol TEXT NOT NULL,
  trace_id TEXT,
  client_order_id TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  side TEXT NOT NULL,            -- buy, sell
  role TEXT NOT NULL,            -- entry, stop, target, exit
  qty REAL,
  cum_qty REAL,                  -- of the order, this fill included
  price REAL,
  commission REAL,
  slippage_ticks REAL,           -- positive is worse
  stale_price INTEGER NOT NULL   -- 1: filled at the last durable price, no bar having come
);
CREATE INDEX fills_by_order ON fills (client_order_id);
CREATE INDEX fills_by_trace ON fills (trace_id);
CREATE INDEX fills_by_time ON fills (ts);
CREATE TABLE orders (            -- one row an order, as it was last heard of
  client_order_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,          -- of the fact that was first heard of it
  ts TEXT NOT NULL,
  symbol TEXT NOT NULL,
  trace_id TEXT,
  trade_id TEXT,                 -- this and what else is null: never submitted by us
  side TEXT,
  order_type TEXT,               -- market, limit, stop
  role TEXT NOT NULL,
  qty REAL,                      -- as amended last
  price REAL,                    -- as amended last; a stop's trigger; null at the market
  reference REAL,                -- what slippage is measured against
  reason TEXT,                   -- why it was sent
  level INTEGER,                 -- scale-out level from 1, or 0
  strategy TEXT,
  regime TEXT,
  stop REAL,                     -- entries: the plan that a fill carries
  target REAL,
  risk_money REAL,
  due_ts TEXT,
  state TEXT NOT NULL,           -- SENT, WORKING, PARTIAL, UNKNOWN; ended: FILLED, CANCELLED,
                                 -- REJECTED, EXPIRED
  filled_qty REAL,
  state_reason TEXT NOT NULL,
  state_seq INTEGER NOT NULL,    -- of the fact that said so
  state_ts TEXT NOT NULL
);
CREATE INDEX orders_by_trade ON orders (trade_id);
CREATE INDEX orders_by_trace ON orders (trace_id);
CREATE INDEX orders_by_state ON orders (state);
CREATE TABLE order_states (      -- one row a change of an order
  seq INTEGER PRIMARY KEY,
  ts TEXT NOT NULL,
  symbol TEXT NOT NULL,
  trace_id TEXT,
  client_order_id TEXT NOT NULL,
  role TEXT NOT NULL,
  state TEXT NOT NULL,
  qty REAL,
  filled_qty REAL,
  price REAL,
  reason TEXT NOT NULL
);
CREATE INDEX order_states_by_order ON order_states (client_order_id);
CREATE INDEX order_states_by_trace ON order_states (trace_id);`;

const PROTECTION = `
CREATE TABLE stop_moves (        -- one row a stop that was tightened
  seq INTEGER PRIMARY KEY,
  ts TEXT NOT NULL,
  symbol TEXT NOT NULL,
  trace_id TEXT,
  trade_id TEXT NOT NULL,
  from_price REAL,
  to_price REAL,
  why TEXT NOT NULL              -- break_even, atr, swing, hand
);
CREATE INDEX stop_moves_by_trade ON stop_moves (trade_id);
CREATE INDEX stop_moves_by_trace ON stop_moves (trace_id);
CREATE TABLE protections (       -- one row each time that what covers a position changed
  seq INTEGER PRIMARY KEY,
  ts TEXT NOT NULL,
  symbol TEXT NOT NULL,
  trace_id TEXT,
  trade_id TEXT NOT NULL,
  state TEXT NOT NULL,           -- PROTECTED, NAKED, UNKNOWN
  qty REAL,
  protected_qty REAL,
  naked_ms INTEGER,              -- how long it was or has been without its stop; live only
  since_ts TEXT,                 -- since when, by the machine's clock
  alarm INTEGER NOT NULL         -- 1: it lasted too long
);
CREATE INDEX protections_by_trade ON protections (trade_id, seq);`;

const DECISIONS = `
CREATE TABLE decisions (         -- one row a signal, and what became of it
  seq INTEGER PRIMARY KEY,       -- of the fact signal
  ts TEXT NOT NULL,
  day TEXT NOT NULL,             -- the account's trading day
  symbol TEXT NOT NULL,
  trace_id TEXT,
  strategy TEXT NOT NULL,
  origin TEXT,                   -- strategy, file, webhook, hand
  side TEXT,                     -- long, short, exit
  stop REAL,
  target REAL,
  qty REAL,                      -- as it was asked for
  confidence REAL,
  regime TEXT,
  price REAL,                    -- close that it fell on
  outcome TEXT NOT NULL,         -- exit, refused, accepted, unfilled; signalled: none of them yet
  reason TEXT,                   -- the first guard that objected, or why the entry was not filled
  guards TEXT NOT NULL,          -- all guards that objected, a JSON list
  inputs TEXT,                   -- what they saw, JSON by guard
  sized_qty REAL,                -- what was sized, and by what
  risk_money REAL,
  stop_distance REAL,
  equity REAL,
  governor REAL,
  regime_size REAL,
  limited_by TEXT,
  sized_seq INTEGER,
  client_order_id TEXT,          -- of the entry
  trade_id TEXT,                 -- of the trade that was opened
  result_R REAL,                 -- of that trade, closed
  shadow_R REAL                  -- of the shadow trade it lived on as, closed
);
CREATE INDEX decisions_by_trace ON decisions (trace_id);
CREATE INDEX decisions_by_time ON decisions (ts);
CREATE INDEX decisions_by_outcome ON decisions (outcome, reason);
CREATE INDEX decisions_by_strategy ON decisions (strategy, symbol);
CREATE TABLE refusals (          -- one row a refusal: an entry may be refused at several opens
  seq INTEGER PRIMARY KEY,
  ts TEXT NOT NULL,
  day TEXT NOT NULL,             -- the account's trading day
  symbol TEXT NOT NULL,
  trace_id TEXT,
  strategy TEXT NOT NULL,
  reason TEXT NOT NULL,          -- the first guard that objected
  guards TEXT NOT NULL,          -- all, a JSON list
  inputs TEXT NOT NULL           -- what they saw, JSON by guard
);
CREATE INDEX refusals_by_reason ON refusals (reason);
CREATE INDEX refusals_by_trace ON refusals (trace_id);
CREATE TABLE shadows (           -- one row a closed shadow: what a refused signal would have made
  seq INTEGER PRIMARY KEY,
  ts TEXT NOT NULL,
  day TEXT NOT NULL,             -- the account's trading day
  symbol TEXT NOT NULL,
  trace_id TEXT,
  strategy TEXT NOT NULL,
  side TEXT NOT NULL,
  guards TEXT NOT NULL,          -- all that objected, a JSON list
  entry_ts TEXT NOT NULL,
  exit_ts TEXT NOT NULL,
  entry_price REAL,
  exit_price REAL,
  exit_reason TEXT NOT NULL,
  bars_held INTEGER NOT NULL,
  result_R REAL
);
CREATE INDEX shadows_by_trace ON shadows (trace_id);`;

const DAYS = `
CREATE TABLE days (              -- one row a trading day of the account on which something happened
  day TEXT PRIMARY KEY,
  trades INTEGER NOT NULL,       -- closed trades that count in it
  r REAL NOT NULL,               -- and their results
  pnl REAL NOT NULL,             -- net
  commission REAL NOT NULL,
  naked_ms INTEGER NOT NULL,     -- how long positions were without their stops, ms
  reconciles INTEGER NOT NULL,   -- comparisons with the broker that are in the journal
  mismatches INTEGER NOT NULL,   -- of those, where something differed or had to be done
  tripwires INTEGER NOT NULL     -- that took hold
);`;

/** The tables and their indexes, as SQL. */
export const SCHEMA = [META, TRADES, ORDERS, PROTECTION, DECISIONS, DAYS].join("\n");
