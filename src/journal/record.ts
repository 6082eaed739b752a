// A journal as it lies on the disk, to be run again: read and never changed. A line whose hash does
// not fit is read as it stands, because what it says is just what is asked for.

import { Damage, readChain } from "../disk/chain-lines.js";
import type { Disk } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";
import { decodeGroup, type Group } from "./group.js";
import type { Recorded } from "./journal.js";
import { findSegments } from "./open.js";
import { readSnapshot, type Segment, type SegmentHeader } from "./segments.js";

/** A journal that is only read. */
export interface JournalRecord {
  /** From the beginning of the first segment that is asked for. */
  readonly recorded: Recorded;
  /** Headers of the segments that are asked for. */
  readonly headers: readonly SegmentHeader[];
}

/**
 * Opens a journal for reading.
 * @param segment name of the one segment that is asked for; all of them where it is null
 * @param onNotice takes what a person should know of a line, in words
 * @throws UserError where there is no journal (2), or its beginning is missing or damaged (1)
 */
export function readRecord(
  disk: Disk,
  folder: string,
  segment: string | null,
  onNotice: (line: string) => void,
): JournalRecord {
  const { segments } = findSegments(disk, folder);
  const at = segment === null ? 0 : segments.findIndex(({ name }) => name === segment);
  const first = segments[at];
  if (first === undefined) throw new UserError(`${folder} holds no journal that has begun`);
  const until = segment === null ? segments : segments.slice(0, at + 1);
  const asked = until.slice(at);
  const snapshot = first.header.number === 1 ? null : readSnapshot(disk, first);
  if (snapshot === null && first.header.number !== 1) {
    const advice = at > 0 ? "name the journal's folder instead" : "put back the segments before it";
    throw new UserError(`${first.path} has no snapshot that holds; ${advice}`, 1);
  }
  const noticed = new Set<string>();
  const notice = (line: string): void => {
    if (noticed.has(line)) return;
    noticed.add(line);
    onNotice(line);
  };
  const recorded: Recorded = {
    epoch: first.header.epoch,
    lastSeq: first.header.firstSeq - 1,
    snapshot,
    since: () => groupsOf(disk, asked, notice),
    all: () => groupsOf(disk, until, notice),
    torn: null,
  };
  return { recorded, headers: asked.map(({ header }) => header) };
}

function* groupsOf(
  disk: Disk,
  segments: readonly Segment[],
  notice: (line: string) => void,
): Iterable<Group> {
  for (const segment of segments) {
    const bodies = bodiesOf(disk, segment, notice);
    for (let i = 1; i < bodies.length; i++) {
      try {
        yield decodeGroup(bodies[i] as string);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        throw new Damage(segment.path, i + 1, `the line holds no events (${error.message})`);
      }
    }
  }
}

/** What the lines hold, the header first; half a line at the end is what a crash left. */
function bodiesOf(
  disk: Disk,
  { path, name }: Segment,
  notice: (line: string) => void,
): readonly string[] {
  const bytes = disk.read(path);
  const { lines, damage } = readChain(bytes);
  if (damage === null) return lines.map(({ body }) => body);
  notice(`${name}:${damage.line}: ${damage.reason}; what it says is run as it stands`);
  const texts = bytes.toString("utf8").split("\n").slice(0, -1);
  return texts.map((text, i) => bodyOf(path, i + 1, text));
}

function bodyOf(path: string, line: number, text: string): string {
  try {
    const { b } = JSON.parse(text) as { b: unknown };
    return JSON.stringify(b);
  } catch {
    throw new Damage(path, line, "this is no line of a journal");
  }
}
