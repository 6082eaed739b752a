// The journal of a live run in its data folder.

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { nodeDisk } from "../disk/node-disk.js";
import type { Journal } from "../journal/journal.js";
import { findSegments, openJournal } from "../journal/open.js";
import type { Clock } from "../runtime/clock.js";
import { type PagedJournal, pagedOf } from "../runtime/journal-pages.js";
import { decisionCode } from "./version.js";

/** A paper account is known by its data folder. */
export const PAPER_ACCOUNT = "paper";

/** The journal of a data folder before it is written to. */
export interface Pages {
  /** Null at the very first start. */
  readonly recorded: PagedJournal | null;
  /** @param day the account's trading day, for the first page of all */
  begin(day: string): Journal;
}

/**
 * Opens the journal of a data folder whose lock is held. Throws UserErrors.
 * @param onSync told how long each line took to be durable, ms; must not throw
 */
export function openPages(
  folder: string,
  account: string,
  clock: Clock,
  onSync: (ms: number) => void,
): Pages {
  const journalFolder = join(folder, "journal");
  const options = {
    ...{ disk: nodeDisk, folder: journalFolder, account, createEpoch },
    ...{ code: decisionCode(), zones: process.versions.tz ?? "" },
    monotonicMs: () => clock.monotonicMs(),
    onSync,
  };
  if (findSegments(nodeDisk, journalFolder).segments.length === 0) {
    return { recorded: null, begin: (day) => openJournal({ ...options, day }).journal };
  }
  const { journal, recorded } = openJournal({ ...options, day: "" });
  return { recorded: pagedOf(recorded), begin: () => journal };
}

/** Five characters, so that ids of another journal are never met again. */
function createEpoch(): string {
  return Array.from(randomBytes(5), (byte) => (byte % 36).toString(36)).join("");
}
