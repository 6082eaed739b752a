// The commonest rows, read many at a time: a stamp `yyyy-MM-dd HH:mm[:ss][Z]`, then numbers alone,
// nothing in quotes. Large files are made of such rows, and one loop over them costs a third less
// than a call for each. Whatever else stands in a line is left to quick.ts and rows.ts.

import { POWERS_OF_TEN } from "../../engine/market/instrument.js";
import {
  CLOSE,
  COLON,
  DATE_BYTES,
  HIGH,
  HOUR_BYTES,
  HOUR_MS,
  LOW,
  MINUTE_MS,
  NEWLINE,
  OPEN,
  RETURN,
  type RowShape,
  SECOND_MS,
  SHORT_DIGITS,
  SPACE,
  STAMP,
  STAMP_BYTES,
  UPPER_T,
  UPPER_Z,
  VOLUME,
  WORD_BYTES,
  ZERO,
} from "./row-bytes.js";
import type { StampScanner } from "./stamp.js";
import { type BarBlock, BLOCK_ROWS } from "./table.js";
import type { StampClock } from "./zones.js";

/** What ended a stretch of rows: the block or the lines, a row of another kind, one not later. */
export type StretchEnd = "full" | "other row" | "not later";

/** Reads stretches of plain rows that rise in time. */
export class PlainRows {
  /** What ended the last stretch. */
  ended: StretchEnd = "full";
  /** Instant of the row that is not later than those before it; its numbers stay in the values. */
  ts = 0;

  private readonly values: Float64Array;
  private readonly stamp: StampScanner;
  private readonly clock: StampClock;
  private readonly separator: number;
  /** The decimal mark, less the byte of a zero. */
  private readonly mark: number;
  /** Places in `values` of the cells behind the stamp. */
  private readonly places: Uint8Array;
  private readonly isJoined: boolean;

  private bytes: Uint8Array = new Uint8Array(0);
  private words: DataView = new DataView(this.bytes.buffer);
  /**
   * The last `yyyy-MM-dd HH:` as two numbers of eight bytes, which overlap, and that hour, ms.
   * Bytes that make a NaN are like nothing, and no stamp.
   */
  private readonly hour = new Float64Array([Number.NaN, Number.NaN]);
  private hourMs = 0;
  /** The last four bytes of its date, and that date, ms. */
  private day = 0;
  private dateMs = 0;

  constructor(shape: RowShape, values: Float64Array, stamp: StampScanner, clock: StampClock) {
    this.values = values;
    this.stamp = stamp;
    this.clock = clock;
    this.separator = shape.separator;
    this.mark = (shape.decimal - ZERO) >>> 0;
    this.isJoined = shape.isJoined;
    this.places = Uint8Array.from(numbersOf(shape));
  }

  /** Whether rows of this shape are a stamp and numbers alone. */
  static fit(shape: RowShape): boolean {
    return shape.roles[0] === STAMP && numbersOf(shape).every((role) => role >= 0);
  }

  /**
   * Puts rows of bytes[from, to), whole lines, into the block as long as they are plain bars above
   * zero and each is later than the one before, the first than `after`. Where it stopped: in front
   * of a row of another kind, behind one that is not later; `ended` says which.
   */
  read(bytes: Uint8Array, from: number, to: number, block: BarBlock, after: number): number {
    if (bytes !== this.bytes) this.show(bytes);
    const { values, stamp, clock } = this;
    const { ts, open, high, low, close, volume } = block;
    let latest = after;
    let { length } = block;
    let at = from;
    this.ended = "full";
    while (at < to && length < BLOCK_ROWS) {
      let end = this.time(bytes, at);
      if (end > 0) end = this.numbers(bytes, end);
      const barOpen = values[OPEN] as number;
      const barHigh = values[HIGH] as number;
      const barLow = values[LOW] as number;
      const barClose = values[CLOSE] as number;
      const isInside =
        barOpen <= barHigh && barOpen >= barLow && barClose <= barHigh && barClose >= barLow;
      if (end < 0 || !isInside || barLow <= 0) {
        this.ended = "other row";
        break;
      }
      at = end;
      const instant = clock.instant(stamp);
      if (!(instant > latest)) {
        this.ended = "not later";
        this.ts = instant;
        break;
      }
      latest = instant;
      ts[length] = instant;
      open[length] = barOpen;
      high[length] = barHigh;
      low[length] = barLow;
      close[length] = barClose;
      volume[length] = values[VOLUME] as number;
      length++;
    }
    block.length = length;
    return at;
  }

