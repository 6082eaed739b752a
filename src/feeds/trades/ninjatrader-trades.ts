import { NO_TRADE, type TradeDialect } from "./draft.js";
import { rowsBelow } from "./sheet.js";

const FEES = ["commission", "clearing fee", "exchange fee", "ip fee", "nfa fee"];

/** NinjaTrader 8's grid of trades: one row for each pair of an entry and an exit. */
export const ninjatraderTrades: TradeDialect = {
  source: "ninjatrader",
  name: "NinjaTrader, Trades",
  recognisedBy: "`Market pos.`, `Entry price`, `Exit price`, `Entry time`, `Exit time`",
  zone: "the platform's own, which the file does not say",
  draft(sheet) {
    const found = rowsBelow(sheet, ["market pos.", "entry price", "exit price", "entry time"]);
    if (found === null) return null;
    return {
      format: "NinjaTrader trades",
      fills: [],
      trades: found.rows.map((row) => ({
        ...NO_TRADE,
        line: row.line,
        symbol: row.get("instrument"),
        side: row.get("market pos."),
        entryTime: row.get("entry time"),
        exitTime: row.get("exit time"),
        qty: row.get("qty", "quantity"),
        entryPrice: row.get("entry price"),
        exitPrice: row.get("exit price"),
        costs: FEES.map((name) => row.get(name)),
        account: row.get("account", "account display name"),
        strategy: row.get("strategy"),
        exitName: row.get("exit name"),
        bars: row.get("bars"),
      })),
      ...{ bad: [], zone: null, order: "mdy" },
    };
  },
};
