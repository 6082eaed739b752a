// What stands in the bytes of a row. Of a file without imports the bundler writes the constants out
// where they are used; looked up by name, they cost the loops over bytes a sixth.

/** The end of a line. */
export const NEWLINE = 10;
/** What may stand before it. */
export const RETURN = 13;
/** A blank. */
export const SPACE = 32;
/** `"` */
export const QUOTE = 34;
/** `-` */
export const DASH = 45;
/** `0`, the first of the digits. */
export const ZERO = 48;
/** `:` */
export const COLON = 58;
/** `T` */
export const UPPER_T = 84;
/** `Z` */
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

/** A second, ms. */
export const SECOND_MS = 1000;
/** A minute, ms. */
export const MINUTE_MS = 60_000;
/** An hour, ms. */
export const HOUR_MS = 3_600_000;

/** Place of the open among a row's values. */
export const OPEN = 0;
/** Place of the high. */
export const HIGH = 1;
/** Place of the low. */
export const LOW = 2;
/** Place of the close. */
export const CLOSE = 3;
/** Place of the volume. */
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
