import type { TradeDialect } from "./draft.js";
import { fillText, NO_COLUMNS } from "./fill-row.js";
import { type NamedRow, rowsBelow } from "./sheet.js";

/** Rows of the finest kind that there are: an execution, else an order. */
function fillRows(rows: readonly NamedRow[]): readonly NamedRow[] {
  const level = (row: NamedRow): string => row.get("levelofdetail").toUpperCase();
  const levels = new Set(rows.map(level));
  for (const kind of ["EXECUTION", "ORDER"]) {
    if (levels.has(kind)) return rows.filter((row) => level(row) === kind);
  }
  return rows.filter((row) => level(row) === "");
}

/**
 * Interactive Brokers' Flex query of trades, as CSV or XML, whose names differ a little. Its stamps
 * are in the account's zone, New York unless it was set otherwise.
 */
export const ibFlex: TradeDialect = {
  source: "interactive-brokers",
  name: "Interactive Brokers, Flex query (Trades, CSV or XML)",
  recognisedBy: "`TradePrice`, `Quantity`, `Buy/Sell`, `Symbol`; XML: `<Trade tradePrice=…>`",
  zone: "America/New_York",
  draft(sheet) {
    const needs = ["symbol", "quantity", "tradeprice"];
    const found =
      rowsBelow(sheet, [...needs, "buy/sell"]) ?? rowsBelow(sheet, [...needs, "buysell"]);
    if (found === null) return null;
    const rows = fillRows(found.rows).filter((row) => row.get("symbol") !== "Symbol");
    return {
      format: "Interactive Brokers Flex trades",
      fills: rows.map((row) => {
        const fill = fillText(row, {
          ...NO_COLUMNS,
          symbol: ["symbol"],
          time: ["datetime", "date/time", "tradetime"],
          side: ["buy/sell", "buysell"],
          qty: ["quantity"],
          price: ["tradeprice"],
          commission: ["ibcommission"],
          account: ["clientaccountid", "accountid"],
          id: ["ibexecid", "execid", "tradeid", "transactionid"],
          multiplier: ["multiplier"],
          currency: ["currencyprimary", "currency"],
        });
        // A query may have the date and the time in columns of their own.
        if (fill.time.length > 8 || row.get("tradedate") === "") return fill;
        return { ...fill, time: `${row.get("tradedate")} ${row.get("tradetime")}` };
      }),
      ...{ trades: [], bad: [], zone: "America/New_York", order: "mdy" },
      isCostNegative: true,
    };
  },
};
