import { columnsInOrder, type Dialect, type FileHead, isNumber, isStamp } from "../dialect.js";

const STAMPS = ["timestamp", "datetime", "date", "time"] as const;
const VOLUMES = ["volume", "vol", "vol.", "tickvol"] as const;
const SYMBOLS = ["symbol", "ticker", "instrument"] as const;

/** `timestamp,open,high,low,close[,volume]` in any order by name, or in this order without. */
export const plain: Dialect = {
  recognise(head) {
    return named(head) ?? unnamed(head);
  },
};

function named(head: FileHead) {
  const find = (names: readonly string[]) => {
    for (const name of names) if (head.names.includes(name)) return head.names.indexOf(name);
    return -1;
  };
  const time = find(STAMPS);
  const isDateOnly = head.names[time] === "date";
  const columns = {
    time,
    clock: isDateOnly ? find(["time"]) : -1,
    open: find(["open"]),
    high: find(["high"]),
    low: find(["low"]),
    close: find(["close", "last"]),
    volume: find(VOLUMES),
  };
  if (Math.min(time, columns.open, columns.high, columns.low, columns.close) < 0) return null;
  const symbol = head.rows[1]?.[find(SYMBOLS)] ?? null;
  return layout(true, columns, symbol);
}

function unnamed(head: FileHead) {
  const row = head.rows[0] ?? [];
  if (!isStamp(row[0])) return null;
  const hasClock = /^\d\d?:\d\d/.test(row[1] ?? "");
  const prices = row.slice(hasClock ? 2 : 1, hasClock ? 6 : 5);
  if (prices.length < 4 || !prices.every(isNumber)) return null;
  return layout(false, columnsInOrder(hasClock, row.length), null);
}

function layout(
  hasHeader: boolean,
  columns: ReturnType<typeof columnsInOrder>,
  symbol: string | null,
) {
  return { format: "plain CSV", hasHeader, columns, symbol, zone: null, label: "open" as const };
}
