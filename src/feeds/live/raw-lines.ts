// Lines in raw bytes, UTF-8 or UTF-16, so that a place in a file is a place in its text.

import type { Wide } from "../encoding.js";

const NEWLINE = 10;
const SLICE_BYTES = 1 << 18;

/** How the bytes are text; null is UTF-8. */
export type Encoding = Wide | null;

/** Where the last whole line before `before` ends, behind its line end; 0 where there is none. */
export function lastLineEnd(raw: Buffer, encoding: Encoding, before = raw.length): number {
  let at = before - 1;
  for (;;) {
    if (at < 0) return 0;
    at = raw.lastIndexOf(NEWLINE, at);
    if (at < 0) return 0;
    if (encoding === null) return at + 1;
    // The other half of the letter is empty; a letter starts at an even place.
    const isLittle = encoding === "utf-16le";
    const isEnd = at % 2 === (isLittle ? 0 : 1) && raw[isLittle ? at + 1 : at - 1] === 0;
    if (isEnd && (isLittle ? at + 2 : at + 1) <= before) return isLittle ? at + 2 : at + 1;
    at--;
  }
}

/** Where the last line that is not blank starts, among whole lines; their end where all are. */
export function lastLineStart(raw: Buffer, encoding: Encoding): number {
  let end = raw.length;
  while (end > 0) {
    const unit = encoding === null ? 1 : 2;
    const start = lastLineEnd(raw, encoding, end - unit);
    if (textOf(raw.subarray(start, end), encoding).toString("utf8").trim() !== "") return start;
    end = start;
  }
  return raw.length;
}

/** Bytes as UTF-8 without a mark. */
export function textOf(raw: Buffer, encoding: Encoding): Buffer {
  if (encoding !== null) return Buffer.from(new TextDecoder(encoding).decode(raw));
  return raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? raw.subarray(3) : raw;
}

/** The same, whole lines in pieces that fit a reader. */
export function* textPieces(raw: Buffer, encoding: Encoding): Generator<Buffer> {
  const text = textOf(raw, encoding);
  for (let at = 0; at < text.length; at += SLICE_BYTES) yield text.subarray(at, at + SLICE_BYTES);
  if (text.length > 0 && text.at(-1) !== NEWLINE) yield Buffer.from([NEWLINE]);
}
