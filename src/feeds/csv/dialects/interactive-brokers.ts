import { namedColumns } from "../columns.js";
import type { Dialect } from "../dialect.js";
import { oddCells } from "../odd.js";

/**
 * Interactive Brokers' historical bars. A stamp is the bar's start; `20251118 09:30:00 US/Eastern`
 * says its zone, the older `20251118  09:30:00` is in the zone TWS was logged in with.
 */
export const interactiveBrokers: Dialect = {
  name: "Interactive Brokers",
  recognisedBy: "`date,open,high,low,close,volume,average,barCount`, as CSV or JSON lines",
  zone: "the one behind the stamp; else TWS's own, which the file does not say: UTC unless --tz",
  label: "open",
  example: "20251118 09:30:00 US/Eastern,21000.25,21004,20998.5,21002.75,812,21001.5,640",
  recognise(head) {
    if (!head.names.includes("barcount") || !head.names.includes("date")) return null;
    const found = namedColumns(head);
    if (found === null) return null;
    const odd = oddCells(head, found.columns, 1);
    const zone = odd?.zoneName ?? null;
    return {
      format: "Interactive Brokers bars",
      hasHeader: true,
      columns: found.columns,
      symbol: null,
      zone,
      ...(zone === null ? {} : { isZoneInFile: true }),
      label: "open",
      ...(odd == null ? {} : { odd }),
    };
  },
};
