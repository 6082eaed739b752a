// Cumulative R as a line of characters.

import asciichart from "asciichart";
import { extremePlaces } from "../analytics/extremes.js";
import { signed } from "../analytics/figures.js";

/** Most lines of a chart where nothing else is asked. */
const ROWS = 9;
/** asciichart's rounding may add a line to what it was asked for, and counts steps, not lines. */
const SPARE_ROWS = 2;
/** Columns between a label and the line: a space, the axis, and one to spare. */
const AXIS_COLUMNS = 3;
/** Least width of a label. */
const LABEL_COLUMNS = 9;

/** Stretches a series to a number of columns that is no less. */
function stretched(values: readonly number[], columns: number): number[] {
  const step = (values.length - 1) / Math.max(1, columns - 1);
  return Array.from({ length: columns }, (_, column) => values[Math.round(column * step)] ?? 0);
}

/** How a chart is laid out. */
interface CurveLayout {
  /** Most lines. */
  readonly rows: number;
  /** Least cells for a label. */
  readonly label: number;
  /** Places after the point in a label. */
  readonly places: number;
  /** What stands before the first value; null is nothing. A sum begins at 0. */
  readonly start?: number | null;
}

const PAGE: CurveLayout = { rows: ROWS, label: LABEL_COLUMNS, places: 1 };

/**
 * The lines of a chart of cumulative R, no longer than `columns`. It starts from 0.
 * @param results cumulative R after each trade, or other values of it, one at the least
 */
export function curveLines(
  results: readonly number[],
  columns: number,
  { rows, label: labelLeast, places, start = 0 }: CurveLayout = PAGE,
): string[] {
  const values = start === null ? results : [start, ...results];
  // Four points have the extremes.
  const extremes = extremePlaces(values, 4).map((place) => values[place] ?? 0);
  const range = Math.max(...extremes) - Math.min(...extremes);
  // In fewer places lines of so flat a curve would bear the same label.
  const isFine = range > 0 && range < rows / 10 ** places;
  const label = (value: number): string => signed(value, isFine ? places + 1 : places);
  const labelColumns = Math.max(labelLeast, ...extremes.map((value) => label(value).length));
  const room = Math.max(2, columns - labelColumns - AXIS_COLUMNS);
  const kept = extremePlaces(values, room).map((place) => values[place] ?? 0);
  const series = values.length > room ? kept : stretched(values, room);
  const isFlat = series.every((value) => value === series[0]);
  const chart = asciichart.plot(series, {
    height: isFlat ? 1 : Math.max(1, rows - SPARE_ROWS),
    format: (value) => label(value).padStart(labelColumns),
  });
  return chart.split("\n").map((line) => line.trimEnd());
}
