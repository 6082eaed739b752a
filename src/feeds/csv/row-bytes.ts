// What stands in the bytes of a row. This file imports nothing, and so the bundler writes these
// numbers out where they are used: in a loop over bytes, looking up a name costs as much again as
// what is done with it.

/** Characters that part rows and cells, or stand in them. */
export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const QUOTE = 34;
export const DASH = 45;
export const ZERO = 48;
export const COLON = 58;
export const UPPER_T = 84;
export const UPPER_Z = 90;

/** Bytes of `yyyy-MM-dd`. */
export const DATE_BYTES = 10;
/** Bytes of `yyyy-MM-dd HH:`. */
export const HOUR_BYTES = 14;
/** A row starts this far from the end of the bytes, so that a stamp may be read unasked. */
export const STAMP_BYTES = 24;
/** Bytes that are read as one number. */
export const WORD_BYTES = 4;

/** So many digits fit 32 bits. */
export const SHORT_DIGITS = 9;
/** More digits than this may not be exact in a double. */
export const EXACT_DIGITS = 15;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** Places of a row's numbers among the values. */
export const OPEN = 0;
export const HIGH = 1;
export const LOW = 2;
export const CLOSE = 3;
export const VOLUME = 4;

/** The role of a column that is not looked at. */
export const IGNORED = -1;
/** The role of the column with the stamp; any other is a place among the values. */
export const STAMP = -2;

/** How the cells of a row are parted, and what they are. */
export interface RowShape {
  readonly separator: number;
  readonly decimal: number;
  /** By column. */
  readonly roles: readonly number[];
  /** The clock stands in the column after the date, so that both are one stretch of bytes. */
  readonly isJoined: boolean;
}
