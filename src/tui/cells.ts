// Rows of the screen column by column: what stands in each, and in which style; and where two rows
// differ.

import { cellsOf } from "./line.js";

const ESC = "\u001b[";
/** A change of style, or a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a style begins with
const TOKEN = /\u001b\[([\d;]*)m|([^\u001b])/gu;

/** A column of a row, with its style; the second half of a wide character is empty. */
export interface Cell {
  readonly text: string;
  /** What switches it on from none; empty is none. */
  readonly style: string;
}

/** A column with nothing in it. */
export const BLANK: Cell = { text: " ", style: "" };

/** What a code switches, so that the next one of its kind takes its place. */
function kindOf(code: number): string {
  if (code === 1 || code === 2) return `weight ${code}`;
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return "ink";
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return "ground";
  return String(code);
}

/** What codes switch off. */
const ENDS: Readonly<Record<number, readonly string[]>> = {
  ...{ 22: ["weight 1", "weight 2"], 23: ["3"], 24: ["4"], 27: ["7"], 29: ["9"] },
  ...{ 39: ["ink"], 49: ["ground"] },
};

function switched(active: Map<string, number>, codes: string): void {
  for (const code of codes.split(";").map(Number)) {
    const ended = ENDS[code];
    if (code === 0) active.clear();
    else if (ended === undefined) active.set(kindOf(code), code);
    else for (const kind of ended) active.delete(kind);
  }
}

/** A row of text with its styles, column by column. */
export function cellsIn(row: string): Cell[] {
  const cells: Cell[] = [];
  const active = new Map<string, number>();
  let style = "";
  for (const [, codes, text] of row.matchAll(TOKEN)) {
    if (text === undefined) {
      switched(active, codes ?? "");
      style = active.size === 0 ? "" : `${ESC}${[...active.values()].join(";")}m`;
      continue;
    }
    cells.push({ text, style });
    if (text > "~" && cellsOf(text) === 2) cells.push({ text: "", style });
  }
  return cells;
}

const isSame = (one: Cell, other: Cell): boolean =>
  one.text === other.text && one.style === other.style;

/** First and last column that differ, halves of wide characters not parted; null is none. */
export function changedColumns(
  before: readonly Cell[],
  after: readonly Cell[],
): [number, number] | null {
  const columns = Math.max(before.length, after.length);
  const differs = (at: number): boolean => !isSame(before[at] ?? BLANK, after[at] ?? BLANK);
  let first = 0;
  while (first < columns && !differs(first)) first++;
  if (first === columns) return null;
  let last = columns - 1;
  while (!differs(last)) last--;
  const isHalf = (at: number): boolean => before[at]?.text === "" || after[at]?.text === "";
  while (isHalf(first)) first--;
  while (isHalf(last + 1)) last++;
  return [first, last];
}

/** Columns as text that switches styles where they change, and leaves none behind. */
export function textOf(cells: readonly Cell[]): string {
  let text = "";
  let style = "";
  for (const cell of cells) {
    if (cell.style !== style) text += style === "" ? cell.style : `${ESC}m${cell.style}`;
    style = cell.style;
    text += cell.text;
  }
  return style === "" ? text : `${text}${ESC}m`;
}
