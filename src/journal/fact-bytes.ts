// A fact's line as bytes, without a string on the way. It covers what facts are made of: plain
// objects and lists of finite numbers, plain strings, booleans and nulls. What is not that (a
// letter beyond ASCII, a quote, a time that is no whole number) is left to the long way, so that
// every line is what `encodeFact` says it is.

import type { Fact } from "../engine/effect.js";
import {
  type ByteConstant,
  type ByteText,
  constantOf,
  lastingConstantOf,
  SPARE_BYTES,
  writeConstant,
} from "./byte-text.js";
import { writeNumber } from "./number-text.js";
import { writeStamp } from "./stamp-text.js";

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const LIST_OPEN = 91;
const LIST_CLOSE = 93;
const OBJECT_OPEN = 123;
const OBJECT_CLOSE = 125;

/** Keys of a time besides the fact's own `ts`. */
const LATER_TIME = /^[a-z_]+_ts$/;
/** Short enough for the room that is spare. */
const PLAIN_KEY = /^[\x20\x21\x23-\x5b\x5d-\x7e]{0,48}$/;

const NULL = constantOf("null");
const TRUE = constantOf("true");
const FALSE = constantOf("false");
const NOTHING_YET = { first: undefined, firstText: constantOf("") };

/** A key as it stands in a line, after a comma: `,"price":`. */
interface Name {
  readonly key: string;
  readonly text: ByteConstant;
  readonly isTime: boolean;
  readonly isPlain: boolean;
}

/** A key at its place in facts of one type, with what stood there first: much of it always does. */
interface Field extends Name {
  /** A word, null, true or false; undefined before there was one. */
  first: unknown;
  /** Key and word at once: `,"symbol":"MNQ"`. */
  firstText: ByteConstant;
}

const NAMES = new Map<string, Name>();
/** The fields of each type in their order, as they were last seen. */
const TYPES = new Map<string, Field[]>();

function nameOf(key: string): Name {
  const known = NAMES.get(key);
  if (known !== undefined) return known;
  const isPlain = PLAIN_KEY.test(key);
  const text = lastingConstantOf(isPlain ? `,"${key}":` : "");
  const name = { key, text, isTime: LATER_TIME.test(key), isPlain };
  NAMES.set(key, name);
  return name;
}

/**
 * Writes a fact's line, without a line end; where it ends, or -1 where it must go the long way:
 * it is not plain, or there is no room for it.
 */
export function writeFact(text: ByteText, from: number, fact: Fact): number {
  const fields = fieldsOf(fact.type);
  const object = fact as unknown as Readonly<Record<string, unknown>>;
  let at = from;
  let place = 0;
  for (const key in object) {
    const value = object[key];
    let field = fields[place];
    if (field === undefined || field.key !== key) field = fieldAt(fields, place, key);
    place++;
    if (value === undefined) continue;
    if (!field.isPlain || !hasRoom(text, at, 0)) return -1;
    if (value === field.first) at = writeConstant(text, at, field.firstText);
    else if (typeof value === "number") {
      at = writeAmount(text, writeConstant(text, at, field.text), field, value);
    } else at = writeWord(text, at, field, value);
    if (at < 0) return -1;
  }
  return enclose(text, from, at);
}

function fieldsOf(type: string): Field[] {
  let fields = TYPES.get(type);
  if (fields === undefined) {
    fields = [];
    TYPES.set(type, fields);
  }
  return fields;
}

function fieldAt(fields: Field[], place: number, key: string): Field {
  const { text, isTime, isPlain } = nameOf(key);
  const field = { key, text, isTime: isTime || key === "ts", isPlain, ...NOTHING_YET };
  if (place <= fields.length) fields[place] = field;
  return field;
}

/** Writes a field that is no number, and remembers the first of its words. */
function writeWord(text: ByteText, from: number, field: Field, value: unknown): number {
  const at = writeConstant(text, from, field.text);
  if (typeof value === "object" && value !== null) return writeOther(text, at, value);
  const end =
    typeof value === "string" ? writeString(text, at, value) : writeOther(text, at, value);
  if (field.first === undefined && end > 0 && end - from <= SPARE_BYTES) {
    field.first = value;
    field.firstText = lastingConstantOf(text.bytes.toString("latin1", from, end));
  }
  return end;
}

function hasRoom({ bytes }: ByteText, at: number, length: number): boolean {
  return at + length + 2 * SPARE_BYTES <= bytes.length;
}

/** What was written with a comma before it becomes an object. */
function enclose({ bytes }: ByteText, from: number, end: number): number {
  const at = Math.max(end, from + 1);
  bytes[from] = OBJECT_OPEN;
  bytes[at] = OBJECT_CLOSE;
  return at + 1;
}

/**
 * Of objects inside a fact. Apart from `writeFact`, because some are such that the machine reads
 * the keys of whatever comes along the same way four times as slowly.
 */
function writeObject(
  text: ByteText,
  from: number,
  object: Readonly<Record<string, unknown>>,
): number {
  let at = from;
  for (const key in object) {
    const value = object[key];
    if (value === undefined) continue;
    const name = nameOf(key);
    if (!name.isPlain || !hasRoom(text, at, 0)) return -1;
    at = writeConstant(text, at, name.text);
    if (typeof value === "number") {
      at = writeAmount(text, at, name, value);
    } else if (typeof value === "string") at = writeString(text, at, value);
    else at = writeOther(text, at, value);
    if (at < 0) return -1;
  }
  return enclose(text, from, at);
}

function writeAmount(text: ByteText, at: number, { isTime }: Name, value: number): number {
  return isTime ? writeTime(text, at, value) : writeFinite(text, at, value);
}

function writeFinite(text: ByteText, at: number, value: number): number {
  return value - value === 0 ? writeNumber(text, at, value) : writeConstant(text, at, NULL);
}

function writeString(text: ByteText, from: number, value: string): number {
  const { bytes } = text;
  const { length } = value;
  if (!hasRoom(text, from, length)) return -1;
  bytes[from] = QUOTE;
  let at = from + 1;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) return -1;
    bytes[at++] = code;
  }
  bytes[at] = QUOTE;
  return at + 1;
}

function writeOther(text: ByteText, at: number, value: unknown): number {
  if (value === null) return writeConstant(text, at, NULL);
  if (typeof value === "boolean") return writeConstant(text, at, value ? TRUE : FALSE);
  if (typeof value !== "object") return -1;
  if (Array.isArray(value)) return writeList(text, at, value);
  if (Object.getPrototypeOf(value) !== Object.prototype) return -1;
  return writeObject(text, at, value as Record<string, unknown>);
}

function writeList(text: ByteText, from: number, list: readonly unknown[]): number {
  const { bytes } = text;
  let at = from + 1;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (!hasRoom(text, at, 0)) return -1;
    if (i > 0) bytes[at++] = COMMA;
    if (typeof value === "number") at = writeFinite(text, at, value);
    else if (typeof value === "string") at = writeString(text, at, value);
    else at = writeOther(text, at, value);
    if (at < 0) return -1;
  }
  bytes[from] = LIST_OPEN;
  bytes[at] = LIST_CLOSE;
  return at + 1;
}

/** A time in quotes, or -1 where no fact has such a time. */
function writeTime(text: ByteText, from: number, ts: number): number {
  const end = writeStamp(text, from + 1, ts);
  if (end < 0) return -1;
  text.bytes[from] = QUOTE;
  text.bytes[end] = QUOTE;
  return end + 1;
}
