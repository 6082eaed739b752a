import { nameKey } from "../columns.js";
import { columnsInOrder, type Dialect, isNumber } from "../dialect.js";

/**
 * Binance's klines: open time, o, h, l, c, volume, close time, quote volume, trades, taker buy
 * base, taker buy quote, ignore. Milliseconds; spot files from 2025 on are in microseconds
 * (binance-public-data, "Klines").
 */
export const binance: Dialect = {
  name: "Binance klines",
  recognisedBy: "12 columns, with or without a header, the 7th being the close time",
  zone: "UTC (ms or µs)",
  label: "open",
  example: "1763476200000,91000.10,91020,90990,91010,12.5,1763476259999,1137625,640,6.2,564262,0",
  recognise(head) {
    const hasHeader = nameKey(head.names[0] ?? "") === "opentime";
    const row = head.rows[hasHeader ? 1 : 0] ?? [];
    if (row.length !== 12 || !row.every(isNumber)) return null;
    const [from = "", , , , , , to = ""] = row;
    const isEpoch = /^\d{13}(?:\d{3})?$/;
    if (!isEpoch.test(from) || from.length !== to.length || Number(to) <= Number(from)) return null;
    return {
      format: "Binance klines",
      hasHeader,
      columns: columnsInOrder(false, row.length),
      symbol: null,
      zone: null,
      label: "open",
    };
  },
};
