import type { Dialect } from "../dialect.js";

/** Seconds, ISO with its offset, or a date alone. */
const STAMP = /^(?:\d{9,10}|\d{4}-\d\d-\d\d(?:T.*)?)$/;

/** TradingView's chart export: `time,open,high,low,close`, then plots and perhaps `Volume`. */
export const tradingView: Dialect = {
  name: "TradingView",
  recognisedBy: "`time,open,high,low,close`, then any plots and perhaps `Volume`",
  zone: "in the file: seconds, or ISO with its offset",
  label: "open",
  example: "2025-11-18T09:30:00-05:00,21000.25,21004,20998.5,21002.75,812",
  recognise(head) {
    const { names } = head;
    if (names.slice(0, 5).join() !== "time,open,high,low,close" || head.separator === "\t") {
      return null;
    }
    // MetaTrader's Python package begins with the same names.
    if (names.includes("tick_volume")) return null;
    const rows = head.rows.slice(1);
    const isStamped = rows.length === 0 || rows.some(([stamp = ""]) => STAMP.test(stamp));
    if (head.rows[0]?.[0] !== "time" || !isStamped) return null;
    const volume = names.indexOf("volume");
    const columns = { time: 0, clock: -1, open: 1, high: 2, low: 3, close: 4, volume };
    return {
      format: "TradingView export",
      hasHeader: true,
      columns,
      symbol: null,
      zone: null,
      label: "open",
    };
  },
};
