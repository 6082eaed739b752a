// Segments of the journal: how they are named, what their first line says, and the snapshot of the
// state at their beginning. A segment's number orders it; its day may come again.

import { join } from "node:path";
import * as z from "zod";
import { type ChainFile, createChain, isFull } from "../disk/chain.js";
import { type ChainContent, chainOf, Damage, readChain } from "../disk/chain-lines.js";
import type { Disk } from "../disk/disk.js";
import { UserError } from "../engine/errors.js";
import type { JournalHeader } from "./journal.js";

/** Version of the format that is written; older ones are read. */
const FORMAT = 1;
const NAME = /^\d{4}-\d{2}-\d{2}(\.\d+)?\.jsonl$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A first line is a few hundred bytes. */
const HEAD_BYTES = 4096;

const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  account: z.string(),
  epoch: z.string(),
  day: z.string().regex(DAY),
  code: z.string(),
  zones: z.string(),
  firstSeq: z.int().positive(),
  number: z.int().positive(),
  previous: z.string().nullable(),
  snapshot: z.string().nullable(),
});
const formatSchema = z.looseObject({ format: z.number() });
const snapshotSchema = z.strictObject({ seq: z.int().nonnegative(), previous: z.string() });

/** The first line of a segment. */
export interface SegmentHeader extends JournalHeader {
  /** Counted from 1 over the whole journal. */
  readonly number: number;
  /** Hash of the last line of the segment before; null in the first. */
  readonly previous: string | null;
  /** Hash of the snapshot's last line; null without one. */
  readonly snapshot: string | null;
}

/** A segment whose first line has been read. */
export interface Segment {
  readonly path: string;
  /** The file's name. */
  readonly name: string;
  readonly header: SegmentHeader;
}

/** A segment that died before its first line was whole; nothing was recorded in it. */
export interface Unborn {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Names of segments in a folder. */
export function segmentNames(disk: Disk, folder: string): string[] {
  return disk.list(folder).filter((name) => NAME.test(name));
}

/** Path of the snapshot of the state at a segment's beginning. */
function snapshotPath(segmentPath: string): string {
  return segmentPath.replace(/\.jsonl$/, ".snapshot");
}

/** A header from the body of a first line. Throws UserErrors: damaged (1), newer (2). */
function headerOf(path: string, body: string): SegmentHeader {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Damage(path, 1, "the first line is no header of a journal");
  }
  const format = formatSchema.safeParse(value);
  if (format.success && format.data.format > FORMAT) {
    const versions = `format ${format.data.format}; this one reads ${FORMAT}`;
    throw new UserError(
      `${path} was written by a newer version of transmission (${versions}); update it, or ` +
        "choose another folder with TRANSMISSION_HOME",
    );
  }
  const header = headerSchema.safeParse(value);
  if (header.success) return header.data;
  throw new Damage(path, 1, "the first line is no header of a journal");
}

/**
 * Reads the first line of a segment. Throws a UserError where it is damaged (1) or of a newer
 * version (2).
 */
export function readHead(disk: Disk, folder: string, name: string): Segment | Unborn {
  const path = join(folder, name);
  const head = disk.read(path, HEAD_BYTES);
  // Cut after the first line, so that how the rest was cut does not matter.
  let content = readChain(head.subarray(0, head.indexOf(10) + 1));
  if (content.lines.length === 0) content = readChain(disk.read(path));
  const [first] = content.lines;
  if (first !== undefined) return { path, name, header: headerOf(path, first.body) };
  if (content.damage === null) return { path, bytes: content.torn };
  throw new Damage(path, 1, content.damage.reason);
}

/** Reads a segment. Throws a UserError (exit 1) where a line is damaged. */
export function readSegment(disk: Disk, path: string): ChainContent {
  const content = readChain(disk.read(path));
  if (content.damage === null) return content;
  throw new Damage(path, content.damage.line, content.damage.reason);
}

/** A file name for a segment that nothing has yet. */
function freePath(disk: Disk, folder: string, day: string): string {
  if (!DAY.test(day)) throw new Error(`'${day}' is no day`);
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${day}${count === 1 ? "" : `.${count}`}.jsonl`);
    if (!disk.exists(path)) return path;
  }
}

/** What a new segment begins with. */
export interface Beginning extends Omit<SegmentHeader, "format" | "snapshot"> {
  /** The state at its beginning; null where there is none to keep. */
  readonly snapshot: string | null;
}

/**
 * Makes a segment, its snapshot before it; it is on the disk when this returns. Dying on the way
 * leaves a snapshot that nothing refers to, or a segment that counts as unborn.
 */
export function createSegment(
  disk: Disk,
  folder: string,
  { snapshot: state, ...beginning }: Beginning,
): { segment: Segment; file: ChainFile } {
  const path = freePath(disk, folder, beginning.day);
  const snapshot =
    state === null ? null : writeSnapshot(disk, snapshotPath(path), state, beginning);
  const header: SegmentHeader = { format: FORMAT, ...beginning, snapshot };
  let file: ChainFile | null = null;
  try {
    file = createChain(disk, path);
    file.append(JSON.stringify(header));
    file.sync();
  } catch (error) {
    file?.close();
    // There was no room for it: the segment before goes on.
    if (file !== null && isFull(error)) disk.remove(path);
    throw error;
  }
  return { segment: { path, name: path.slice(folder.length + 1), header }, file };
}

/** Writes a snapshot, all of it or nothing; answers its hash. */
function writeSnapshot(
  disk: Disk,
  path: string,
  state: string,
  { firstSeq, previous }: { firstSeq: number; previous: string | null },
): string {
  const content = chainOf([JSON.stringify({ seq: firstSeq - 1, previous }), JSON.stringify(state)]);
  disk.replace(path, content.bytes);
  return content.hash;
}

/** The snapshot of a segment; null where it is missing or not what the header says. */
export function readSnapshot(disk: Disk, { path, header }: Segment): string | null {
  const file = snapshotPath(path);
  if (header.snapshot === null || !disk.exists(file)) return null;
  const { hash, lines, torn, damage } = readChain(disk.read(file));
  const [first, second] = lines;
  const isWhole = hash === header.snapshot && torn.length === 0 && damage === null;
  if (!isWhole || first === undefined || second === undefined) return null;
  const said = snapshotSchema.safeParse(JSON.parse(first.body));
  const fits =
    said.success && said.data.seq === header.firstSeq - 1 && said.data.previous === header.previous;
  const state: unknown = fits ? JSON.parse(second.body) : null;
  return typeof state === "string" ? state : null;
}
