// `trades list` and `trades export`: the closed trades of our own journal.

import { counted } from "../../analytics/count.js";
import { plain } from "../../analytics/figures.js";
import { tradesCsvHeader, tradeToCsvRow } from "../../analytics/trades-csv.js";
import type { Projection } from "../../projection/projection.js";
import { tradePage, tradesIn } from "../../projection/trades.js";
import { openView } from "../journal-view.js";
import { OutputFile } from "../output-file.js";
import { setUp } from "../setup.js";
import { columnsOf, type GeneralFlags, print, printJson, say } from "../terminal.js";
import { tradeJson } from "../trade-figures.js";
import { tradeTable } from "../trade-table.js";
import { type TradeFlags, wantedOf } from "../wanted-trades.js";

/** Flags of `trades list`. */
export interface TradesListFlags extends GeneralFlags, TradeFlags {
  readonly limit: number;
  readonly offset: number;
  readonly sort?: string;
}

/** Flags of `trades export`. */
export interface TradesExportFlags extends GeneralFlags, TradeFlags {
  readonly out?: string;
}

async function onView<Result>(work: (projection: Projection) => Result): Promise<Result> {
  const projection = await openView();
  try {
    return work(projection);
  } finally {
    projection.close();
  }
}

/** Prints a page of closed trades, the last one first. Throws UserErrors as `openView` does. */
export async function listTrades(flags: TradesListFlags): Promise<void> {
  const wanted = await wantedOf(flags);
  const { limit, offset, sort } = flags;
  const page = { limit, offset, ...(sort === undefined ? {} : { sort }) };
  const { trades, total } = await onView((view) => tradePage(view, wanted, page));
  if (flags.json) return printJson(trades.map(tradeJson));
  if (total === 0) return sayNone(flags);
  if (trades.length === 0) return say(`there are ${counted(total, "trade")}; lower --offset`);
  const { instruments } = await setUp({ file: flags.config });
  await print(`${tradeTable(trades, columnsOf(process.stdout), instruments)}\n`);
  const last = offset + trades.length;
  const rest = sort === undefined ? "older" : "more";
  if (last < total) say(`${plain(total - last, 0)} ${rest}: --offset ${last}`);
}

/** Imported trades are not looked for unless they are asked for, which one may not know. */
async function sayNone({ source, account }: TradesListFlags): Promise<void> {
  say("no closed trade to show");
  if (source !== undefined || account !== undefined) return;
  const page = { limit: 1, offset: 0 };
  const { total } = await onView((view) => tradePage(view, { source: "import" }, page));
  if (total > 0) say(`${counted(total, "trade")} imported: --source import`);
}

/** Writes closed trades as CSV, oldest first. Throws UserErrors as `openView` does. */
export async function exportTrades(flags: TradesExportFlags): Promise<void> {
  const wanted = await wantedOf(flags);
  if (flags.json) {
    const all = { limit: -1, offset: 0, sort: "exit_ts" };
    const listed = await onView((view) => tradePage(view, wanted, all).trades.map(tradeJson));
    if (flags.out === undefined) return printJson(listed);
    return write(flags.out, `${JSON.stringify(listed)}\n`);
  }
  const trades = await onView((view) => tradesIn(view, wanted));
  const text = `${[tradesCsvHeader, ...trades.map(tradeToCsvRow)].join("\n")}\n`;
  if (flags.out === undefined) return print(text);
  write(flags.out, text);
}

function write(path: string, text: string): void {
  const file = new OutputFile(path);
  file.write(text);
  file.finish();
}
