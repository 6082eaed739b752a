// Lines whose hashes hang together: `{"h":"<16 hex of sha256(previous h + body)>","b":<body>}`.
// A line is written only once the one before it is on the disk, so that a crash can spoil the last
// line alone; a spoilt line that another follows is damage, which nobody may mend by himself.

import { hash } from "node:crypto";
import { UserError } from "../engine/errors.js";

/** What stands for the hash of the line before the first. */
export const CHAIN_START = "0".repeat(16);

const HASH_LENGTH = 16;
const HEAD = Buffer.from('{"h":"');
const MIDDLE = Buffer.from('","b":');
const END = Buffer.from("}\n");
const BODY_AT = HEAD.length + HASH_LENGTH + MIDDLE.length;
const NEWLINE = 10;
const CLOSE = 125;

/** A line that holds. */
export interface ChainLine {
  /** Counted from 1. */
  readonly number: number;
  readonly hash: string;
  /** JSON text, as it was given to `append`. */
  readonly body: string;
  /** Where it begins, bytes. */
  readonly offset: number;
}

/** What a file of lines holds. */
export interface ChainContent {
  readonly lines: readonly ChainLine[];
  /** Of the last line; the start where there is none. */
  readonly hash: string;
  /** Bytes of the lines that hold. */
  readonly size: number;
  /** What a crash left of one more line; empty where there is nothing of it. */
  readonly torn: Buffer;
  /** Why the line after the last that holds does not; empty where the file ends with that. */
  readonly reason: string;
  /** A line that does not hold although others follow it; null where there is none. */
  readonly damage: { readonly line: number; readonly reason: string } | null;
}

/** Sixteen hex digits of the SHA-256 over the hash before and the body's bytes. */
function chainHash(previous: string, body: Uint8Array): string {
  const bytes = Buffer.allocUnsafe(previous.length + body.length);
  bytes.write(previous, "latin1");
  bytes.set(body, previous.length);
  return hash("sha256", bytes).slice(0, HASH_LENGTH);
}

/** A line of a chain, and its hash. */
export function lineOf(previous: string, body: string): { hash: string; bytes: Buffer } {
  const text = Buffer.from(body);
  if (text.includes(NEWLINE)) throw new Error("the body of a line has a line end");
  const own = chainHash(previous, text);
  return { hash: own, bytes: Buffer.concat([HEAD, Buffer.from(own), MIDDLE, text, END]) };
}

/** A whole file of lines, for one that is written at once, and the hash of its last line. */
export function chainOf(bodies: readonly string[]): { hash: string; bytes: Buffer } {
  let previous = CHAIN_START;
  const lines = bodies.map((body) => {
    const line = lineOf(previous, body);
    previous = line.hash;
    return line.bytes;
  });
  return { hash: previous, bytes: Buffer.concat(lines) };
}

/** The hash a line states and the bytes of its body; null where it has not a line's form. */
function partsOf(line: Buffer): { stated: string; body: Buffer } | null {
  const hasForm =
    line.length > BODY_AT + 1 &&
    line[line.length - 1] === CLOSE &&
    HEAD.equals(line.subarray(0, HEAD.length)) &&
    MIDDLE.equals(line.subarray(HEAD.length + HASH_LENGTH, BODY_AT));
  if (!hasForm) return null;
  const stated = line.toString("latin1", HEAD.length, HEAD.length + HASH_LENGTH);
  return { stated, body: line.subarray(BODY_AT, line.length - 1) };
}

/** Whether a line that holds begins in `tail` after its first byte: then a crash was not it. */
function holdsLater(tail: Buffer, previous: string): boolean {
  // Whatever spoilt the first line, the next hangs on the hash it states or on the right one.
  const before = new Set<string>();
  for (let at = 0; at >= 0; at = tail.indexOf(HEAD, at + 1)) {
    const newline = tail.indexOf(NEWLINE, at);
    const parts = partsOf(tail.subarray(at, newline < 0 ? tail.length : newline));
    if (parts !== null && newline >= 0) {
      const hashes = [...before].map((one) => chainHash(one, parts.body));
      if (hashes.includes(parts.stated)) return true;
      before.add(chainHash(at === 0 ? previous : parts.stated, parts.body));
    }
    before.add(tail.toString("latin1", at + HEAD.length, at + HEAD.length + HASH_LENGTH));
  }
  return false;
}

/** Whether one line that was being written explains what stands after the last that holds. */
function isTorn(tail: Buffer, previous: string): boolean {
  const newline = tail.indexOf(NEWLINE);
  // The file may have grown before its bytes came: zeros say nothing.
  const rest = newline < 0 ? [] : tail.subarray(newline + 1);
  return rest.every((byte) => byte === 0) && !holdsLater(tail, previous);
}

/**
 * Reads lines.
 * @param start the hash before the first line
 */
export function readChain(bytes: Buffer, start: string = CHAIN_START): ChainContent {
  const lines: ChainLine[] = [];
  let previous = start;
  let offset = 0;
  let reason = "the line has no end";
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, offset);
    if (newline < 0) break;
    const parts = partsOf(bytes.subarray(offset, newline));
    if (parts === null) {
      reason = "this is no line of a journal";
      break;
    }
    if (chainHash(previous, parts.body) !== parts.stated) {
      reason = "the line's hash does not fit it and the line before";
      break;
    }
    previous = parts.stated;
    lines.push({
      number: lines.length + 1,
      hash: previous,
      body: parts.body.toString("utf8"),
      offset,
    });
    offset = newline + 1;
  }
  const tail = bytes.subarray(offset);
  const torn = isTorn(tail, previous);
  return {
    lines,
    hash: previous,
    size: offset,
    torn: torn ? tail : Buffer.alloc(0),
    reason: tail.length === 0 ? "" : reason,
    damage: torn ? null : { line: lines.length + 1, reason },
  };
}

/** What is said of damage. */
export function damaged(where: string, reason: string): UserError {
  const advice = "nothing was changed; put back a copy of the file, or move it away";
  return new UserError(`${where}: ${reason}; ${advice}`, 1);
}

/** A line that is damaged, which only its owner can judge. */
export class Damage extends UserError {
  /** @param line counted from 1 */
  constructor(
    readonly path: string,
    readonly line: number,
    readonly reason: string,
  ) {
    super(damaged(`${path}:${line}`, reason).message, 1);
    this.name = "Damage";
  }
}
