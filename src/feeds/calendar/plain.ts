import type { TableFormat } from "./table.js";

/** Our own form: `ts,title,currency,impact,symbols,asset_classes`. */
export const plain: TableFormat = {
  name: "plain",
  columns: {
    date: ["ts", "timestamp", "datetime"],
    time: [],
    title: ["title", "event", "name"],
    currency: ["currency", "currencies", "country"],
    impact: ["impact", "importance"],
    symbols: ["symbols", "symbol"],
    classes: ["assetclasses", "assetclass"],
  },
  needs: ["date", "title"],
  lacks: [],
  order: "mdy",
  zone: null,
};
