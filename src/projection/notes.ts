// What a person writes beside a trade: notes and tags, in `notes.jsonl` of the data folder. They
// are no part of the journal, which the engine alone writes, and no view can be made without them.

import { join } from "node:path";
import * as z from "zod";
import type { Disk } from "../disk/disk.js";
import { appendShared, readShared } from "../disk/shared-lines.js";
import type { Database } from "./database.js";
import type { Projection } from "./projection.js";

const FILE_NAME = "notes.jsonl";
/** Name under which the tables say which notes they have. */
const KEPT_AS = "notes";

const noteSchema = z.strictObject({
  ts: z.iso.datetime(),
  /** Of the journal whose trade it is; null for a trade that was imported. */
  epoch: z.string().nullable(),
  trade: z.string(),
  note: z.string().nullable(),
  tag: z.array(z.string()),
  untag: z.array(z.string()),
});

/** One line of the file: `ts` is ISO-8601 UTC; tags are taken off before others are put on. */
export type TradeNote = z.output<typeof noteSchema>;

/** Writes a note down; it is on the disk when this returns. Throws a `DiskError`. */
export function writeNote(disk: Disk, folder: string, note: TradeNote): void {
  appendShared(disk, join(folder, FILE_NAME), JSON.stringify(note));
}

/**
 * Puts the notes of a data folder into the tables, where they are not those that they have.
 * Answers the numbers of lines that cannot be read. Throws a `DiskError`.
 */
export function keepNotes(disk: Disk, folder: string, projection: Projection): readonly number[] {
  const { bodies, damaged } = readShared(disk, join(folder, FILE_NAME));
  const epoch = projection.place?.epoch ?? null;
  projection.keep(KEPT_AS, [epoch, ...bodies], (database) => {
    database.script("DELETE FROM notes; DELETE FROM tags");
    for (const body of bodies) foldNote(database, noteSchema.parse(JSON.parse(body)), epoch);
  });
  return damaged;
}

function foldNote(database: Database, note: TradeNote, epoch: string | null): void {
  // Trades are counted anew in each journal.
  if (note.epoch !== null && note.epoch !== epoch) return;
  const { ts, trade } = note;
  if (note.note !== null) database.insert("notes", { ts, trade_id: trade, note: note.note });
  for (const tag of note.untag) {
    database.run("DELETE FROM tags WHERE trade_id = ? AND tag = ?", [trade, tag]);
  }
  for (const tag of note.tag) {
    database.run("INSERT OR IGNORE INTO tags VALUES (?, ?, ?)", [trade, tag, ts]);
  }
}
