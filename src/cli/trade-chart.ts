// The bars of a trade as a chart of characters: closes as a line, the entry, the exit and the stop,
// as it was moved, drawn across it. Nothing in it hangs on colour.

import { plain } from "../analytics/figures.js";
import type { TradePath } from "../runtime/trade-story.js";
import { brailleRows, type Range, rowOf } from "../tui/braille.js";

/** Cells high. */
const ROWS = 10;
/** A bar is at most so many dots wide. */
const MOST_DOTS = 6;
/** Between the chart and a label at its right. */
const LABEL_GAP = 1;
const LEVEL_MARK = "┈";
const STOP_MARK = "╴";

/** What is drawn over the closes. Prices are as the facts have them, times UTC epoch ms. */
export interface ChartedTrade {
  readonly side: "long" | "short";
  readonly entry: number;
  readonly exit: number;
  /** The stop from a moment on, the first one first. */
  readonly stops: readonly { readonly ts: number; readonly price: number }[];
}

interface Label {
  readonly row: number;
  readonly text: string;
}

/** Labels on rows of their own, as near to where they belong as can be. */
function placed(labels: readonly Label[]): ReadonlyMap<number, string> {
  const rows = new Map<number, string>();
  for (const { row, text } of labels) {
    const free = Array.from({ length: ROWS }, (_, at) => at).filter((at) => !rows.has(at));
    free.sort((a, b) => Math.abs(a - row) - Math.abs(b - row) || a - b);
    const [nearest] = free;
    if (nearest !== undefined) rows.set(nearest, text);
  }
  return rows;
}

function rangeOf(values: readonly number[]): Range {
  return { low: Math.min(...values), high: Math.max(...values) };
}

/** The stop that stood when a bar opened; null before the first one. */
function stopAt({ stops }: ChartedTrade, ts: number): number | null {
  return stops.findLast((stop) => stop.ts <= ts)?.price ?? null;
}

/**
 * The chart's lines, no longer than `columns`; none without bars.
 * @param decimals places after the point in a label
 */
export function tradeChart(
  { bars, entryAt, exitAt }: TradePath,
  trade: ChartedTrade,
  { columns, decimals }: { readonly columns: number; readonly decimals: number },
): string[] {
  if (bars.length === 0) return [];
  const last = trade.stops.at(-1)?.price ?? trade.entry;
  const name = (word: string, price: number): string => `${word} ${plain(price, decimals)}`;
  const texts = [name("entry", trade.entry), name("exit", trade.exit), name("stop", last)];
  const labelled = Math.max(...texts.map((text) => text.length)) + LABEL_GAP;
  const width = Math.max(1, Math.min(columns - labelled, Math.ceil((bars.length * MOST_DOTS) / 2)));
  const barAt = (dot: number): number =>
    Math.min(bars.length - 1, Math.floor((dot * bars.length) / (width * 2)));
  const columnOf = (at: number): number =>
    Math.min(width - 1, Math.floor(((at + 0.5) * width) / bars.length));
  const closes = Array.from({ length: width * 2 }, (_, dot) => bars[barAt(dot)]?.close ?? 0);
  const stops = trade.stops.map(({ price }) => price);
  const range = rangeOf([...bars.map(({ close }) => close), trade.entry, trade.exit, ...stops]);
  const cells = brailleRows(closes, range, width, ROWS);
  const row = (price: number): number => rowOf(price, range, ROWS);
  const draw = (price: number, column: number, mark: string, isAbove = false): void => {
    const line = cells[row(price)];
    if (line !== undefined && (isAbove || line[column] === " ")) line[column] = mark;
  };
  const [from, to] = [columnOf(entryAt), columnOf(exitAt)];
  for (let column = from; column <= to; column++) {
    const stop = stopAt(trade, bars[barAt(column * 2 + 1)]?.ts ?? 0) ?? stops[0];
    if (stop !== undefined) draw(stop, column, STOP_MARK);
    draw(trade.entry, column, LEVEL_MARK);
  }
  draw(trade.entry, from, trade.side === "long" ? "▲" : "▼", true);
  draw(trade.exit, to, "●", true);
  const labels = placed([
    { row: row(trade.entry), text: texts[0] ?? "" },
    { row: row(trade.exit), text: texts[1] ?? "" },
    ...(stops.length === 0 ? [] : [{ row: row(last), text: texts[2] ?? "" }]),
  ]);
  return cells.map((line, at) => {
    const label = labels.get(at);
    return label === undefined ? line.join("").trimEnd() : `${line.join("")} ${label}`;
  });
}
