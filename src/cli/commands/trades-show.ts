// `trades show`: one trade from its signal to its close, with its bars.

import { duration, inR, moment, plain, signed } from "../../analytics/figures.js";
import { dataFolder } from "../../config/store.js";
import { nodeDisk } from "../../disk/node-disk.js";
import type { Fact } from "../../engine/effect.js";
import {
  type ImportedFill,
  importedFills,
  type Note,
  notesOf,
  seqSpan,
} from "../../projection/trade-lookup.js";
import type { ListedTrade } from "../../projection/trades.js";
import { type TradePath, TradeStories, type TradeStory } from "../../runtime/trade-story.js";
import { tame } from "../../tui/line.js";
import { quantity } from "../../tui/quantity.js";
import { exitWords } from "../../tui/reason-words.js";
import { journalFolder, openView, reading } from "../journal-view.js";
import { setUp } from "../setup.js";
import { columnsOf, type GeneralFlags, print, printJson } from "../terminal.js";
import { type ChartedTrade, tradeChart } from "../trade-chart.js";
import { decimalsOf } from "../trade-decimals.js";
import { tradeJson } from "../trade-figures.js";
import { tradeNamed } from "../trade-naming.js";
import { factJson, storyLines } from "../trade-words.js";

/** Flags of `trades show`. */
export interface TradesShowFlags extends GeneralFlags {
  /** Bars before the entry's and after the exit's. */
  readonly around: number;
}

const MINUTE_MS = 60_000;

/** All that is told of a trade. */
interface Shown extends TradeStory {
  readonly trade: ListedTrade;
  readonly notes: readonly Note[];
  /** Of an imported one. */
  readonly fills: readonly ImportedFill[];
}

const NO_PATH: TradePath = { bars: [], entryAt: -1, exitAt: -1 };

async function shownOf(name: string, around: number): Promise<Shown> {
  const view = await openView();
  try {
    const trade = tradeNamed(view, name);
    const { trade_id } = trade;
    const told = { trade, notes: notesOf(view, trade_id), fills: importedFills(view, trade_id) };
    if (trade.source !== "journal") return { ...told, facts: [], path: NO_PATH };
    const folder = journalFolder(await dataFolder());
    const asked = { ...trade, ...seqSpan(view, trade) };
    return reading(() => ({
      ...told,
      ...new TradeStories(nodeDisk, folder).story(asked, around),
    }));
  } finally {
    view.close();
  }
}

/** The stop as it was placed and moved. */
function stopsOf(trade: ListedTrade, facts: readonly Fact[]): ChartedTrade["stops"] {
  const moves = facts.flatMap((fact) =>
    fact.type === "stop_moved" ? [{ ts: fact.ts, price: fact.to }] : [],
  );
  return [{ ts: trade.entry_ts, price: trade.initial_stop }, ...moves];
}

function headLines({ trade, notes }: Shown, decimals: number): string[] {
  const price = (value: number): string => plain(value, decimals);
  const { side, qty, symbol, account, source, risk, tags } = trade;
  const held = duration((trade.exit_ts - trade.entry_ts) / MINUTE_MS);
  const bars = trade.bars_held === 0 ? "" : `, ${plain(trade.bars_held, 0)} bars`;
  const from = source === "journal" ? account : `${account}, imported from ${source}`;
  const stop = risk === "assumed" ? "assumed stop" : "initial stop";
  return [
    `trade ${trade.trade_id}  ${side} ${quantity(qty)} ${tame(symbol)}  ` +
      `${risk === "assumed" ? "~" : ""}${inR(trade.result_R)}  ${signed(trade.net_pnl, 2)}`,
    `${tame(trade.strategy)}, ${trade.regime} (${tame(from)})`,
    `${moment(trade.entry_ts)} to ${moment(trade.exit_ts)} UTC, ${held}${bars}`,
    `entry ${price(trade.entry_price)}, ${stop} ${price(trade.initial_stop)}, ` +
      `exit ${price(trade.exit_price)}: ${exitWords(trade.exit_reason)}`,
    `gross ${signed(trade.gross_pnl, 2)}, commission ${plain(trade.commission, 2)}, ` +
      `slippage ${signed(trade.slippage_ticks, 2)} ticks a contract, ` +
      `mae ${inR(trade.mae_R)}, mfe ${inR(trade.mfe_R)}`,
    ...(tags.length === 0 ? [] : [`tags ${tags.join(" ")}`]),
    ...notes.map(({ ts, note }) => `note ${moment(Date.parse(ts))}: ${tame(note)}`),
  ];
}

function fillLines(fills: readonly ImportedFill[], decimals: number): string[] {
  return fills.map(({ ts, role, side, qty, price, commission }) => {
    const clock = ts.slice(0, 19).replace("T", " ");
    const cost = commission === 0 ? "" : `, commission ${plain(commission, 2)}`;
    return `${clock}  ● ${role}: ${side} ${quantity(qty)} at ${plain(price, decimals)}${cost}`;
  });
}

/**
 * Prints one trade. Throws UserErrors: no such trade (2), no journal (2), or it is damaged (1).
 * @param name its id, the beginning of it, or its `trace_id`
 */
export async function showTrade(name: string, flags: TradesShowFlags): Promise<void> {
  const shown = await shownOf(name, flags.around);
  const { trade, notes, fills, facts, path } = shown;
  if (flags.json) {
    return printJson({
      trade: tradeJson(trade),
      ...{ notes, fills, facts: facts.map(factJson) },
      path: {
        bars: path.bars.map(({ ts, ...bar }) => ({ ts: new Date(ts).toISOString(), ...bar })),
        ...{ entry_at: path.entryAt, exit_at: path.exitAt },
      },
    });
  }
  const { instruments } = await setUp({ file: flags.config });
  const decimals = decimalsOf(trade, instruments);
  const stops = stopsOf(trade, facts);
  const { side, entry_price: entry, exit_price: exit } = trade;
  const layout = { columns: columnsOf(process.stdout), decimals };
  const parts = [
    headLines(shown, decimals),
    tradeChart(path, { side, entry, exit, stops }, layout),
    fillLines(fills, decimals),
    storyLines(facts, decimals),
  ];
  const told = parts.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  await print(`${told.join("\n\n")}\n`);
}
