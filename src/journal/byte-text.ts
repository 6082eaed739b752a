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
  readonly length: number;
}

const WORD_BYTES = 8;

/** @param size bytes that can be used, besides the room that is spare */
export function createByteText(size: number): ByteText {
  const bytes = Buffer.allocUnsafeSlow(size + SPARE_BYTES);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** @param text ASCII without control characters */
export function constantOf(text: string): ByteConstant {
  const words = new Float64Array(Math.ceil(text.length / WORD_BYTES));
  const view = new DataView(new ArrayBuffer(words.length * WORD_BYTES));
  for (let at = 0; at < text.length; at++) view.setUint8(at, text.charCodeAt(at));
  for (let at = 0; at < words.length; at++) words[at] = view.getFloat64(at * WORD_BYTES, true);
  return { words, length: text.length };
}

/** Writes a constant; where it ends. */
export function writeConstant({ view }: ByteText, from: number, constant: ByteConstant): number {
  const { words, length } = constant;
  for (let at = 0; at < words.length; at++) {
    view.setFloat64(from + at * WORD_BYTES, words[at] as number, true);
  }
  return from + length;
}

/** Writes text of one byte a character; where it ends. */
export function writeText({ bytes }: ByteText, from: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[from + i] = text.charCodeAt(i);
  return from + text.length;
}
