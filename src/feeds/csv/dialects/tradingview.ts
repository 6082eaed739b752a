import type { Dialect } from "../dialect.js";

/** TradingView's chart export: `time,open,high,low,close`, then plots and perhaps `Volume`. */
export const tradingView: Dialect = {
  recognise(head) {
    const { names } = head;
    if (names.slice(0, 5).join() !== "time,open,high,low,close") return null;
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
