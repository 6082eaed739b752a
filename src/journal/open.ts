// Opening the journal: all that can be refused is looked at before anything is changed.

import { join } from "node:path";
import { type ChainFile, isFull, openRead, saveTorn } from "../disk/chain.js";
import { type ChainContent, Damage } from "../disk/chain-lines.js";
import { type Disk, DiskError } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";
import { BALLAST_BYTES, Ballast } from "./ballast.js";
import type { Journal, Recorded } from "./journal.js";
import { findBase, lastSeqIn, RecordedJournal } from "./reader.js";
import {
  createSegment,
  readHead,
  readSegment,
  type Segment,
  segmentNames,
  type Unborn,
} from "./segments.js";
import { JournalWriter } from "./writer.js";

/** What a journal is opened with. */
export interface JournalOptions {
  readonly disk: Disk;
  /** Absolute; made where it is missing. */
  readonly folder: string;
  /** Who is traded for; a journal of another is refused. */
  readonly account: string;
  /** Hash of the code that decides, and version of the zone data. */
  readonly code: string;
  readonly zones: string;
  /** The trading day, `YYYY-MM-DD`, for the first segment of all. */
  readonly day: string;
  /** Five characters for client order ids; asked when a journal is made. */
  readonly createEpoch: () => string;
  /** A clock that never runs backwards, ms. */
  readonly monotonicMs: () => number;
  /** Told how long each sync of a line took, ms; must not throw. */
  readonly onSync?: (ms: number) => void;
  /** Room to keep back; 8 MB without it. */
  readonly ballastBytes?: number;
}

/** A journal open for writing, and what it held. */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly recorded: Recorded;
}

/** What lies in the folder. */
interface Found {
  /** In order. */
  readonly segments: readonly Segment[];
  readonly unborn: Unborn | null;
}

/**
 * The segments of a folder in their order. Throws a UserError: one is damaged or missing in the
 * middle (1), or was written by a newer version (2).
 */
export function findSegments(disk: Disk, folder: string): Found {
  const heads = segmentNames(disk, folder).map((name) => readHead(disk, folder, name));
  const segments = heads
    .filter((head): head is Segment => "header" in head)
    .sort((a, b) => a.header.number - b.header.number);
  segments.forEach(({ path, header }, at) => {
    const before = segments[at - 1];
    if (before === undefined) return;
    if (header.epoch !== before.header.epoch || header.account !== before.header.account) {
      throw new Damage(path, 1, `it belongs to another journal than ${before.name}`);
    }
    if (header.number === before.header.number + 1) return;
    const which = `it is number ${header.number}, and ${before.name} is ${before.header.number}`;
    throw new Damage(path, 1, `a segment before it is missing or doubled (${which})`);
  });
  const unborn = heads.filter((head): head is Unborn => "bytes" in head);
  const [first, second] = unborn;
  // Only the last one begun can have died: of two, one was spoilt later.
  if (second !== undefined) throw new Damage(second.path, 1, "the segment has no first line");
  return { segments, unborn: first ?? null };
}

/**
 * Opens the journal of a folder, or makes it. Throws a UserError: it is damaged, or the disk
 * refuses (1); it belongs to another account, or to a newer version (2). Where it refuses for what
 * it found, nothing was changed. Call it with the folder's lock held.
 */
export function openJournal(options: JournalOptions): OpenedJournal {
  try {
    options.disk.makeFolder(options.folder);
    return open(options);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    const advice = isFull(error) ? "make room on the disk" : "check the folder and its disk";
    throw new UserError(`the journal: ${error.message}; ${advice}, then start again`, 1);
  }
}

function open(options: JournalOptions): OpenedJournal {
  const { disk, folder, account } = options;
  const { segments, unborn } = findSegments(disk, folder);
  const last = segments.at(-1);
  if (last !== undefined && last.header.account !== account) {
    throw new UserError(
      `${folder} is the journal of account ${last.header.account}, not of ${account}; choose ` +
        "that account, or another folder with TRANSMISSION_HOME",
    );
  }
  // A damaged line refuses to start wherever it lies; a year of them takes a second.
  for (const { path } of segments.slice(0, -1)) readSegment(disk, path);
  const content = last === undefined ? null : readSegment(disk, last.path);
  const lastSeq = last === undefined || content === null ? 0 : lastSeqIn(last, content.lines);
  const base = findBase(disk, segments);
  const ballast = new Ballast(disk, folder, options.ballastBytes ?? BALLAST_BYTES);
  const begin = () => {
    const saved = unborn === null ? null : clearUnborn(disk, folder, unborn, lastSeq);
    const opened = beginning(options, last, content, lastSeq);
    return { ...opened, torn: saved ?? opened.torn };
  };
  const begun = withRoom(ballast, begin);
  ballast.make();
  const { segment, file, torn } = begun;
  const lines = content?.lines.length ?? 0;
  const { epoch } = segment.header;
  const { monotonicMs, onSync } = options;
  const tools = { disk, folder, ballast, monotonicMs, onSync };
  return {
    journal: new JournalWriter(tools, segment, file, lastSeq),
    recorded: new RecordedJournal(disk, segments, lines, base, epoch, lastSeq, torn),
  };
}

/** A start on a full disk may take the room that was kept back: positions are waiting. */
function withRoom<Result>(ballast: Ballast, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!isFull(error) || !ballast.release()) throw error;
    return work();
  }
}

const tornPath = (folder: string, day: string, lastSeq: number): string =>
  join(folder, `${day}.torn-${lastSeq}`);

/** Takes a segment away in which nothing was recorded. */
function clearUnborn(
  disk: Disk,
  folder: string,
  { path, bytes }: Unborn,
  lastSeq: number,
): string | null {
  const day = path.slice(folder.length + 1).slice(0, 10);
  const saved = bytes.length === 0 ? null : saveTorn(disk, tornPath(folder, day, lastSeq), bytes);
  if (disk.exists(path)) disk.remove(path);
  disk.syncFolder(folder);
  return saved;
}

/** The segment that is written next: the last one, or a new one where other code decides now. */
function beginning(
  options: JournalOptions,
  last: Segment | undefined,
  content: ChainContent | null,
  lastSeq: number,
): { segment: Segment; file: ChainFile; torn: string | null } {
  const { disk, folder, account, code, zones } = options;
  const firstSeq = lastSeq + 1;
  if (last === undefined || content === null) {
    const epoch = options.createEpoch();
    const own = { account, code, zones, day: options.day, epoch, firstSeq };
    const first = { ...own, number: 1, previous: null, snapshot: null };
    return { ...createSegment(disk, folder, first), torn: null };
  }
  const { header } = last;
  const nameTorn = () => tornPath(folder, header.day, lastSeq);
  const { file, saved } = openRead(disk, last.path, content, nameTorn);
  if (header.code === code && header.zones === zones) return { segment: last, file, torn: saved };
  file.close();
  const { epoch, day } = header;
  const number = header.number + 1;
  const next = { account, code, zones, day, epoch, firstSeq, number, previous: file.hash };
  return { ...createSegment(disk, folder, { ...next, snapshot: null }), torn: saved };
}
