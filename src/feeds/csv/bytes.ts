// The bytes of a file or of standard input, unpacked. What is wrong with a file as a file is said
// here.

import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UserError } from "../../engine/errors.js";
import { isPacked, wideName } from "../encoding.js";

const CHUNK_BYTES = 1 << 18;
const NEWLINE = 10;
const RETURN = 13;

/**
 * The content in chunks, gunzipped when it starts like gzip, without a byte-order mark; UTF-16
 * comes out as UTF-8. A chunk's memory may be used again by the next. `-` reads `stdin`.
 * @throws UserError (exit 2): no file, a folder, not readable, damaged gzip.
 */
export async function* readBytes(
  file: string,
  stdin: NodeJS.ReadableStream,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* decoded(unpacked(file === "-" ? buffers(stdin) : fileChunks(file)));
  } catch (error) {
    throw said(file, error);
  }
}

/** What tells a version of a file from another. */
export interface FileVersion {
  readonly bytes: number;
  readonly changedMs: number;
}

/** Of a file that can be read twice at no great cost, being neither packed nor a pipe; or null. */
export function versionOf(file: string): FileVersion | null {
  if (file === "-") return null;
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return null;
    const start = Buffer.alloc(2);
    const handle = openSync(file, "r");
    try {
      readSync(handle, start, 0, start.length, 0);
    } finally {
      closeSync(handle);
    }
    return isPacked(start) ? null : { bytes: stats.size, changedMs: stats.mtimeMs };
  } catch (error) {
    throw said(file, error);
  }
}

async function* fileChunks(file: string): AsyncGenerator<Buffer, void, undefined> {
  const handle = openSync(file, "r");
  let isStreamed = false;
  try {
    const stats = fstatSync(handle);
    if (stats.isDirectory()) {
      throw new UserError(`${file}: a folder, not a file; name the file of bars in it`);
    }
    isStreamed = !stats.isFile();
    // A big read costs less than many events; a pipe must not hold up everything else.
    const buffer = isStreamed ? Buffer.alloc(0) : Buffer.allocUnsafeSlow(CHUNK_BYTES);
    while (!isStreamed) {
      let length = 0;
      for (let read = -1; read !== 0 && length < buffer.length; length += read) {
        read = readSync(handle, buffer, length, buffer.length - length, null);
      }
      if (length === 0) break;
      yield buffer.subarray(0, length);
    }
  } finally {
    if (!isStreamed) closeSync(handle);
  }
  if (isStreamed) yield* buffers(createReadStream(file, { fd: handle }));
}

async function* buffers(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield Buffer.from(chunk as Buffer);
}

/** The same chunks, the first one (if any) at least `bytes` long. */
async function* withFirst(
  chunks: AsyncGenerator<Buffer>,
  bytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let first: Buffer = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    if (first.length === 0 && value.length >= bytes) {
      first = value;
      break;
    }
    first = Buffer.concat([first, value]);
    if (first.length >= bytes) break;
  }
  if (first.length === 0) return;
  yield first;
  yield* chunks;
}

async function* unpacked(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = withFirst(chunks, 2);
  const { value: first, done } = await source.next();
  if (done === true) return;
  const whole = prepend(first, source);
  if (!isPacked(first)) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  pipeline(Readable.from(copies(whole), { highWaterMark: 1 }), gunzip, () => undefined);
  for await (const chunk of gunzip) yield chunk as Buffer;
}

/** For one who reads ahead: a chunk's memory is used again by the next. */
async function* copies(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

async function* prepend(
  first: Buffer,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  yield* rest;
}

async function* decoded(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = withFirst(chunks, 4);
  const { value: first, done } = await source.next();
  if (done === true) return;
  const wide = wideName(first);
  if (wide !== null) {
    const decoder = new TextDecoder(wide);
    const whole = prepend(first, source);
    for await (const chunk of whole) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    return;
  }
  const hasMark = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf;
  const start = hasMark ? first.subarray(3) : first;
  const isOld = start.subarray(0, -1).includes(RETURN) && !start.includes(NEWLINE);
  yield* isOld ? newLines(prepend(start, source)) : prepend(start, source);
}

/** Lines that end as they did on old Macs, and as Excel there still may write them. */
async function* newLines(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(RETURN); at >= 0; at = chunk.indexOf(RETURN, at)) {
      chunk[at] = NEWLINE;
    }
    yield chunk;
  }
}

/** What a person is told of a file that can't be read. */
function said(file: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const told: Record<string, string> = {
    ENOENT: "no such file; check the path",
    ENOTDIR: "no such file; check the path",
    EACCES: "you may not read it; change its permissions",
    EPERM: "you may not read it; change its permissions",
    EISDIR: "a folder, not a file; name the file of bars in it",
    Z_BUF_ERROR: "the gzip data ends too early; copy or download it again",
    Z_DATA_ERROR: "the gzip data is damaged; copy or download it again",
  };
  const words = told[code];
  const rest = `can't be read (${code === "" ? error.message : code}); check the file`;
  return new UserError(`${file}: ${words ?? rest}`);
}
