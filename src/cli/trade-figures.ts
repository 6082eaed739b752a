// A trade for programs: the fields of the trades CSV and what is known beside them.

import { TRADE_COLUMNS } from "../analytics/trades-csv.js";
import type { ListedTrade } from "../projection/trades.js";

/** Names as the CSV has them, times in ISO-8601 UTC, then account, source, risk and tags. */
export function tradeJson(trade: ListedTrade): Record<string, unknown> {
  const { account, source, risk, tags } = trade;
  const pairs = TRADE_COLUMNS.map((column) => {
    const value = trade[column];
    const isTime = column === "entry_ts" || column === "exit_ts";
    return [column, isTime ? new Date(value).toISOString() : value] as const;
  });
  return { ...Object.fromEntries(pairs), account, source, risk, tags };
}
