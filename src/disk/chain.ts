// Files of chained lines: one line, its sync, then the next.

import { dirname } from "node:path";
import { CHAIN_START, type ChainContent, Damage, lineOf, readChain } from "./chain-lines.js";
import { type AppendFile, type Disk, DiskError } from "./disk.js";

export { CHAIN_START, type ChainContent, damaged, readChain } from "./chain-lines.js";

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
    const line = lineOf(this.last, body);
    const before = this.file.size;
    this.isSynced = false;
    try {
      this.writeAll(line.bytes);
    } catch (error) {
      this.takeBack(before, error);
      throw error;
    }
    this.last = line.hash;
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
 * leaves what the next call finishes. Throws a `Damage` (exit 1) where a line is damaged, having
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
    throw new Damage(path, content.damage.line, content.damage.reason);
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
  // What was read may stand in memory alone: its process was killed, or died of a failed sync. It
  // is relied on from here. Of a file whose lines are synced one by one that is the last at most.
  file.sync();
  disk.rewrite(path, content.lines.at(-1)?.offset ?? 0);
  disk.syncFolder(dirname(path));
  return { file: new ChainFile(file, content.hash), saved };
}

/** Saves bytes under a name that nothing else has; answers it. Twice is the same as once. */
export function saveTorn(disk: Disk, path: string, bytes: Buffer): string {
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
