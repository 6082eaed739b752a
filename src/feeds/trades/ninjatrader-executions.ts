import type { TradeDialect } from "./draft.js";
import { fillText, NO_COLUMNS } from "./fill-row.js";
import { rowsBelow } from "./sheet.js";

/** NinjaTrader 8's grid of executions. */
export const ninjatraderExecutions: TradeDialect = {
  source: "ninjatrader",
  name: "NinjaTrader, Executions",
  recognisedBy: "`Instrument`, `Action`, `Quantity`, `Price`, `Time`, `E/X`",
  zone: "the platform's own, which the file does not say",
  draft(sheet) {
    const found = rowsBelow(sheet, ["instrument", "action", "quantity", "price", "time", "e/x"]);
    if (found === null) return null;
    return {
      format: "NinjaTrader executions",
      fills: found.rows.map((row) =>
        fillText(row, {
          ...NO_COLUMNS,
          symbol: ["instrument"],
          time: ["time"],
          side: ["action"],
          qty: ["quantity"],
          price: ["price"],
          commission: ["commission"],
          account: ["account", "account display name"],
          id: ["id"],
        }),
      ),
      ...{ trades: [], bad: [], zone: null, order: "mdy" },
    };
  },
};
