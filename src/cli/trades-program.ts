// `trades` with its options and its help. The commands are loaded when called.

import { type Command, InvalidArgumentError, Option } from "commander";
import { TRADE_COLUMNS } from "../analytics/trades-csv.js";
import { among } from "./choice.js";
import type { TradesExportFlags, TradesListFlags } from "./commands/trades.js";
import type { TradesImportFlags } from "./commands/trades-import.js";
import type { TradesNoteFlags } from "./commands/trades-note.js";
import type { TradesShowFlags } from "./commands/trades-show.js";
import { addGeneral, addHelp, collect, examples } from "./help.js";
import { addTradeFilters } from "./wanted-trades.js";

/** @param least smallest number that makes sense */
function whole(text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`Give a whole number, ${least} or above.`);
}

/** A column of the trades CSV, with a `-` before it for the other way round. */
function sortOption(): Option {
  const check = among(TRADE_COLUMNS);
  const words = "by this column of the trades CSV, the largest first with a - before it";
  return new Option("--sort <column>", words).argParser((text) => {
    check(text.replace(/^-/, ""));
    return text;
  });
}

/** Adds `trades` with all that it does. */
export function addTrades(program: Command): void {
  const trades = program
    .command("trades")
    .summary("the closed trades of the journal")
    .description("Shows the closed trades of the journal.");
  const load = () => import("./commands/trades.js");
  const list = addTradeFilters(
    trades.command("list").description("Lists closed trades, the last one first."),
  )
    .optionsGroup("How many:")
    .option("--limit <n>", "at most so many", (text) => whole(text, 1), 20)
    .addOption(sortOption())
    .option("--offset <n>", "after so many that are passed over", (text) => whole(text, 0), 0);
  addGeneral(list).action(async (flags: TradesListFlags) => (await load()).listTrades(flags));
  examples(list, [
    "transmission trades list",
    "transmission trades list --symbol MNQ --from 2025-11-17",
    "transmission trades list --sort -result_R --limit 5",
    "transmission trades list --limit 100 --offset 100 --json",
  ]);
  addShow(trades);
  addNote(trades);
  addImport(trades);
  const out = addTradeFilters(
    trades.command("export").description("Writes closed trades as CSV, oldest first."),
  )
    .optionsGroup("What comes out:")
    .option("--out <file>", "write to this file instead of standard output");
  addGeneral(out).action(async (flags: TradesExportFlags) => (await load()).exportTrades(flags));
  examples(out, [
    "transmission trades export --out trades.csv",
    "transmission trades export --strategy orb_retest | head",
  ]);
  examples(trades, ["transmission trades list", "transmission trades export --out trades.csv"]);
  addHelp(trades);
}

function addShow(trades: Command): void {
  const show = trades
    .command("show")
    .description("Shows one trade from its signal to its close, with its bars.")
    .argument("<trade>", "its id, the beginning of it, or its trace_id")
    .optionsGroup("What comes out:")
    .option("--around <n>", "bars before and after it", (text) => whole(text, 0), 10);
  addGeneral(show).action(async (name: string, flags: TradesShowFlags) =>
    (await import("./commands/trades-show.js")).showTrade(name, flags),
  );
  examples(show, ["transmission trades show 12", "transmission trades show 12 --json"]);
}

const KEPT = `
Notes and tags are kept in notes.jsonl in the data folder, which is only ever added to; back it up
with the journal. The engine may run meanwhile.`;

function addNote(trades: Command): void {
  const note = trades
    .command("note")
    .description("Writes a note beside a trade, and puts tags on it or takes them off.")
    .argument("<trade>", "its id, the beginning of it, or its trace_id")
    .argument("[text]", "the note, in quotes")
    .optionsGroup("Tags:")
    .option("--tag <tag>", "put this tag on it; may be repeated", collect)
    .option("--untag <tag>", "take this tag off; may be repeated", collect);
  addGeneral(note).action(async (name: string, text: string | undefined, flags: TradesNoteFlags) =>
    (await import("./commands/trades-note.js")).noteTrade(name, text, flags),
  );
  note.addHelpText("after", KEPT);
  examples(note, [
    'transmission trades note 12 "moved the stop too early" --tag impatient',
    "transmission trades list --tag impatient",
  ]);
}

const IMPORTED = `
Read are our own trades CSV, Tradovate (Fills, Orders, Performance, Position History), Interactive
Brokers (Flex query, activity statement), NinjaTrader (Executions, Trades), TopstepX, MetaTrader 4
and 5, TradingView (list of trades, order history), and any table of fills with a header. Fills are
paired into trades from flat to flat, by account and contract, first in, first out. What is known
already is not taken again: a fill by its execution's id, else by what its row says and how often
that stands in the file.

What a trade risked decides its R. Where a file has no stop, --risk or --stop-ticks say it, and such
results bear a ~ in lists. Rows that cannot be true are named and left out; with --strict nothing is
imported then.

Imported trades are kept in imports in the data folder and are never mixed with our own unless they
are asked for: --source import, --source all or --account in lists and metrics.`;

/** An amount of at least a cent as a plain decimal. */
function amount(text: string): string {
  if (/^\d{1,11}(\.\d{1,9})?$/.test(text) && Number(text) >= 0.01) return text;
  throw new InvalidArgumentError("Give an amount above 0, such as 150.");
}

function addImport(trades: Command): void {
  const command = trades
    .command("import")
    .description("Imports trades and fills of other programs.")
    .argument("<file...>", "what the other program exported")
    .optionsGroup("What the files do not say:")
    .option("--account <name>", "whose trades they are; wins over what a file says")
    .option("--tz <zone>", "time zone of stamps without one")
    .option("--symbol <symbol>", "the instrument of rows that name none")
    .option("--strategy <name>", "strategy of trades that name none", "import")
    .option(
      "--risk <money>",
      "what a trade without a stop risked, in the account's currency",
      amount,
    )
    .option("--stop-ticks <n>", "how far the stop of such a trade was", (text) => whole(text, 1))
    .optionsGroup("What is done:")
    .option("--strict", "import nothing where a row cannot be used")
    .option("--dry-run", "show what would be imported, and import nothing");
  addGeneral(command).action(async (files: string[], flags: TradesImportFlags) =>
    (await import("./commands/trades-import.js")).importTrades(files, flags),
  );
  command.addHelpText("after", IMPORTED);
  examples(command, [
    "transmission trades import Fills.csv --risk 150",
    "transmission trades import U1234567.csv --stop-ticks 20 --dry-run",
    "transmission trades import trades.csv --account backtest",
  ]);
}
