// The trades CSV: one closed round trip per row, out and back in.

import { assert } from "../engine/assert.js";
import type { Side } from "../engine/strategy.js";
import type { ExitReason, TradeRecord } from "../engine/trade/record.js";
import { csvField } from "./csv-field.js";
import { LARGEST_AMOUNT, LATEST_INSTANT } from "./metrics-state.js";

/** Columns of the trades CSV, in order. */
export const TRADE_COLUMNS = [
  "trade_id",
  "symbol",
  "side",
  "strategy",
  "regime",
  "entry_ts",
  "exit_ts",
  "qty",
  "entry_price",
  "exit_price",
  "initial_stop",
  "exit_reason",
  "gross_pnl",
  "commission",
  "net_pnl",
  "result_R",
  "bars_held",
  "mae_R",
  "mfe_R",
  "slippage_ticks",
  "trace_id",
] as const;

type TradeColumn = (typeof TRADE_COLUMNS)[number];

/** The first line of the file, without its line end. */
export const tradesCsvHeader = TRADE_COLUMNS.join(",");

/**
 * A trade as one CSV record, without its line end. Times are ISO-8601 UTC; numbers are the
 * shortest text that reads back as the same double. A trade without its times, result, regime,
 * strategy or symbol, or with a number that is not finite, cannot be written and throws.
 */
export function tradeToCsvRow(trade: TradeRecord): string {
  return TRADE_COLUMNS.map((column) => {
    const value = trade[column];
    if (typeof value === "string") {
      const named = column !== "regime" && column !== "strategy" && column !== "symbol";
      assert(named || value !== "", `a trade has its ${column}`);
      return csvField(value);
    }
    assert(Number.isFinite(value), `a trade's ${column} is finite`);
    const isTime = column === "entry_ts" || column === "exit_ts";
    return isTime ? new Date(value).toISOString() : String(value);
  }).join(",");
}

/** Exchange-local hour (0-23), weekday (0 = Monday) and trading day of an instant. */
interface LocalTime {
  readonly hour: number;
  readonly weekday: number;
  /** `YYYY-MM-DD`. */
  readonly day: string;
}

/** Places an instant (UTC epoch ms) in a symbol's exchange time. */
export type LocalTimeOf = (symbol: string, ts: number) => LocalTime;

/** A row that could not be read. */
export interface BadTrade {
  /** 1-based line in the file. */
  readonly line: number;
  readonly reason: string;
}

/** What a trades CSV holds, in the order of the file. */
export interface TradesRead {
  trades: TradeRecord[];
  bad: BadTrade[];
}

const EXIT_REASONS: Readonly<Record<ExitReason, true>> = {
  stop: true,
  break_even: true,
  trail: true,
  target: true,
  signal: true,
  time: true,
  news: true,
  tripwire: true,
  flatten: true,
  hand: true,
  session_close: true,
  end_of_data: true,
};

const INSTANT = /^\d{4}-(\d{2})-(\d{2})[T ]\d{2}:\d{2}(:\d{2}([.]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
const NUMBER = /^[+-]?(\d+[.]?\d*|[.]\d+)([eE][+-]?\d+)?$/;

/** A field that cannot be read; never leaves this file. */
class FieldError extends Error {}

/**
 * Trades from records keyed by column name. A record that is not a whole trade is left out and
 * named by its line. `lines` holds each record's line in the file; without it records are taken
 * to follow a header, one a line.
 */
export function tradesFromRecords(
  records: readonly Readonly<Record<string, string>>[],
  local: LocalTimeOf,
  lines?: readonly number[],
): TradesRead {
  const read: TradesRead = { trades: [], bad: [] };
  records.forEach((record, index) => {
    try {
      read.trades.push(tradeFromRecord(record, local));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      read.bad.push({ line: lines?.[index] ?? index + 2, reason: error.message });
    }
  });
  return read;
}

function tradeFromRecord(
  record: Readonly<Record<string, string>>,
  local: LocalTimeOf,
): TradeRecord {
  const number = (column: TradeColumn): number => numberIn(record, column);
  const symbol = textIn(record, "symbol");
  const entry_ts = instantIn(record, "entry_ts");
  const exit_ts = instantIn(record, "exit_ts");
  if (exit_ts < entry_ts) throw new FieldError("exit_ts is before entry_ts");
  const trade = {
    trade_id: record.trade_id ?? "",
    symbol,
    side: sideIn(record),
    strategy: textIn(record, "strategy"),
    regime: textIn(record, "regime"),
    entry_ts,
    exit_ts,
    qty: number("qty"),
    entry_price: number("entry_price"),
    exit_price: number("exit_price"),
    initial_stop: number("initial_stop"),
    exit_reason: exitReasonIn(record),
    gross_pnl: number("gross_pnl"),
    commission: number("commission"),
    net_pnl: number("net_pnl"),
    result_R: number("result_R"),
    bars_held: number("bars_held"),
    mae_R: number("mae_R"),
    mfe_R: number("mfe_R"),
    slippage_ticks: number("slippage_ticks"),
    trace_id: record.trace_id ?? "",
  };
  if (trade.mae_R > 0) throw new FieldError("mae_R is above 0");
  if (trade.mfe_R < 0) throw new FieldError("mfe_R is below 0");
  const entry = local(symbol, entry_ts);
  return {
    ...trade,
    entry_hour: entry.hour,
    entry_weekday: entry.weekday,
    exit_day: local(symbol, exit_ts).day,
  };
}

function textIn(record: Readonly<Record<string, string>>, column: TradeColumn): string {
  const text = record[column] ?? "";
  if (text.trim() === "") throw new FieldError(`${column} is missing`);
  return text;
}

function numberIn(record: Readonly<Record<string, string>>, column: TradeColumn): number {
  const text = textIn(record, column).trim();
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new FieldError(`${column} is not a number: ${shown(text)}`);
  if (Math.abs(value) > LARGEST_AMOUNT) {
    throw new FieldError(`${column} is beyond 1e12: ${shown(text)}`);
  }
  return value + 0;
}

function instantIn(record: Readonly<Record<string, string>>, column: TradeColumn): number {
  const text = textIn(record, column).trim();
  const parts = INSTANT.exec(text);
  const ts = parts === null ? Number.NaN : Date.parse(text);
  // Date.parse rolls 31 February over into March instead of refusing it.
  const onCalendar =
    parts !== null && isOnCalendar(Number(text.slice(0, 4)), Number(parts[1]), Number(parts[2]));
  if (!onCalendar || !(Math.abs(ts) <= LATEST_INSTANT)) {
    throw new FieldError(
      `${column} is not a time with its zone, such as 2025-11-18T16:42:00.000Z: ${shown(text)}`,
    );
  }
  return ts;
}

function isOnCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return month >= 1 && month <= 12 && date.getUTCDate() === day;
}

function sideIn(record: Readonly<Record<string, string>>): Side {
  const text = textIn(record, "side");
  if (text === "long" || text === "short") return text;
  throw new FieldError(`side is neither long nor short: ${shown(text)}`);
}

function exitReasonIn(record: Readonly<Record<string, string>>): ExitReason {
  const text = textIn(record, "exit_reason");
  if (isExitReason(text)) return text;
  throw new FieldError(`exit_reason is not known: ${shown(text)}`);
}

function isExitReason(text: string): text is ExitReason {
  return Object.hasOwn(EXIT_REASONS, text);
}

/** Foreign text for a one-line message: short, quoted, control characters escaped. */
function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
