// How the bytes of a file are text.

/** What Node's decoder calls text that is not UTF-8. */
export type Wide = "utf-16le" | "utf-16be";

/** Whether a file that starts so is gzip. */
export function isPacked(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** UTF-16 by its mark, or by the empty halves of its first two letters; null is UTF-8. */
export function wideName(start: Buffer): Wide | null {
  const [a = 0, b = 0, c = 0, d = 0] = start;
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (isLetter(a) && b === 0 && isLetter(c) && d === 0) return "utf-16le";
  return a === 0 && isLetter(b) && c === 0 && isLetter(d) ? "utf-16be" : null;
}

function isLetter(byte: number): boolean {
  return byte >= 32 && byte < 127;
}
