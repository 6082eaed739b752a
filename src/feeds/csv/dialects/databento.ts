import { columnOf, namedColumns } from "../columns.js";
import type { Dialect } from "../dialect.js";

/** One unit of a price is 1e-9 (databento.com, "Aggregate bars (OHLCV)"). */
const UNITS = 1_000_000_000;

/**
 * Databento's OHLCV: `ts_event` is the start of the interval, in ns or ISO; prices are decimals, or
 * whole numbers of 1e-9. Rows of several instruments stand in one file.
 */
export const databento: Dialect = {
  name: "Databento OHLCV",
  recognisedBy: "`ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume,symbol`",
  zone: "UTC (ns or ISO)",
  label: "open",
  example:
    "1763476200000000000,33,1,42,21000250000000,21004000000000,20998500000000," +
    "21002750000000,812,MNQZ5",
  recognise(head) {
    if (!head.names.includes("ts_event") || !head.names.includes("instrument_id")) return null;
    const found = namedColumns(head);
    if (found === null) return null;
    const rows = head.rows.slice(1);
    const isFixed = rows.length > 0 && rows.every((row) => isUnits(row[found.columns.open] ?? ""));
    const named = columnOf(head.names, "symbol");
    const symbolColumn = named < 0 ? head.names.indexOf("instrument_id") : named;
    return {
      format: "Databento OHLCV",
      hasHeader: true,
      columns: found.columns,
      symbol: named < 0 ? null : (head.rows[1]?.[named] ?? null),
      symbolColumn,
      zone: null,
      label: "open",
      ...(isFixed ? { priceScale: UNITS } : {}),
    };
  },
};

/** No decimals, and more than any price is: a bitcoin has six digits, a yen's 0.0064 has seven. */
function isUnits(cell: string): boolean {
  return /^-?\d+$/.test(cell) && (cell === "0" || cell.length > 6);
}
