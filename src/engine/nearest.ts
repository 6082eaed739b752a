/** Insertions, deletions and replacements that turn one word into the other (Levenshtein). */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced =
        (previous[column - 1] as number) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const removed = (previous[column] as number) + 1;
      const inserted = (current[column - 1] as number) + 1;
      current.push(Math.min(replaced, removed, inserted));
    }
    previous = current;
  }
  return previous[right.length] as number;
}

/**
 * The name most like what was typed, for an error that says what was probably meant; null where
 * nothing is near (more than half of its letters would have to change). Ties go to the first.
 */
export function nearestName(typed: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance && distance <= name.length / 2) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}
