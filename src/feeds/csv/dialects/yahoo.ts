import { UserError } from "../../../engine/errors.js";
import { namedColumns } from "../columns.js";
import { columnsInOrder, type Dialect, type FileHead, type Layout } from "../dialect.js";
import { oddCells } from "../odd.js";

/**
 * Yahoo's history, and what the yfinance package writes of it. `Close` is used, not `Adj Close`,
 * because open, high and low are not adjusted either; `null` rows are bad rows.
 */
export const yahoo: Dialect = {
  name: "Yahoo Finance",
  recognisedBy: "`Date,Open,High,Low,Close,Adj Close,Volume`; yfinance's `Price,…`, `Ticker,…`",
  zone: "days carry their date; an offset in the stamp counts",
  label: "open",
  example: "2025-11-18,21000.25,21004.00,20998.50,21002.75,21002.75,812000",
  recognise(head) {
    return yfinance(head) ?? history(head);
  },
};

function history(head: FileHead): Layout | null {
  const isAdjusted = head.names.includes("adj close");
  const isPaid = head.names.includes("dividends") && head.names.includes("stock splits");
  const found = isAdjusted || isPaid ? namedColumns(head) : null;
  if (found === null) return null;
  // Copied from the page, its dates are in words and its volumes have thousands.
  const odd = oddCells(head, found.columns, 1);
  return {
    format: "Yahoo Finance history",
    hasHeader: true,
    columns: found.columns,
    symbol: null,
    zone: null,
    label: "open",
    ...(odd == null ? {} : { odd }),
  };
}

function manyTickers(file: string, tickers: readonly string[]): UserError {
  const list = tickers.slice(0, 8).join(", ") + (tickers.length > 8 ? ", …" : "");
  return new UserError(
    `${file}: has ${tickers.length} tickers side by side (${list}); save each to a file of its own`,
  );
}

/** Three lines of header: the prices, the ticker under each, and the name of the first column. */
function yfinance(head: FileHead): Layout | null {
  const [, tickers = [], dates = []] = head.rows;
  if (head.names[0] !== "price" || !/^ticker$/i.test(tickers[0] ?? "")) return null;
  if (!/^date(?:time)?$/i.test(dates[0] ?? "")) return null;
  const found = new Set(tickers.slice(1));
  const [symbol = null] = found;
  if (found.size > 1) throw manyTickers(head.file, [...found]);
  const at = (name: string) => head.names.indexOf(name);
  const columns = {
    ...columnsInOrder(false, 6),
    open: at("open"),
    high: at("high"),
    low: at("low"),
    close: at("close"),
    volume: at("volume"),
  };
  if (Math.min(columns.open, columns.high, columns.low, columns.close) < 0) return null;
  return {
    format: "Yahoo Finance history",
    hasHeader: true,
    columns,
    symbol,
    zone: null,
    label: "open",
    odd: { decimal: ".", order: "mdy", isOrderKnown: true, headerLines: 3 },
  };
}
