// Lines whose hashes hang together: `{"h":"<16 hex of sha256(previous h + body)>","b":<body>}`.
// A line is written only once the one before it is on the disk, so that a crash can spoil the last
// line alone; a spoilt line that another follows is damage, which nobody may mend by himself.

import { hash } from "node:crypto";
import { dirname } from "node:path";
import { UserError } from "../engine/errors.js";
import { type AppendFile, type Disk, DiskError } from "./disk.js";

/** What stands for the hash of the line before the first. */
export const CHAIN_START = "0".repeat(16);

const HASH_LENGTH = 16;
const HEAD = Buffer.from('{"h":"');
const MIDDLE = Buffer.from('","b":');
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
    damage: torn ? null : { line: lines.length + 1, reason },
  };
}

/** A file of lines that is open for more. After an error other than a full disk nothing follows. */
export class ChainFile {
  private isSynced = true;
  private isBroken = false;

  /**
   * @param file as long as its lines, all of them synced
   * @param last hash of its last line, or the start
   */
  constructor(
    private readonly file: AppendFile,
    private last: string,
  ) {}

  /** File's path. */
  get path(): string {
    return this.file.path;
  }

  /** Bytes in it. */
  get size(): number {
    return this.file.size;
  }

  /** Of the last line. */
  get hash(): string {
    return this.last;
  }

  /**
   * Writes one line; it counts once `sync` has returned, before which no other may follow.
   * Throws a `DiskError`; where its code is `ENOSPC` or `EDQUOT`, the file is as it was before and
   * may be written again.
   * @param body JSON text without a line end
   */
  append(body: string): void {
    if (this.isBroken) throw new DiskError("EIO", "written", this.path);
    if (!this.isSynced) throw new Error(`${this.path}: the line before is not synced yet`);
    const bytes = Buffer.from(body);
    if (bytes.includes(NEWLINE)) throw new Error(`${this.path}: a body has a line end`);
    const next = chainHash(this.last, bytes);
    const line = Buffer.from(`{"h":"${next}","b":${body}}\n`);
    const before = this.file.size;
    this.isSynced = false;
    try {
      this.writeAll(line);
    } catch (error) {
      this.takeBack(before, error);
      throw error;
    }
    this.last = next;
  }

  /** Brings the line to the disk. Throws a `DiskError`, after which nothing can be written. */
  sync(): void {
    if (this.isBroken) throw new DiskError("EIO", "synced", this.path);
    try {
      this.file.sync();
    } catch (error) {
      // The system may have dropped what it could not write and call the next sync a success.
      this.isBroken = true;
      throw error;
    }
    this.isSynced = true;
  }

  /** Closes it; a line that was not synced may be lost. */
  close(): void {
    this.file.close();
  }

  /** A short write is mostly a full disk: the rest, tried again, says which it is. */
  private writeAll(line: Buffer): void {
    for (let at = 0; at < line.length; ) {
      const taken = this.file.append(line.subarray(at));
      if (taken <= 0) throw new DiskError("ENOSPC", "written", this.path);
      at += taken;
    }
  }

  /** Cuts what was written of a line. */
  private takeBack(size: number, error: unknown): void {
    this.isBroken = true;
    if (!isFull(error)) return;
    try {
      this.file.truncate(size);
      this.file.sync();
    } catch {
      // The error before says more; broken it stays.
      return;
    }
    this.isSynced = true;
    this.isBroken = false;
  }
}

/** Whether an error says that there is no room left. */
export function isFull(error: unknown): boolean {
  return error instanceof DiskError && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** Makes a file for lines; it is in its folder for good when this returns. Throws `DiskError`. */
export function createChain(disk: Disk, path: string, start: string = CHAIN_START): ChainFile {
  const file = disk.open(path, "new");
  disk.syncFolder(dirname(path));
  return new ChainFile(file, start);
}

/** A file of lines, read and open for more. */
export interface OpenedChain {
  readonly file: ChainFile;
  readonly content: ChainContent;
  /** Where the torn tail was saved before it was cut; null where there was none. */
  readonly saved: string | null;
}

/**
 * Opens a file of lines for more. A torn tail is saved beside it, then cut; dying anywhere between
 * leaves what the next call finishes. Throws a UserError (exit 1) where a line is damaged, having
 * changed nothing, and a `DiskError`.
 * @param nameTorn path under which the tail is saved; where that is taken by another, `-2`, … is
 *   added
 */
export function openChain(
  disk: Disk,
  path: string,
  nameTorn: (content: ChainContent) => string,
  start: string = CHAIN_START,
): OpenedChain {
  const content = readChain(disk.read(path), start);
  if (content.damage !== null) {
    const { line, reason } = content.damage;
    throw damaged(`${path}:${line}`, reason);
  }
  return { content, ...openRead(disk, path, content, nameTorn) };
}

/** The second half of `openChain`, for content that has been read and looked at. */
export function openRead(
  disk: Disk,
  path: string,
  content: ChainContent,
  nameTorn: (content: ChainContent) => string,
): Omit<OpenedChain, "content"> {
  const saved = content.torn.length === 0 ? null : saveTorn(disk, nameTorn(content), content.torn);
  const file = disk.open(path, "existing");
  if (saved !== null) file.truncate(content.size);
  // What a killed process wrote may have been read from memory: it is relied on from here.
  file.sync();
  disk.syncFolder(dirname(path));
  return { file: new ChainFile(file, content.hash), saved };
}

/** What is said of a line that is damaged. */
export function damaged(where: string, reason: string): UserError {
  const advice = "nothing was changed; put back a copy of the file, or move it away";
  return new UserError(`${where}: ${reason}; ${advice}`, 1);
}

function saveTorn(disk: Disk, path: string, bytes: Buffer): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? path : `${path}-${count}`;
    if (!disk.exists(name)) {
      disk.replace(name, bytes);
      return name;
    }
    // Died after saving it, before cutting it.
    if (disk.read(name).equals(bytes)) return name;
  }
}
