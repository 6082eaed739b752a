// Room that is kept back on the disk, so that what protects can be written when it is full.

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { isFull } from "../disk/chain.js";
import { type Disk, DiskError } from "../disk/disk.js";

const MEGABYTE = 1024 * 1024;
/** How much is kept back where there is room. */
export const BALLAST_BYTES = 8 * MEGABYTE;
/** Less is not worth keeping. */
const LEAST_BYTES = MEGABYTE / 8;
/** Room that must be there besides before a full disk counts as one with room again. */
const MARGIN_BYTES = MEGABYTE;

/** A file that is there to be removed. */
export class Ballast {
  private readonly path: string;
  private readonly margin: string;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly bytes: number,
  ) {
    this.path = join(folder, "ballast");
    this.margin = join(folder, "ballast-margin");
  }

  /** Makes it where it is missing: as much as there is room for. Throws a `DiskError`. */
  make(): void {
    if (this.disk.exists(this.margin)) this.disk.remove(this.margin);
    if (this.disk.exists(this.path)) return;
    for (let size = this.bytes; size >= Math.min(LEAST_BYTES, this.bytes); size /= 4) {
      if (this.write(this.path, Math.floor(size))) return;
    }
  }

  /**
   * Makes it anew, if there is room for it and for more: the room that it gave when it was
   * released is no news.
   */
  remake(): boolean {
    if (!this.write(this.margin, MARGIN_BYTES)) return false;
    try {
      return this.write(this.path, this.bytes);
    } finally {
      this.disk.remove(this.margin);
    }
  }

  /** Gives its room back. Answers whether there was any. */
  release(): boolean {
    if (!this.disk.exists(this.path)) return false;
    this.disk.remove(this.path);
    // On some file systems the room is there only once this is on the disk.
    this.disk.syncFolder(this.folder);
    return true;
  }

  /** False where there is no room for it. */
  private write(path: string, size: number): boolean {
    try {
      // Bytes that no file system can make smaller.
      this.disk.replace(path, randomBytes(size));
      return true;
    } catch (error) {
      if (error instanceof DiskError && isFull(error)) return false;
      throw error;
    }
  }
}
