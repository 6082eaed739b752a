import type { TradeDialect } from "./draft.js";
import { type FillColumns, fillText, NO_COLUMNS } from "./fill-row.js";
import { rowsBelow } from "./sheet.js";

const COLUMNS: FillColumns = {
  ...NO_COLUMNS,
  symbol: ["symbol", "contract", "instrument", "ticker", "market", "product"],
  time: [
    ...["ts", "timestamp", "datetime", "date/time", "date and time", "fill time", "exec time"],
    ...["execution time", "trade time", "filled at", "time"],
  ],
  side: ["side", "action", "buy/sell", "b/s", "direction", "type"],
  qty: ["qty", "quantity", "filled qty", "size", "volume", "shares", "contracts", "amount"],
  price: ["price", "fill price", "avg price", "average price", "exec price", "execution price"],
  commission: ["commission", "commissions", "fee", "fees"],
  account: ["account", "account id", "account_id"],
  id: [
    ...["execution_id", "execution id", "exec_id", "exec id", "fill_id", "fill id", "trade_id"],
    ...["trade id", "id"],
  ],
  multiplier: ["multiplier", "point_value", "point value"],
  currency: ["currency"],
};

/** Any table of fills with a header that says what is what. */
export const plainFills: TradeDialect = {
  source: "fills",
  name: "fills of any program",
  recognisedBy:
    "columns for time, quantity and price; side, symbol, commission, account, id if any",
  zone: "the stamp's own; else UTC",
  draft(sheet) {
    const found = COLUMNS.price
      .flatMap((price) => COLUMNS.qty.map((qty) => rowsBelow(sheet, [price, qty])))
      .find((one) => one !== null);
    if (found === undefined) return null;
    const { names, rows } = found;
    const hasClock = names.includes("date") && names.includes("time");
    if (!COLUMNS.time.some((name) => names.includes(name)) && !names.includes("date")) return null;
    // Times, prices and volumes alone are what was traded by all the world.
    const isSigned = rows.some((row) => /^[-−(]/.test(row.get(...COLUMNS.qty)));
    if (!isSigned && !COLUMNS.side.some((name) => names.includes(name))) return null;
    const fills = rows.map((row) => {
      const fill = fillText(row, COLUMNS);
      if (hasClock) return { ...fill, time: `${row.get("date")} ${row.get("time")}` };
      return fill.time === "" ? { ...fill, time: row.get("date") } : fill;
    });
    return { format: "fills", ...{ fills, trades: [], bad: [], zone: "UTC", order: "mdy" } };
  },
};
