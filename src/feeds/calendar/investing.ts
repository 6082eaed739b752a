import type { TableFormat } from "./table.js";

/**
 * Investing.com's calendar as tables of it are saved: date and time apart, impact as stars, words
 * or numbers, the day first. Its times are in the zone that the reader chose on the site.
 */
export const investing: TableFormat = {
  name: "investing",
  columns: {
    date: ["date"],
    time: ["time"],
    title: ["event", "name", "title"],
    currency: ["currency", "cur", "curr", "zone", "country"],
    impact: ["importance", "imp", "impact", "volatility"],
    symbols: [],
    classes: [],
  },
  needs: ["date", "time", "title", "currency"],
  lacks: [],
  order: "dmy",
  zone: null,
};
