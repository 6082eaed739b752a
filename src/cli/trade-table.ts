// Closed trades as a table that fits the terminal: what there is no room for is left out, the least
// wanted column first.

import { duration, inR, moment, plain, signed } from "../analytics/figures.js";
import type { ListedTrade } from "../projection/trades.js";
import { type Column, span, table, tame } from "../tui/line.js";
import { quantity } from "../tui/quantity.js";
import type { Setup } from "./setup.js";
import { decimalsOf } from "./trade-decimals.js";

const MINUTE_MS = 60_000;

/** A result; what is measured by a risk that somebody assumed bears a mark. */
function resultText({ result_R, risk }: ListedTrade): string {
  return risk === "assumed" ? `~${inR(result_R)}` : inR(result_R);
}

type Described = Omit<Column, "cells"> & {
  /** @param price one of its prices as text */
  readonly text: (trade: ListedTrade, price: (value: number) => string) => string;
};

function column(
  title: string,
  align: Column["align"],
  spare: number,
  text: Described["text"],
): Described {
  return { title, align, spare, text };
}

const OWN: readonly Described[] = [
  column("id", "right", 0, (trade) => trade.trade_id),
  column("closed (UTC)", "left", 0, (trade) => moment(trade.exit_ts)),
  column("symbol", "left", 0, (trade) => trade.symbol),
  column("side", "left", 1, (trade) => trade.side),
  column("qty", "right", 3, (trade) => quantity(trade.qty)),
  column("entry", "right", 5, (trade, price) => price(trade.entry_price)),
  column("exit", "right", 5, (trade, price) => price(trade.exit_price)),
  column("strategy", "left", 6, (trade) => trade.strategy),
  column("regime", "left", 8, (trade) => trade.regime),
  column("why", "left", 4, (trade) => trade.exit_reason),
  column("held", "right", 9, (trade) => duration((trade.exit_ts - trade.entry_ts) / MINUTE_MS)),
  column("mae", "right", 11, (trade) => inR(trade.mae_R)),
  column("mfe", "right", 11, (trade) => inR(trade.mfe_R)),
  column("slip", "right", 10, (trade) => signed(trade.slippage_ticks, 1)),
  column("net", "right", 2, (trade) => signed(trade.net_pnl, 2)),
  column("R", "right", 0, resultText),
];
const ACCOUNT = column("account", "left", 2, (trade) => trade.account);
const TAGS = column("tags", "left", 7, (trade) => trade.tags.join(" "));

/**
 * Head and rows, no wider than `width` cells.
 * @param instruments the user's own, by whose grids prices are written
 */
export function tradeTable(
  trades: readonly ListedTrade[],
  width: number,
  instruments: Setup["instruments"],
): string {
  const columns = [
    ...OWN.slice(0, 2),
    ...(trades.some(({ source }) => source !== "journal") ? [ACCOUNT] : []),
    ...OWN.slice(2),
    ...(trades.some(({ tags }) => tags.length > 0) ? [TAGS] : []),
  ];
  const places = trades.map((trade) => decimalsOf(trade, instruments));
  const described = columns.map(({ text, ...rest }) => ({
    ...rest,
    cells: trades.map((trade, row) =>
      span(tame(text(trade, (value) => plain(value, places[row] ?? 0)))),
    ),
  }));
  // A panel of the cockpit has a blank at its left edge.
  const lines = table(described, width + 1);
  return lines
    .map((line) =>
      line
        .map(({ text }) => text)
        .join("")
        .slice(1)
        .trimEnd(),
    )
    .join("\n");
}
