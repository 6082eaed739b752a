// The journal's port to the runtime: what was recorded, and the one way to record more.

import type { Group } from "./group.js";

/** What a journal belongs to and was made by; the first line of each of its segments. */
export interface JournalHeader {
  /** Version of the format. */
  readonly format: 1;
  /** The account it belongs to: a broker's name and what names the account there. */
  readonly account: string;
  /** Five characters in every client order id; made once, when the journal is. */
  readonly epoch: string;
  /** The account's trading day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Hash of the code that decides, and version of the zone data. */
  readonly code: string;
  readonly zones: string;
  /** `seq` of the first fact in it. */
  readonly firstSeq: number;
}

/** What a start finds. Segments, and lines in them, in order. */
export interface Recorded {
  readonly epoch: string;
  /** `seq` of the last fact; 0 without one. */
  readonly lastSeq: number;
  /** The state at the beginning of the last segment, as `roll` was given it; null without one. */
  readonly snapshot: string | null;
  /** Groups since the snapshot; all where there is none. */
  since(): Iterable<Group>;
  /** All groups of all segments at hand. */
  all(): Iterable<Group>;
  /** File to which a torn last line was saved; null where the tail was whole. */
  readonly torn: string | null;
}

/** A journal that is open for writing. There is one writer. */
export interface Journal {
  readonly header: JournalHeader;
  readonly folder: string;
  /**
   * Writes one line and syncs it: durable when this returns.
   * Throws a `JournalFull` where there is no room (the line is then not in the journal, and room
   * was made for protective ones), and a `DiskError` otherwise, also where not even what protects
   * has room: then nothing may follow.
   * @param isProtective may use the room kept back for it
   */
  append(group: Group, isProtective: boolean): void;
  /** Begins the next segment: a snapshot of the state, then a file named after the day. */
  roll(day: string, snapshot: string): void;
  close(): void;
}

/** There is no room for more; what protects can still be written. */
export class JournalFull extends Error {
  constructor(readonly path: string) {
    super(`${path}: the disk is full; only what protects positions can still be written`);
    this.name = "JournalFull";
  }
}
