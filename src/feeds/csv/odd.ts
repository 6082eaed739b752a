// Whether the cells of a layout need the long way, and how it must read them.

import { dateMark, isOrdered, orderOf, plainStamp, zoneNameOf } from "../dates.js";
import { type Columns, type FileHead, isNumber, type OddCells } from "./dialect.js";
import { decimalOf, plainNumber, plainPrice } from "./numbers.js";
import { stampText } from "./rewrite.js";
import { StampScanner } from "./stamp.js";

const SPACE = 32;

/** What the dialect knows of its cells beforehand. */
export type OddHints = Partial<OddCells>;

/**
 * How the cells must be read: null when they cannot be, undefined when the short way can. A row
 * that is broken does not count, as long as one is good.
 */
export function oddCells(
  head: FileHead,
  columns: Columns,
  headerLines: number,
  hints: OddHints = {},
): OddCells | null | undefined {
  const rows = head.rows.slice(headerLines).filter((row) => row.length > 4);
  const prices = rows.flatMap((row) => [
    row[columns.open] ?? "",
    row[columns.high] ?? "",
    row[columns.low] ?? "",
    row[columns.close] ?? "",
  ]);
  const decimal = hints.decimal ?? decimalOf(prices, head.separator) ?? pointUnlessComma(head);
  const clockDigits = digitsOfClock(rows, head.names[columns.clock] ?? "", columns);
  const stamps = rows.map((row) => stampText(row, columns, clockDigits));
  const dates = oddDates(stamps, hints);
  if (dates === null) return null;
  const isReadable = rows.some(
    (row) =>
      plainPrice(row[columns.open] ?? "", decimal) !== null &&
      plainPrice(row[columns.close] ?? "", decimal) !== null,
  );
  if (!isReadable) return null;
  const volumes = rows.map((row) => row[columns.volume] ?? "");
  const isPlain = (cell: string) => cell === "" || isPlainNumber(cell, head.decimalComma);
  const isOdd =
    dates !== undefined ||
    clockDigits !== undefined ||
    Object.keys(hints).length > 0 ||
    [...prices, ...volumes].some((cell) => !isPlain(cell) && plainNumber(cell, decimal) !== null);
  if (!isOdd) return undefined;
  const zeros = clockDigits === undefined ? {} : { clockDigits };
  return { order: "mdy", isOrderKnown: true, headerLines, ...hints, decimal, ...dates, ...zeros };
}

/**
 * The digits of a clock that is a number, where some lack the zeros in front; else undefined. Small
 * numbers are hours where the column is called so, and where another day comes before any 25.
 */
function digitsOfClock(
  rows: FileHead["rows"],
  name: string,
  { time, clock }: Columns,
): number | undefined {
  const clocks = rows.map((row) => row[clock] ?? "");
  const lengths = clocks.filter((cell) => /^\d{1,6}$/.test(cell)).map((cell) => cell.length);
  if (lengths.length === 0 || lengths.every((length) => length === 4 || length === 6)) return;
  const isHour = /^(?:hour|hora|heure|ora)$/.test(name);
  const hasDays = new Set(rows.map((row) => row[time])).size > 1;
  if ((isHour || hasDays) && clocks.every((cell) => /^(?:[01]?\d|2[0-4])$/.test(cell))) return 2;
  const isShort = clocks.every((cell) => /^(?:(?:1?\d|2[0-3])?[0-5])?\d$/.test(cell));
  return isShort ? 4 : 6;
}

function pointUnlessComma(head: FileHead): "." | "," {
  return head.decimalComma ? "," : ".";
}

function isPlainNumber(cell: string, decimalComma: boolean): boolean {
  return isNumber(cell) && !cell.includes(decimalComma ? "." : ",");
}

type OddDates = Pick<OddCells, "order" | "isOrderKnown" | "zoneName">;

function oddDates(
  stamps: readonly string[],
  hints: OddHints,
): Partial<OddDates> | null | undefined {
  const scanner = new StampScanner();
  const isShort = (stamp: string) => {
    const bytes = Buffer.from(stamp);
    return scanner.scan(bytes, 0, bytes.length, SPACE);
  };
  if (stamps.some(isShort)) return undefined;
  const odd = stamps.filter((stamp) => {
    const zone = zoneNameOf(stamp);
    return plainStamp(stamp, "mdy", zone) !== null;
  });
  const [first] = odd;
  if (first === undefined) return null;
  const zoneName = zoneNameOf(first);
  const named = zoneName === undefined ? {} : { zoneName };
  if (!odd.some(isOrdered)) return named;
  const shown = odd.map(orderOf).find((order) => order !== null);
  if (shown != null) return { order: shown, isOrderKnown: true, ...named };
  if (dateMark(first) === ".") return { order: "dmy", isOrderKnown: true, ...named };
  return { order: hints.order ?? "mdy", isOrderKnown: hints.isOrderKnown ?? false, ...named };
}
