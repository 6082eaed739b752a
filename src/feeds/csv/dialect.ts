// What a dialect is: it looks at the head of a file and, if it knows it, says how to read it.

/** The head of a file, cut into cells. */
export interface FileHead {
  /** The path as the user gave it. */
  readonly file: string;
  readonly separator: string;
  readonly decimalComma: boolean;
  /** The first non-blank lines (at most 40), as trimmed cells without quotes. */
  readonly rows: readonly (readonly string[])[];
  /** The first row in lower case, without `<>`. */
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

/** How a file is read. */
export interface Layout {
  /** As a person would say it, e.g. `TradingView export`. */
  readonly format: string;
  readonly hasHeader: boolean;
  readonly columns: Columns;
  /** What the file calls its symbol, or null. */
  readonly symbol: string | null;
  /** Zone of stamps without one, where the dialect has one. */
  readonly zone: string | null;
  readonly label: "open" | "close";
}

/** One layout of one program. */
export interface Dialect {
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
