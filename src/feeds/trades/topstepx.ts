import { NO_TRADE, type TradeDialect } from "./draft.js";
import { rowsBelow } from "./sheet.js";

/** TopstepX's trades: one row for each pair of an entry and an exit, fees apart from the profit. */
export const topstepX: TradeDialect = {
  source: "topstepx",
  name: "TopstepX, Trades",
  recognisedBy: "`ContractName`, `EnteredAt`, `ExitedAt`, `EntryPrice`, `ExitPrice`, `Size`",
  zone: "the stamp's own",
  draft(sheet) {
    const found = rowsBelow(sheet, ["contractname", "enteredat", "exitedat", "size"]);
    if (found === null) return null;
    return {
      format: "TopstepX trades",
      fills: [],
      trades: found.rows.map((row) => ({
        ...NO_TRADE,
        line: row.line,
        symbol: row.get("contractname"),
        side: row.get("type"),
        entryTime: row.get("enteredat"),
        exitTime: row.get("exitedat"),
        qty: row.get("size"),
        entryPrice: row.get("entryprice"),
        exitPrice: row.get("exitprice"),
        costs: [row.get("fees"), row.get("commissions")],
        id: row.get("id"),
      })),
      ...{ bad: [], zone: null, order: "mdy", isCostNegative: false },
    };
  },
};
