// Text as bytes in memory that is used again and again. Several bytes are put there at once: one
// by one they take ten times as long. What is put may reach a little beyond what is meant; the
// next text is written over that.

/** Room behind the place where a text starts that a number, a time or a short constant needs. */
export const SPARE_BYTES = 64;

/** The same bytes twice: to put one by one, and several at once. */
export interface ByteText {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** A constant: eight bytes at a time, as doubles, which no text of ASCII makes a NaN. */
export interface ByteConstant {
  readonly words: Float64Array;
  /** Place of the first of its words. */
  readonly from: number;
  /** Bytes. */
  readonly length: number;
}

const WORD_BYTES = 8;
/** Twice what the keys of a replay's facts and the words that stand first behind them need. */
const SHELF_WORDS = 2_048;
const SHELF = new Float64Array(SHELF_WORDS);
let shelved = 0;

/** @param size bytes that can be used, besides the room that is spare */
export function createByteText(size: number): ByteText {
  const bytes = Buffer.allocUnsafeSlow(size + SPARE_BYTES);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** @param text ASCII without control characters */
export function constantOf(text: string): ByteConstant {
  const words = new Float64Array(wordsOf(text.length));
  return putConstant(words, 0, text);
}

/**
 * A constant that is never given back. Such lie side by side: each by itself, those of one line
 * would be fetched from all over the memory, which takes longer than to write them.
 * @param text ASCII without control characters
 */
export function lastingConstantOf(text: string): ByteConstant {
  const count = wordsOf(text.length);
  if (shelved + count > SHELF_WORDS) return constantOf(text);
  const from = shelved;
  shelved += count;
  return putConstant(SHELF, from, text);
}

function wordsOf(bytes: number): number {
  return Math.ceil(bytes / WORD_BYTES);
}

function putConstant(words: Float64Array, from: number, text: string): ByteConstant {
  const { length } = text;
  const view = new DataView(new ArrayBuffer(wordsOf(length) * WORD_BYTES));
  for (let at = 0; at < length; at++) view.setUint8(at, text.charCodeAt(at));
  for (let byte = 0, word = from; byte < length; byte += WORD_BYTES, word++) {
    words[word] = view.getFloat64(byte, true);
  }
  return { words, from, length };
}

/** Writes a constant; where it ends. */
export function writeConstant({ view }: ByteText, at: number, constant: ByteConstant): number {
  const { words, from, length } = constant;
  for (let byte = 0, word = from; byte < length; byte += WORD_BYTES, word++) {
    view.setFloat64(at + byte, words[word] as number, true);
  }
  return at + length;
}

/** Writes text of one byte a character; where it ends. */
export function writeText({ bytes }: ByteText, from: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[from + i] = text.charCodeAt(i);
  return from + text.length;
}
