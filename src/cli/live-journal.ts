// The journal of a live run, whose pages hold the engine's state and what viewers were shown.

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { nodeDisk } from "../disk/node-disk.js";
import type { Journal, Recorded } from "../journal/journal.js";
import { findSegments, openJournal } from "../journal/open.js";
import { fromPlain, toPlain } from "../journal/plain.js";
import type { Clock } from "../runtime/clock.js";
import type { FactViews, ViewsMemory } from "../runtime/fact-views.js";
import { decisionCode } from "./version.js";

/** A paper account is known by its data folder. */
export const PAPER_ACCOUNT = "paper";

/** The engine's state and what viewers were shown, as the journal keeps them. */
interface Page {
  readonly engine: string;
  readonly views: ViewsMemory;
}

/** A page's text. */
export function pageOf(engine: string, views: FactViews): string {
  const page: Page = { engine, views: views.memory };
  return toPlain(page);
}

/** What was recorded, with what viewers were shown. */
export type PagedJournal = Recorded & { readonly memory: ViewsMemory | null };

/** The journal's page holds the engine's part and the viewers'. */
function pagedOf(recorded: Recorded): PagedJournal {
  const page = recorded.snapshot === null ? null : (fromPlain(recorded.snapshot) as Page);
  return {
    ...{ epoch: recorded.epoch, lastSeq: recorded.lastSeq, torn: recorded.torn },
    snapshot: page?.engine ?? null,
    memory: page?.views ?? null,
    since: () => recorded.since(),
    all: () => recorded.all(),
  };
}

/** The journal of a data folder before it is written to. */
export interface Pages {
  /** Null at the very first start. */
  readonly recorded: PagedJournal | null;
  /** @param day the account's trading day, for the first page of all */
  begin(day: string): Journal;
}

/** Opens the journal of a data folder whose lock is held. Throws UserErrors. */
export function openPages(folder: string, account: string, clock: Clock): Pages {
  const journalFolder = join(folder, "journal");
  const options = {
    ...{ disk: nodeDisk, folder: journalFolder, account, createEpoch },
    ...{ code: decisionCode(), zones: process.versions.tz ?? "" },
    monotonicMs: () => clock.monotonicMs(),
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
