// From the bytes of a file to its format, and to rows that the reader knows.

import { UserError } from "../../engine/errors.js";
import type { SourceOptions } from "../feed.js";
import { type Detected, detect } from "./detect.js";

const HEAD_BYTES = 1 << 16;

/** What a file that is none is shown. */
export const EXAMPLE =
  "expected rows like 'timestamp,open,high,low,close,volume' and " +
  "'2025-11-18T14:30:00Z,21000.25,21004,20998.5,21002.75,812'";

/** A file whose format is known. */
export interface Recognised {
  readonly detected: Detected;
  /** All its rows, one line in the file to one line here, as `detected` says they are. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * Recognises a file by its name and its head.
 * @throws UserError (exit 2) when it is empty, binary or of no format known here.
 */
export async function recognise(
  file: string,
  chunks: AsyncGenerator<Buffer>,
  _options: SourceOptions,
): Promise<Recognised> {
  const head = await readHead(chunks);
  const detected = ofText(file, head);
  return { detected, content: joined(head.bytes, chunks) };
}

interface Head {
  readonly bytes: Buffer;
  /** The file goes on behind it. */
  readonly isPart: boolean;
}

async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Head> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) return { bytes: Buffer.concat(parts), isPart: false };
    parts.push(value);
    length += value.length;
  }
  return { bytes: Buffer.concat(parts), isPart: true };
}

async function* joined(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

function ofText(file: string, head: Head): Detected {
  const bytes = head.bytes.subarray(0, HEAD_BYTES);
  if (bytes.includes(0)) throw new UserError(`${file}: binary data, not text; ${EXAMPLE}`);
  const lines = bytes.toString("utf8").split(/\r?\n/);
  if (head.isPart || head.bytes.length > HEAD_BYTES) lines.pop();
  const [first] = lines.filter((line) => line.trim() !== "");
  if (first === undefined) {
    throw new UserError(`${file}: ${bytes.length === 0 ? "empty" : "no line of text"}; ${EXAMPLE}`);
  }
  const detected = detect(file, lines);
  if (detected !== null) return detected;
  const shown = first
    .trim()
    .slice(0, 60)
    .replace(/[^ -~\u00a0-\uffff]/g, "?");
  throw new UserError(`${file}: no format of bars known here (starts '${shown}'); ${EXAMPLE}`);
}
