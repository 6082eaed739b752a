// The usual row read from its bytes in one go: plain decimals and a stamp, quoted or not. What it
// does not know it leaves to the long way (rows.ts), row by row.

import { POWERS_OF_TEN } from "../../engine/market/instrument.js";
import {
  COLON,
  DASH,
  EXACT_DIGITS,
  MINUTE_MS,
  NEWLINE,
  QUOTE,
  RETURN,
  type RowShape,
  SHORT_DIGITS,
  SPACE,
  STAMP,
  STAMP_BYTES,
  UPPER_T,
  UPPER_Z,
  VOLUME,
} from "./row-bytes.js";
import type { StampScanner } from "./stamp.js";

/** Reads one row at a time; what it read stays in `values` and `stamp` until the next. */
export class QuickScanner {
  readonly values = new Float64Array(VOLUME + 1);

  private readonly stamp: StampScanner;
  private readonly separator: number;
  private readonly decimal: number;
  private readonly roles: readonly number[];
  private readonly isJoined: boolean;

  /** The ten bytes of the last date `yyyy-MM-dd`, and its midnight, ms. */
  private dateHigh = 0;
  private dateMiddle = 0;
  private dateLow = -1;
  private dateMs = 0;

  constructor(shape: RowShape, stamp: StampScanner) {
    this.stamp = stamp;
    this.separator = shape.separator;
    this.decimal = shape.decimal;
    this.roles = shape.roles;
    this.isJoined = shape.isJoined;
  }

  /**
   * Reads the row that starts at `from`; a line end must follow somewhere. Where the next row
   * starts, or -1 when this one is not plain.
   */
  scan(bytes: Uint8Array, from: number): number {
    if (from + STAMP_BYTES > bytes.length) return -1;
    const { roles, separator } = this;
    const last = roles.length - 1;
    this.values[VOLUME] = 0;
    let at = from;
    for (let column = 0; ; column++) {
      const role = roles[column] as number;
      if (role >= 0) {
        at = this.number(bytes, at, role);
      } else if (role === STAMP) {
        at = this.time(bytes, at);
        if (this.isJoined) column++;
      } else {
        at = this.skip(bytes, at);
      }
      if (at < 0) return -1;
      if (column >= last) break;
      if (bytes[at] !== separator) return -1;
      at++;
    }
    if (bytes[at] === RETURN) at++;
    return bytes[at] === NEWLINE ? at + 1 : -1;
  }

  /** Reads a number; the place of what stands behind it, or -1. Most are few digits and a mark. */
  private number(bytes: Uint8Array, from: number, place: number): number {
    let at = from;
    let mantissa = 0;
    // Of a byte that is no digit this is above nine.
    let digit = ((bytes[at] as number) - 48) >>> 0;
    if (digit > 9) return this.anyNumber(bytes, from, place);
    do {
      mantissa = (mantissa * 10 + digit) | 0;
      digit = ((bytes[++at] as number) - 48) >>> 0;
    } while (digit <= 9);
    if (digit !== (this.decimal - 48) >>> 0) {
      if (at - from > SHORT_DIGITS) return this.anyNumber(bytes, from, place);
      this.values[place] = mantissa;
      return at;
    }
    const behind = ++at;
    digit = ((bytes[at] as number) - 48) >>> 0;
    while (digit <= 9) {
      mantissa = (mantissa * 10 + digit) | 0;
      digit = ((bytes[++at] as number) - 48) >>> 0;
    }
    if (at - from > SHORT_DIGITS + 1) return this.anyNumber(bytes, from, place);
    this.values[place] = mantissa / (POWERS_OF_TEN[at - behind] as number);
    return at;
  }

