import { columnsInOrder, type Dialect, type FileHead, isNumber } from "../dialect.js";

/** `yyyyMMdd HHmmss;o;h;l;c;v`, which NinjaTrader reads and writes and histdata.com offers. */
export function isNinjaLayout(head: FileHead): boolean {
  const row = head.rows[0] ?? [];
  if (head.separator !== ";" || row.length < 5 || row.length > 6) return false;
  return /^\d{8}(?: \d{4}(?:\d\d)?)?$/.test(row[0] ?? "") && row.slice(1).every(isNumber);
}

/**
 * NinjaTrader's export: "always done in the UTC time zone" (NinjaTrader 8 help, "Importing"), a bar
 * stamped when it closes ("How bars are built"); days carry their date.
 */
export const ninjaTrader: Dialect = {
  name: "NinjaTrader",
  recognisedBy: "no header, `yyyyMMdd HHmmss;open;high;low;close;volume`",
  zone: "UTC",
  label: "close",
  example: "20251118 143100;21000.25;21004;20998.5;21002.75;812",
  recognise(head) {
    if (!isNinjaLayout(head)) return null;
    const isDaily = (head.rows[0]?.[0] ?? "").length === 8;
    return {
      format: "NinjaTrader export",
      hasHeader: false,
      columns: columnsInOrder(false, head.rows[0]?.length ?? 0),
      symbol: null,
      zone: "UTC",
      label: isDaily ? "open" : "close",
    };
  },
};
