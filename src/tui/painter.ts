// Between the state and the screen: Ink is given only what changed of the rows that did, since what
// it costs grows with every character it lays out, and what comes back is put among the rest.

import type { Drawing, DrawingSource } from "./app.js";
import { asciiLine } from "./ascii.js";
import { BLANK, type Cell, cellsIn, changedColumns, textOf } from "./cells.js";
import type { CockpitState, CurvePlotter } from "./cockpit-state.js";
import { frameLines } from "./frame.js";
import { cellsOf, span } from "./line.js";
import type { Screen } from "./screen.js";
import { type Line, PLAIN_LOOK, paletteOf, type Role, type Span } from "./theme.js";

/** A row of the screen. */
interface Row {
  /** Tells it from every other one that looks different. */
  readonly key: string;
  /** What it is to show, its roles as styles. */
  readonly meant: readonly Cell[];
  /** As Ink wrote it, and as text; null where it has not yet. */
  drawn: readonly Cell[] | null;
  text: string;
}

/** A part of a row that Ink draws. */
interface Part {
  readonly at: number;
  /** Its first column, and how many. */
  readonly first: number;
  readonly count: number;
  /** What stands in the row beside it. */
  readonly base: readonly Cell[];
}

/** Paints states on a screen. */
export class Painter implements DrawingSource {
  readonly #screen: Screen;
  readonly #plot: CurvePlotter;
  readonly #listeners = new Set<() => void>();
  #rows: readonly Row[] = [];
  #parts: readonly Part[] = [];
  #drawing: Drawing = { columns: 0, palette: paletteOf(PLAIN_LOOK), rows: [] };

  constructor(screen: Screen, plot: CurvePlotter) {
    this.#screen = screen;
    this.#plot = plot;
  }

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  readonly read = (): Drawing => this.#drawing;

  /** Has drawn what differs from what was drawn before. */
  paint(state: CockpitState): void {
    const { columns, look } = state;
    const palette = paletteOf(look);
    const frame = frameLines(state, this.#plot);
    const lines = look.isAscii ? frame.map(asciiLine) : frame;
    const isResized = columns !== this.#drawing.columns || lines.length !== this.#rows.length;
    const before = isResized || palette !== this.#drawing.palette ? [] : this.#rows;
    const keys = lines.map(keyOf);
    if (before.length > 0 && keys.every((key, at) => key === before[at]?.key)) return;
    // What has only moved, as a list does with each new line at its top, is drawn already.
    const known = new Map(before.map((row) => [row.key, row]));
    this.#rows = lines.map((line, at): Row => {
      const key = keys[at] ?? "";
      return known.get(key) ?? { key, meant: meantBy(line), drawn: null, text: "" };
    });
    this.#parts = this.#rows.flatMap((row, at) =>
      row.drawn === null ? [partOf(row, at, before)] : [],
    );
    if (this.#parts.length === 0) {
      this.#show();
      return;
    }
    const rows = this.#parts.map(({ at, first, count }) => {
      return { at, line: lineOf(this.#rows[at]?.meant.slice(first, first + count) ?? []) };
    });
    this.#drawing = { columns, palette, rows };
    for (const listener of this.#listeners) listener();
  }

  /** Nothing of what was drawn is seen any more. */
  forget(): void {
    this.#rows = [];
  }

  /** Takes what Ink made of the drawing. */
  take(frame: string): void {
    const texts = frame.split("\n");
    for (const [place, { at, first, count, base }] of this.#parts.entries()) {
      const row = this.#rows[at];
      if (row === undefined) continue;
      const part = filled(cellsIn(texts[place] ?? ""), count);
      row.drawn = [...filled(base.slice(0, first), first), ...part, ...base.slice(first + count)];
      row.text = textOf(row.drawn);
    }
    this.#show();
  }

  #show(): void {
    this.#screen.show(this.#rows.map(({ text }) => text).join("\n"));
  }
}

function keyOf(line: Line): string {
  return line.map(({ role, text }) => `${role}\u0000${text}`).join("\u0001");
}

/** A row as it is meant, column by column. */
function meantBy(line: Line): Cell[] {
  return line.flatMap(({ text, role }) =>
    [...text].flatMap((one): Cell[] => {
      const cell = { text: one, style: role };
      return one > "~" && cellsOf(one) === 2 ? [cell, { text: "", style: role }] : [cell];
    }),
  );
}

/** What has to be drawn of a row, whose place held another one that may have been drawn. */
function partOf({ meant }: Row, at: number, before: readonly Row[]): Part {
  const old = before[at];
  const base = old?.drawn ?? null;
  const changed = old === undefined || base === null ? null : changedColumns(old.meant, meant);
  if (base === null || changed === null) return { at, first: 0, count: meant.length, base: [] };
  const [first, last] = changed;
  return { at, first, count: last - first + 1, base };
}

/** Columns as spans, one for each run of a role. */
function lineOf(cells: readonly Cell[]): Line {
  const spans: Span[] = [];
  for (const { text, style } of cells) {
    const last = spans.at(-1);
    if (last?.role === style) spans[spans.length - 1] = { text: last.text + text, role: last.role };
    else spans.push(span(text, style as Role));
  }
  return spans;
}

/** Exactly so many columns: Ink leaves out blanks at a row's end. */
function filled(cells: readonly Cell[], count: number): Cell[] {
  return Array.from({ length: count }, (_, at) => cells[at] ?? BLANK);
}
