// The file on the disk. It ends with a hash of all before it, behind what SQLite reads: a file that
// was cut, garbled or written to by another tool is told at once, and nobody has to trust it.

import { hash, randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

const MARK = Buffer.from("\ntransmission-view sha256 ");
const SEAL_BYTES = MARK.length + 64;
/** For the owner alone: it tells what someone owns. */
const FILE_MODE = 0o600;
/** Drafts of readers that died are taken away after this. */
const DRAFT_MS = 600_000;
/** What other tools leave beside a file and would play back into the next one. */
const LEFT_BESIDE = ["-journal", "-wal", "-shm"];

function sealOf(content: Uint8Array): Buffer {
  return Buffer.concat([MARK, Buffer.from(hash("sha256", content))]);
}

/** What was sealed, or null where there is no file or it is not as it was written. */
export function readSealed(path: string): Uint8Array | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    // Whatever the reason: it can be made anew, and writing it says what is wrong with the place.
    return null;
  }
  const content = bytes.subarray(0, Math.max(0, bytes.length - SEAL_BYTES));
  const seal = bytes.subarray(content.length);
  return content.length > 0 && seal.equals(sealOf(content)) ? content : null;
}

/**
 * Puts a file in its place, all of it or nothing. Several may do so at once: each writes a draft
 * of its own, and the last one stands. Throws Node's errors.
 */
export function writeSealed(path: string, content: Uint8Array): void {
  const draft = `${path}.${randomBytes(8).toString("hex")}.part`;
  try {
    const file = openSync(draft, "wx", FILE_MODE);
    try {
      for (const bytes of [content, sealOf(content)]) {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    clearDrafts(path, statSync(draft).mtimeMs);
    removeBeside(path);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function removeBeside(path: string): void {
  for (const end of LEFT_BESIDE) rmSync(`${path}${end}`, { force: true });
}

/** @param nowMs by the clock of the file system */
function clearDrafts(path: string, nowMs: number): void {
  const folder = dirname(path);
  const begins = `${basename(path)}.`;
  const drafts = readdirSync(folder).filter((name) => name.startsWith(begins));
  for (const name of drafts.filter((one) => one.endsWith(".part"))) {
    const draft = join(folder, name);
    const changed = statSync(draft, { throwIfNoEntry: false })?.mtimeMs;
    if (changed !== undefined && nowMs - changed > DRAFT_MS) rmSync(draft, { force: true });
  }
}

function syncFolder(folder: string): void {
  // Windows opens no folders.
  if (process.platform === "win32") return;
  const file = openSync(folder, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
