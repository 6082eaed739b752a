// Calendars as CSV, whatever the separator.

import { parse } from "csv-parse/sync";
import { forexFactory } from "./forexfactory.js";
import { investing } from "./investing.js";
import { myfxbook } from "./myfxbook.js";
import type { CalendarDraft } from "./news-event.js";
import { plain } from "./plain.js";
import { bareName, draftTable, formatOf, type TableFormat, type TableRow } from "./table.js";
import { unusable } from "./unusable.js";

/** Sources of tables, the surest first. */
export const TABLE_FORMATS: readonly TableFormat[] = [plain, forexFactory, myfxbook, investing];

const SEPARATORS: readonly string[] = [",", ";", "\t"];

interface CsvRow {
  record: string[];
  info: { lines: number };
}

function separatorOf(text: string): string {
  const header = text.split("\n").find((line) => line.trim() !== "" && !line.startsWith("#")) ?? "";
  const counts = SEPARATORS.map((mark) => header.split(mark).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function rowsOf(path: string, text: string): CsvRow[] {
  try {
    const rows: unknown = parse(text, {
      bom: true,
      comment: "#",
      comment_no_infix: true,
      delimiter: separatorOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    });
    return rows as CsvRow[];
  } catch (error) {
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw unusable(path, `not a CSV (${why})`);
  }
}

/** Reads a CSV. Throws a UserError where the header is no calendar's. */
export function readCsv(path: string, text: string): CalendarDraft {
  const [header, ...rows] = rowsOf(path, text);
  const names = header?.record.map(bareName) ?? [];
  const format = formatOf(names, TABLE_FORMATS);
  if (format === null) {
    const shown = header?.record.slice(0, 4).join(",").slice(0, 60) ?? "";
    throw unusable(path, `line ${header?.info.lines ?? 1} is no calendar's header ('${shown}')`);
  }
  const misshapen = rows.filter(({ record }) => record.length < names.length / 2);
  const table = rows
    .filter((row) => !misshapen.includes(row))
    .map(
      ({ record, info }): TableRow => ({
        line: info.lines,
        cells: Object.fromEntries(names.map((name, at) => [name, record[at] ?? ""])),
      }),
    );
  const draft = draftTable(table, format, "csv");
  const short = misshapen.map(({ record, info }) => ({
    line: info.lines,
    reason: `${record.length} fields where the header has ${names.length}`,
  }));
  return { ...draft, skipped: [...draft.skipped, ...short].sort((a, b) => a.line - b.line) };
}
