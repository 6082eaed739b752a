import { columnsInOrder, type Dialect, isNumber } from "../dialect.js";
import { oddCells } from "../odd.js";

/** Headers of the time column, and the zone of stamps without one. */
const ZONES: Readonly<Record<string, string | null>> = {
  "local time": null,
  "gmt time": "UTC",
  utc: "UTC",
  eet: "EET",
  "time (utc)": "UTC",
  "time (gmt)": "UTC",
  "time (eet)": "EET",
  "time (est)": "-05:00",
};

/**
 * Dukascopy's web download (`Local time` with its offset, `Gmt time`) and JForex's export
 * (`Time (EET)`), bid or ask as the file's name says; stamped at the open.
 */
export const dukascopy: Dialect = {
  name: "Dukascopy",
  recognisedBy: "`Local time`, `Gmt time` or `Time (EET)`, then Open, High, Low, Close, Volume",
  zone: "in the stamp (`GMT-0500`) or in the header",
  label: "open",
  example: "18.11.2025 09:30:00.000 GMT-0500,1.1581,1.1583,1.158,1.1582,52.4",
  recognise(head) {
    const [time = "", ...names] = head.names;
    const zone = ZONES[time];
    if (zone === undefined || names.slice(0, 4).join() !== "open,high,low,close") return null;
    const columns = columnsInOrder(false, head.names.length);
    const hasRows = head.rows.slice(1).some((row) => isNumber(row[1]));
    const odd = oddCells(head, columns, 1);
    if (hasRows && odd === null) return null;
    const side = /(?:^|[^a-z])(bid|ask)(?:[^a-z]|$)/i.exec(head.file)?.[1];
    return {
      format: side === undefined ? "Dukascopy export" : `Dukascopy export (${side.toLowerCase()})`,
      hasHeader: true,
      columns,
      symbol: null,
      zone,
      isZoneInFile: true,
      label: "open",
      ...(odd == null ? {} : { odd }),
    };
  },
};
