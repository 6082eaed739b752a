// Doubles as text: what `String(value)` gives, several times as fast.
//
// The shortest decimal that reads back as the same double lies within half a unit of its last
// place. The value is multiplied by the power of ten that gives it 17 digits before the point: of
// a product of two doubles the rounding error is itself a double (T. J. Dekker, "A floating-point
// technique for extending the available precision", 1971), so the product is known to some 1e-8
// of its last digit. Where that is too little to tell, which is one value in a million, and where
// the text would need an exponent, `String` decides.

import { type ByteText, writeText } from "./byte-text.js";

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

/** Largest power of ten that is exact in a double. */
const EXACT_TENS = 22;
const LOWEST = 1e-6;
const BEYOND = 1e17;
/** Nearer than this to a border between two answers the product does not tell. */
const DOUBT = 1e-6;
/** Dekker's 2^27 + 1. */
const SPLITTER = 134_217_729;
const HALF_DIGITS = 1e8;
const HALF_DIGITS_INVERSE = 1e-8;
/** What is tried first: four decimals, and 15 digits at most, which are exact. */
const SCALE = 10_000;
const SCALED_BEYOND = 1e11;
const SMALL = 1 << 30;
/** 1.5 times 2^52: added to a double below 2^51 it leaves no room for a fraction. */
const ROUNDER = 6_755_399_441_055_744;

const TENS = new Float64Array(EXACT_TENS + 1);
const TENS_HIGH = new Float64Array(EXACT_TENS + 1);
const TENS_LOW = new Float64Array(EXACT_TENS + 1);
for (let at = 0, ten = 1; at <= EXACT_TENS; at++, ten *= 10) {
  TENS[at] = ten;
  TENS_HIGH[at] = highPart(ten);
  TENS_LOW[at] = ten - highPart(ten);
}

/** By binary exponent, `FIRST_EXPONENT` up: half a unit in the last place, and log10 floored. */
const FIRST_EXPONENT = -20;
const EXPONENTS = 78;
const HALF_UNITS = new Float64Array(EXPONENTS);
const LOGARITHMS = new Int8Array(EXPONENTS);
for (let at = 0, power = 1 / (1 << 20); at < EXPONENTS; at++, power *= 2) {
  HALF_UNITS[at] = power / 2 ** 53;
  LOGARITHMS[at] = Number(power.toExponential().split("e")[1]);
}

const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
/** Where a double keeps its sign and exponent depends on the machine. */
DOUBLE[0] = 1;
const HIGH_WORD = WORDS[1] === 0 ? 0 : 1;
const LOW_WORD = 1 - HIGH_WORD;

/** The text `0000` as it is put at once. */
const ZEROS = 0x30303030;

/**
 * The four digits of a whole number below 10,000, as they are put at once. Both halves are parted
 * together: 103 / 1024 is near enough to a tenth below 100. A table would not be faster, and would
 * have to be filled at every start.
 */
function fourDigits(value: number): number {
  const hundreds = Math.imul(value, 5243) >>> 19;
  const halves = hundreds | ((value - hundreds * 100) << 16);
  const tens = (Math.imul(halves, 103) >>> 10) & 0x000f000f;
  return ZEROS + tens + ((halves - tens * 10) << 8);
}

/** The nearest whole number, of two the even one; twice as fast as `Math.round`. */
function rounded(value: number): number {
  return value + ROUNDER - ROUNDER;
}

function highPart(value: number): number {
  const turned = SPLITTER * value;
  return turned - (turned - value);
}

/** Writes a finite number as `String` does; where it ends. */
export function writeNumber(text: ByteText, from: number, value: number): number {
  let at = from;
  let size = value;
  if (value < 0) {
    text.bytes[at++] = MINUS;
    size = -value;
  }
  if (size < SMALL && size === (size | 0)) return writeWhole(text, at, size | 0);
  if (size < SCALED_BEYOND) {
    const scaled = rounded(size * SCALE);
    if (scaled / SCALE === size) return writeScaled(text, at, scaled);
  }
  if (size >= LOWEST && size < BEYOND) {
    const end = writeShortest(text, at, size);
    if (end > 0) return end;
  }
  return writeText(text, from, String(value));
}

/** A whole number below 2^30. */
function writeWhole(text: ByteText, from: number, value: number): number {
  if (value < 10_000) return writeFirst(text, from, value);
  const thousands = (value / 10_000) | 0;
  const low = fourDigits(value - thousands * 10_000);
  if (thousands < 10_000) {
    const at = writeFirst(text, from, thousands);
    text.view.setInt32(at, low, true);
    return at + 4;
  }
  const millions = (thousands / 10_000) | 0;
  const at = writeFirst(text, from, millions);
  text.view.setInt32(at, fourDigits(thousands - millions * 10_000), true);
  text.view.setInt32(at + 4, low, true);
  return at + 8;
}

/** A whole number below 10,000, without zeros before it. */
function writeFirst({ view }: ByteText, at: number, value: number): number {
  const digits = fourDigits(value);
  if (value < 100) {
    view.setInt16(at, value < 10 ? digits >> 24 : digits >> 16, true);
    return value < 10 ? at + 1 : at + 2;
  }
  view.setInt32(at, value < 1000 ? digits >> 8 : digits, true);
  return value < 1000 ? at + 3 : at + 4;
}

