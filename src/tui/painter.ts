// Between the state and the screen: Ink is given only the rows that changed, since what it costs
// grows with every character it lays out, and what comes back is put in its place among the rest.

import type { Drawing, DrawingSource } from "./app.js";
import { asciiLine } from "./ascii.js";
import type { CockpitState, CurvePlotter } from "./cockpit-state.js";
import { frameLines } from "./frame.js";
import type { Screen } from "./screen.js";
import { type Line, PLAIN_LOOK, paletteOf } from "./theme.js";

/** Paints states on a screen. */
export class Painter implements DrawingSource {
  readonly #screen: Screen;
  readonly #plot: CurvePlotter;
  readonly #listeners = new Set<() => void>();
  /** What is drawn in each row. */
  #keys: readonly string[] = [];
  /** Rows as Ink wrote them, with their styles; null where it has not yet. */
  #rows: (string | null)[] = [];
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

  /** Has the rows drawn that differ from what was drawn before. */
  paint(state: CockpitState): void {
    const { columns, look } = state;
    const palette = paletteOf(look);
    const frame = frameLines(state, this.#plot);
    const lines = look.isAscii ? frame.map(asciiLine) : frame;
    const isResized = columns !== this.#drawing.columns || lines.length !== this.#rows.length;
    const isNew = isResized || palette !== this.#drawing.palette;
    const keys = lines.map(keyOf);
    // What has only moved, as a list does with each new line at its top, is drawn already.
    const drawn = new Map(isNew ? [] : this.#keys.map((key, at) => [key, this.#rows[at] ?? null]));
    const isChanged = isNew || keys.some((key, at) => key !== this.#keys[at]);
    if (!isChanged) return;
    this.#keys = keys;
    this.#rows = keys.map((key) => drawn.get(key) ?? null);
    const rows = lines.flatMap((line, at) => (this.#rows[at] === null ? [{ at, line }] : []));
    if (rows.length === 0) {
      this.#screen.show(this.#rows.join("\n"));
      return;
    }
    this.#drawing = { columns, palette, rows };
    for (const listener of this.#listeners) listener();
  }

  /** Takes what Ink made of the drawing. */
  take(frame: string): void {
    const texts = frame.split("\n");
    for (const [place, { at }] of this.#drawing.rows.entries()) {
      this.#rows[at] = texts[place] ?? "";
    }
    this.#screen.show(this.#rows.join("\n"));
  }
}

/** Tells a row from every other one that looks different. */
function keyOf(line: Line): string {
  return line.map(({ role, text }) => `${role}\u0000${text}`).join("\u0001");
}
