// Columns of text, aligned by the cells that a terminal draws them in.

import { cellsOf, pad, tame } from "../tui/line.js";

/** Where a column's text stands. */
export type Alignment = "left" | "right";

/**
 * A name from a file or a webhook as it may stand in a line: without what moves a cursor, or has a
 * width that nobody knows.
 */
export function shownName(name: string): string {
  return tame(name.replace(/\p{Cc}/gu, "·"));
}

/** Rows as text, columns two spaces apart and as wide as they need; left-aligned by default. */
export function padded(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[] = [],
): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, text] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cellsOf(text));
    }
  }
  return rows
    .map((row) =>
      row
        .map((text, column) => pad(text, widths[column] ?? 0, alignments[column] ?? "left"))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
