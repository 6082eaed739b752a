// What has to be written so that one row of the screen becomes another: only the cells between the
// first and the last that differ. Over a slow line that is most of what a frame costs.

import { cellsOf } from "./line.js";

const ESC = "\u001b[";
/** A change of style, or a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what a style begins with
const TOKEN = /\u001b\[([\d;]*)m|([^\u001b])/gu;

/** A column of a row: what stands in it, and in which style; the second half of a wide one is empty. */
interface Cell {
  readonly text: string;
  /** What switches the style on from none; empty is none. */
  readonly style: string;
}

const BLANK: Cell = { text: " ", style: "" };

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

/** A row, column by column. */
function cellsIn(row: string): Cell[] {
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

/** The first and the last column that differ, halves of wide characters not parted; null is none. */
function span(before: readonly Cell[], after: readonly Cell[]): [number, number] | null {
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

/**
 * What makes `after` of `before`, both rows of text with their styles, on the row counted from 1;
 * empty where nothing does. Leaves the terminal without any style.
 */
export function rowChange(before: string, after: string, row: number): string {
  const cells = cellsIn(after);
  const changed = span(cellsIn(before), cells);
  if (changed === null) return "";
  const [first, last] = changed;
  let text = `${ESC}${row};${first + 1}H`;
  let style = "";
  for (let at = first; at <= Math.min(last, cells.length - 1); at++) {
    const cell = cells[at] ?? BLANK;
    if (cell.style !== style) text += style === "" ? cell.style : `${ESC}m${cell.style}`;
    style = cell.style;
    text += cell.text;
  }
  if (style !== "") text += `${ESC}m`;
  // What was longer before is blank now.
  return last >= cells.length ? `${text}${ESC}K` : text;
}
