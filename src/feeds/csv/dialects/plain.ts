import { plainStamp } from "../../dates.js";
import { columnOf, namedColumns } from "../columns.js";
import {
  type Columns,
  columnsInOrder,
  type Dialect,
  type FileHead,
  isNumber,
  isStamp,
  type Layout,
} from "../dialect.js";
import { plainPrice } from "../numbers.js";
import { oddCells } from "../odd.js";

/** `timestamp,open,high,low,close[,volume]` in any order by name, or in this order without. */
export const plain: Dialect = {
  name: "plain CSV",
  recognisedBy: "a header that names a time and open, high, low, close, in any order; or no header",
  zone: "UTC",
  label: "open",
  example: "2025-11-18T14:30:00Z,21000.25,21004,20998.5,21002.75,812",
  recognise(head) {
    return named(head) ?? unnamed(head);
  },
};

function named(head: FileHead): Layout | null {
  const found = namedColumns(head);
  if (found === null) return null;
  const { columns, quotes, label } = found;
  const hints = quotes?.ask === undefined ? {} : { ask: quotes.ask };
  const odd = oddCells(head, columns, 1, hints);
  const symbolColumn = columnOf(head.names, "symbol");
  return {
    format: quotes === null ? "plain CSV" : `plain CSV (${quotes.words})`,
    hasHeader: true,
    columns,
    symbol: head.rows[1]?.[symbolColumn] ?? null,
    ...(symbolColumn < 0 ? {} : { symbolColumn }),
    ...zoneOf(odd?.zoneName),
    label,
    ...(odd == null ? {} : { odd }),
  };
}

function zoneOf(zoneName: string | undefined): Pick<Layout, "zone" | "isZoneInFile"> {
  return zoneName === undefined ? { zone: null } : { zone: zoneName, isZoneInFile: true };
}

function unnamed(head: FileHead): Layout | null {
  for (const columns of unnamedColumns(head.rows[0] ?? [])) {
    const odd = oddCells(head, columns, 0);
    if (odd === null || !areBars(head, columns, odd?.decimal)) continue;
    return {
      format: "plain CSV",
      hasHeader: false,
      columns,
      symbol: null,
      ...zoneOf(odd?.zoneName),
      label: "open",
      ...(odd === undefined ? {} : { odd }),
    };
  }
  return null;
}

/** What the columns may be; a number behind a date may be the first price or the clock. */
function unnamedColumns(row: readonly string[]): readonly Columns[] {
  const [stamp = "", clock = ""] = row;
  if (!isStamp(stamp) && plainStamp(stamp, "mdy") === null) return [];
  const isPrice = (cell: string) =>
    isNumber(cell) || plainPrice(cell, ".") !== null || plainPrice(cell, ",") !== null;
  const mayBe = (hasClock: boolean) => {
    const prices = row.slice(hasClock ? 2 : 1, hasClock ? 6 : 5);
    return prices.length === 4 && prices.every(isPrice)
      ? [columnsInOrder(hasClock, row.length)]
      : [];
  };
  if (/^\d\d?:\d\d/.test(clock)) return mayBe(true);
  const isDate = !/:|^\d{9}/.test(stamp);
  return isDate && /^\d{1,6}$/.test(clock) ? [...mayBe(false), ...mayBe(true)] : mayBe(false);
}

/**
 * Whether most rows are bars when their columns are these: some programs write the close or the
 * high first, and their few bars that fit would be wrong ones.
 */
function areBars(head: FileHead, columns: Columns, mark: "." | "," | undefined): boolean {
  const decimal = mark ?? (head.decimalComma ? "," : ".");
  let bars = 0;
  let rows = 0;
  for (const row of head.rows) {
    const number = (at: number) => Number(plainPrice(row[at] ?? "", decimal) ?? Number.NaN);
    const [open, close] = [number(columns.open), number(columns.close)];
    const [high, low] = [number(columns.high), number(columns.low)];
    if (Number.isNaN(open + high + low + close)) continue;
    rows++;
    if (high >= Math.max(open, close) && low <= Math.min(open, close)) bars++;
  }
  return bars * 2 >= rows;
}
