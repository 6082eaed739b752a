// Reads a trades CSV from disk. What a trade is, analytics knows; this file knows CSV.

import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { BadTrade, LocalTimeOf, TradesRead } from "../analytics/trades-csv.js";
import { TRADE_COLUMNS, tradesFromRecords } from "../analytics/trades-csv.js";
import { UserError } from "../engine/errors.js";
import type { TradeRecord } from "../engine/trade/record.js";

/** Half a cent, and what a double adds to it. */
const MOST_ROUNDED = 0.0051;

const HINT = "give a trades CSV as `replay --trades` writes it";

interface Row {
  record: string[];
  info: { lines: number };
}

/** Why a trade cannot have been, or null. */
export function whyImpossible(trade: TradeRecord): string | null {
  const { side, qty, entry_price: entry, initial_stop: stop, gross_pnl, commission } = trade;
  if (qty <= 0) return `the quantity is ${qty}`;
  const isRight = side === "long" ? stop < entry : stop > entry;
  if (!isRight) return `the stop ${stop} is on the wrong side of a ${side} from ${entry}`;
  const net = gross_pnl - commission;
  if (Math.abs(net - trade.net_pnl) > MOST_ROUNDED) {
    return `net_pnl ${trade.net_pnl} is not gross_pnl less commission, ${Number(net.toFixed(2))}`;
  }
  const isSigned = Math.sign(trade.net_pnl) === Math.sign(trade.result_R);
  return isSigned ? null : `result_R ${trade.result_R} and net_pnl ${trade.net_pnl} disagree`;
}

/** Whether a header is that of a trades CSV of ours. */
export function isTradesHeader(names: readonly string[]): boolean {
  return TRADE_COLUMNS.every((column) => names.includes(column));
}

/**
 * The trades in a file, and the rows that are none with their lines (a row over several lines
 * is named by its last). A file with a header only holds no trades. Columns may come in any
 * order, others are passed over. Throws UserError (exit code 2) where there is no trades CSV.
 * @param fault why a trade is not to be taken, or null
 */
export function readTradesFile(
  path: string,
  local: LocalTimeOf,
  fault: (trade: TradeRecord) => string | null = () => null,
): TradesRead {
  const rows = splitRows(path, readText(path));
  const header = rows[0]?.record.map((name) => name.trim()) ?? [];
  const missing = TRADE_COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const what =
      missing.length > 5
        ? "line 1 is not the header of a trades CSV"
        : `no column ${missing.join(", ")} in line 1`;
    throw new UserError(`${path}: ${what}; ${HINT}`, 2);
  }
  const records: Record<string, string>[] = [];
  const lines: number[] = [];
  const misshapen: BadTrade[] = [];
  for (const { record, info } of rows.slice(1)) {
    if (record.length !== header.length) {
      const reason = `${record.length} fields where the header has ${header.length}`;
      misshapen.push({ line: info.lines, reason });
      continue;
    }
    records.push(Object.fromEntries(header.map((name, place) => [name, record[place] ?? ""])));
    lines.push(info.lines);
  }
  const trades: TradeRecord[] = [];
  const bad: BadTrade[] = [...misshapen];
  records.forEach((record, at) => {
    const line = lines[at] ?? 0;
    const read = tradesFromRecords([record], local, [line]);
    bad.push(...read.bad);
    for (const trade of read.trades) {
      const reason = fault(trade);
      if (reason === null) trades.push(trade);
      else bad.push({ line, reason });
    }
  });
  return { trades, bad: bad.sort((a, b) => a.line - b.line) };
}

function readText(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${path}: ${whyUnreadable(error)}; ${HINT}`, 2);
  }
  if (text.trim() === "") throw new UserError(`${path}: the file is empty; ${HINT}`, 2);
  return text;
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "this is a folder";
  if (code === "EACCES") return "no permission to read it";
  return `cannot be read (${code})`;
}

function splitRows(path: string, text: string): Row[] {
  try {
    const rows: unknown = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return rows as Row[];
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UserError(`${path}: not a CSV (${why}); ${HINT}`, 2);
  }
}
