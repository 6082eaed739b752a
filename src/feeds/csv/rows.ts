// Rows to numbers. The usual row (plain decimals, quoted or not) is read from its bytes; any other
// is cut by a CSV library and read again cell by cell.

import { POWERS_OF_TEN } from "../../engine/market/instrument.js";
import { cellsOf, type Detected } from "./detect.js";
import { isNumber } from "./dialect.js";
import { StampScanner } from "./stamp.js";

/** More digits than this may not be exact in a double; such numbers go the long way. */
const EXACT_DIGITS = 15;
const QUOTE = 34;
const SPACE = 32;
const MINUS = 45;

/** Places of a row's numbers in `values`. */
const FIELDS = ["open", "high", "low", "close", "volume"] as const;
const OPEN = 0;
const HIGH = 1;
const LOW = 2;
const CLOSE = 3;
export const VOLUME = 4;

/** What a column is: a place in `values`, or one of these. */
const IGNORED = -1;
const STAMP = -2;

/** What may not be. */
export interface RowLimits {
  readonly allowsNegative: boolean;
}

/** Reads one row at a time; the numbers stay until the next. */
export class RowScanner {
  readonly values = new Float64Array(FIELDS.length);
  readonly stamp = new StampScanner();

  private readonly detected: Detected;
  private readonly limits: RowLimits;
  private readonly separator: number;
  private readonly decimal: number;
  /** By column. */
  private readonly roles: readonly number[];
  /** The clock stands in the column after the date, so that both are one stretch of bytes. */
  private readonly isJoined: boolean;
  /** The quick way does not know how to read this layout. */
  private readonly isOdd: boolean;

  constructor(detected: Detected, limits: RowLimits) {
    const { columns } = detected.layout;
    this.detected = detected;
    this.limits = limits;
    this.separator = detected.separator.charCodeAt(0);
    this.decimal = detected.decimalComma ? 44 : 46;
    this.isJoined = columns.clock >= 0;
    this.isOdd = this.isJoined && columns.clock !== columns.time + 1;
    const roles = new Array<number>(detected.width).fill(IGNORED);
    roles[columns.time] = STAMP;
    FIELDS.forEach((name, place) => {
      if (columns[name] >= 0) roles[columns[name]] = place;
    });
    this.roles = roles;
  }

  /** Reads bytes[from, to), one line without its end. The reason it is not a bar, or null. */
  scan(bytes: Buffer, from: number, to: number): string | null {
    this.values[VOLUME] = 0;
    if (this.isOdd || !this.quick(bytes, from, to)) {
      const reason = this.slow(bytes.toString("utf8", from, to));
      if (reason !== null) return reason;
    }
    return this.judge();
  }

  private quick(bytes: Buffer, from: number, to: number): boolean {
    let at = from;
    const { roles } = this;
    for (let column = 0; column < roles.length; column++) {
      const role = roles[column] as number;
      if (role >= 0) {
        at = this.number(bytes, at, to, role);
      } else if (role === STAMP) {
        at = this.time(bytes, at, to);
        if (this.isJoined) column++;
      } else {
        at = this.skip(bytes, at, to);
      }
      if (at < 0) return false;
      const isLast = column === roles.length - 1;
      if (isLast) return at === to;
      if (at >= to) return false;
      at++;
    }
    return false;
  }

  /** Reads a number; the place of the separator behind it, or -1 when it is not plain. */
  private number(bytes: Buffer, from: number, to: number, place: number): number {
    let at = from;
    if (bytes[at] === SPACE) at++;
    const isQuoted = bytes[at] === QUOTE;
    if (isQuoted) at++;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    let mantissa = 0;
    let digits = 0;
    let pointAt = -1;
    for (; at < to; at++) {
      const byte = bytes[at] as number;
      if (byte >= 48 && byte <= 57) {
        mantissa = mantissa * 10 + (byte - 48);
        digits++;
      } else if (byte === this.decimal && pointAt < 0 && (isQuoted || byte !== this.separator)) {
        pointAt = at;
      } else {
        break;
      }
    }
    if (digits === 0 || digits > EXACT_DIGITS) return -1;
    const decimals = pointAt < 0 ? 0 : at - pointAt - 1;
    const value = mantissa / (POWERS_OF_TEN[decimals] as number);
    this.values[place] = isNegative ? -value : value;
    if (isQuoted) {
      if (bytes[at] !== QUOTE) return -1;
      at++;
    }
    return at === to || bytes[at] === this.separator ? at : -1;
  }

  private time(bytes: Buffer, from: number, to: number): number {
    let end = from;
    if (bytes[from] === QUOTE) {
      end = bytes.indexOf(QUOTE, from + 1);
      if (end < 0 || end >= to || this.isJoined) return -1;
      if (!this.stamp.scan(bytes, from + 1, end, SPACE)) return -1;
      end++;
      return end === to || bytes[end] === this.separator ? end : -1;
    }
    while (end < to && bytes[end] !== this.separator) end++;
    if (this.isJoined) {
      end++;
      while (end < to && bytes[end] !== this.separator) end++;
      if (end > to) return -1;
    }
    return this.stamp.scan(bytes, from, end, this.separator) ? end : -1;
  }

  private skip(bytes: Buffer, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const byte = bytes[at];
      if (byte === this.separator) return at;
      if (byte === QUOTE) return -1;
    }
    return to;
  }

  private slow(line: string): string | null {
    const { layout, separator, decimalComma, width } = this.detected;
    const cells = cellsOf(line, separator);
    if (cells.length !== width) return `${cells.length} columns instead of ${width}`;
    const { columns } = layout;
    const date = cells[columns.time] ?? "";
    const clock = columns.clock < 0 ? "" : ` ${cells[columns.clock] ?? ""}`;
    const stamp = Buffer.from(`${date}${clock}`, "utf8");
    if (!this.stamp.scan(stamp, 0, stamp.length, SPACE)) {
      return `time '${brief(`${date}${clock}`)}' is not a time`;
    }
    for (let place = 0; place < FIELDS.length; place++) {
      const name = FIELDS[place] as (typeof FIELDS)[number];
      const cell = columns[name] < 0 ? "" : (cells[columns[name]] ?? "");
      if (name === "volume" && cell === "") continue;
      const text = decimalComma ? cell.replace(",", ".") : cell;
      const isRead = isNumber(text) && !text.includes(",");
      if (cell === "") return `${name} is empty`;
      if (!isRead) return `${name} '${brief(cell)}' is not a number`;
      this.values[place] = Number(text);
    }
    return null;
  }

  private judge(): string | null {
    const { values } = this;
    const open = values[OPEN] as number;
    const high = values[HIGH] as number;
    const low = values[LOW] as number;
    const close = values[CLOSE] as number;
    if (high < low) return "high is below low";
    if (open > high || open < low) return "open is outside high to low";
    if (close > high || close < low) return "close is outside high to low";
    if (low <= 0 && !this.limits.allowsNegative) return "price is not above zero";
    if ((values[VOLUME] as number) < 0) return "volume is negative";
    const isBounded = high < Infinity && low > -Infinity && (values[VOLUME] as number) < Infinity;
    return isBounded ? null : "a number is too large";
  }
}

function brief(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
