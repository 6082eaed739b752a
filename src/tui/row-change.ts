// What has to be written so that one row of the screen becomes another: only the cells between the
// first and the last that differ. Over a slow line that is most of what a frame costs.

import { cellsIn, changedColumns, textOf } from "./cells.js";

const ESC = "\u001b[";

/**
 * What makes `after` of `before`, both rows of text with their styles, on the row counted from 1;
 * empty where nothing does. Leaves the terminal without any style.
 */
export function rowChange(before: string, after: string, row: number): string {
  const cells = cellsIn(after);
  const changed = changedColumns(cellsIn(before), cells);
  if (changed === null) return "";
  const [first, last] = changed;
  const text = `${ESC}${row};${first + 1}H${textOf(cells.slice(first, last + 1))}`;
  // What was longer before is blank now.
  return last >= cells.length ? `${text}${ESC}K` : text;
}
