// Times as text. They mostly come in order: many are of one instant, and most of the same day as
// the one before.

import type { ByteText } from "./byte-text.js";

const DAY_MS = 86_400_000;
/** Years of four digits. */
const YEAR_0000 = -62_167_219_200_000;
const YEAR_10000 = 253_402_300_800_000;
const ZERO = 48;

const STAMP = Uint8Array.from("0000-00-00T00:00:00.000Z", (letter) => letter.charCodeAt(0));
const STAMP_VIEW = new DataView(STAMP.buffer);
let stampTs = Number.NaN;
let dayStart = Number.NaN;

/**
 * Writes UTC epoch ms as ISO-8601 with milliseconds; where it ends, or -1 when it is no whole
 * number or its year has no four digits.
 */
export function writeStamp({ view }: ByteText, from: number, ts: number): number {
  if (ts !== stampTs) {
    if (!(ts >= YEAR_0000 && ts < YEAR_10000) || Math.floor(ts) !== ts) return -1;
    putStamp(ts);
  }
  view.setFloat64(from, STAMP_VIEW.getFloat64(0, true), true);
  view.setFloat64(from + 8, STAMP_VIEW.getFloat64(8, true), true);
  view.setFloat64(from + 16, STAMP_VIEW.getFloat64(16, true), true);
  return from + STAMP.length;
}

function putStamp(ts: number): void {
  if (!(ts >= dayStart && ts < dayStart + DAY_MS)) {
    dayStart = Math.floor(ts / DAY_MS) * DAY_MS;
    const day = new Date(dayStart).toISOString();
    for (let i = 0; i < 10; i++) STAMP[i] = day.charCodeAt(i);
  }
  const ms = ts - dayStart;
  const seconds = (ms / 1000) | 0;
  const minutes = (seconds / 60) | 0;
  const hours = (minutes / 60) | 0;
  const rest = ms - seconds * 1000;
  const hundreds = (rest / 100) | 0;
  putPair(11, hours);
  putPair(14, minutes - hours * 60);
  putPair(17, seconds - minutes * 60);
  STAMP[20] = ZERO + hundreds;
  putPair(21, rest - hundreds * 100);
  stampTs = ts;
}

function putPair(at: number, value: number): void {
  const tens = (value / 10) | 0;
  STAMP[at] = ZERO + tens;
  STAMP[at + 1] = ZERO + value - tens * 10;
}
