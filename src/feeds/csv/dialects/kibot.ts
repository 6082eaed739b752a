import { columnsInOrder, type Dialect, type FileHead, isNumber, type Layout } from "../dialect.js";
import { oddCells } from "../odd.js";

const NEW_YORK = "America/New_York";

/**
 * Kibot writes `MM/dd/yyyy,HH:mm,o,h,l,c,v` without a header, in US Eastern time, "the time when
 * the bar opened" (kibot.com, "Data format").
 */
export const kibot: Dialect = {
  name: "Kibot",
  recognisedBy: "no header, `MM/dd/yyyy,HH:mm,open,high,low,close,volume`; days without the time",
  zone: NEW_YORK,
  label: "open",
  example: "11/18/2025,09:30,200.29,200.63,200.25,200.5,4930",
  recognise(head) {
    const row = head.rows[0] ?? [];
    if (head.separator !== "," || !/^\d\d\/\d\d\/\d{4}$/.test(row[0] ?? "")) return null;
    const hasClock = /^\d\d:\d\d$/.test(row[1] ?? "");
    const columns = columnsInOrder(hasClock, row.length);
    if (row.length !== columns.close + 2 || !row.slice(columns.open).every(isNumber)) return null;
    const odd = oddCells(head, columns, 0, { order: "mdy", decimal: "." });
    // A day beyond twelve in the first place is somebody else's file.
    if (odd == null || odd.order !== "mdy") return null;
    return layout("Kibot data", columns, false, { odd });
  },
};

/** FirstRate Data writes `yyyy-MM-dd HH:mm:ss,o,h,l,c,v`, US Eastern time, stamped at the open. */
export const firstRate: Dialect = {
  name: "FirstRate Data",
  recognisedBy: "`yyyy-MM-dd HH:mm:ss,o,h,l,c,v` in a file named `firstrate…` or `…_full_1min…`",
  zone: NEW_YORK,
  label: "open",
  example: "2025-11-18 09:30:00,200.29,200.63,200.25,200.5,4930",
  recognise(head) {
    if (!isFirstRateName(head)) return null;
    const hasHeader = /^(?:timestamp|datetime|date)$/.test(head.names[0] ?? "");
    const row = head.rows[hasHeader ? 1 : 0] ?? [];
    if (row.length < 5 || row.length > 6 || !row.slice(1).every(isNumber)) return null;
    if (!/^\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?$/.test(row[0] ?? "")) return null;
    return layout("FirstRate Data", columnsInOrder(false, row.length), hasHeader, {});
  },
};

function isFirstRateName({ file }: FileHead): boolean {
  const name = file.slice(file.lastIndexOf("/") + 1);
  const isNamed = /first_?rate/i.test(name);
  return isNamed || /_full_(?:1min|5min|30min|1hour|1day)(?:_|\.)/i.test(name);
}

function layout(
  format: string,
  columns: Layout["columns"],
  hasHeader: boolean,
  more: Pick<Layout, "odd">,
): Layout {
  return { format, hasHeader, columns, symbol: null, zone: NEW_YORK, label: "open", ...more };
}