  /** The same of a number of any length, with a sign or in quotes. */
  private anyNumber(bytes: Uint8Array, from: number, place: number): number {
    let at = from;
    if (bytes[at] === SPACE) at++;
    const isQuoted = bytes[at] === QUOTE;
    if (isQuoted) at++;
    const isNegative = bytes[at] === DASH;
    if (isNegative) at++;
    const start = at;
    let mantissa = 0;
    let digit = (bytes[at] as number) - 48;
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = (bytes[++at] as number) - 48;
    }
    let digits = at - start;
    let value = mantissa;
    if (digit === this.decimal - 48) {
      const behind = ++at;
      digit = (bytes[at] as number) - 48;
      while (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit;
        digit = (bytes[++at] as number) - 48;
      }
      digits += at - behind;
      if (digits > EXACT_DIGITS) return -1;
      value = mantissa / (POWERS_OF_TEN[at - behind] as number);
    }
    if (digits === 0) return place === VOLUME && at === from ? at : -1;
    if (digits > EXACT_DIGITS) return -1;
    this.values[place] = isNegative ? -value : value;
    if (!isQuoted) return at;
    return bytes[at] === QUOTE ? at + 1 : -1;
  }

  /** Reads `yyyy-MM-dd HH:mm[:ss][Z]`, any other stamp by its scanner. */
  private time(bytes: Uint8Array, from: number): number {
    if (bytes[from] === QUOTE) return this.quotedTime(bytes, from);
    if (!this.isDateAt(bytes, from)) return this.otherTime(bytes, from);
    const mark = bytes[from + 10];
    const isMark = mark === UPPER_T || mark === SPACE || (this.isJoined && mark === this.separator);
    const tens = (bytes[from + 11] as number) - 48;
    const ones = (bytes[from + 12] as number) - 48;
    const minuteTens = (bytes[from + 14] as number) - 48;
    const minuteOnes = (bytes[from + 15] as number) - 48;
    const hour = tens * 10 + ones;
    let second = 0;
    // A byte that is no digit makes one of these negative.
    let faults = tens | ones | (9 - ones) | minuteTens | minuteOnes;
    faults |= (5 - minuteTens) | (9 - minuteOnes) | (23 - hour);
    let at = from + 16;
    if (bytes[at] === COLON) {
      const secondTens = (bytes[from + 17] as number) - 48;
      const secondOnes = (bytes[from + 18] as number) - 48;
      faults |= secondTens | secondOnes | (5 - secondTens) | (9 - secondOnes);
      second = secondTens * 10 + secondOnes;
      at = from + 19;
    }
    const isUtc = bytes[at] === UPPER_Z;
    if (isUtc) at++;
    const end = bytes[at];
    const isEnd = end === this.separator || end === RETURN || end === NEWLINE;
    if (!isMark || bytes[from + 13] !== COLON || faults < 0 || !isEnd) {
      return this.otherTime(bytes, from);
    }
    const { stamp } = this;
    stamp.ms = this.dateMs + (hour * 60 + minuteTens * 10 + minuteOnes) * MINUTE_MS + second * 1000;
    stamp.isLocal = !isUtc;
    stamp.offset = isUtc ? 0 : Number.NaN;
    return at;
  }

  /** Whether a date of ten bytes starts here; its midnight is worked out when it is a new one. */
  private isDateAt(bytes: Uint8Array, from: number): boolean {
    const high = four(bytes, from);
    const middle = four(bytes, from + 4);
    const low = ((bytes[from + 8] as number) << 8) | (bytes[from + 9] as number);
    if (low === this.dateLow && middle === this.dateMiddle && high === this.dateHigh) return true;
    const mark = bytes[from + 4] as number;
    const isParted = (mark < 48 || mark > 57) && mark === bytes[from + 7];
    if (!isParted || !this.stamp.scan(bytes, from, from + 10, SPACE)) return false;
    this.dateHigh = high;
    this.dateMiddle = middle;
    this.dateLow = low;
    this.dateMs = this.stamp.ms;
    return true;
  }

  private quotedTime(bytes: Uint8Array, from: number): number {
    let end = from + 1;
    while (bytes[end] !== QUOTE && bytes[end] !== NEWLINE) end++;
    if (bytes[end] !== QUOTE || this.isJoined) return -1;
    return this.stamp.scan(bytes, from + 1, end, SPACE) ? end + 1 : -1;
  }

  private otherTime(bytes: Uint8Array, from: number): number {
    let end = this.skip(bytes, from);
    if (this.isJoined && end >= 0 && bytes[end] === this.separator) {
      end = this.skip(bytes, end + 1);
    }
    return end >= 0 && this.stamp.scan(bytes, from, end, this.separator) ? end : -1;
  }

  /** The end of a cell without quotes. */
  private skip(bytes: Uint8Array, from: number): number {
    const { separator } = this;
    for (let at = from; ; at++) {
      const byte = bytes[at] as number;
      if (byte === separator || byte === NEWLINE || byte === RETURN) return at;
      if (byte === QUOTE) return -1;
    }
  }
}

function four(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}
