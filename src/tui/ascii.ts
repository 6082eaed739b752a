// The screen in ASCII alone: for terminals, fonts and readers that have nothing else. Every glyph
// becomes one of as many cells, so that nothing moves.

import { BLANK, DOTS } from "./braille.js";
import { cellsOf } from "./line.js";
import type { Line } from "./theme.js";

/** What each glyph of the cockpit becomes. */
const GLYPHS: Readonly<Record<string, string>> = {
  // Signs and words.
  ...{ "−": "-", "–": "-", "×": "x", "·": "|", "…": "~", "▲": "^", "▼": "v", "✓": "+", "✗": "x" },
  ...{ "→": ">", "←": "<", "↑": "^", "↓": "v", "⇡": "^", "⇣": "v", "⇄": "~", "»": ">" },
  ...{ "‹": "<", "›": ">", "▶": ">", "◂": "<", "‖": "=" },
  ...{ "●": "*", "○": "o", "◐": "o", "◌": "o", "◆": "*", "◇": "o", "■": "#", "□": "_" },
  ...{ "⚙": "*", "◷": "@" },
  // Bars, shades and rules.
  ...{ "█": "#", "▉": "#", "▊": "#", "▋": "=", "▌": "=", "▍": "-", "▎": "-", "▏": "|" },
  ...{ "▓": "#", "▒": "+", "░": ".", "▰": "#", "▱": "." },
  ...{ "─": "-", "━": "=", "│": "|", "╌": "-", "┈": "." },
  // asciichart's own.
  ...{ "┤": "|", "┼": "+", "╶": "-", "╴": "-", "╭": ".", "╮": ".", "╰": "'", "╯": "'" },
};

/** Dots of a cell that lie in its left and in its right column, and in its upper half. */
const columnMask = (column: 0 | 1): number => DOTS.reduce((mask, row) => mask | row[column], 0);
const LEFT = columnMask(0);
const RIGHT = columnMask(1);
const UPPER = DOTS.slice(0, 2).reduce((mask, [left, right]) => mask | left | right, 0);

/** Mean row of the dots, 0 at the top; null where there is none. */
function heightOf(bits: number): number | null {
  const rows = DOTS.flatMap(([left, right], row) => ((bits & (left | right)) === 0 ? [] : [row]));
  return rows.length === 0 ? null : rows.reduce((sum, row) => sum + row, 0) / rows.length;
}

/** A cell of a braille chart by how its line runs: up, down, high, low, or across all of it. */
function strokeOf(bits: number): string {
  if (bits === 0) return " ";
  const [left, right] = [heightOf(bits & LEFT), heightOf(bits & RIGHT)];
  if (left !== null && right !== null && left - right >= 1) return "/";
  if (left !== null && right !== null && right - left >= 1) return "\\";
  const rows = DOTS.filter(([one, other]) => (bits & (one | other)) !== 0).length;
  if (rows >= 3) return "|";
  if ((bits & ~UPPER) === 0) return "'";
  return (bits & UPPER) === 0 ? "." : ":";
}

/** One character in ASCII, in as many cells. */
function asciiOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= BLANK && code < BLANK + 0x100) return strokeOf(code - BLANK);
  const known = GLYPHS[character];
  if (known !== undefined) return known;
  // A letter with an accent is the letter.
  const base = character.normalize("NFD")[0] ?? "?";
  return /[ -~]/.test(base) ? base : "?".repeat(cellsOf(character));
}

/** A row with nothing in it but what ASCII has, as wide as before. */
export function asciiLine(line: Line): Line {
  return line.map((span) =>
    /^[ -~]*$/.test(span.text) ? span : { ...span, text: [...span.text].map(asciiOf).join("") },
  );
}
