// A paper book on the disk: segments `book.<fence>.jsonl`, each of one writer. Who takes over makes
// the next one, which nobody else can make (O_EXCL), reads how far its predecessor came only then,
// and begins with the whole state. So a line counts exactly when no later segment was there after
// it was on the disk, which its writer looks for before it says anything of it: a predecessor that
// still writes, as one that was stopped and goes on, is ignored and notices it. Nothing is ever
// changed in a segment of another; all but the two newest may be deleted.

import { join } from "node:path";
import { CHAIN_START, ChainFile, damaged, readChain } from "../../disk/chain.js";
import { type Disk, DiskError } from "../../disk/disk.js";
import { UserError } from "../../engine/errors.js";
import { checkedBookLine, isNewerFormat, type LaterLine, type Line, parseLine } from "./lines.js";
import { applyLine, type Records } from "./records.js";
import { bookLineOf, recordsOf } from "./state-line.js";

const SEGMENT = /^book\.(\d+)\.jsonl$/;

/** A later segment is there: what its writer does counts, and nothing of ours. */
export class Fenced extends Error {
  constructor(readonly path: string) {
    super(`fenced: ${path} has taken over`);
    this.name = "Fenced";
  }
}

/** What a start that met it says; exit code 3. */
export class AccountTaken extends UserError {
  constructor({ path }: Fenced) {
    const advice = "if that was not you, see who else uses it; else try again";
    super(`${path} has just taken the account over; ${advice}`, 3);
    this.name = "AccountTaken";
  }
}

/** A book as its last whole segment has it. */
interface Loaded {
  readonly records: Records;
  readonly fence: number;
  readonly bytes: number;
  readonly hash: string;
}

/** Fences of the segments in a folder, rising. */
function fencesOf(disk: Disk, folder: string): number[] {
  return disk
    .list(folder)
    .flatMap((name) => SEGMENT.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function pathOf(folder: string, fence: number): string {
  return join(folder, `book.${fence}.jsonl`);
}

/**
 * Reads the book without touching it; null where nothing was ever written to one. Throws a
 * UserError (exit 1) that names the line where it is damaged, and a `DiskError`.
 * @param below only segments with a lower fence
 */
export function loadBook(
  disk: Disk,
  folder: string,
  below = Number.POSITIVE_INFINITY,
): Loaded | null {
  const fences = fencesOf(disk, folder).filter((fence) => fence < below);
  for (const [place, fence] of [...fences.entries()].reverse()) {
    const loaded = loadSegment(disk, pathOf(folder, fence), fence);
    if (loaded !== null) return loaded;
    // Its writer died before it could do anything: what it was to follow still stands.
    const before = fences[place - 1] ?? 0;
    if (before !== fence - 1) {
      const path = pathOf(folder, fence);
      throw damaged(`${path}:1`, `it has no whole line and ${pathOf("", fence - 1)} is gone`);
    }
  }
  return null;
}

function loadSegment(disk: Disk, path: string, fence: number): Loaded | null {
  const content = readChain(disk.read(path));
  if (content.damage !== null)
    throw damaged(`${path}:${content.damage.line}`, content.damage.reason);
  const [first, ...later] = content.lines;
  if (first === undefined) return null;
  if (isNewerFormat(first.body)) {
    const what = "it was written by a newer version of this program";
    throw new UserError(`${path}: ${what}; update, or use another data folder`, 1);
  }
  const head = parsed(path, 1, first.body);
  if (head.type !== "book" || head.fence !== fence) {
    throw damaged(`${path}:1`, `this is not how the book of fence ${fence} begins`);
  }
  const records = recordsOf(head);
  for (const { body, number } of later) {
    const line = parsed(path, number, body);
    if (line.type === "book") throw damaged(`${path}:${number}`, "a book begins in mid-segment");
    applyLine(records, line);
  }
  return { records, fence, bytes: content.size, hash: content.hash };
}

function parsed(path: string, number: number, body: string): Line {
  try {
    return parseLine(body);
  } catch {
    throw damaged(`${path}:${number}`, "this is no line of a paper book");
  }
}

/** The segment that is written to. */
export class Segment {
  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    readonly fence: number,
    private readonly file: ChainFile,
  ) {}

  get path(): string {
    return this.file.path;
  }

  /** Throws `Fenced` where another has taken over, and a `DiskError`. */
  check(): void {
    const fences = fencesOf(this.disk, this.folder);
    const newest = fences.at(-1) ?? 0;
    if (newest > this.fence) throw new Fenced(pathOf(this.folder, newest));
    if (newest < this.fence) throw new DiskError("ENOENT", "found", this.path);
  }

  /**
   * Writes a line; when this returns it is on the disk and counts. Throws `Fenced` where it may
   * not count, and a `DiskError`.
   */
  commit(line: LaterLine): void {
    this.write(line);
    this.check();
  }

  /** Without the look for who comes after. */
  write(line: Line): void {
    this.file.append(JSON.stringify(line));
    this.file.sync();
  }

  close(): void {
    this.file.close();
  }
}

/**
 * Takes a book over, or makes one. Throws a UserError (exit 1) where it is damaged, `Fenced` where
 * another takes over meanwhile, a `DiskError`, and whatever `prepare` throws: then the segment
 * before it still stands.
 * @param prepare the state to begin with, from the one before; null where there is no book
 */
export function takeOver(
  disk: Disk,
  folder: string,
  prepare: (records: Records | null) => Records,
): { segment: Segment; records: Records } {
  prepare(loadBook(disk, folder)?.records ?? null);
  const fence = (fencesOf(disk, folder).at(-1) ?? 0) + 1;
  const segment = createSegment(disk, folder, fence);
  if (segment === null) return takeOver(disk, folder, prepare);
  disk.syncFolder(folder);
  const before = loadBook(disk, folder, fence);
  const records = prepare(before?.records ?? null);
  const after =
    before === null ? null : { fence: before.fence, bytes: before.bytes, hash: before.hash };
  segment.write(checkedBookLine(bookLineOf(records, fence, after)));
  segment.check();
  return { segment, records };
}

/** Null where another was quicker. */
function createSegment(disk: Disk, folder: string, fence: number): Segment | null {
  const path = pathOf(folder, fence);
  try {
    const file = new ChainFile(disk.open(path, "new"), CHAIN_START);
    return new Segment(disk, folder, fence, file);
  } catch (error) {
    if (error instanceof DiskError && error.code === "EEXIST") return null;
    throw error;
  }
}
