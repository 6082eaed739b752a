// A small file of lines to which several processes may append at once. Each line goes out in one
// write at the file's end, and carries a hash of its own body: what a crash or a full disk left of
// a line is parted off by the next one and passed over, and costs nothing but itself.

import { hash } from "node:crypto";
import { dirname } from "node:path";
import { type AppendFile, type Disk, DiskError } from "./disk.js";

const HASH_LENGTH = 16;
const LINE = /^\{"c":"([0-9a-f]{16})","b":(.*)\}$/;
const NEWLINE = 10;

/** What such a file holds. */
export interface SharedLines {
  /** Bodies of the lines that hold, in order. */
  readonly bodies: readonly string[];
  /** Numbers, from 1, of lines that do not hold; the last may be one that is being written. */
  readonly damaged: readonly number[];
}

function checkOf(body: string): string {
  return hash("sha256", body).slice(0, HASH_LENGTH);
}

/** Opens the file, which another process may be making at the same moment. */
function opened(disk: Disk, path: string): AppendFile {
  for (;;) {
    try {
      if (disk.exists(path)) return disk.open(path, "existing");
      const file = disk.open(path, "new");
      disk.syncFolder(dirname(path));
      return file;
    } catch (error) {
      if (!(error instanceof DiskError) || error.code !== "EEXIST") throw error;
    }
  }
}

/**
 * Appends a line; it is on the disk when this returns. Throws a `DiskError`; a part of the line may
 * stand in the file then, and no reader takes it for one.
 * @param body JSON text without a line end
 */
export function appendShared(disk: Disk, path: string, body: string): void {
  if (body.includes("\n")) throw new Error("the body of a line has a line end");
  disk.makeFolder(dirname(path));
  const file = opened(disk, path);
  try {
    const last = disk.read(path).at(-1);
    // Two may both part the same torn end off: the empty line between them says nothing.
    const start = last === undefined || last === NEWLINE ? "" : "\n";
    const bytes = Buffer.from(`${start}{"c":"${checkOf(body)}","b":${body}}\n`);
    if (file.append(bytes) < bytes.length) throw new DiskError("ENOSPC", "written", path);
    file.sync();
  } finally {
    file.close();
  }
}

/** What a file holds; nothing where there is none. Throws a `DiskError`. */
export function readShared(disk: Disk, path: string): SharedLines {
  const bodies: string[] = [];
  const damaged: number[] = [];
  if (!disk.exists(path)) return { bodies, damaged };
  for (const [at, line] of disk.read(path).toString("utf8").split("\n").entries()) {
    if (line === "") continue;
    const [, check, body] = LINE.exec(line) ?? [];
    if (body !== undefined && check === checkOf(body)) bodies.push(body);
    else damaged.push(at + 1);
  }
  return { bodies, damaged };
}
