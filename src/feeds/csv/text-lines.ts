// Chunks of bytes as whole lines.

const NEWLINE = 10;

/** No row is longer; what is longer is cut off there, which makes it a bad row. */
const LONGEST_BYTES = 1 << 20;

const NOTHING = Buffer.alloc(0);
const LINE_END = Buffer.from("\n");

/**
 * The lines of each chunk without their ends, the first `skipped` of the file as empty lines. They
 * lie in the chunk's memory, so they last until the next batch.
 */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  skipped = 0,
): AsyncGenerator<readonly Buffer[]> {
  let left = skipped;
  let parts: Buffer[] = [];
  let length = 0;
  const whole = (end: Buffer): Buffer => {
    const line = parts.length === 0 ? end : Buffer.concat([...parts, end]);
    parts = [];
    length = 0;
    if (left === 0) return line.subarray(0, LONGEST_BYTES);
    left--;
    return NOTHING;
  };
  for await (const chunk of chunks) {
    const lines: Buffer[] = [];
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, from);
      if (end < 0) break;
      lines.push(whole(chunk.subarray(from, end)));
      from = end + 1;
    }
    if (from < chunk.length && length < LONGEST_BYTES) {
      parts.push(Buffer.from(chunk.subarray(from)));
      length += chunk.length - from;
    }
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield [whole(NOTHING)];
}

/**
 * The same bytes in blocks that end with a line, the last one with an end of our own where it lacks
 * one, the first `skipped` lines of the file empty. What is longer than any row is cut off.
 */
export async function* lineBlocks(
  chunks: AsyncIterable<Buffer>,
  skipped = 0,
): AsyncGenerator<Buffer> {
  let left = skipped;
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    while (parts.length > 0 || left > 0) {
      const end = chunk.indexOf(NEWLINE, from) + 1;
      if (end === 0) break;
      yield left > 0 ? LINE_END : Buffer.concat([...parts, chunk.subarray(from, end)]);
      if (left > 0) left--;
      parts = [];
      length = 0;
      from = end;
    }
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > from) yield chunk.subarray(from, end);
    from = Math.max(from, end);
    if (from < chunk.length && length < LONGEST_BYTES) {
      parts.push(Buffer.from(chunk.subarray(from)));
      length += chunk.length - from;
    }
  }
  if (parts.length > 0) yield left > 0 ? LINE_END : Buffer.concat([...parts, LINE_END]);
}

/** Whole lines as text, without their ends. */
export function linesIn(lines: Buffer): string[] {
  const end = lines.at(-1) === NEWLINE ? lines.length - 1 : lines.length;
  return lines.length === 0 ? [] : lines.toString("utf8", 0, end).split("\n");
}
