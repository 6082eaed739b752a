// What a journal holds, read when it is asked for: a start needs the last day, a replay all of it.

import { Damage } from "../disk/chain-lines.js";
import type { Disk } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";
import { decodeGroup, type Group } from "./group.js";
import type { Recorded } from "./journal.js";
import { readSegment, readSnapshot, type Segment } from "./segments.js";

/** A group from the body of a line. Throws a UserError (exit 1) where it is none. */
export function groupOf(path: string, line: { number: number; body: string }): Group {
  try {
    return decodeGroup(line.body);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Damage(path, line.number, `the line holds no events (${why})`);
  }
}

/**
 * The last fact of a segment that has been read, looked for from its end.
 * @param lines all its lines, the header first
 */
export function lastSeqIn(
  { path, header }: Segment,
  lines: readonly { number: number; body: string }[],
): number {
  for (let at = lines.length - 1; at > 0; at -= 1) {
    const line = lines[at];
    const steps = line === undefined ? [] : groupOf(path, line).steps;
    const last = steps.flatMap(({ facts }) => facts).at(-1);
    if (last !== undefined) return last.seq;
  }
  return header.firstSeq - 1;
}

/** The newest state that can be had, and how many segments were full before it. */
export interface Base {
  readonly snapshot: string | null;
  /** Index of the segment at whose beginning it stood. */
  readonly index: number;
}

/**
 * Finds the newest snapshot that holds: one that does not costs time alone, as long as the
 * segments before it are there. Throws a UserError (exit 1) where they are not.
 */
export function findBase(disk: Disk, segments: readonly Segment[]): Base {
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    const segment = segments[index];
    const snapshot = segment === undefined ? null : readSnapshot(disk, segment);
    if (snapshot !== null || segment?.header.number === 1) return { snapshot, index };
  }
  const [first] = segments;
  if (first === undefined) return { snapshot: null, index: 0 };
  throw new UserError(
    `${first.path}: the segments before it are missing, and no later one has a snapshot that ` +
      "holds; nothing was changed; put them back",
    1,
  );
}

/** Where reading ends: what is appended later is not part of what was found. */
interface End {
  readonly path: string;
  /** Lines of the last segment, the header among them. */
  readonly lines: number;
}

function* groupsOf(disk: Disk, segments: readonly Segment[], end: End): Iterable<Group> {
  let previous: string | null = null;
  for (const { path, header } of segments) {
    const { lines, torn, hash, reason } = readSegment(disk, path);
    if (previous !== null && header.previous !== previous) throw unlinked(path);
    const isLast = path === end.path;
    if (!isLast && torn.length > 0) {
      throw new Damage(path, lines.length + 1, `${reason}, and segments follow`);
    }
    const until = isLast ? end.lines : lines.length;
    for (const line of lines.slice(1, until)) yield groupOf(path, line);
    previous = hash;
  }
}

/** What is said of a segment that does not go on from the one before it. */
export function unlinked(path: string): UserError {
  return new Damage(path, 1, "the line does not go on from the segment before");
}

/** What a start found, to be read as often as is wished. */
export class RecordedJournal implements Recorded {
  readonly snapshot: string | null;
  private readonly end: End;

  /**
   * @param segments in order
   * @param lines of the last segment
   */
  constructor(
    private readonly disk: Disk,
    private readonly segments: readonly Segment[],
    lines: number,
    private readonly base: Base,
    readonly epoch: string,
    readonly lastSeq: number,
    readonly torn: string | null,
  ) {
    this.snapshot = base.snapshot;
    this.end = { path: segments.at(-1)?.path ?? "", lines };
  }

  /** Groups since the snapshot. */
  since(): Iterable<Group> {
    return this.iterable(this.segments.slice(this.base.index));
  }

  /** All groups at hand. */
  all(): Iterable<Group> {
    return this.iterable(this.segments);
  }

  private iterable(segments: readonly Segment[]): Iterable<Group> {
    const { disk, end } = this;
    return { [Symbol.iterator]: () => groupsOf(disk, segments, end)[Symbol.iterator]() };
  }
}
