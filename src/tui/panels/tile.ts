// The shape of the tiles below the head, and how they stand beside each other.

import { beside, span } from "../line.js";
import type { Line } from "../theme.js";

/** A value with its name above and what explains it below. */
export interface Tile {
  readonly title: string;
  readonly value: Line;
  readonly detail: Line;
  /** Cells it needs; what is left of the row is shared out. */
  readonly width: number;
}

/** Three lines; one tile beside the other. */
export function tileRow(tiles: readonly Tile[], width: number): Line[] {
  const spare = width - tiles.reduce((sum, tile) => sum + tile.width, 0);
  const share = Math.floor(spare / tiles.length);
  return beside(
    tiles.map((tile) => ({
      lines: [
        [span(` ${tile.title}`, "title")],
        [span(" "), ...tile.value],
        [span(" "), ...tile.detail],
      ],
      width: tile.width + share,
    })),
  );
}
