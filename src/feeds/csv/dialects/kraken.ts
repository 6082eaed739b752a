import { columnsInOrder, type Dialect, isNumber } from "../dialect.js";

/** Kraken's downloadable OHLCVT: timestamp, o, h, l, c, volume, trades; seconds, no header. */
export const kraken: Dialect = {
  name: "Kraken OHLCVT",
  recognisedBy: "no header, 7 columns: seconds, open, high, low, close, volume, trades",
  zone: "UTC (seconds)",
  label: "open",
  example: "1763476200,91000.1,91020.0,90990.0,91010.5,12.48585131,513",
  recognise(head) {
    const row = head.rows[0] ?? [];
    if (row.length !== 7 || head.separator !== "," || !row.every(isNumber)) return null;
    const [stamp = "", , , , , , trades = ""] = row;
    if (!/^\d{9,10}$/.test(stamp) || !/^\d+$/.test(trades)) return null;
    return {
      format: "Kraken OHLCVT",
      hasHeader: false,
      columns: columnsInOrder(false, 6),
      symbol: null,
      zone: null,
      label: "open",
    };
  },
};
