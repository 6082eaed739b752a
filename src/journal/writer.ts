// The one way to record more: a line and its sync, then it counts.

import { type ChainFile, isFull } from "../disk/chain.js";
import { type Disk, DiskError } from "../disk/disk.js";
import type { Ballast } from "./ballast.js";
import { encodeGroup, type Group } from "./group.js";
import { type Journal, JournalFull, type JournalHeader } from "./journal.js";
import { createSegment, type Segment } from "./segments.js";

/** How long a full disk is left alone before it is tried again, ms: a try writes megabytes. */
const RETRY_MS = 30_000;

/** What a journal writes with. */
export interface WriterTools {
  readonly disk: Disk;
  readonly folder: string;
  readonly ballast: Ballast;
  /** A clock that never runs backwards, ms. */
  readonly monotonicMs: () => number;
  /** Told how long each sync took, ms; must not throw. */
  readonly onSync?: ((ms: number) => void) | undefined;
}

/** A journal that is open for writing. */
export class JournalWriter implements Journal {
  /** When the disk was found full; null while there is room. */
  private fullSince: number | null = null;
  /** After an error of the disk nobody knows what is on it; only a new start finds out. */
  private isBroken = false;

  constructor(
    private readonly tools: WriterTools,
    private segment: Segment,
    private file: ChainFile,
    private lastSeq: number,
  ) {}

  /** What the segment belongs to. */
  get header(): JournalHeader {
    const { format, account, epoch, day, code, zones, firstSeq } = this.segment.header;
    return { format, account, epoch, day, code, zones, firstSeq };
  }

  /** Where the segments lie. */
  get folder(): string {
    return this.tools.folder;
  }

  /** See `Journal`. */
  append(group: Group, isProtective: boolean): void {
    const last = this.checkSeq(group);
    this.guarded(() => {
      if (!isProtective) this.refuseWhileFull();
      this.write(encodeGroup(group), isProtective);
    });
    this.lastSeq = last;
  }

  /** See `Journal`. Throws as `append` does; where there is no room, the segment before goes on. */
  roll(day: string, snapshot: string): void {
    const { disk, folder } = this.tools;
    const { header } = this.segment;
    this.guarded(() => {
      this.refuseWhileFull();
      const next = this.withRoom(() =>
        createSegment(disk, folder, {
          account: header.account,
          epoch: header.epoch,
          code: header.code,
          zones: header.zones,
          day,
          firstSeq: this.lastSeq + 1,
          number: header.number + 1,
          previous: this.file.hash,
          snapshot,
        }),
      );
      const before = this.file;
      this.segment = next.segment;
      this.file = next.file;
      before.close();
    });
  }

  /** Closes the file. What was appended is on the disk already. */
  close(): void {
    this.isBroken = true;
    this.file.close();
  }

  /** A gap would be found only when somebody reads it, with no way to mend it. */
  private checkSeq({ steps }: Group): number {
    let last = this.lastSeq;
    for (const { facts } of steps) {
      for (const { seq } of facts) {
        if (seq !== last + 1) throw new Error(`fact ${seq} cannot be recorded after ${last}`);
        last = seq;
      }
    }
    return last;
  }

  private guarded(work: () => void): void {
    if (this.isBroken) throw new DiskError("EIO", "written", this.file.path);
    try {
      work();
    } catch (error) {
      if (error instanceof DiskError) this.isBroken = true;
      throw error;
    }
  }

  private write(text: string, isProtective: boolean): void {
    try {
      this.file.append(text);
    } catch (error) {
      if (!isFull(error)) throw error;
      const hasRoom = this.makeRoom();
      if (!isProtective) throw new JournalFull(this.file.path);
      // Without that room it is not full for some lines, but at its end for all.
      if (!hasRoom) throw error;
      this.file.append(text);
    }
    const { monotonicMs, onSync } = this.tools;
    const from = monotonicMs();
    this.file.sync();
    onSync?.(monotonicMs() - from);
  }

  /** Answers whether the ballast gave any. */
  private makeRoom(): boolean {
    this.fullSince = this.tools.monotonicMs();
    return this.tools.ballast.release();
  }

  private withRoom<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (!isFull(error)) throw error;
      this.makeRoom();
      throw new JournalFull(this.file.path);
    }
  }

  /** While the disk is full its last room is for what protects. */
  private refuseWhileFull(): void {
    if (this.fullSince === null) return;
    const now = this.tools.monotonicMs();
    if (now - this.fullSince >= RETRY_MS) {
      this.fullSince = now;
      if (this.tools.ballast.remake()) {
        this.fullSince = null;
        return;
      }
    }
    throw new JournalFull(this.file.path);
  }
}
