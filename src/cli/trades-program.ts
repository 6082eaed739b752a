// `trades` with its options and its help. The commands are loaded when called.

import { type Command, InvalidArgumentError } from "commander";
import type { TradesExportFlags, TradesListFlags } from "./commands/trades.js";
import { addGeneral, addHelp, examples } from "./help.js";
import { addTradeFilters } from "./wanted-trades.js";

/** @param least smallest number that makes sense */
function whole(text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`Give a whole number, ${least} or above.`);
}

/** Adds `trades list` and `trades export`. */
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
    .option("--offset <n>", "after so many that are passed over", (text) => whole(text, 0), 0);
  addGeneral(list).action(async (flags: TradesListFlags) => (await load()).listTrades(flags));
  examples(list, [
    "transmission trades list",
    "transmission trades list --symbol MNQ --from 2025-11-17",
    "transmission trades list --limit 100 --offset 100 --json",
  ]);
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
