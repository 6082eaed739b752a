// Closed trades, newest first.

import { plain } from "../../analytics/figures.js";
import type { TradeRecord } from "../../engine/trade/record.js";
import { band } from "../band.js";
import type { CockpitState } from "../cockpit-state.js";
import { span, tame, toWidth } from "../line.js";
import { matches } from "../list.js";
import { tradesLines } from "../panels/results.js";
import type { View } from "./view.js";

/** Trades that the filter leaves, newest first. */
function shownTrades({ data, places }: CockpitState): TradeRecord[] {
  const { filter } = places.trades;
  return [...data.trades].reverse().filter((trade) => matches(JSON.stringify(trade), filter));
}

/** Trades. */
export const trades: View = {
  title: "Trades",
  load: async (session) => ({ trades: await session.query("trades", {}) }),
  count: (state) => shownTrades(state).length,
  keyOf: (state, row) => shownTrades(state)[row]?.trade_id ?? null,
  lines: (state, _plot, width, rows) => {
    const { filter } = state.places.trades;
    const title = [span("TRADES", "title"), span(` ${plain(state.data.trades.length, 0)}`)];
    const end = filter === "" ? [] : [span(`/${tame(filter)}`, "strong")];
    const lines = (cells: number, height: number) =>
      tradesLines(state, cells, height).map((line) => toWidth(line, cells));
    return band([{ title, end, width, lines }], rows);
  },
};
