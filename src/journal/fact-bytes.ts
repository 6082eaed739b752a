// A fact's line as bytes, without a string on the way. It covers what facts are made of: plain
// objects and lists of finite numbers, plain strings, booleans and nulls. What is not that (a
// letter beyond ASCII, a quote, a time that is no whole number) is left to the long way, so that
// every line is what `encodeFact` says it is.

import type { Fact } from "../engine/effect.js";
import { writeNumber } from "./number-text.js";

const DAY_MS = 86_400_000;
/** Years of four digits. */
const YEAR_0000 = -62_167_219_200_000;
const YEAR_10000 = 253_402_300_800_000;

const QUOTE = 34;
const COMMA = 44;
const ZERO = 48;
const BACKSLASH = 92;
const LIST_OPEN = 91;
const LIST_CLOSE = 93;
const OBJECT_OPEN = 123;
const OBJECT_CLOSE = 125;

/** Keys of a time besides the fact's own `ts`. */
const LATER_TIME = /^[a-z_]+_ts$/;
const PLAIN_KEY = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A key as it stands in a line, after a comma: `,"price":`. */
interface Name {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly isTime: boolean;
  readonly isPlain: boolean;
}

const NAMES = new Map<string, Name>();
/** The names of each type's keys in their order, as they were last seen. */
const TYPES = new Map<string, Name[]>();
const NESTED: Name[] = [];
const FACT_TIME: Name = { ...nameOf("ts"), isTime: true };

function nameOf(key: string): Name {
  const known = NAMES.get(key);
  if (known !== undefined) return known;
  const name = {
    key,
    bytes: Uint8Array.from(`,"${key}":`, (letter) => letter.charCodeAt(0)),
    isTime: LATER_TIME.test(key),
    isPlain: PLAIN_KEY.test(key),
  };
  NAMES.set(key, name);
  return name;
}

/**
 * Writes a fact's line, without a line end; where it ends, or -1 where it must go the long way.
 * A line that ends beyond the bytes was cut off there.
 */
export function writeFact(bytes: Uint8Array, from: number, fact: Fact): number {
  let names = TYPES.get(fact.type);
  if (names === undefined) {
    names = [];
    TYPES.set(fact.type, names);
  }
  return writeObject(bytes, from, fact as unknown as Record<string, unknown>, names);
}

function writeObject(
  bytes: Uint8Array,
  from: number,
  object: Readonly<Record<string, unknown>>,
  names: Name[],
): number {
  let at = from;
  let place = 0;
  for (const key in object) {
    const value = object[key];
    let name = names[place];
    if (name === undefined || name.key !== key) name = nameAt(names, place, key);
    place++;
    if (value === undefined) continue;
    at = writeName(bytes, at, name);
    if (typeof value === "number") {
      at = name.isTime ? writeTime(bytes, at, value) : writeFinite(bytes, at, value);
    } else if (typeof value === "string") at = writeString(bytes, at, value);
    else at = writeOther(bytes, at, value);
    if (at < 0 || !name.isPlain) return -1;
  }
  if (at === from) bytes[at++] = OBJECT_OPEN;
  else bytes[from] = OBJECT_OPEN;
  bytes[at] = OBJECT_CLOSE;
  return at + 1;
}

/** Nested objects have no order of their own. */
function nameAt(names: Name[], place: number, key: string): Name {
  if (names === NESTED) return nameOf(key);
  const name = key === "ts" ? FACT_TIME : nameOf(key);
  if (place <= names.length) names[place] = name;
  return name;
}

function writeName(bytes: Uint8Array, from: number, name: Name): number {
  const source = name.bytes;
  const { length } = source;
  for (let i = 0; i < length; i++) bytes[from + i] = source[i] as number;
  return from + length;
}

function writeFinite(bytes: Uint8Array, at: number, value: number): number {
  return value - value === 0 ? writeNumber(bytes, at, value) : writeWord(bytes, at, "null");
}

function writeWord(bytes: Uint8Array, at: number, word: "null" | "true" | "false"): number {
  for (let i = 0; i < word.length; i++) bytes[at + i] = word.charCodeAt(i);
  return at + word.length;
}

function writeString(bytes: Uint8Array, from: number, text: string): number {
  const { length } = text;
  bytes[from] = QUOTE;
  let at = from + 1;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) return -1;
    bytes[at++] = code;
  }
  bytes[at] = QUOTE;
  return at + 1;
}

function writeOther(bytes: Uint8Array, at: number, value: unknown): number {
  if (value === null) return writeWord(bytes, at, "null");
  if (typeof value === "boolean") return writeWord(bytes, at, value ? "true" : "false");
  if (typeof value !== "object") return -1;
  if (Array.isArray(value)) return writeList(bytes, at, value);
  if (Object.getPrototypeOf(value) !== Object.prototype) return -1;
  return writeObject(bytes, at, value as Record<string, unknown>, NESTED);
}

function writeList(bytes: Uint8Array, from: number, list: readonly unknown[]): number {
  let at = from + 1;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (i > 0) bytes[at++] = COMMA;
    if (typeof value === "number") at = writeFinite(bytes, at, value);
    else if (typeof value === "string") at = writeString(bytes, at, value);
    else at = writeOther(bytes, at, value);
    if (at < 0) return -1;
  }
  bytes[from] = LIST_OPEN;
  bytes[at] = LIST_CLOSE;
  return at + 1;
}

/** Facts come in order of time: many are of one instant, and most of the same day. */
const STAMP = Uint8Array.from('"0000-00-00T00:00:00.000Z"', (letter) => letter.charCodeAt(0));
let stampTs = Number.NaN;
let dayStart = Number.NaN;

/** ISO-8601 with milliseconds, in quotes. */
function writeTime(bytes: Uint8Array, from: number, ts: number): number {
  if (ts !== stampTs) {
    if (!(ts >= YEAR_0000 && ts < YEAR_10000) || Math.floor(ts) !== ts) return -1;
    putStamp(ts);
  }
  for (let i = 0; i < STAMP.length; i++) bytes[from + i] = STAMP[i] as number;
  return from + STAMP.length;
}

function putStamp(ts: number): void {
  if (!(ts >= dayStart && ts < dayStart + DAY_MS)) {
    dayStart = Math.floor(ts / DAY_MS) * DAY_MS;
    const day = new Date(dayStart).toISOString();
    for (let i = 0; i < 10; i++) STAMP[i + 1] = day.charCodeAt(i);
  }
  const ms = ts - dayStart;
  const seconds = (ms / 1000) | 0;
  const minutes = (seconds / 60) | 0;
  const hours = (minutes / 60) | 0;
  const rest = ms - seconds * 1000;
  const hundreds = (rest / 100) | 0;
  putPair(12, hours);
  putPair(15, minutes - hours * 60);
  putPair(18, seconds - minutes * 60);
  STAMP[21] = ZERO + hundreds;
  putPair(22, rest - hundreds * 100);
  stampTs = ts;
}

function putPair(at: number, value: number): void {
  const tens = (value / 10) | 0;
  STAMP[at] = ZERO + tens;
  STAMP[at + 1] = ZERO + value - tens * 10;
}
