import type { TableFormat } from "./table.js";

/**
 * Myfxbook's calendar statement: `"2025, November 19, 14:00",(Japan) GDP Growth Rate,High,JPY`.
 * Its times are in the zone that the user chose on the site, which the file does not say.
 */
export const myfxbook: TableFormat = {
  name: "myfxbook",
  columns: {
    date: ["date"],
    time: ["time"],
    title: ["event", "name"],
    currency: ["currency"],
    impact: ["impact"],
    symbols: [],
    classes: [],
  },
  needs: ["date", "title", "currency", "impact"],
  lacks: ["time"],
  order: "mdy",
  zone: null,
};
