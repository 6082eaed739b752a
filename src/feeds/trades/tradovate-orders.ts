import type { TradeDialect } from "./draft.js";
import { fillText, NO_COLUMNS } from "./fill-row.js";
import { rowsBelow } from "./sheet.js";

/**
 * Tradovate's Orders report: an order that filled is taken as one fill at its mean price. The
 * report has no commission.
 */
export const tradovateOrders: TradeDialect = {
  source: "tradovate",
  name: "Tradovate, Orders",
  recognisedBy: "`Order ID`, `Status`, `avgPrice`, `filledQty`",
  zone: "the platform's own, which the file does not say",
  draft(sheet) {
    const found = rowsBelow(sheet, ["order id", "status", "avgprice", "filledqty"]);
    if (found === null) return null;
    const rows = found.rows.filter((row) => Number(row.get("filledqty", "filled qty")) > 0);
    return {
      format: "Tradovate orders",
      fills: rows.map((row) =>
        fillText(row, {
          ...NO_COLUMNS,
          symbol: ["contract"],
          time: ["fill time", "timestamp"],
          side: ["b/s"],
          qty: ["filledqty", "filled qty"],
          price: ["avgprice", "avg fill price"],
          account: ["account"],
          order: ["order id", "orderid"],
        }),
      ),
      ...{ trades: [], bad: [], zone: null, order: "mdy", isOrders: true },
    };
  },
};
