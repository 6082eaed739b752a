// Stamps read from bytes, without a string per row.

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MONTH_DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Characters that are looked for. */
const COLON = 58;
const DASH = 45;
const DOT = 46;
const SLASH = 47;
const PLUS = 43;
const SPACE = 32;
const UPPER_T = 84;
const UPPER_Z = 90;

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/**
 * Reads one stamp: an epoch number (s, ms, µs, ns by its size; a fraction is of seconds), or a
 * date `yyyy-MM-dd` (also `/` or `.`, or `yyyyMMdd`) with or without a time `HH:mm[:ss[.fff]]` or
 * `HHmm[ss]`, with or without `Z` or an offset.
 */
export class StampScanner {
  /** UTC epoch ms, or the wall clock as if it were UTC when `isLocal`. */
  ms = 0;
  isLocal = false;
  /** Local time minus UTC as the stamp says it, ms; NaN for an epoch or a stamp without one. */
  offset = Number.NaN;

  private at = 0;
  private dateKey = -1;
  private dateMs = 0;

  /**
   * Reads bytes[from, to), all of which must be the stamp. `clockSeparator` is the byte that may
   * stand between the date and its time besides a blank and `T`.
   */
  scan(bytes: Uint8Array, from: number, to: number, clockSeparator: number): boolean {
    let at = from;
    while (at < to && isDigit(bytes[at] as number)) at++;
    const digits = at - from;
    this.offset = Number.NaN;
    if (digits > 8 && !isCompact(bytes, from, digits)) return this.epoch(bytes, from, at, to);
    if (digits >= 8) {
      const year = number(bytes, from, from + 4);
      const month = number(bytes, from + 4, from + 6);
      if (!this.date(year, month, number(bytes, from + 6, from + 8))) return false;
      this.at = from + 8;
    } else if (digits !== 4 || !this.parted(bytes, at, to)) {
      return false;
    }
    return this.clock(bytes, to, clockSeparator);
  }

  private epoch(bytes: Uint8Array, from: number, end: number, to: number): boolean {
    const digits = end - from;
    this.isLocal = false;
    if (digits > 16) {
      // Nanoseconds do not fit a double; their milliseconds do.
      this.ms = number(bytes, from, end - 6);
      return end === to && digits === 19;
    }
    const value = number(bytes, from, end);
    if (digits > 14) this.ms = Math.floor(value / 1000);
    else if (digits > 11) this.ms = value;
    else this.ms = value * 1000;
    if (end === to) return true;
    if (bytes[end] !== DOT || end + 1 === to) return false;
    for (let at = end + 1; at < to; at++) if (!isDigit(bytes[at] as number)) return false;
    if (digits <= 11) this.ms += thousandths(bytes, end + 1, to);
    return true;
  }

  /** A date whose parts are parted; the year ends at `at`. */
  private parted(bytes: Uint8Array, at: number, to: number): boolean {
    const mark = bytes[at];
    if (mark !== DASH && mark !== DOT && mark !== SLASH) return false;
    const year = number(bytes, at - 4, at);
    const monthAt = at + 1;
    let end = monthAt;
    while (end < to && end < monthAt + 2 && isDigit(bytes[end] as number)) end++;
    if (end === monthAt || end >= to || bytes[end] !== mark) return false;
    const month = number(bytes, monthAt, end);
    const dayAt = end + 1;
    end = dayAt;
    while (end < to && end < dayAt + 2 && isDigit(bytes[end] as number)) end++;
    if (end === dayAt) return false;
    this.at = end;
    return this.date(year, month, number(bytes, dayAt, end));
  }

  private date(year: number, month: number, day: number): boolean {
    const key = year * 10_000 + month * 100 + day;
    if (key === this.dateKey) return true;
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
    this.dateKey = key;
    this.dateMs = daysFromCivil(year, month, day) * DAY_MS;
    return true;
  }

  private clock(bytes: Uint8Array, to: number, clockSeparator: number): boolean {
    this.ms = this.dateMs;
    this.isLocal = true;
    if (this.at === to) return true;
    const mark = bytes[this.at] as number;
    if (mark === UPPER_T || mark === SPACE || mark === clockSeparator) {
      this.at++;
      while (this.at < to && bytes[this.at] === SPACE) this.at++;
    } else if (!isDigit(mark)) {
      return false;
    }
    if (!this.time(bytes, to)) return false;
    return this.at === to || this.zone(bytes, to);
  }

  private time(bytes: Uint8Array, to: number): boolean {
    const hour = this.pair(bytes, to);
    const isParted = bytes[this.at] === COLON && this.at < to;
    if (isParted) this.at++;
    const minute = this.pair(bytes, to);
    let second = 0;
    if (this.at < to && (isParted ? bytes[this.at] === COLON : isDigit(bytes[this.at] as number))) {
      if (isParted) this.at++;
      second = this.pair(bytes, to);
    }
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return false;
    this.ms += (hour * 60 + minute) * MINUTE_MS + second * 1000;
    if (this.at < to && bytes[this.at] === DOT) {
      const from = ++this.at;
      while (this.at < to && isDigit(bytes[this.at] as number)) this.at++;
      if (this.at === from) return false;
      this.ms += thousandths(bytes, from, this.at);
    }
    return true;
  }

  /** Two digits (an hour may have one), or NaN. */
  private pair(bytes: Uint8Array, to: number): number {
    const from = this.at;
    while (this.at < to && this.at < from + 2 && isDigit(bytes[this.at] as number)) this.at++;
    return this.at === from ? Number.NaN : number(bytes, from, this.at);
  }

  private zone(bytes: Uint8Array, to: number): boolean {
    while (this.at < to && bytes[this.at] === SPACE) this.at++;
    const mark = (bytes[this.at] as number) & ~32;
    if (mark === UPPER_Z && this.at + 1 === to) {
      this.offset = 0;
    } else {
      const sign = bytes[this.at] === PLUS ? 1 : bytes[this.at] === DASH ? -1 : 0;
      if (sign === 0) return false;
      this.at++;
      const hours = this.pair(bytes, to);
      if (this.at < to && bytes[this.at] === COLON) this.at++;
      const minutes = this.at < to ? this.pair(bytes, to) : 0;
      if (!(hours <= 18 && minutes <= 59) || this.at !== to) return false;
      this.offset = sign * (hours * 60 + minutes) * MINUTE_MS;
    }
    this.ms -= this.offset;
    this.isLocal = false;
    return true;
  }
}

/** `yyyyMMddHHmm[ss]`: as an epoch it would be a date that no market data has. */
function isCompact(bytes: Uint8Array, from: number, digits: number): boolean {
  if (digits !== 12 && digits !== 14) return false;
  const century = number(bytes, from, from + 2);
  return century === 19 || century === 20;
}

function number(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + ((bytes[at] as number) - 48);
  return value;
}

/** The milliseconds of a fraction of a second; what is finer is cut off. */
function thousandths(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < from + 3; at++) {
    value = value * 10 + (at < to ? (bytes[at] as number) - 48 : 0);
  }
  return value;
}

function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leaps + dayOfYear - 719_468;
}
