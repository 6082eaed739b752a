// A line drawn in braille dots: two columns and four rows of them in every cell.

/** Bits of the dots of a cell, by row and column, from `BLANK` on. */
export const DOTS: readonly (readonly [number, number])[] = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];
/** The cell without a dot. */
export const BLANK = 0x2800;

/** The range that a chart shows. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The row of cells, from the top, on which a value lies. */
export function rowOf(value: number, { low, high }: Range, rows: number): number {
  return Math.floor(dotOf(value, { low, high }, rows) / 4);
}

function dotOf(value: number, { low, high }: Range, rows: number): number {
  const share = high > low ? (high - value) / (high - low) : 0.5;
  return Math.min(rows * 4 - 1, Math.max(0, Math.round(share * (rows * 4 - 1))));
}

/**
 * Rows of cells, a space where there is no dot. Every value takes one column of dots, joined to
 * the one before, from the left edge on.
 */
export function brailleRows(
  values: readonly number[],
  range: Range,
  columns: number,
  rows: number,
): string[][] {
  const cells = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  let before: number | null = null;
  for (const [column, value] of values.slice(0, columns * 2).entries()) {
    const at = dotOf(value, range, rows);
    const [top, bottom] = before === null ? [at, at] : reach(at, before);
    for (let dot = top; dot <= bottom; dot++) {
      const row = cells[Math.floor(dot / 4)];
      const cell = Math.floor(column / 2);
      if (row !== undefined) row[cell] = (row[cell] ?? 0) | (DOTS[dot % 4]?.[column % 2] ?? 0);
    }
    before = at;
  }
  return cells.map((row) =>
    row.map((bits) => (bits === 0 ? " " : String.fromCodePoint(BLANK + bits))),
  );
}

/** From the dot itself to the one next to the dot before, top first, so that no step is broken. */
function reach(at: number, before: number): [number, number] {
  if (at === before) return [at, at];
  return before > at ? [at, before - 1] : [before + 1, at];
}
