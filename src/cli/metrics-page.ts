// What the trades add up to as a page that a person likes to read: headline first, then the curve,
// then where it came from.

import { stripVTControlCharacters } from "node:util";
import { Chalk, type ChalkInstance } from "chalk";
import type { Analysis } from "../analytics/analysis.js";
import { counted } from "../analytics/count.js";
import type { GuardWorth } from "../analytics/guard-worth.js";
import type { Metrics } from "../analytics/metrics.js";
import { cellsOf, clip } from "../tui/line.js";
import { curveLines } from "./curve.js";
import { guardLines } from "./guards-table.js";
import { heatmapLines } from "./metrics-heatmap.js";
import { figureLines, histogramLines } from "./metrics-spread.js";
import { attributionTables } from "./metrics-tables.js";
import { tileLines } from "./metrics-tiles.js";
import { shownName } from "./text-table.js";

/** Everything the page shows. */
export interface MetricsPage {
  /** Where the trades come from, and which of them. */
  readonly source: string;
  readonly currency: string;
  readonly metrics: Metrics;
  readonly analysis: Analysis;
  readonly guards: readonly GuardWorth[];
}

/** How it is laid out; no line is longer than `columns`, which is 80 at least. */
interface PageLayout {
  readonly columns: number;
  readonly color: boolean;
}

const INDENT = "  ";
/** From so many columns on, tables stand side by side. */
const WIDE = 132;
const GUTTER = 4;
const CURVE = { rows: 10, label: 8, places: 1 };
const BELOW = { rows: 6, label: 8, places: 1 };

/** The page, with a line end behind each line. */
export function renderMetrics(page: MetricsPage, { columns, color }: PageLayout): string {
  const paint = new Chalk({ level: color ? 1 : 0 });
  const { metrics, analysis, guards, currency } = page;
  const room = columns - 2 * INDENT.length;
  const guardTable = guardLines(guards, room, paint);
  const blocks =
    metrics.trades === 0
      ? [["No closed trade to show."], guardTable]
      : [
          tileLines(metrics, analysis.performance, currency, room, paint),
          ...curves(page, room, paint),
          heatmap(metrics, room, paint),
          ...sideBySide(
            [
              histogramLines(analysis.performance, halfOf(room), paint),
              figureLines(analysis.performance, paint),
              ...attributionTables(analysis.attribution, halfOf(room), paint),
            ],
            room,
          ),
          guardTable,
          notes(analysis, paint),
        ];
  const lines = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map((line) => (line === "" ? "" : INDENT + line)).join("\n"));
  return `${[heading(page, columns, paint), ...lines].join("\n\n")}\n`;
}

function heading({ source, metrics }: MetricsPage, columns: number, paint: ChalkInstance): string {
  const { equity_curve: curve, trades } = metrics;
  const [first, last] = [curve[0], curve[curve.length - 1]];
  const days = [...new Set([first, last].map((point) => point?.ts.slice(0, 10) ?? ""))];
  const span = first === undefined ? "" : ` · ${days.join(" to ")}`;
  const title = clip(
    shownName(`metrics · ${source}${span} · ${counted(trades, "trade")}`),
    columns,
  );
  return `${paint.bold(title)}\n${paint.dim("─".repeat(columns))}`;
}

function curves(
  { metrics, analysis }: MetricsPage,
  room: number,
  paint: ChalkInstance,
): string[][] {
  const { equity_curve: curve, max_drawdown_R } = metrics;
  const { window, points } = analysis.performance.rolling;
  const equity = curveLines(
    curve.map(({ r }) => r),
    room,
    CURVE,
  );
  const drawdown = curveLines(
    curve.map(({ drawdown_r }) => -drawdown_r + 0),
    room,
    BELOW,
  );
  const rolling = curveLines(
    points.map(({ expected_R }) => expected_R),
    room,
    { ...BELOW, places: 2, start: null },
  );
  return [
    [paint.bold("cumulative R"), ...equity],
    max_drawdown_R === 0 ? [] : [paint.bold("R below the peak"), ...drawdown],
    points.length < 2 ? [] : [paint.bold(`mean R of the last ${window} trades`), ...rolling],
  ];
}

function heatmap(metrics: Metrics, room: number, paint: ChalkInstance): string[] {
  const lines = heatmapLines(metrics.heatmap_weekday_hour, room, paint);
  return [paint.bold("R by weekday and hour of the entry, exchange time"), ...lines];
}

function notes({ performance }: Analysis, paint: ChalkInstance): string[] {
  const { enough_trades, daily } = performance;
  return [
    `* fewer than ${enough_trades} trades: chance alone may have made it.`,
    `Ratios: R by trading day, Monday to Friday, ${daily.days_of_year} days a year, no risk-free`,
    "rate; Calmar is over the deepest drawdown in R. Intervals are Student's, 95 %.",
  ].map((line) => paint.dim(line));
}

function halfOf(room: number): number {
  return room < WIDE ? room : Math.floor((room - GUTTER) / 2);
}

/** Blocks one under the other, or in two columns where there is room for them. */
function sideBySide(blocks: readonly string[][], room: number): string[][] {
  if (room < WIDE) return [...blocks];
  const width = halfOf(room);
  const [left, right]: [string[], string[]] = [[], []];
  for (const block of blocks) {
    const shorter = right.length < left.length ? right : left;
    if (shorter.length > 0) shorter.push("");
    shorter.push(...block);
  }
  const rows = Math.max(left.length, right.length);
  const lines = Array.from({ length: rows }, (_, row) => {
    const text = left[row] ?? "";
    const other = right[row] ?? "";
    if (other === "") return text;
    const gap = width + GUTTER - cellsOf(stripVTControlCharacters(text));
    return text + " ".repeat(Math.max(1, gap)) + other;
  });
  return [lines];
}
