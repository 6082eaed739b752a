// The shape of the tiles below the head, and how they stand beside each other.

import { beside, cellsOf, span, widthOf } from "../line.js";
import type { Line } from "../theme.js";

/** A value with its name above and what explains it below. */
export interface Tile {
  /** The first of these that fits; of the last what does. */
  readonly titles: readonly string[];
  readonly value: Line;
  /** What stands in its place where there is too little room for it. */
  readonly shortValue?: Line;
  readonly detail: Line;
  /** Cells it needs; what is left of the row is shared out. */
  readonly width: number;
}

function titleOf({ titles }: Tile, cells: number): string {
  return titles.find((title) => cellsOf(title) <= cells) ?? titles.at(-1) ?? "";
}

function shownValue({ value, shortValue = value }: Tile, cells: number): Line {
  return widthOf(value) <= cells ? value : shortValue;
}

/** Three lines; one tile beside the other. */
export function tileRow(tiles: readonly Tile[], width: number): Line[] {
  const spare = width - tiles.reduce((sum, tile) => sum + tile.width, 0);
  const share = Math.floor(spare / tiles.length);
  return beside(
    tiles.map((tile) => ({
      lines: [
        [span(` ${titleOf(tile, tile.width + share - 1)}`, "title")],
        [span(" "), ...shownValue(tile, tile.width + share - 1)],
        [span(" "), ...tile.detail],
      ],
      width: tile.width + share,
    })),
  );
}
