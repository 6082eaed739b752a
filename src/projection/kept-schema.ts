// Tables of what a person keeps in the data folder beside the journal: notes, tags and trades that
// were imported. They are made anew whenever the files are not those that they were made from.

/** Those of them that are told, in that order. */
export const KEPT_TABLES = ["notes", "tags", "imported_trades", "imported_fills"] as const;
/** Name of one of them. */
export type KeptTable = (typeof KEPT_TABLES)[number];

const NOTES = `
CREATE TABLE kept (              -- one row a kind of files: what the tables were made from
  name TEXT PRIMARY KEY,         -- notes, imports
  mark TEXT NOT NULL             -- hash of what was read
);
CREATE TABLE notes (             -- one row a note, in the order in which they were written
  n INTEGER PRIMARY KEY,
  ts TEXT NOT NULL,
  trade_id TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX notes_by_trade ON notes (trade_id);
CREATE TABLE tags (              -- one row a tag that a trade bears
  trade_id TEXT NOT NULL,
  tag TEXT NOT NULL,
  ts TEXT NOT NULL,              -- since when
  PRIMARY KEY (trade_id, tag)
);
CREATE INDEX tags_by_tag ON tags (tag);`;

/** Columns of the trades CSV and what exchange time adds to them, as SQL has them. */
export const TRADE_FIELDS = [
  ...["trade_id", "symbol", "side", "strategy", "regime", "entry_ts", "exit_ts", "qty"],
  ...["entry_price", "exit_price", "initial_stop", "exit_reason", "gross_pnl", "commission"],
  ...["net_pnl", "result_R", "bars_held", "mae_R", "mfe_R", "slippage_ticks", "trace_id"],
  ...["entry_hour", "entry_weekday", "exit_day"],
].join(", ");

const IMPORTS = `
CREATE TABLE imported_trades (   -- one row a round trip that was imported, as trades has them
  seq INTEGER PRIMARY KEY,       -- in the order in which they closed
  trade_id TEXT NOT NULL UNIQUE,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL,
  strategy TEXT NOT NULL,        -- import, where nobody says
  regime TEXT NOT NULL,          -- unknown, where nobody says
  entry_ts TEXT NOT NULL,
  exit_ts TEXT NOT NULL,
  qty REAL NOT NULL,             -- all that was entered
  entry_price REAL NOT NULL,
  exit_price REAL NOT NULL,
  initial_stop REAL NOT NULL,    -- what the assumed risk puts it at, where risk is assumed
  exit_reason TEXT NOT NULL,     -- hand, where nobody says
  gross_pnl REAL NOT NULL,
  commission REAL NOT NULL,
  net_pnl REAL NOT NULL,
  result_R REAL NOT NULL,
  bars_held INTEGER NOT NULL,    -- 0, where nobody says
  mae_R REAL NOT NULL,           -- of fills: what the exits alone show, so at least that
  mfe_R REAL NOT NULL,
  slippage_ticks REAL NOT NULL,  -- 0, where nobody says
  trace_id TEXT NOT NULL,        -- as trade_id
  entry_hour INTEGER NOT NULL,
  entry_weekday INTEGER NOT NULL,
  exit_day TEXT NOT NULL,
  account TEXT NOT NULL,         -- as the file or --account has it
  source TEXT NOT NULL,          -- the program that wrote the file
  risk TEXT NOT NULL             -- stop: from the file; assumed: --risk or --stop-ticks said it
);
CREATE INDEX imported_trades_by_exit ON imported_trades (exit_ts);
CREATE INDEX imported_trades_by_account ON imported_trades (account, symbol);
CREATE TABLE imported_fills (    -- one row a fill, or its part, of an imported round trip
  n INTEGER PRIMARY KEY,
  trade_id TEXT NOT NULL,
  ts TEXT NOT NULL,
  role TEXT NOT NULL,            -- entry, exit
  side TEXT NOT NULL,            -- buy, sell
  qty REAL NOT NULL,
  price REAL NOT NULL,
  commission REAL NOT NULL
);
CREATE INDEX imported_fills_by_trade ON imported_fills (trade_id);
CREATE TABLE imported_open (     -- one row a position that imported fills leave open: no trade yet
  account TEXT NOT NULL,
  contract TEXT NOT NULL,
  side TEXT NOT NULL,            -- long, short
  qty REAL NOT NULL,
  since_ts TEXT NOT NULL,        -- of its first fill
  PRIMARY KEY (account, contract)
);
CREATE VIEW every_trade AS       -- our own trades and the imported ones
  SELECT seq, ${TRADE_FIELDS},
    gear, governor, governor_multiplier, regime_size, self_report,
    (SELECT account FROM meta) AS account, 'journal' AS source, 'stop' AS risk FROM trades
  UNION ALL SELECT seq, ${TRADE_FIELDS},
    NULL, NULL, NULL, NULL, NULL, account, source, risk FROM imported_trades;`;

/** Those tables, as SQL. */
export const KEPT_SCHEMA = [NOTES, IMPORTS].join("\n");
