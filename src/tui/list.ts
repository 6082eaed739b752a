// Lists that a cursor moves in: which rows are seen, and what a filter leaves.

/**
 * The first row that is seen, so that the cursor's row is: the list moves by as little as it can
 * from the top.
 */
export function firstRow(cursor: number, count: number, seen: number): number {
  const lowest = Math.max(0, cursor - seen + 1);
  return Math.min(lowest, Math.max(0, count - seen));
}

/** A cursor that stands on a row there is. */
export function clampRow(cursor: number, count: number): number {
  return Math.max(0, Math.min(cursor, count - 1));
}

/**
 * Whether a text has every word of a filter in it, whatever their case; a word that begins with `!`
 * must not be there.
 */
export function matches(text: string, filter: string): boolean {
  const lower = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "!")
    .every((word) =>
      word.startsWith("!") ? !lower.includes(word.slice(1)) : lower.includes(word),
    );
}
