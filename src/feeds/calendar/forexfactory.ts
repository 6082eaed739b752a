import type { TableFormat } from "./table.js";

/**
 * ForexFactory's week. Its JSON has offsets; CSV and XML have `09-26-2024` and `12:30pm` and say
 * no zone. They are in UTC: US jobless claims, always at 08:30 in New York, stand at 12:30pm in
 * summer and at 1:30pm in winter.
 */
export const forexFactory: TableFormat = {
  name: "forexfactory",
  columns: {
    date: ["date"],
    time: ["time"],
    title: ["title"],
    currency: ["country"],
    impact: ["impact"],
    symbols: [],
    classes: [],
  },
  needs: ["date", "title", "currency", "impact"],
  lacks: [],
  order: "mdy",
  zone: "UTC",
};
