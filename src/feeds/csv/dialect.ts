// What a dialect is: it looks at the head of a file and, if it knows it, says how to read it.

import type { DayMonth } from "../dates.js";

/** The head of a file, cut into cells. */
export interface FileHead {
  /** The path as the user gave it. */
  readonly file: string;
  readonly separator: string;
  readonly decimalComma: boolean;
  /** The first non-blank lines (at most 40), as trimmed cells without quotes. */
  readonly rows: readonly (readonly string[])[];
  /** The first row in lower case, without `<>` and accents. */
  readonly names: readonly string[];
  /** Whether the file name speaks of a currency pair. */
  readonly isFxName: boolean;
}

/** Zero-based columns; -1 where there is none. */
export interface Columns {
  /** The stamp, or its date. */
  readonly time: number;
  /** The clock time where it stands apart from the date. */
  readonly clock: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Cells that only the long way can read: they are rewritten one by one. */
export interface OddCells {
  /** How numbers are written: this mark before the decimals, the other between thousands. */
  readonly decimal: "." | ",";
  /** Every price has decimals, so one without has lost its mark. */
  readonly hasDecimals?: boolean;
  /** The order of day and month, or the likelier one where the file must show it. */
  readonly order: DayMonth;
  readonly isOrderKnown: boolean;
  /** The name of a zone that stands behind each stamp. */
  readonly zoneName?: string;
  /** Digits of a clock that is a number: `930` has 4, `93000` 6 and `9` 2, where it is an hour. */
  readonly clockDigits?: number;
  /** Columns of a second price to take the middle with. */
  readonly ask?: Pick<Columns, "open" | "high" | "low" | "close">;
  /** A second column of volume to add. */
  readonly moreVolume?: number;
  /** Lines before the first row of data. */
  readonly headerLines: number;
}

/** How a file is read. */
export interface Layout {
  /** As a person would say it, e.g. `TradingView export`. */
  readonly format: string;
  readonly hasHeader: boolean;
  readonly columns: Columns;
  /** What the file calls its symbol, or null. */
  readonly symbol: string | null;
  /** Column of the symbol, where rows of several may stand in one file. */
  readonly symbolColumn?: number;
  /** Zone of stamps without one, where the dialect or the file has one. */
  readonly zone: string | null;
  /** The zone stands in the file itself. */
  readonly isZoneInFile?: boolean;
  readonly label: "open" | "close";
  /** Prices are whole numbers of one part in this many, unless the user says otherwise. */
  readonly priceScale?: number;
  readonly odd?: OddCells;
}

/** One layout of one program. */
export interface Dialect {
  /** The program or site, as help lists it. */
  readonly name: string;
  /** What it is known by, in words. */
  readonly recognisedBy: string;
  /** Zone of its stamps, in words. */
  readonly zone: string;
  /** What its stamps name. */
  readonly label: "open" | "close";
  /** An example of its first line of data. */
  readonly example: string;
  /** The layout of this file, or null when it is not of this dialect. */
  recognise(head: FileHead): Layout | null;
}

const STAMP =
  /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:[T ].*)?|\d{8}(?:[T ]\d{4,6})?|\d{9,19}(?:\.\d+)?)$/;

/** Whether a cell can be a stamp: a date with or without a time, or an epoch number. */
export function isStamp(cell: string | undefined): boolean {
  return cell !== undefined && STAMP.test(cell);
}

/** Whether a cell is a number, with a point or a comma. */
export function isNumber(cell: string | undefined): boolean {
  return cell !== undefined && /^[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?$/i.test(cell);
}

/** Columns in the order stamp (or date and time), open, high, low, close, volume. */
export function columnsInOrder(hasClock: boolean, count: number): Columns {
  const open = hasClock ? 2 : 1;
  return {
    time: 0,
    clock: hasClock ? 1 : -1,
    open,
    high: open + 1,
    low: open + 2,
    close: open + 3,
    volume: count > open + 4 ? open + 4 : -1,
  };
}
