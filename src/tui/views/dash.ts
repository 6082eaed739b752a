// The view for the trading day: price, results, facts as they come.

import { plain } from "../../analytics/figures.js";
import { type Block, band } from "../band.js";
import type { CockpitState, CurvePlotter } from "../cockpit-state.js";
import { span, widthOf } from "../line.js";
import { feedLines, feedStart, refusalLines } from "../panels/feed.js";
import { worthLine } from "../panels/guards.js";
import { distanceText, priceLines, priceTitle } from "../panels/price.js";
import { resultsLines, resultsTitle, tradesLines } from "../panels/results.js";
import type { Line } from "../theme.js";
import type { View } from "./view.js";

/** From here on the last trades and the refusals have room beside the feed. */
const WIDE_COLUMNS = 110;

function dashLines(state: CockpitState, plot: CurvePlotter, rows: number): Line[] {
  const { columns } = state;
  const chartRows = Math.ceil(rows * (rows < 20 ? 0.62 : 0.6));
  const left = Math.round(columns * 0.6);
  const distance = distanceText(state);
  const charts = band(
    [
      {
        title: priceTitle(state, left),
        end: distance === "" ? [] : [span(distance, "dim")],
        width: left,
        lines: (width, height) => priceLines(state, width, height),
      },
      {
        title: resultsTitle(state),
        width: columns - left,
        lines: (width, height) => resultsLines(state, plot, width, height),
      },
    ],
    chartRows,
  );
  return [...charts, ...feedBand(state, rows - chartRows)];
}

/** What a rule needs beside its title and its end. */
const RULE_CELLS = 7;

/** What guards are worth today stands at the end; where it is long, the title is short. */
function feedHead(state: CockpitState, width: number, rows: number): Pick<Block, "title" | "end"> {
  const { snapshot } = state;
  const newer = feedStart(state, rows - 1);
  const short = [
    span("FACTS", "title"),
    ...(newer === 0 ? [] : [span(` ▲ ${plain(newer, 0)} newer`, "strong")]),
  ];
  const title = newer === 0 ? [...short, span(" newest first", "dim")] : short;
  const whole = widthOf(worthLine(snapshot, Number.POSITIVE_INFINITY));
  const room = (head: Line): number => width - widthOf(head) - RULE_CELLS;
  const head = whole <= room(title) ? title : short;
  return { title: head, end: worthLine(snapshot, room(head)) };
}

function feedBand(state: CockpitState, rows: number): Line[] {
  const { columns } = state;
  const feed = (width: number): Block => ({
    ...feedHead(state, width, rows),
    width,
    lines: (cells, height) => feedLines(state, cells, height),
  });
  if (columns < WIDE_COLUMNS) return band([feed(columns)], rows);
  const trades = (width: number): Block => ({
    title: [span("TRADES", "title"), span(` ${plain(state.results.trades, 0)}`)],
    width,
    lines: (cells, height) => tradesLines(state, cells, height),
  });
  if (columns < 2 * WIDE_COLUMNS - 50) {
    const left = Math.round(columns * 0.6);
    return band([feed(left), trades(columns - left)], rows);
  }
  const refused = state.refusals.reduce((sum, { count }) => sum + count, 0);
  const left = Math.round(columns * 0.45);
  const middle = Math.round(columns * 0.35);
  const refusals: Block = {
    title: [span("REFUSED", "title"), span(` ${refused}`)],
    width: columns - left - middle,
    lines: (cells, height) => refusalLines(state, cells, height),
  };
  return band([feed(left), trades(middle), refusals], rows);
}

/** Dash. */
export const dash: View = {
  title: "Dash",
  count: ({ feed }) => feed.length,
  lines: (state, plot, _width, rows) => dashLines(state, plot, rows),
};
