// The port to the disk for what must not be lost: the journal and the paper broker's book. It is
// synchronous, so that nothing else of the program runs between a write and its sync, and small,
// so that a test can put a disk of its own behind it that tears, drops and reorders.

/** A file that is only ever appended to. */
export interface AppendFile {
  readonly path: string;
  /** Bytes in it. */
  readonly size: number;
  /** Appends; answers how many bytes were taken, which may be fewer. Throws a `DiskError`. */
  append(bytes: Uint8Array): number;
  /** All that was appended is on the disk itself when this returns (fdatasync). */
  sync(): void;
  /** Cuts it to its first `size` bytes; durable once synced. */
  truncate(size: number): void;
  close(): void;
}

/** Folders and files. Paths are absolute. Every call throws a `DiskError`. */
export interface Disk {
  /** Names in a folder, sorted; none where there is no such folder. */
  list(folder: string): string[];
  exists(path: string): boolean;
  /** The whole of a file, or at most its first `limit` bytes. */
  read(path: string, limit?: number): Buffer;
  /**
   * Opens a file for appending.
   * @param how `new` fails with code `EEXIST` where it is there already
   */
  open(path: string, how: "new" | "existing"): AppendFile;
  /** Writes a whole new file under another name, syncs it and renames it: all of it or nothing. */
  replace(path: string, bytes: Uint8Array): void;
  /**
   * Writes the bytes from an offset on once more in their place and syncs them. After a failed sync
   * the system may show bytes that it holds in memory alone, and believe that they are on the disk.
   */
  rewrite(path: string, from: number): void;
  remove(path: string): void;
  /** Makes a folder, its missing parents too, for its owner alone (0700). */
  makeFolder(path: string): void;
  /** What was created, renamed or removed in the folder is on the disk itself. */
  syncFolder(folder: string): void;
}

/** The disk refused. */
export class DiskError extends Error {
  /**
   * @param code Node's, e.g. `ENOSPC`, `EROFS`, `EIO`, `EEXIST`
   * @param action what was tried, e.g. `write`, `sync`
   */
  constructor(
    readonly code: string,
    readonly action: string,
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(`${path} cannot be ${action} (${code})`, options);
    this.name = "DiskError";
  }
}
