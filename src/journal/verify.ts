// Whether a journal holds: every hash, every number, every snapshot, from the first line to the
// last.

import { type ChainLine, Damage, readChain } from "../disk/chain-lines.js";
import type { Disk } from "../disk/disk.js";
import type { Group } from "./group.js";
import { groupOf, unlinked } from "./reader.js";
import { readHead, readSnapshot, type Segment, segmentNames } from "./segments.js";

/** What a segment was found to hold. */
export interface SegmentVerdict {
  readonly name: string;
  readonly day: string;
  /** That hold, the header among them. */
  readonly lines: number;
  readonly facts: number;
  /** `seq` of its first and last fact; the last is one less than the first without any. */
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** A line that does not hold. */
export interface JournalFault {
  /** The segment's file name. */
  readonly segment: string;
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

/** What was found. It is sound without faults. */
export interface JournalVerdict {
  readonly segments: readonly SegmentVerdict[];
  /** What a crash left of one more line, which the next start saves and cuts; null without it. */
  readonly torn: { readonly segment: string; readonly bytes: number } | null;
  readonly faults: readonly JournalFault[];
}

/** What the segments before said. */
interface Before {
  /** Null where there is none, or it could not be read to its end. */
  readonly segment: Segment | null;
  readonly hash: string;
  readonly lastSeq: number;
}

const NOTHING: Before = { segment: null, hash: "", lastSeq: 0 };

class Verifier {
  readonly segments: SegmentVerdict[] = [];
  readonly faults: JournalFault[] = [];
  torn: JournalVerdict["torn"] = null;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
  ) {}

  /** Runs a check and notes what it throws. */
  private noting<Result>(name: string, check: () => Result): Result | null {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.faults.push({ segment: name, line: error.line, reason: error.reason });
      return null;
    }
  }

  /** The segments whose first line can be read, in order. */
  heads(names: readonly string[]): Segment[] {
    const found: Segment[] = [];
    const unborn: string[] = [];
    for (const name of names) {
      const head = this.noting(name, () => readHead(this.disk, this.folder, name));
      if (head === null) continue;
      if ("header" in head) found.push(head);
      else {
        unborn.push(name);
        this.torn = { segment: name, bytes: head.bytes.length };
      }
    }
    // One may have died as it was begun.
    for (const segment of unborn.slice(1)) {
      this.faults.push({ segment, line: 1, reason: "the segment has no first line" });
    }
    return found.sort((a, b) => a.header.number - b.header.number);
  }

  check(segment: Segment, before: Before, isLast: boolean): Before {
    const { name, path, header } = segment;
    const content = readChain(this.disk.read(path));
    const { lines, torn, damage, hash, reason } = content;
    this.noting(name, () => checkBeginning(segment, before));
    if (header.snapshot !== null && readSnapshot(this.disk, segment) === null) {
      const missing = "its snapshot is missing, or not the one it began with";
      this.faults.push({ segment: name, line: 1, reason: missing });
    }
    let last = header.firstSeq - 1;
    this.noting(name, () => {
      for (const line of lines.slice(1)) last = checkSeq(path, line, groupOf(path, line), last);
      if (damage !== null) throw new Damage(path, damage.line, damage.reason);
      if (torn.length > 0 && !isLast) {
        throw new Damage(path, lines.length + 1, `${reason}, and segments follow`);
      }
    });
    if (isLast && torn.length > 0) this.torn = { segment: name, bytes: torn.length };
    const { day, firstSeq } = header;
    const facts = last - firstSeq + 1;
    this.segments.push({ name, day, lines: lines.length, facts, firstSeq, lastSeq: last });
    const isWhole = damage === null && torn.length === 0;
    return isWhole ? { segment, hash, lastSeq: last } : NOTHING;
  }
}

/** What a first line says of the segment before it. Throws a `Damage`. */
function checkBeginning({ path, header }: Segment, { segment, hash, lastSeq }: Before): void {
  if (segment === null) return;
  const { epoch, account, number } = segment.header;
  if (header.epoch !== epoch || header.account !== account) {
    throw new Damage(path, 1, `it belongs to another journal than ${segment.name}`);
  }
  if (header.number !== number + 1) {
    const which = `it is number ${header.number}, and ${segment.name} is ${number}`;
    throw new Damage(path, 1, `a segment before it is missing or doubled (${which})`);
  }
  if (header.previous !== hash) throw unlinked(path);
  if (header.firstSeq === lastSeq + 1) return;
  throw new Damage(path, 1, `it begins with fact ${header.firstSeq} after ${lastSeq}`);
}

/** Answers the last fact's number. Throws a `Damage`. */
function checkSeq(path: string, line: ChainLine, { steps }: Group, before: number): number {
  let last = before;
  for (const { facts } of steps) {
    for (const { seq } of facts) {
      if (seq !== last + 1) throw new Damage(path, line.number, `fact ${seq} follows ${last}`);
      last = seq;
    }
  }
  return last;
}

/**
 * Reads all segments of a folder, or some of them. Nothing is changed. Throws a UserError where
 * one was written by a newer version, and a `DiskError`.
 */
export function verifyJournal(
  disk: Disk,
  folder: string,
  names: readonly string[] = segmentNames(disk, folder),
): JournalVerdict {
  const verifier = new Verifier(disk, folder);
  const found = verifier.heads(names);
  let before = NOTHING;
  found.forEach((segment, at) => {
    before = verifier.check(segment, before, at === found.length - 1);
  });
  const { segments, torn, faults } = verifier;
  return { segments, torn, faults };
}
