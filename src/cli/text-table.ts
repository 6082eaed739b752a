// Columns of text, aligned by display width.

/** Cells of one kind of column. */
export type Alignment = "left" | "right";

/** Pads a cell to a width. */
export function cell(text: string, width: number, alignment: Alignment): string {
  return alignment === "left" ? text.padEnd(width) : text.padStart(width);
}

/** Rows as text, columns two spaces apart and as wide as they need; left-aligned by default. */
export function padded(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[] = [],
): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, text] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, text.length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((text, column) => cell(text, widths[column] ?? 0, alignments[column] ?? "left"))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
