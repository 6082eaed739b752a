// `journal verify`: whether the record of what was traded is as it was written. `journal rebuild`:
// its view anew.

import { type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { counted } from "../../analytics/count.js";
import { plain } from "../../analytics/figures.js";
import { dataFolder } from "../../config/store.js";
import { DiskError } from "../../disk/disk.js";
import { nodeDisk } from "../../disk/node-disk.js";
import { UserError } from "../../engine/errors.js";
import { segmentNames } from "../../journal/segments.js";
import { type JournalVerdict, verifyJournal } from "../../journal/verify.js";
import { systemClock } from "../../runtime/clock.js";
import { type GeneralFlags, print, printJson, say } from "../terminal.js";
import { padded } from "../text-table.js";

/** Flags of `journal verify` and `journal rebuild`. */
export type JournalFlags = GeneralFlags;

/** Segments in one folder. */
interface Place {
  readonly folder: string;
  readonly names: readonly string[];
}

/** Runs what reads; what keeps a disk from that is said in a line. */
function reading<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new UserError(`${error.message}; check the file and its permissions`, 1);
  }
}

const namesIn = (folder: string): string[] => reading(() => segmentNames(nodeDisk, folder));

/** Throws a UserError where there is nothing that can be looked at. */
function kindOf(path: string): Stats {
  let why = "there is no such file or folder";
  try {
    const kind = statSync(path, { throwIfNoEntry: false });
    if (kind !== undefined) return kind;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    why = `cannot be read (${code})`;
  }
  throw new UserError(`${path}: ${why}; name a journal's file or folder`);
}

/** What was named: a segment, a journal's folder, or the data folder it lies in. */
function placeOf(path: string): Place {
  const kind = kindOf(path);
  if (kind.isFile()) return { folder: dirname(path), names: [basename(path)] };
  for (const folder of [path, join(path, "journal")]) {
    const names = namesIn(folder);
    if (names.length > 0) return { folder, names };
  }
  throw new UserError(`${path} holds no journal; name the folder with the <day>.jsonl files`);
}

async function ownPlace(): Promise<Place> {
  const folder = join(await dataFolder(), "journal");
  const names = namesIn(folder);
  if (names.length > 0) return { folder, names };
  throw new UserError(`${folder} holds no journal yet; one is begun by \`transmission run\``);
}

function textOf({ segments }: JournalVerdict): string {
  const rows = segments.map(({ name, lines, facts, firstSeq, lastSeq }) => [
    name,
    counted(lines, "line"),
    facts === 0 ? "no facts" : `${counted(facts, "fact")} (${firstSeq} to ${lastSeq})`,
  ]);
  return `${padded(rows)}\n`;
}

function jsonOf(folder: string, { segments, torn, faults }: JournalVerdict) {
  return {
    folder,
    sound: faults.length === 0,
    segments: segments.map(({ name, day, lines, facts, firstSeq, lastSeq }) => ({
      segment: name,
      day,
      lines,
      facts,
      first_seq: firstSeq,
      last_seq: lastSeq,
    })),
    torn,
    faults,
  };
}

function verdictOf({ folder, names }: Place): JournalVerdict {
  return reading(() => verifyJournal(nodeDisk, folder, names));
}

/** Prints what a journal holds. Throws a UserError (exit 1) that names the first bad line. */
export async function verify(path: string | undefined, flags: JournalFlags): Promise<void> {
  const place = path === undefined ? await ownPlace() : placeOf(resolve(path));
  const verdict = verdictOf(place);
  const { segments, torn, faults } = verdict;
  if (flags.json) await printJson(jsonOf(place.folder, verdict));
  else if (segments.length > 0) await print(textOf(verdict));
  if (torn !== null) {
    const what = `${torn.segment}: ${counted(torn.bytes, "byte")} of an unfinished last line`;
    say(`${what}; the next start saves them beside it and goes on`);
  }
  const [first, ...more] = faults;
  if (first === undefined) {
    if (!flags.json) await print(`sound: ${totals(verdict)}\n`);
    return;
  }
  for (const { segment, line, reason } of more) say(`${segment}:${line}: ${reason}`);
  throw new UserError(
    `${first.segment}:${first.line}: ${first.reason}; put back a copy of the file, or move the ` +
      "journal away to begin a new one",
    1,
  );
}

function totals({ segments }: JournalVerdict): string {
  const sum = (of: "lines" | "facts") => segments.reduce((all, segment) => all + segment[of], 0);
  const parts = [
    counted(segments.length, "segment"),
    counted(sum("lines"), "line"),
    counted(sum("facts"), "fact"),
  ];
  return parts.join(", ");
}

/**
 * Makes the view of our own journal anew and prints what it holds. Throws a UserError that names
 * the first bad line (exit 1), or where there is no journal (2).
 */
export async function rebuild(flags: JournalFlags): Promise<void> {
  const { rebuildView } = await import("../journal-view.js");
  const started = systemClock.monotonicMs();
  const { path, projection } = await rebuildView();
  const rows = projection.counts();
  const facts = projection.place?.lastSeq ?? 0;
  projection.close();
  const elapsed_ms = Math.round(systemClock.monotonicMs() - started);
  if (flags.json) return printJson({ path, elapsed_ms, last_seq: facts, rows });
  const lines = Object.entries(rows).map(([table, count]) => [table, counted(count, "row")]);
  const what = `${path}: made from ${counted(facts, "fact")} in ${plain(elapsed_ms, 0)} ms`;
  await print(`${padded(lines, ["left", "right"])}\n${what}\n`);
}
