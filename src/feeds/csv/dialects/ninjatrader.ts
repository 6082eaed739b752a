import { columnsInOrder, type Dialect, type FileHead, isNumber } from "../dialect.js";

/** `yyyyMMdd HHmmss;o;h;l;c;v`, which NinjaTrader reads and writes and histdata.com offers. */
function isNinjaLayout(head: FileHead): boolean {
  const row = head.rows[0] ?? [];
  if (head.separator !== ";" || row.length < 5 || row.length > 6) return false;
  return /^\d{8}(?: \d{4}(?:\d\d)?)?$/.test(row[0] ?? "") && row.slice(1).every(isNumber);
}

/** histdata.com: one-minute FX bars stamped at the open, in EST without daylight saving. */
export const histdata: Dialect = {
  recognise(head) {
    if (!isNinjaLayout(head)) return null;
    const isNamed = /DAT_(?:NT|ASCII)_/i.test(head.file);
    const hasVolume = head.rows.some((row) => Number(row[5] ?? 0) !== 0);
    if (!isNamed && (!head.isFxName || hasVolume)) return null;
    return {
      format: "histdata.com (NinjaTrader layout)",
      hasHeader: false,
      columns: columnsInOrder(false, head.rows[0]?.length ?? 0),
      symbol: null,
      zone: "-05:00",
      label: "open",
    };
  },
};

/** NinjaTrader's export: UTC, a bar stamped when it closes; days carry their date. */
export const ninjaTrader: Dialect = {
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
