// Cumulative R as a line of characters.

import asciichart from "asciichart";
import { signed } from "../analytics/figures.js";

/** Most lines of a chart where nothing else is asked. */
const ROWS = 9;
/** asciichart's rounding may add a line to what it was asked for, and counts steps, not lines. */
const SPARE_ROWS = 2;
/** Columns between a label and the line: a space, the axis, and one to spare. */
const AXIS_COLUMNS = 3;
/** Least width of a label. */
const LABEL_COLUMNS = 9;

/**
 * Stretches or thins a series to a number of columns: each shows the value that stood at its
 * right edge, so that the last column is the end; or the least one since the column before it.
 */
function spread(values: readonly number[], columns: number, isLeast: boolean): number[] {
  let before = -1;
  return Array.from({ length: columns }, (_, column) => {
    const place = Math.round((column * (values.length - 1)) / Math.max(1, columns - 1));
    let value = values[place] ?? 0;
    for (let at = before + 1; isLeast && at < place; at++) value = Math.min(value, values[at] ?? 0);
    before = place;
    return value;
  });
}

/** How a chart is laid out. */
interface CurveLayout {
  /** Most lines. */
  readonly rows: number;
  /** Least cells for a label. */
  readonly label: number;
  /** Places after the point in a label. */
  readonly places: number;
  /** Where there are more values than columns, the least of each stretch: no depth is left out. */
  readonly least?: true;
}

const PAGE: CurveLayout = { rows: ROWS, label: LABEL_COLUMNS, places: 1 };

/**
 * The lines of a chart of cumulative R, no longer than `columns`. It starts from 0.
 * @param results cumulative R after each trade
 */
export function curveLines(
  results: readonly number[],
  columns: number,
  { rows, label: labelLeast, places, least }: CurveLayout = PAGE,
): string[] {
  const label = (value: number): string => signed(value, places);
  const longest = [0, ...results].reduce((most, value) => Math.max(most, label(value).length), 0);
  const labelColumns = Math.max(labelLeast, longest);
  const room = Math.max(2, columns - labelColumns - AXIS_COLUMNS);
  const series = spread([0, ...results], room, least === true);
  const isFlat = series.every((value) => value === series[0]);
  const chart = asciichart.plot(series, {
    height: isFlat ? 1 : Math.max(1, rows - SPARE_ROWS),
    format: (value) => label(value).padStart(labelColumns),
  });
  return chart.split("\n").map((line) => line.trimEnd());
}
