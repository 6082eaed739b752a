import { namedColumns } from "../columns.js";
import type { Dialect } from "../dialect.js";

/**
 * Stooq's bulk files. Their clock is Warsaw's: New York opens at 15:30, and at 14:30 in the weeks
 * in which only America has changed its clocks. A bar is stamped at its open; a day has its date.
 */
export const stooq: Dialect = {
  name: "Stooq",
  recognisedBy: "`<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>`",
  zone: "Europe/Warsaw; days carry their date",
  label: "open",
  example: "AAPL.US,5,20251118,153000,200.29,200.63,200.25,200.5,4930,0",
  recognise(head) {
    const { names } = head;
    if (names[0] !== "ticker" || names[1] !== "per" || !names.includes("openint")) return null;
    // MetaStock's own text has the same columns, but for DTYYYYMMDD, and no zone.
    if (!names.includes("date")) return null;
    const found = namedColumns(head);
    if (found === null) return null;
    const isDaily = /^[DWMQY]$/i.test(head.rows[1]?.[1] ?? "");
    return {
      format: "Stooq data",
      hasHeader: true,
      // The clock of a day is six zeros, and its date is not Warsaw's.
      columns: isDaily ? { ...found.columns, clock: -1 } : found.columns,
      symbol: head.rows[1]?.[0] ?? null,
      symbolColumn: 0,
      zone: isDaily ? null : "Europe/Warsaw",
      label: "open",
    };
  },
};
