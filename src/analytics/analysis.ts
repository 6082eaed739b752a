// Why it was won and lost: performance and attribution in one.

import { type Attribution, attributionOf, type GuardRecord } from "./attribution.js";
import type { JournalTrade } from "./entry-context.js";
import { type Performance, performanceOf } from "./performance.js";

/** What `metrics --json` has beside the metrics, and what screens and the report show. */
export interface Analysis {
  performance: Performance;
  attribution: Attribution;
}

/** Of closed trades in journal order, and of what guards did meanwhile. */
export function analysisOf(trades: readonly JournalTrade[], guards?: GuardRecord): Analysis {
  return { performance: performanceOf(trades), attribution: attributionOf(trades, guards) };
}
