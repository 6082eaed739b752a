import { type Drafted, NO_TRADE, type TradeDialect, type TradeText } from "./draft.js";
import { plainName, type Sheet, type SheetRow } from "./sheet.js";

/** Columns of one of its tables; two of them have the same name for the entry and the exit. */
interface HistoryTable {
  readonly format: string;
  /** Names that its header has, with the times that the two columns of one name stand apart. */
  readonly ticket: string;
  readonly symbol: readonly string[];
  readonly qty: readonly string[];
  readonly entryTime: string;
  readonly exitTime: string;
}

const TABLES: readonly HistoryTable[] = [
  {
    ...{ format: "MetaTrader 5 positions", ticket: "position", symbol: ["symbol"] },
    ...{ qty: ["volume"], entryTime: "time", exitTime: "time" },
  },
  {
    ...{ format: "MetaTrader 4 account history", ticket: "ticket", symbol: ["item", "symbol"] },
    ...{ qty: ["size", "volume"], entryTime: "open time", exitTime: "close time" },
  },
  {
    ...{ format: "MetaTrader 4 account history", ticket: "order", symbol: ["symbol", "item"] },
    ...{ qty: ["size", "volume"], entryTime: "time", exitTime: "time" },
  },
];

const STAMP = /^\d{4}[.-]\d\d[.-]\d\d/;

function headerAt({ rows }: Sheet, table: HistoryTable): number {
  return rows.findIndex(({ cells }) => {
    const names = cells.map(plainName);
    const prices = names.filter((name) => name === "price").length;
    return names.includes(table.ticket) && names.includes("profit") && prices === 2;
  });
}

function tradeText({ line, cells }: SheetRow, names: readonly string[], table: HistoryTable) {
  const first = (...wanted: readonly string[]): string =>
    cells[names.findIndex((name) => wanted.includes(name))] ?? "";
  const last = (name: string): string => cells[names.lastIndexOf(name)] ?? "";
  return {
    ...NO_TRADE,
    line,
    symbol: first(...table.symbol),
    side: first("type"),
    entryTime: first(table.entryTime),
    exitTime: last(table.exitTime),
    qty: first(...table.qty),
    entryPrice: first("price"),
    exitPrice: last("price"),
    costs: ["commission", "fee", "taxes", "swap"].map((name) => first(name)),
    stop: first("s / l", "s/l"),
    gross: first("profit"),
    id: first(table.ticket),
  };
}

function draftTable(sheet: Sheet, table: HistoryTable): Drafted | null {
  const at = headerAt(sheet, table);
  if (at < 0) return null;
  const names = (sheet.rows[at]?.cells ?? []).map(plainName);
  const trades: TradeText[] = [];
  for (const row of sheet.rows.slice(at + 1)) {
    // The next table of the same sheet.
    if (row.cells.filter((cell) => cell !== "").length === 1) break;
    const trade = tradeText(row, names, table);
    // Deposits and orders that never filled are no trades.
    if (!/^(?:buy|sell)$/i.test(trade.side) || !STAMP.test(trade.entryTime)) continue;
    trades.push(trade);
  }
  return {
    format: table.format,
    ...{ fills: [], trades, bad: [], zone: null, order: "dmy", isInLots: true },
    ...{ isLastStop: true, isCostNegative: true },
  };
}

/**
 * MetaTrader 4's account history and MetaTrader 5's positions, saved as a page or copied as
 * text. Money is
 * the account's as the file has it: what a lot is worth, and in which currency, only the broker
 * knows. The stop is the last one it had.
 */
export const metatrader: TradeDialect = {
  source: "metatrader",
  name: "MetaTrader 4 history and MetaTrader 5 positions",
  recognisedBy: "`Position`, `Ticket` or `Order`, `S / L`, two columns `Price`, `Profit`",
  zone: "the broker's server, which the file does not say",
  draft: (sheet) => TABLES.map((table) => draftTable(sheet, table)).find((one) => one) ?? null,
};
