import { namedColumns } from "../columns.js";
import type { Dialect } from "../dialect.js";

/** Polygon's flat files: many tickers in one, `window_start` in ns, the start of the bar. */
export const polygon: Dialect = {
  name: "Polygon aggregates",
  recognisedBy:
    '`ticker,volume,open,close,high,low,window_start,transactions`; JSON `{"results":[{"v","vw","o","c","h","l","t","n"}]}`',
  zone: "UTC (ns; JSON in ms)",
  label: "open",
  example: "AAPL,4930,200.29,200.5,200.63,200.29,1763476200000000000,129",
  recognise(head) {
    if (!head.names.includes("window_start") || !head.names.includes("ticker")) return null;
    const found = namedColumns(head);
    if (found === null) return null;
    const symbolColumn = head.names.indexOf("ticker");
    return {
      format: "Polygon aggregates",
      hasHeader: true,
      columns: found.columns,
      symbol: head.rows[1]?.[symbolColumn] ?? null,
      symbolColumn,
      zone: null,
      label: "open",
    };
  },
};
