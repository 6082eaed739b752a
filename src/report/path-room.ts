// How much room paths have in a page that is to stay below a megabyte with 2,000 trades.

/** Characters that all paths together may take, and what one takes beside its bars. */
const [PATHS_CHARS, PATH_CHARS] = [540_000, 90];
/** Characters of a column: three prices of two digits. */
const COLUMN_CHARS = 6;
/** Fewer columns are no path worth a look. */
const LEAST_COLUMNS = 8;
/** More columns than this would not be seen. */
export const MOST_COLUMNS = 160;

/** Columns of each path where there are so many trades; 0 where there is no room for any. */
export function columnsFor(trades: number): number {
  const room = Math.floor((PATHS_CHARS / Math.max(1, trades) - PATH_CHARS) / COLUMN_CHARS);
  return room < LEAST_COLUMNS ? 0 : Math.min(MOST_COLUMNS, room);
}

/** Trades beyond which there is no room for any path. */
export const MOST_PATHS = Math.floor(PATHS_CHARS / (PATH_CHARS + LEAST_COLUMNS * COLUMN_CHARS));
