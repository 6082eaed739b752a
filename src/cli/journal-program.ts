// `journal` with its options and its help. The commands are loaded when called.

import type { Command } from "commander";
import type { JournalFlags } from "./commands/journal.js";
import { addGeneral, addHelp, examples } from "./help.js";

const CHECKED = `
Checked are the hash of every line, the order of the facts without a gap, the first line of every
segment and every snapshot. Half a line at the very end is what a crash leaves: the next start
saves it beside the journal and goes on. Nothing is changed.`;

const REBUILT = `
The view, projection.sqlite in the data folder, holds trades, fills, orders, stop moves, decisions
and days, notes, tags and imported trades; its tables say what each column is (.schema). It may be
deleted: it is made from the journal, notes.jsonl and imports alone, and every command that reads it
brings it up to date. The engine may run meanwhile.`;

/** Adds `journal verify` and `journal rebuild`. */
export function addJournal(program: Command): void {
  const journal = program
    .command("journal")
    .summary("whether the record of what was traded holds")
    .description("Looks after the record of what was traded.");
  const load = () => import("./commands/journal.js");
  const verify = journal
    .command("verify")
    .description("Reads the whole journal and says whether it is as it was written.")
    .argument("[path]", "a journal's folder or one of its segments; our own without it");
  addGeneral(verify).action(async (path: string | undefined, flags: JournalFlags) =>
    (await load()).verify(path, flags),
  );
  verify.addHelpText("after", CHECKED);
  examples(verify, [
    "transmission journal verify",
    "transmission journal verify backup/journal --json",
    "transmission journal verify backup/journal/2025-11-18.jsonl",
  ]);
  const rebuild = journal
    .command("rebuild")
    .description("Makes the SQLite view of the journal anew, for analysis with any tool.");
  addGeneral(rebuild).action(async (flags: JournalFlags) => (await load()).rebuild(flags));
  rebuild.addHelpText("after", REBUILT);
  examples(rebuild, [
    "transmission journal rebuild",
    'sqlite3 "$(transmission journal rebuild --json | jq -r .path)" .schema',
  ]);
  examples(journal, ["transmission journal verify", "transmission journal rebuild"]);
  addHelp(journal);
}
