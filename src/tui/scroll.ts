// Pages that are longer than their place: the rows that are seen of them, and a mark below where
// more follow.

import { plain } from "../analytics/figures.js";
import { span } from "./line.js";
import type { Line } from "./theme.js";

/** The last row that a page can begin with, so that its end is seen whole. */
export function lastStart(length: number, rows: number): number {
  return Math.max(0, length - rows);
}

/** At most `rows` of a page's lines, from one on; where more follow, the last row counts them. */
export function scrolled(lines: readonly Line[], start: number, rows: number): Line[] {
  const first = Math.max(0, Math.min(start, lastStart(lines.length, rows)));
  const seen = lines.slice(first, first + rows);
  const left = lines.length - first - rows;
  if (left <= 0 || rows < 1) return seen;
  // The mark takes the place of one of them.
  const mark = [span(` … ${plain(left + 1, 0)} more `, "strong"), span(" j  PgDn  G", "dim")];
  return [...seen.slice(0, rows - 1), mark];
}
