// The bytes of a file or of standard input, unpacked. What is wrong with a file as a file is said
// here.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UserError } from "../../engine/errors.js";

const CHUNK_BYTES = 1 << 18;

/**
 * The content in chunks, gunzipped when it starts like gzip, without a byte-order mark; UTF-16
 * comes out as UTF-8. `-` reads `stdin`.
 * @throws UserError (exit 2): no file, a folder, not readable, damaged gzip.
 */
export async function* readBytes(
  file: string,
  stdin: NodeJS.ReadableStream,
): AsyncGenerator<Buffer> {
  try {
    const raw = file === "-" ? stdin : await openFile(file);
    yield* decoded(unpacked(buffers(raw)));
  } catch (error) {
    throw said(file, error);
  }
}

async function openFile(file: string): Promise<Readable> {
  const stats = await stat(file);
  if (stats.isDirectory()) {
    throw new UserError(`${file}: a folder, not a file; name the file of bars in it`);
  }
  return createReadStream(file, { highWaterMark: CHUNK_BYTES });
}

async function* buffers(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield Buffer.from(chunk as Buffer);
}

/** The same chunks, the first one (if any) at least `bytes` long. */
async function* withFirst(
  chunks: AsyncGenerator<Buffer>,
  bytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let first = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await chunks.next();
    if (done === true) break;
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
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  pipeline(Readable.from(whole), gunzip, () => undefined);
  for await (const chunk of gunzip) yield chunk as Buffer;
}

async function* prepend(
  first: Buffer,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  yield* rest;
}

async function* decoded(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = withFirst(chunks, 3);
  const { value: first, done } = await source.next();
  if (done === true) return;
  const isWide = first[0] === 0xff && first[1] === 0xfe;
  if (isWide) {
    const decoder = new TextDecoder("utf-16le");
    const whole = prepend(first, source);
    for await (const chunk of whole) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    return;
  }
  const hasMark = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf;
  yield hasMark ? first.subarray(3) : first;
  yield* source;
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
