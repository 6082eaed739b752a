import type { TradeDialect } from "./draft.js";
import { fillText, NO_COLUMNS } from "./fill-row.js";
import { rowsBelow } from "./sheet.js";

/**
 * TradingView's history of orders, of paper trading and of brokers connected to it: an order that
 * filled is taken as one fill.
 */
export const tradingViewOrders: TradeDialect = {
  source: "tradingview",
  name: "TradingView, order history",
  recognisedBy: "`Symbol`, `Side`, `Fill price`, `Status`, `Closing time`",
  zone: "the chart's, which the file does not say",
  draft(sheet) {
    const found = rowsBelow(sheet, ["symbol", "side", "fill price", "status", "closing time"]);
    if (found === null) return null;
    const rows = found.rows.filter((row) => row.get("status").toLowerCase() === "filled");
    return {
      format: "TradingView orders",
      fills: rows.map((row) =>
        fillText(row, {
          ...NO_COLUMNS,
          symbol: ["symbol"],
          time: ["closing time"],
          side: ["side"],
          qty: ["qty", "quantity"],
          price: ["fill price"],
          commission: ["commission"],
          order: ["order id"],
        }),
      ),
      ...{ trades: [], bad: [], zone: null, order: "mdy", isOrders: true },
    };
  },
};
