import { namedColumns, nameKey } from "../columns.js";
import type { Dialect } from "../dialect.js";

/**
 * Sierra Chart's bar data as text. Its stamps are "the same as the times displayed in the chart"
 * (Sierra Chart, "Write Bar and Study Data To File"), whose zone the file does not say; a bar is
 * stamped at its start.
 */
export const sierraChart: Dialect = {
  name: "Sierra Chart",
  recognisedBy: "`Date, Time, Open, High, Low, Last, Volume, NumberOfTrades, BidVolume, AskVolume`",
  zone: "the chart's, which the file does not say: UTC unless --tz",
  label: "open",
  example: "2025/11/18, 14:30:00, 21000.25, 21004.00, 20998.50, 21002.75, 812, 640, 400, 412",
  recognise(head) {
    const keys = head.names.map(nameKey);
    if (!keys.includes("last") || !keys.some((key) => /^(?:numberof|of)trades$/.test(key)))
      return null;
    const found = namedColumns(head);
    if (found === null) return null;
    return {
      format: "Sierra Chart export",
      hasHeader: true,
      columns: found.columns,
      symbol: null,
      zone: null,
      label: "open",
    };
  },
};
