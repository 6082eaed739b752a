// The end of a journal, for readers that know what came before: lines after a place up to which
// they have read. Nothing is changed, and the one who writes may go on meanwhile.

import { Damage } from "../disk/chain-lines.js";
import { type Disk, DiskError } from "../disk/disk.js";
import type { Group } from "./group.js";
import { findSegments } from "./open.js";
import { groupOf, unlinked } from "./reader.js";
import { readSegment, type Segment } from "./segments.js";

/** A place in a journal: the last line that someone has read. */
export interface JournalPlace {
  readonly epoch: string;
  readonly account: string;
  /** Number of the segment, counted from 1 over the whole journal. */
  readonly segment: number;
  /** Counted from 1, the segment's header among them. */
  readonly line: number;
  readonly hash: string;
  /** `seq` of the last fact up to there; 0 without one. */
  readonly lastSeq: number;
}

/** One line, and where a reader stands behind it. */
export interface TailLine {
  readonly place: JournalPlace;
  /** The account's trading day of its segment, `YYYY-MM-DD`. */
  readonly day: string;
  readonly group: Group;
}

/** What follows a place. */
export interface JournalTail {
  /** False where the place is not in the journal: the lines are then all that there are. */
  readonly goesOn: boolean;
  /** Number of the first segment at hand: above 1, older ones have been taken away. */
  readonly firstSegment: number;
  /** In order, read as they are asked for. Throws a `Damage` (exit 1), and a `DiskError`. */
  readonly lines: Iterable<TailLine>;
}

/** Where reading begins. */
interface Start {
  readonly index: number;
  /** Lines of that segment that are known. */
  readonly known: number;
  /** Hash that the segment goes on from; null where nobody has read the one before. */
  readonly previous: string | null;
  readonly lastSeq: number;
}

/**
 * What a journal holds after a place; all of it without one, or where the place is no more in it.
 * Segments before the place are not read. A last line that is still being written is left out.
 * Null where there is no journal. Throws a UserError: damaged (1), of a newer version (2).
 */
export function readTail(
  disk: Disk,
  folder: string,
  after: JournalPlace | null,
): JournalTail | null {
  const { segments } = found(disk, folder);
  const [first] = segments;
  if (first === undefined) return null;
  const start = after === null ? null : startAfter(disk, segments, after);
  const lastSeq = first.header.firstSeq - 1;
  const whole = { index: 0, known: 1, previous: null, lastSeq };
  const begin = start ?? whole;
  return {
    goesOn: start !== null,
    firstSegment: first.header.number,
    lines: { [Symbol.iterator]: () => linesFrom(disk, segments, begin) },
  };
}

/** A segment that is being made can be taken away again between its listing and its reading. */
function found(disk: Disk, folder: string): ReturnType<typeof findSegments> {
  try {
    return findSegments(disk, folder);
  } catch (error) {
    if (!(error instanceof DiskError) || error.code !== "ENOENT") throw error;
    return findSegments(disk, folder);
  }
}

function startAfter(disk: Disk, segments: readonly Segment[], place: JournalPlace): Start | null {
  const index = segments.findIndex(({ header }) => header.number === place.segment);
  const segment = segments[index];
  if (segment === undefined) return null;
  const { header, path } = segment;
  if (header.epoch !== place.epoch || header.account !== place.account) return null;
  const { lastSeq, hash } = place;
  // The next one names the last line of this one: then there is nothing left to read in it.
  if (segments[index + 1]?.header.previous === hash) {
    return { index: index + 1, known: 1, previous: hash, lastSeq };
  }
  const line = readSegment(disk, path).lines[place.line - 1];
  return line?.hash === hash ? { index, known: place.line, previous: null, lastSeq } : null;
}

function* linesFrom(
  disk: Disk,
  segments: readonly Segment[],
  start: Start,
): Generator<TailLine, void> {
  let { previous, known, lastSeq } = start;
  for (const segment of segments.slice(start.index)) {
    const { path, header } = segment;
    const { lines, torn, hash, reason } = readSegment(disk, path);
    if (previous !== null && header.previous !== previous) throw unlinked(path);
    if (torn.length > 0 && segment !== segments.at(-1)) {
      throw new Damage(path, lines.length + 1, `${reason}, and segments follow`);
    }
    const { epoch, account, number, day } = header;
    for (const line of lines.slice(known)) {
      const group = groupOf(path, line);
      lastSeq = lastSeqOf(path, line.number, group, lastSeq);
      const at = { segment: number, line: line.number, hash: line.hash, lastSeq };
      yield { place: { epoch, account, ...at }, day, group };
    }
    known = 1;
    previous = hash;
  }
}

function lastSeqOf(path: string, line: number, { steps }: Group, before: number): number {
  let last = before;
  for (const { facts } of steps) {
    for (const { seq } of facts) {
      if (seq !== last + 1) throw new Damage(path, line, `fact ${seq} follows ${last}`);
      last = seq;
    }
  }
  return last;
}
