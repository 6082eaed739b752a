// Every layout of trades that is known, the one that says most of itself first.

import type { Drafted, TradeDialect } from "./draft.js";
import { ibFlex } from "./ib-flex.js";
import { ibStatement } from "./ib-statement.js";
import { metatrader } from "./metatrader.js";
import { ninjatraderExecutions } from "./ninjatrader-executions.js";
import { ninjatraderTrades } from "./ninjatrader-trades.js";
import { plainFills } from "./plain-fills.js";
import type { Sheet } from "./sheet.js";
import { topstepX } from "./topstepx.js";
import { tradingView } from "./tradingview.js";
import { tradingViewOrders } from "./tradingview-orders.js";
import { tradovateFills } from "./tradovate-fills.js";
import { tradovateOrders } from "./tradovate-orders.js";
import { tradovatePerformance } from "./tradovate-performance.js";

/** All of them. */
export const TRADE_DIALECTS: readonly TradeDialect[] = [
  ...[tradovatePerformance, tradovateFills, tradovateOrders, ibFlex, ibStatement],
  ...[ninjatraderTrades, ninjatraderExecutions, metatrader, tradingView, topstepX],
  ...[tradingViewOrders, plainFills],
];

/** A file's rows by the first dialect that knows them, or null. */
export function draftOf(sheet: Sheet): (Drafted & { readonly source: string }) | null {
  for (const { source, draft } of TRADE_DIALECTS) {
    const drafted = draft(sheet);
    if (drafted !== null) return { ...drafted, source };
  }
  return null;
}
