import { namedLayout } from "../columns.js";
import type { Dialect, FileHead } from "../dialect.js";

/** Alpaca's bars as its Python package writes them: RFC 3339 in UTC, the start of the bar. */
export const alpaca: Dialect = {
  name: "Alpaca bars",
  recognisedBy:
    "`symbol,timestamp,open,high,low,close,volume,trade_count,vwap`; " +
    'JSON `{"bars":[{"t","o","h","l","c","v","n","vw"}]}`',
  zone: "UTC (in the stamp)",
  label: "open",
  example: "AAPL,2025-11-18 14:30:00+00:00,200.29,200.63,200.25,200.5,4930,129,200.41",
  recognise(head) {
    const isNamed = head.names.includes("trade_count") && head.names.includes("vwap");
    return isNamed || isShort(head) ? namedLayout("Alpaca bars", head) : null;
  },
};

/** `t,o,h,l,c,v,n,vw` with a date; Polygon's has an epoch. */
function isShort(head: FileHead): boolean {
  const time = head.names.indexOf("t");
  return time >= 0 && head.names.includes("vw") && /^\d{4}-/.test(head.rows[1]?.[time] ?? "");
}
