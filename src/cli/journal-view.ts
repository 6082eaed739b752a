// The view of our own journal, brought up to date by whoever reads it. It loads sql.js, so that
// commands load this only when they need it.

import { join } from "node:path";
import { dataFolder } from "../config/store.js";
import { DiskError } from "../disk/disk.js";
import { nodeDisk } from "../disk/node-disk.js";
import { UserError } from "../engine/errors.js";
import { type JournalTail, readTail } from "../journal/tail.js";
import { importNames } from "../projection/import-files.js";
import { keepImports } from "../projection/imports.js";
import { keepNotes } from "../projection/notes.js";
import { Projection } from "../projection/projection.js";
import { whyUnwritable } from "./output-file.js";
import { say } from "./terminal.js";

const VIEW_NAME = "projection.sqlite";

/** Where the journal and its view lie. */
interface Places {
  /** The data folder. */
  readonly folder: string;
  readonly journal: string;
  readonly view: string;
}

/** The journal's folder in the data folder. */
export function journalFolder(folder: string): string {
  return join(folder, "journal");
}

async function ownPlaces(): Promise<Places> {
  const folder = await dataFolder();
  return { folder, journal: journalFolder(folder), view: join(folder, VIEW_NAME) };
}

/** Does it; an error of the disk becomes a UserError (exit 1), a line for a person. */
export function reading<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new UserError(`${error.message}; check the file and its permissions`, 1);
  }
}

/**
 * What follows in the journal; null where there is none and trades were imported. Throws
 * UserErrors: there is nothing at all (2), or it is damaged (1).
 */
function tailOf({ folder, journal }: Places, place: Projection["place"]): JournalTail | null {
  const tail = reading(() => readTail(nodeDisk, journal, place));
  if (tail !== null) return tail;
  const none = `${journal} holds no journal yet`;
  if (reading(() => importNames(nodeDisk, folder)).length === 0) {
    throw new UserError(`${none}; one is begun by \`transmission run\``);
  }
  say(`${none}; what was imported is told with --source import`);
  return null;
}

function takeAll(projection: Projection, tail: JournalTail): void {
  if (!tail.goesOn && tail.firstSegment > 1) {
    const which = `segments before number ${tail.firstSegment} are missing`;
    say(`the journal's ${which}, and what was traded in them is not told`);
  }
  reading(() => projection.takeAll(tail.lines));
}

/** Takes what the trader keeps beside the journal. */
function takeKept(projection: Projection, { folder }: Places): void {
  const lines = reading(() => keepNotes(nodeDisk, folder, projection));
  for (const line of lines) say(`notes.jsonl, line ${line}: cannot be read and is passed over`);
  const files = reading(() => keepImports(nodeDisk, folder, projection));
  for (const file of files) say(`${file}: not as it was written, and passed over; import it again`);
}

/**
 * The view of our own journal, up to its last whole line. Where it cannot be saved, the next
 * reader does the same work again, and it is said. Close it. Throws UserErrors: there is no
 * journal (2), or it is damaged (1).
 */
export async function openView(): Promise<Projection> {
  const places = await ownPlaces();
  const projection = await Projection.open(places.view);
  const tail = tailOf(places, projection.place);
  if (tail === null ? projection.place !== null : !tail.goesOn) await projection.clear();
  if (tail !== null) takeAll(projection, tail);
  takeKept(projection, places);
  try {
    projection.save();
  } catch (error) {
    say(`${places.view}: ${whyUnwritable(error)}; what is told is up to date all the same`);
  }
  return projection;
}

/** Makes the view anew from the whole journal. Throws UserErrors as `openView` does. */
export async function rebuildView(): Promise<{ path: string; projection: Projection }> {
  const places = await ownPlaces();
  const tail = tailOf(places, null);
  const projection = await Projection.create(places.view);
  if (tail !== null) takeAll(projection, tail);
  takeKept(projection, places);
  try {
    projection.save();
  } catch (error) {
    throw new UserError(`${places.view}: ${whyUnwritable(error)}`, 1);
  }
  return { path: places.view, projection };
}
