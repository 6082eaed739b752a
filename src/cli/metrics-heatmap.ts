// Results by weekday and hour, in blocks that say what they say without colour as well.

import type { ChalkInstance } from "chalk";
import { inR, plain, signed } from "../analytics/figures.js";
import type { Metrics } from "../analytics/metrics.js";
import { toned } from "./tone.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LABEL_COLUMNS = 5;
/** `+12.34 R  120` behind a line. */
const TOTAL_COLUMNS = 18;
/** Cells of an hour: a sign, blocks and a gap. */
const NARROWEST = 3;
const WIDEST = 6;
/** From a quarter of the largest result to all of it. */
const BLOCKS = ["░", "▒", "▓", "█"];

/** A day's cells by hour. */
type Week = Metrics["heatmap_weekday_hour"];

/** The map's lines; an hour begins at its number, in the exchange's time. */
export function heatmapLines({ r, trades }: Week, columns: number, paint: ChalkInstance): string[] {
  const days = DAYS.map((_, day) => day).filter((day) => day < 5 || countOf(trades[day]) > 0);
  const used = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
    trades.some((day) => (day[hour] ?? 0) > 0),
  );
  const [first, last] = [used[0], used[used.length - 1]];
  if (first === undefined || last === undefined) return [];
  const hours = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const room = columns - LABEL_COLUMNS;
  const hasTotals = room - TOTAL_COLUMNS >= hours.length * NARROWEST;
  const free = hasTotals ? room - TOTAL_COLUMNS : room;
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(free / hours.length)));
  const largest = Math.max(...r.flat().map(Math.abs));
  const cells = (day: number): string =>
    hours
      .map((hour) => {
        const result = r[day]?.[hour] ?? 0;
        const count = trades[day]?.[hour] ?? 0;
        return cellOf(result, count, largest, width, paint);
      })
      .join("");
  const head = hours.map((hour) => String(hour).padStart(2, "0").padEnd(width)).join("");
  return [
    paint.dim(" ".repeat(LABEL_COLUMNS) + head.trimEnd()),
    ...days.map((day) => {
      const line = (DAYS[day] ?? "").padEnd(LABEL_COLUMNS) + cells(day);
      return (hasTotals ? line + totalOf(r[day], trades[day], paint) : line).trimEnd();
    }),
    paint.dim(`+ won, − lost, ░▒▓█ by quarters of ${plain(largest, 2)} R, · came to nothing`),
  ];
}

function cellOf(
  result: number,
  count: number,
  largest: number,
  width: number,
  paint: ChalkInstance,
): string {
  if (count === 0) return " ".repeat(width);
  // Shown as nothing is nothing.
  if (largest === 0 || signed(result, 2) === "0.00") return "·".padEnd(width);
  const quarter = Math.min(3, Math.floor((Math.abs(result) / largest) * 4));
  const blocks = (BLOCKS[quarter] ?? "█").repeat(width - 2);
  const text = `${result > 0 ? "+" : "−"}${blocks}`;
  return `${result > 0 ? paint.cyan(text) : paint.yellow(text)} `;
}

function totalOf(
  results: readonly number[] = [],
  counts: readonly number[] = [],
  paint: ChalkInstance,
): string {
  const total = results.reduce((sum, each) => sum + each, 0);
  const count = countOf(counts);
  if (count === 0) return "";
  return `${toned(inR(total).padStart(11), total, paint)}${paint.dim(plain(count, 0).padStart(6))}`;
}

function countOf(counts: readonly number[] = []): number {
  return counts.reduce((sum, each) => sum + each, 0);
}