/** A number of ten-thousandths, at least one and below 1e15. */
function writeScaled(text: ByteText, from: number, scaled: number): number {
  let at = from;
  const whole = scaled < SMALL * SCALE ? (scaled / SCALE) | 0 : Math.floor(scaled / SCALE);
  const part = (scaled - whole * SCALE) | 0;
  if (whole < SMALL) at = writeWhole(text, at, whole | 0);
  else {
    const high = Math.floor(whole / HALF_DIGITS);
    at = writeWhole(text, at, high | 0);
    writeEight(text, at, (whole - high * HALF_DIGITS) | 0);
    at += 8;
  }
  if (part === 0) return at;
  text.bytes[at] = POINT;
  text.view.setInt32(at + 1, fourDigits(part), true);
  return withoutZeros(text.bytes, at + 5);
}

/** Eight digits. */
function writeEight({ view }: ByteText, at: number, value: number): void {
  const high = (value / 10_000) | 0;
  view.setInt32(at, fourDigits(high), true);
  view.setInt32(at + 4, fourDigits(value - high * 10_000), true);
}

function withoutZeros(bytes: Uint8Array, end: number): number {
  let at = end;
  while (bytes[at - 1] === ZERO) at--;
  return at;
}

/** A number from 1e-6 to 1e17 that is not short; where it ends, or 0 when it can't be told. */
function writeShortest(text: ByteText, from: number, value: number): number {
  DOUBLE[0] = value;
  const word = WORDS[HIGH_WORD] as number;
  const place = (word >>> 20) - 1023 - FIRST_EXPONENT;
  // Below a power of two the doubles lie closer than above it.
  if (((word & 0xfffff) | (WORDS[LOW_WORD] as number)) === 0) return 0;
  let exponent = LOGARITHMS[place] as number;
  if (exponent < 0 ? value * (TENS[-exponent - 1] as number) >= 1 : isBeyond(value, exponent)) {
    exponent++;
  }
  const power = 16 - exponent;
  const ten = TENS[power] as number;
  const product = value * ten;
  const high = highPart(value);
  const low = value - high;
  const tenHigh = TENS_HIGH[power] as number;
  const tenLow = TENS_LOW[power] as number;
  const error = high * tenHigh - product + high * tenLow + low * tenHigh + low * tenLow;
  let head = (product * HALF_DIGITS_INVERSE) | 0;
  const rest = product - head * HALF_DIGITS + error;
  let tail = nearestInside(rest, (HALF_UNITS[place] as number) * ten);
  if (tail !== tail) return 0;
  const carry = tail < 0 ? -1 : tail < HALF_DIGITS ? 0 : 1;
  head += carry;
  tail -= carry * HALF_DIGITS;
  if (head < HALF_DIGITS || head >= HALF_DIGITS * 10) return 0;
  return writeParts(text, from, head, tail, exponent);
}

function isBeyond(value: number, exponent: number): boolean {
  return value >= (TENS[exponent + 1] as number);
}

/**
 * The whole number nearest to `rest` with the most zeros at its end of those less than `reach`
 * away; NaN when that can't be told. At most one multiple of a hundred is that near.
 */
function nearestInside(rest: number, reach: number): number {
  const hundreds = rounded(rest * 0.01) * 100;
  const fromHundreds = Math.abs(hundreds - rest);
  if (fromHundreds < reach - DOUBT) return hundreds;
  if (fromHundreds < reach + DOUBT) return Number.NaN;
  const tens = rounded(rest * 0.1) * 10;
  const fromTens = Math.abs(tens - rest);
  if (fromTens < reach - DOUBT) return fromTens > 5 - DOUBT ? Number.NaN : tens;
  if (fromTens < reach + DOUBT) return Number.NaN;
  const ones = rounded(rest);
  return Math.abs(ones - rest) > 0.5 - DOUBT ? Number.NaN : ones;
}

/** Seventeen digits in two parts, the first of them worth ten to the `exponent`. */
function writeParts(
  text: ByteText,
  from: number,
  head: number,
  tail: number,
  exponent: number,
): number {
  const { bytes } = text;
  let at = from;
  if (exponent >= 0) at++;
  else {
    bytes[at++] = ZERO;
    bytes[at++] = POINT;
    for (let zeros = -exponent - 1; zeros > 0; zeros--) bytes[at++] = ZERO;
  }
  const first = (head / HALF_DIGITS) | 0;
  bytes[at] = ZERO + first;
  writeEight(text, at + 1, (head - first * HALF_DIGITS) | 0);
  writeEight(text, at + 9, tail | 0);
  const end = withoutZeros(bytes, at + 17);
  if (exponent < 0) return end;
  // The digits before the point make room for it.
  const point = from + exponent + 1;
  for (let place = from; place < point; place++) bytes[place] = bytes[place + 1] as number;
  bytes[point] = POINT;
  return end > point + 1 ? end : point;
}