  /** Reads the stamp of a row to `stamp`; the place of what stands behind it, or -1. */
  private time(bytes: Uint8Array, from: number): number {
    if (from + STAMP_BYTES > bytes.length) return -1;
    if (!this.isHourAt(from) && !this.isNewHourAt(bytes, from)) return -1;
    let at = from + HOUR_BYTES;
    const tens = (bytes[at] as number) - ZERO;
    const ones = (bytes[at + 1] as number) - ZERO;
    // A byte that is no digit makes one of these negative.
    let faults = tens | ones | (5 - tens) | (9 - ones);
    let ms = this.hourMs + (tens * 10 + ones) * MINUTE_MS;
    at += 2;
    if (bytes[at] === COLON) {
      const secondTens = (bytes[at + 1] as number) - ZERO;
      const secondOnes = (bytes[at + 2] as number) - ZERO;
      faults |= secondTens | secondOnes | (5 - secondTens) | (9 - secondOnes);
      ms += (secondTens * 10 + secondOnes) * SECOND_MS;
      at += 3;
    }
    const isUtc = bytes[at] === UPPER_Z;
    const { stamp } = this;
    stamp.ms = ms;
    stamp.isLocal = !isUtc;
    stamp.offset = isUtc ? 0 : Number.NaN;
    if (isUtc) at++;
    return faults < 0 ? -1 : at;
  }

  /** Reads the cells behind a stamp; the place of what stands behind them, or -1. */
  private numbers(bytes: Uint8Array, from: number): number {
    const { places, values, words, separator, mark } = this;
    const lastWord = bytes.length - WORD_BYTES;
    let at = from;
    for (let cell = 0; cell < places.length; cell++) {
      if (bytes[at] !== separator || at >= lastWord) return -1;
      const start = ++at;
      let mantissa = 0;
      // Four digits at once: less the byte of a zero they are 0 to 9 (only then does six more not
      // reach the upper half of a byte), then come pairs of them and a pair of these.
      let word = words.getInt32(at, true) ^ 0x30303030;
      if (((word | (word + 0x06060606)) & 0xf0f0f0f0) === 0) {
        word = (word * 10 + (word >>> 8)) & 0x00ff00ff;
        mantissa = (word & 0xff) * 100 + (word >>> 16);
        at += WORD_BYTES;
      }
      // Of a byte that is no digit this is above nine.
      let digit = ((bytes[at] as number) - ZERO) >>> 0;
      while (digit <= 9) {
        mantissa = (mantissa * 10 + digit) | 0;
        digit = ((bytes[++at] as number) - ZERO) >>> 0;
      }
      let digits = at - start;
      let value = mantissa;
      if (digit === mark) {
        const behind = ++at;
        digit = ((bytes[at] as number) - ZERO) >>> 0;
        while (digit <= 9) {
          mantissa = (mantissa * 10 + digit) | 0;
          digit = ((bytes[++at] as number) - ZERO) >>> 0;
        }
        digits += at - behind;
        value = mantissa / (POWERS_OF_TEN[at - behind] as number);
      }
      if (digits === 0 || digits > SHORT_DIGITS) return -1;
      values[places[cell] as number] = value;
    }
    if (bytes[at] === RETURN) at++;
    return bytes[at] === NEWLINE ? at + 1 : -1;
  }

  /** Whether the hour of the last stamp stands here. */
  private isHourAt(from: number): boolean {
    const { words, hour } = this;
    return (
      words.getFloat64(from + HOUR_BYTES - 2 * WORD_BYTES, true) === hour[1] &&
      words.getFloat64(from, true) === hour[0]
    );
  }

  /** Whether any other does; it is worked out. */
  private isNewHourAt(bytes: Uint8Array, from: number): boolean {
    const mark = bytes[from + DATE_BYTES];
    const isMark = mark === UPPER_T || mark === SPACE || (this.isJoined && mark === this.separator);
    const tens = (bytes[from + DATE_BYTES + 1] as number) - ZERO;
    const ones = (bytes[from + DATE_BYTES + 2] as number) - ZERO;
    const isHour = (tens | ones | (9 - ones) | (23 - tens * 10 - ones)) >= 0;
    const isMinuteNext = bytes[from + HOUR_BYTES - 1] === COLON;
    if (!isMark || !isHour || !isMinuteNext) return false;
    if (!this.isDateAt(from) && !this.isNewDateAt(bytes, from)) return false;
    this.hour[0] = this.words.getFloat64(from, true);
    this.hour[1] = this.words.getFloat64(from + HOUR_BYTES - 2 * WORD_BYTES, true);
    this.hourMs = this.dateMs + (tens * 10 + ones) * HOUR_MS;
    return true;
  }

  /** Whether the date of the last stamp stands here. */
  private isDateAt(from: number): boolean {
    const { words, hour, day } = this;
    return (
      words.getInt32(from + DATE_BYTES - WORD_BYTES, true) === day &&
      words.getFloat64(from, true) === hour[0]
    );
  }

  /** Whether any other does; it is worked out. */
  private isNewDateAt(bytes: Uint8Array, from: number): boolean {
    const parting = bytes[from + 4] as number;
    const isParted = parting < ZERO || parting > ZERO + 9;
    if (!isParted || !this.stamp.scan(bytes, from, from + DATE_BYTES, SPACE)) return false;
    this.day = this.words.getInt32(from + DATE_BYTES - WORD_BYTES, true);
    this.dateMs = this.stamp.ms;
    return true;
  }

  private show(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

/** The roles behind the stamp. */
function numbersOf({ roles, isJoined }: RowShape): readonly number[] {
  return roles.slice(isJoined ? 2 : 1);
}
