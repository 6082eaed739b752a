import type { TradeDialect } from "./draft.js";
import { fillText, NO_COLUMNS } from "./fill-row.js";
import { rowsBelow } from "./sheet.js";

/**
 * Tradovate's Fills report. Columns that begin with `_` are for machines: `_timestamp` is in UTC,
 * `Timestamp` in the platform's own time.
 */
export const tradovateFills: TradeDialect = {
  source: "tradovate",
  name: "Tradovate, Fills",
  recognisedBy: "`Fill ID`, `B/S`, `Contract`",
  zone: "UTC in `_timestamp`; else the platform's own, which the file does not say",
  draft(sheet) {
    const found = rowsBelow(sheet, ["fill id", "b/s", "contract"]);
    if (found === null) return null;
    const rows = found.rows.filter((row) => row.get("_active") !== "false");
    return {
      format: "Tradovate fills",
      fills: rows.map((row) => ({
        ...fillText(row, {
          ...NO_COLUMNS,
          symbol: ["contract"],
          time: ["_timestamp", "timestamp"],
          side: ["b/s", "_action"],
          qty: ["_qty", "quantity"],
          price: ["_price", "price"],
          commission: ["commission"],
          account: ["account"],
          id: ["fill id", "_id"],
          order: ["order id", "_orderid"],
        }),
      })),
      ...{ trades: [], bad: [] },
      zone: found.names.includes("_timestamp") ? "UTC" : null,
      order: "mdy",
    };
  },
};
