// Calendars of rows with named cells: CSV, JSON and XML alike. A source is a table of the names
// that its cells go by; here a row becomes an event.

import type { AssetClass } from "../../engine/market/instrument.js";
import { type DayMonth, orderOf } from "../dates.js";
import { currenciesOf, itemsOf } from "./currency.js";
import { impactOf } from "./impact.js";
import type { CalendarDraft, DraftEvent, SkippedRow } from "./news-event.js";
import { stampOf } from "./stamp.js";
import { tame } from "./unusable.js";

/** What a cell is about; each has the names it goes by, lower case, letters and digits alone. */
type Column = "date" | "time" | "title" | "currency" | "impact" | "symbols" | "classes";

/** One source's rows. */
export interface TableFormat {
  readonly name: string;
  readonly columns: Readonly<Record<Column, readonly string[]>>;
  /** Without these columns it is another source's; `time` says too that there must be none. */
  readonly needs: readonly Column[];
  readonly lacks: readonly Column[];
  /** Which comes first where the file does not show it. */
  readonly order: DayMonth;
  /** Zone in which the source writes, or null. */
  readonly zone: string | null;
}

/** A row: its cells by bare name, and where it stands. */
export interface TableRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

const CLASSES: Readonly<Record<string, AssetClass>> = {
  future: "future",
  futures: "future",
  stock: "stock",
  stocks: "stock",
  equity: "stock",
  equities: "stock",
  fx: "fx",
  forex: "fx",
  crypto: "crypto",
  cryptos: "crypto",
  unknown: "unknown",
};

const LONGEST_TITLE = 160;
const HOLIDAY = /\b(bank|public|national|market) holiday\b|^holiday$/i;
const SHOWN = 40;

/** A column's name as it is compared: `Asset_Classes ` is `assetclasses`. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** An asset class by what people call it, or undefined. */
export function assetClassOf(word: string): AssetClass | undefined {
  const bare = word.trim().toLowerCase();
  return Object.hasOwn(CLASSES, bare) ? CLASSES[bare] : undefined;
}

/** Which of the formats has rows with these names, or null. */
export function formatOf(
  names: readonly string[],
  formats: readonly TableFormat[],
): TableFormat | null {
  const has = (format: TableFormat, column: Column): boolean =>
    format.columns[column].some((name) => names.includes(name));
  const fits = (format: TableFormat): boolean =>
    format.needs.every((column) => has(format, column)) &&
    !format.lacks.some((column) => has(format, column));
  return formats.find(fits) ?? null;
}

/** A title in one line that a terminal can show. */
export function titleOf(text: string): string {
  const plain = tame(text);
  return plain === "" ? "untitled" : plain.slice(0, LONGEST_TITLE);
}

/** Whether a title names a day off, whatever impact the source gives it. */
export function isHoliday(title: string): boolean {
  return HOLIDAY.test(title);
}

function shown(text: string): string {
  return titleOf(text).slice(0, SHOWN);
}

function cellOf({ cells }: TableRow, { columns }: TableFormat, column: Column): string | null {
  const name = columns[column].find((one) => Object.hasOwn(cells, one));
  return name === undefined ? null : (cells[name] ?? "");
}

/** A row as an event, or the reason why it is none. */
function draftOf(row: TableRow, format: TableFormat, order: DayMonth): DraftEvent | string {
  const cell = (column: Column): string => cellOf(row, format, column)?.trim() ?? "";
  const time = cellOf(row, format, "time");
  const stamp = stampOf(cell("date"), time, order);
  if (stamp === null) {
    const text = shown(`${cell("date")} ${time ?? ""}`.trim());
    return text === "untitled" ? "no time" : `'${text}' is no time`;
  }
  const currencies = currenciesOf(cell("currency"));
  if (currencies === null) {
    return `'${shown(cell("currency"))}' is no currency; write a code such as USD, or All`;
  }
  const title = titleOf(cell("title"));
  // What states no impact is there because somebody put it there.
  const isSilent = cell("impact") === "" && stamp.kind !== "untimed";
  const impact = isSilent ? "high" : cell("impact") === "" ? null : impactOf(cell("impact"));
  if (impact === undefined) {
    return `'${shown(cell("impact"))}' is no impact; write high, medium or low`;
  }
  const words = itemsOf(cell("classes"));
  const assetClasses = words.map(assetClassOf);
  const odd = words.find((_, at) => assetClasses[at] === undefined);
  if (odd !== undefined) {
    return `'${shown(odd)}' is no asset class; write future, stock, fx or crypto`;
  }
  return {
    stamp,
    title,
    currencies,
    impact: isHoliday(title) ? null : impact,
    symbols: itemsOf(cell("symbols")).map((symbol) => symbol.toUpperCase()),
    assetClasses: assetClasses.filter((one) => one !== undefined),
  };
}

/** The events of rows in one format. */
export function draftTable(
  rows: readonly TableRow[],
  format: TableFormat,
  container: "csv" | "json" | "xml",
): CalendarDraft {
  const events: DraftEvent[] = [];
  const skipped: SkippedRow[] = [];
  const dates = rows.map((row) => cellOf(row, format, "date")?.trim() ?? "");
  const order = dates.map(orderOf).find((one) => one !== null) ?? format.order;
  for (const row of rows) {
    const draft = draftOf(row, format, order);
    if (typeof draft === "string") skipped.push({ line: row.line, reason: draft });
    else events.push(draft);
  }
  const name = `${format.name}-${container}`;
  return { format: name, statedZone: null, formatZone: format.zone, events, skipped };
}
