// Parts of the screen side by side under a rule that names them.

import { beside, rule } from "./line.js";
import type { Line } from "./theme.js";

/** A part of the screen. */
export interface Block {
  readonly title: Line;
  readonly end?: Line;
  readonly width: number;
  /** At most `rows` lines. */
  readonly lines: (width: number, rows: number) => readonly Line[];
}

/** Blocks side by side under one rule, exactly `rows` lines. */
export function band(blocks: readonly Block[], rows: number): Line[] {
  const head = blocks.flatMap(({ title, end = [], width }) => rule(width, title, end));
  const body = beside(
    blocks.map(({ lines, width }) => ({ lines: lines(width, rows - 1).slice(0, rows - 1), width })),
  );
  return exactly([head, ...body], rows);
}

/** As many lines as asked for: those too many are left out, those missing are empty. */
export function exactly(lines: readonly Line[], rows: number): Line[] {
  return Array.from({ length: Math.max(0, rows) }, (_, row) => lines[row] ?? []);
}
