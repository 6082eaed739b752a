import { type BadRow, NO_TRADE, type TradeDialect, type TradeText } from "./draft.js";
import { type NamedRow, rowsBelow } from "./sheet.js";

const LEG = /^(entry|exit) (long|short)$/i;

/** A row's name for a column whose currency stands behind it: `Price USD`. */
function under(row: NamedRow, names: readonly string[], begins: readonly string[]): string {
  const name = names.find((one) => begins.some((start) => one === start || one.startsWith(start)));
  return name === undefined ? "" : row.get(name);
}

function tradeOf(
  entry: NamedRow,
  exit: NamedRow,
  { names, symbol }: { readonly names: readonly string[]; readonly symbol: string },
): TradeText {
  const time = (row: NamedRow): string => row.get("date/time", "date and time");
  const qty = ["contracts", "position size (qty)", "size (qty)", "quantity", "qty"];
  return {
    ...NO_TRADE,
    line: exit.line,
    symbol,
    side: LEG.exec(entry.get("type"))?.[2] ?? "",
    entryTime: time(entry),
    exitTime: time(exit),
    qty: under(exit, names, qty),
    entryPrice: under(entry, names, ["price"]),
    exitPrice: under(exit, names, ["price"]),
    strategy: "",
    exitName: exit.get("signal"),
    net: under(exit, names, ["profit usd", "net p&l usd", "profit", "net p&l"]),
  };
}

/** `…_CME_MINI_MNQ1!_2025-11-18_a1b2c.csv`: the symbol before the date. */
function symbolIn(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? "";
  return /_([A-Za-z0-9.!]+)_\d{4}-\d\d-\d\d(?:_\w+)?\.csv$/.exec(name)?.[1] ?? "";
}

/**
 * TradingView's list of trades of a strategy: a row for the entry and one for the exit, in either
 * order. The symbol stands in the file's name alone.
 */
export const tradingView: TradeDialect = {
  source: "tradingview",
  name: "TradingView, list of trades",
  recognisedBy: "`Trade #`, `Type` (Entry long, Exit long), `Signal`",
  zone: "the chart's, which the file does not say",
  draft(sheet) {
    const found = rowsBelow(sheet, ["trade #", "type", "signal"]);
    if (found === null) return null;
    const symbol = symbolIn(sheet.path);
    const legs = new Map<string, { entry?: NamedRow; exit?: NamedRow }>();
    const bad: BadRow[] = [];
    for (const row of found.rows) {
      const kind = LEG.exec(row.get("type"))?.[1]?.toLowerCase();
      const number = row.get("trade #");
      if (kind === undefined || number === "") {
        bad.push({ line: row.line, reason: `'${row.get("type")}' is no entry and no exit` });
        continue;
      }
      legs.set(number, { ...legs.get(number), [kind]: row });
    }
    const trades: TradeText[] = [];
    for (const { entry, exit } of legs.values()) {
      if (entry !== undefined && exit !== undefined && exit.get("signal") !== "Open") {
        trades.push(tradeOf(entry, exit, { names: found.names, symbol }));
      } else {
        const reason = exit === undefined ? "the trade has no exit" : "the trade is still open";
        bad.push({
          line: (entry ?? exit)?.line ?? 0,
          reason: entry === undefined ? "the trade has no entry" : reason,
        });
      }
    }
    return {
      format: "TradingView list of trades",
      ...{ fills: [], trades, bad, zone: null, order: "mdy" },
    };
  },
};
