// `trades list` and `trades export`: the closed trades of our own journal.

import { inR, moment, plain, signed } from "../../analytics/figures.js";
import { TRADE_COLUMNS, tradesCsvHeader, tradeToCsvRow } from "../../analytics/trades-csv.js";
import type { TradeRecord } from "../../engine/trade/record.js";
import type { Projection } from "../../projection/projection.js";
import { tradePage, tradesIn } from "../../projection/trades.js";
import { counted } from "../count.js";
import { openView } from "../journal-view.js";
import { OutputFile } from "../output-file.js";
import { type GeneralFlags, print, printJson, say } from "../terminal.js";
import { type Alignment, padded } from "../text-table.js";
import { type TradeFlags, wantedOf } from "../wanted-trades.js";

/** Flags of `trades list`. */
export interface TradesListFlags extends GeneralFlags, TradeFlags {
  readonly limit: number;
  readonly offset: number;
}

/** Flags of `trades export`. */
export interface TradesExportFlags extends GeneralFlags, TradeFlags {
  readonly out?: string;
}

const HEAD = ["id", "closed (UTC)", "symbol", "side", "qty", "entry", "exit", "why", "net", "R"];
const ALIGNMENTS: readonly Alignment[] = [
  ...(["right", "left", "left", "left", "right", "right", "right", "left"] as const),
  ...(["right", "right"] as const),
];

/** A trade by the names of the CSV, with its times in ISO-8601 UTC. */
function jsonOf(trade: TradeRecord): Record<string, string | number> {
  const pairs = TRADE_COLUMNS.map((column) => {
    const value = trade[column];
    const isTime = column === "entry_ts" || column === "exit_ts";
    return [column, isTime ? new Date(value).toISOString() : value] as const;
  });
  return Object.fromEntries(pairs);
}

function cellsOf(trade: TradeRecord): string[] {
  const { trade_id, exit_ts, symbol, side, qty, entry_price, exit_price, exit_reason } = trade;
  return [
    ...[trade_id, moment(exit_ts), symbol, side, String(qty)],
    // A mean price is hardly ever on the grid.
    ...[String(Number(entry_price.toFixed(6))), String(Number(exit_price.toFixed(6)))],
    ...[exit_reason, signed(trade.net_pnl, 2), inR(trade.result_R)],
  ];
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
  const wanted = wantedOf(flags);
  const { limit, offset } = flags;
  const { trades, total } = await onView((view) => tradePage(view, wanted, { limit, offset }));
  if (flags.json) return printJson(trades.map(jsonOf));
  if (total === 0) return say("no trade has closed that is asked for");
  if (trades.length === 0) return say(`there are ${counted(total, "trade")}; lower --offset`);
  await print(`${padded([HEAD, ...trades.map(cellsOf)], ALIGNMENTS)}\n`);
  const last = offset + trades.length;
  if (last < total) say(`${plain(total - last, 0)} older: --offset ${last}`);
}

/** Writes closed trades as CSV, oldest first. Throws UserErrors as `openView` does. */
export async function exportTrades(flags: TradesExportFlags): Promise<void> {
  const wanted = wantedOf(flags);
  const trades = await onView((view) => tradesIn(view, wanted));
  if (flags.json) {
    if (flags.out === undefined) return printJson(trades.map(jsonOf));
    return write(flags.out, `${JSON.stringify(trades.map(jsonOf))}\n`);
  }
  const text = `${[tradesCsvHeader, ...trades.map(tradeToCsvRow)].join("\n")}\n`;
  if (flags.out === undefined) return print(text);
  write(flags.out, text);
}

function write(path: string, text: string): void {
  const file = new OutputFile(path);
  file.write(text);
  file.finish();
}
