// Cumulative R as a line of characters.

import asciichart from "asciichart";
import { extremePlaces } from "../analytics/extremes.js";
import { signed } from "../analytics/figures.js";

/** Lines of a chart where nothing else is asked. */
const ROWS = 9;
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
  /** Lines, two at the least. */
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
 * The `rows` lines of a chart of cumulative R, no longer than `columns`; one line where it is
 * level. It starts from 0.
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
  // From its lowest value on: asciichart's own steps are from 0 on, so that a value may stand on a
  // row whose label is nearly a step away, and there may be a row more than was asked for.
  const low = Math.min(...series);
  const heights = series.map((value) => value - low);
  const isFlat = heights.every((height) => height === 0);
  const chart = asciichart.plot(heights, {
    height: isFlat ? 1 : Math.max(1, rows - 1),
    format: (height) => label(height + low).padStart(labelColumns),
  });
  return chart.split("\n").map(straight);
}

/** asciichart crosses the axis where the line begins, and once more where its own zero is not. */
function straight(line: string): string {
  return line.replace(/┼(?![─╮╯])/, "┤").trimEnd();
}
