// Doubles as text, into bytes: what `String(value)` gives, several times as fast.
//
// The shortest decimal that reads back as the same double lies within half a unit of its last
// place. The value is multiplied by the power of ten that gives it 17 digits before the point: of
// a product of two doubles the rounding error is itself a double (T. J. Dekker, "A floating-point
// technique for extending the available precision", 1971), so the product is known to some 1e-8
// of its last digit. Where that is too little to tell, which is one value in a million, and where
// the text would need an exponent, `String` decides.

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
/** Decimals of what is tried first, and how large it may be: 15 digits are exact. */
const SCALE = 10_000;
const SCALE_BEYOND = 1e15;
const SMALL = 1 << 30;

const TENS = new Float64Array(EXACT_TENS + 1);
const TENS_HIGH = new Float64Array(EXACT_TENS + 1);
const TENS_LOW = new Float64Array(EXACT_TENS + 1);
for (let at = 0, ten = 1; at <= EXACT_TENS; at++, ten *= 10) {
  TENS[at] = ten;
  TENS_HIGH[at] = highPart(ten);
  TENS_LOW[at] = ten - highPart(ten);
}

/** By binary exponent from `FIRST_EXPONENT` up: half a unit in the last place, and log10 floored. */
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

function highPart(value: number): number {
  const turned = SPLITTER * value;
  return turned - (turned - value);
}

/** Writes a finite number as `String` does; where it ends. */
export function writeNumber(bytes: Uint8Array, from: number, value: number): number {
  let at = from;
  let size = value;
  if (value < 0) {
    bytes[at++] = MINUS;
    size = -value;
  }
  if (size < SMALL && size === (size | 0)) return writeWhole(bytes, at, size | 0);
  const scaled = Math.round(size * SCALE);
  if (scaled < SCALE_BEYOND && scaled / SCALE === size) return writeScaled(bytes, at, scaled);
  if (size >= LOWEST && size < BEYOND) {
    const end = writeShortest(bytes, at, size);
    if (end > 0) return end;
  }
  return writeText(bytes, from, String(value));
}

/** Writes text of one byte a character; where it ends. */
export function writeText(bytes: Uint8Array, from: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[from + i] = text.charCodeAt(i);
  return from + text.length;
}

/** A whole number below 2^30. */
function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value < 10) {
    bytes[at] = ZERO + value;
    return at + 1;
  }
  if (value < 100) {
    writePair(bytes, at, value);
    return at + 2;
  }
  let digits = 3;
  for (let beyond = 1000; value >= beyond; beyond *= 10) digits++;
  let left = value;
  for (let place = at + digits - 1; place >= at; place--) {
    const tenth = (left / 10) | 0;
    bytes[place] = ZERO + left - tenth * 10;
    left = tenth;
  }
  return at + digits;
}

/** A number of ten-thousandths, at least one and below 1e15. */
function writeScaled(bytes: Uint8Array, from: number, scaled: number): number {
  const whole = Math.floor(scaled / SCALE);
  const part = (scaled - whole * SCALE) | 0;
  let at = from;
  if (whole < SMALL) at = writeWhole(bytes, at, whole | 0);
  else {
    const high = Math.floor(whole / HALF_DIGITS);
    at = writeWhole(bytes, at, high | 0);
    writeEight(bytes, at, (whole - high * HALF_DIGITS) | 0);
    at += 8;
  }
  if (part === 0) return at;
  bytes[at] = POINT;
  writeFour(bytes, at + 1, part);
  return withoutZeros(bytes, at + 5);
}

/** Two digits. */
function writePair(bytes: Uint8Array, at: number, value: number): void {
  const tens = (value * 205) >> 11;
  bytes[at] = ZERO + tens;
  bytes[at + 1] = ZERO + value - tens * 10;
}

/** Four digits. */
function writeFour(bytes: Uint8Array, at: number, value: number): void {
  const hundreds = (value / 100) | 0;
  writePair(bytes, at, hundreds);
  writePair(bytes, at + 2, value - hundreds * 100);
}

/** Eight digits. */
function writeEight(bytes: Uint8Array, at: number, value: number): void {
  const high = (value / 10_000) | 0;
  writeFour(bytes, at, high);
  writeFour(bytes, at + 4, value - high * 10_000);
}

function withoutZeros(bytes: Uint8Array, end: number): number {
  let at = end;
  while (bytes[at - 1] === ZERO) at--;
  return at;
}

/** A number from 1e-6 to 1e17 that is not short; where it ends, or 0 when it can't be told. */
function writeShortest(bytes: Uint8Array, from: number, value: number): number {
  DOUBLE[0] = value;
  const word = WORDS[HIGH_WORD] as number;
  const place = (word >>> 20) - 1023 - FIRST_EXPONENT;
  // Below a power of two the doubles lie closer than above it.
  if ((word & 0xfffff) === 0 && WORDS[1 - HIGH_WORD] === 0) return 0;
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
  let head = Math.floor(product * HALF_DIGITS_INVERSE);
  const rest = product - head * HALF_DIGITS + error;
  let tail = nearestInside(rest, (HALF_UNITS[place] as number) * ten);
  if (tail !== tail) return 0;
  if (tail < 0) {
    tail += HALF_DIGITS;
    head--;
  } else if (tail >= HALF_DIGITS) {
    tail -= HALF_DIGITS;
    head++;
  }
  if (head < HALF_DIGITS || head >= HALF_DIGITS * 10) return 0;
  return writeParts(bytes, from, head, tail, exponent);
}

function isBeyond(value: number, exponent: number): boolean {
  return value >= (TENS[exponent + 1] as number);
}

/**
 * The whole number nearest to `rest` with the most zeros at its end of those less than `reach`
 * away; NaN when that can't be told. At most one multiple of a hundred is that near.
 */
function nearestInside(rest: number, reach: number): number {
  const hundreds = Math.round(rest * 0.01) * 100;
  const fromHundreds = Math.abs(hundreds - rest);
  if (fromHundreds < reach - DOUBT) return hundreds;
  if (fromHundreds < reach + DOUBT) return Number.NaN;
  const tens = Math.round(rest * 0.1) * 10;
  const fromTens = Math.abs(tens - rest);
  if (fromTens < reach - DOUBT) return fromTens > 5 - DOUBT ? Number.NaN : tens;
  if (fromTens < reach + DOUBT) return Number.NaN;
  const ones = Math.round(rest);
  return Math.abs(ones - rest) > 0.5 - DOUBT ? Number.NaN : ones;
}

/** Seventeen digits in two parts, the first of them worth ten to the `exponent`. */
function writeParts(
  bytes: Uint8Array,
  from: number,
  head: number,
  tail: number,
  exponent: number,
): number {
  let at = from;
  if (exponent >= 0) at++;
  else {
    bytes[at++] = ZERO;
    bytes[at++] = POINT;
    for (let zeros = -exponent - 1; zeros > 0; zeros--) bytes[at++] = ZERO;
  }
  const first = (head / HALF_DIGITS) | 0;
  bytes[at] = ZERO + first;
  writeEight(bytes, at + 1, (head - first * HALF_DIGITS) | 0);
  writeEight(bytes, at + 9, tail | 0);
  const end = withoutZeros(bytes, at + 17);
  if (exponent < 0) return end;
  // The digits before the point make room for it.
  const point = from + exponent + 1;
  for (let place = from; place < point; place++) bytes[place] = bytes[place + 1] as number;
  bytes[point] = POINT;
  return end > point + 1 ? end : point;
}
