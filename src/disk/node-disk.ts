// The machine's own disk.

import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { type AppendFile, type Disk, DiskError } from "./disk.js";

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;
/** For the owner alone: a journal tells what someone owns. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "EIO";
}

/** Does it, or throws a `DiskError` with Node's code. */
function attempt<Result>(action: string, path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new DiskError(codeOf(error), action, path, { cause: error });
  }
}

function openAppend(path: string, how: "new" | "existing"): AppendFile {
  const flags = O_WRONLY | O_APPEND | (how === "new" ? O_CREAT | O_EXCL : 0);
  const fd = attempt("opened", path, () => openSync(path, flags, FILE_MODE));
  let size = attempt("read", path, () => fstatSync(fd).size);
  return {
    path,
    get size() {
      return size;
    },
    append(bytes) {
      const taken = attempt("written", path, () => writeSync(fd, bytes));
      size += taken;
      return taken;
    },
    sync() {
      attempt("synced", path, () => fdatasyncSync(fd));
    },
    truncate(to) {
      attempt("truncated", path, () => ftruncateSync(fd, to));
      size = to;
    },
    close() {
      attempt("closed", path, () => closeSync(fd));
    },
  };
}

function readBeginning(path: string, limit: number): Buffer {
  const fd = openSync(path, O_RDONLY);
  try {
    const bytes = Buffer.alloc(Math.min(limit, fstatSync(fd).size));
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(fd);
  }
}

/** Writes all of a new file and syncs it. */
function writeWhole(path: string, bytes: Uint8Array): void {
  const fd = attempt("opened", path, () => openSync(path, O_WRONLY | O_CREAT | O_TRUNC, FILE_MODE));
  try {
    for (let at = 0; at < bytes.length; ) {
      at += attempt("written", path, () => writeSync(fd, bytes, at));
    }
    attempt("synced", path, () => fsyncSync(fd));
  } finally {
    closeSync(fd);
  }
}

function rewrite(path: string, from: number): void {
  const fd = attempt("opened", path, () => openSync(path, O_RDWR));
  try {
    const bytes = Buffer.alloc(attempt("read", path, () => fstatSync(fd).size) - from);
    const there = attempt("read", path, () => readSync(fd, bytes, 0, bytes.length, from));
    for (let at = 0; at < there; ) {
      at += attempt("written", path, () => writeSync(fd, bytes, at, there - at, from + at));
    }
    attempt("synced", path, () => fdatasyncSync(fd));
  } finally {
    closeSync(fd);
  }
}

function syncFolder(folder: string): void {
  // Windows opens no folders; its file system keeps entries in order by itself.
  if (process.platform === "win32") return;
  const fd = attempt("opened", folder, () => openSync(folder, O_RDONLY));
  try {
    attempt("synced", folder, () => fsyncSync(fd));
  } finally {
    closeSync(fd);
  }
}

/** One by one from the top: Node's own recursion can loop where a file system refuses folders. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, FOLDER_MODE);
  } catch (error) {
    // Two that start at once may both be about to make it.
    if (codeOf(error) === "EEXIST" && statSync(path).isDirectory()) return;
    throw new DiskError(codeOf(error), "made", path, { cause: error });
  }
  syncFolder(above);
}

/** Gives back what half a file took, which matters most where the disk is full. */
function takeAway(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Why it could not be written says more.
  }
}

/** The disk of the machine. Files that it makes are their owner's alone (0600). */
export const nodeDisk: Disk = {
  list(folder) {
    try {
      return readdirSync(folder).sort();
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw new DiskError(codeOf(error), "listed", folder, { cause: error });
    }
  },
  exists: (path) => existsSync(path),
  read: (path, limit) =>
    attempt("read", path, () =>
      limit === undefined ? readFileSync(path) : readBeginning(path, limit),
    ),
  open: openAppend,
  replace(path, bytes) {
    const temporary = `${path}.tmp`;
    try {
      writeWhole(temporary, bytes);
    } catch (error) {
      takeAway(temporary);
      throw error;
    }
    attempt("renamed", path, () => renameSync(temporary, path));
    syncFolder(dirname(path));
  },
  rewrite,
  remove: (path) => attempt("removed", path, () => rmSync(path)),
  makeFolder: (path) => attempt("made", path, () => makeFolder(path)),
  syncFolder,
};
