// `trades note`: what a person writes beside a trade.

import { dataFolder } from "../../config/store.js";
import { DiskError } from "../../disk/disk.js";
import { nodeDisk } from "../../disk/node-disk.js";
import { UserError } from "../../engine/errors.js";
import { writeNote } from "../../projection/notes.js";
import type { Projection } from "../../projection/projection.js";
import { notesOf, openTradeNamed, tagsOf } from "../../projection/trade-lookup.js";
import { systemClock } from "../../runtime/clock.js";
import { tame } from "../../tui/line.js";
import { openView } from "../journal-view.js";
import { type GeneralFlags, print, printJson } from "../terminal.js";
import { tradeNamed } from "../trade-naming.js";

/** Flags of `trades note`. */
export interface TradesNoteFlags extends GeneralFlags {
  readonly tag?: readonly string[];
  readonly untag?: readonly string[];
}

const MOST_NOTE = 2000;

/** A tag without the marks that part tags from each other. Throws a UserError for what is none. */
function tagOf(text: string): string {
  const tag = tame(text).trim();
  if (tag !== "" && tag.length <= 40 && !/[\s,]/.test(tag)) return tag;
  throw new UserError(`'${text}' is no tag; give a word without blanks, 40 letters at most`);
}

function noteOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const note = text.trim();
  if (note === "") throw new UserError("the note is empty; write it in quotes after the trade");
  if (note.length <= MOST_NOTE) return note;
  throw new UserError(`the note is longer than ${MOST_NOTE} letters; shorten it`);
}

/** What is told of a trade's notes and tags afterwards. */
interface Noted {
  readonly trade_id: string;
  readonly tags: readonly string[];
  readonly notes: readonly { readonly ts: string; readonly note: string }[];
}

/** Which trade a note is about: a closed one, or one of ours that is open. */
interface About {
  readonly trade: string;
  /** Of the journal that it is in; null for an imported one. */
  readonly epoch: string | null;
}

async function onView<Result>(work: (view: Projection) => Result): Promise<Result> {
  const view = await openView();
  try {
    return work(view);
  } finally {
    view.close();
  }
}

function aboutOf(view: Projection, name: string): About {
  const epoch = view.place?.epoch ?? null;
  const open = openTradeNamed(view, name);
  if (open !== null) return { trade: open, epoch };
  const { trade_id: trade, source } = tradeNamed(view, name);
  return { trade, epoch: source === "journal" ? epoch : null };
}

/** Writes a note and tags down. Throws UserErrors: no such trade (2), the disk refuses (1). */
export async function noteTrade(
  name: string,
  text: string | undefined,
  flags: TradesNoteFlags,
): Promise<void> {
  const note = noteOf(text);
  const [tag, untag] = [(flags.tag ?? []).map(tagOf), (flags.untag ?? []).map(tagOf)];
  if (note === null && tag.length === 0 && untag.length === 0) {
    throw new UserError("nothing to note; give a text, --tag or --untag");
  }
  const about = await onView((view) => aboutOf(view, name));
  const ts = new Date(systemClock.nowMs()).toISOString();
  try {
    writeNote(nodeDisk, await dataFolder(), { ts, ...about, note, tag, untag });
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new UserError(`${error.message}; the note was not kept`, 1);
  }
  // Read back from the file that was written.
  const noted = await onView((view): Noted => {
    const { trade } = about;
    return { trade_id: trade, tags: tagsOf(view, trade), notes: notesOf(view, trade) };
  });
  if (flags.json) return printJson(noted);
  const { trade_id, tags, notes } = noted;
  const bears = tags.length === 0 ? "no tags" : `tags ${tags.join(" ")}`;
  const count = `${notes.length} ${notes.length === 1 ? "note" : "notes"}`;
  await print(`trade ${trade_id}: ${count}, ${bears}\n`);
}
