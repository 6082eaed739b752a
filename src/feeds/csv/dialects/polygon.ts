import { namedLayout } from "../columns.js";
import type { Dialect, FileHead } from "../dialect.js";

/** Polygon's flat files: many tickers in one, `window_start` in ns, the start of the bar. */
export const polygon: Dialect = {
  name: "Polygon aggregates",
  recognisedBy:
    "`ticker,volume,open,close,high,low,window_start,transactions`; " +
    'JSON `{"results":[{"v","vw","o","c","h","l","t","n"}]}`',
  zone: "UTC (ns; JSON in ms)",
  label: "open",
  example: "AAPL,4930,200.29,200.5,200.63,200.29,1763476200000000000,129",
  recognise(head) {
    const isFlat = head.names.includes("window_start") && head.names.includes("ticker");
    return isFlat || isShort(head) ? namedLayout("Polygon aggregates", head) : null;
  },
};

/** `t,o,h,l,c,v,n,vw` with an epoch; Alpaca's has a date. */
function isShort(head: FileHead): boolean {
  const time = head.names.indexOf("t");
  return time >= 0 && head.names.includes("vw") && /^\d{13}$/.test(head.rows[1]?.[time] ?? "");
}
