// Fewer points for a curve that is to be drawn, without losing how high and how low it went.

/**
 * Places of the values that a picture of at most so many points shows: the first one, the last one,
 * and between them the lowest and the highest of each stretch as they came (of a flat stretch one
 * place twice), so that points are evenly apart. All places where there are no more than that.
 * @param points two at the least
 */
export function extremePlaces(values: readonly number[], points: number): number[] {
  if (values.length <= points) return values.map((_, place) => place);
  const stretches = Math.floor((points - 2) / 2);
  const inner = values.length - 2;
  const places = [0];
  for (let nth = 0; nth < stretches; nth++) {
    const from = 1 + Math.floor((nth * inner) / stretches);
    const to = 1 + Math.floor(((nth + 1) * inner) / stretches);
    let [low, high] = [from, from];
    for (let at = from + 1; at < to; at++) {
      if ((values[at] ?? 0) < (values[low] ?? 0)) low = at;
      if ((values[at] ?? 0) > (values[high] ?? 0)) high = at;
    }
    places.push(Math.min(low, high), Math.max(low, high));
  }
  places.push(values.length - 1);
  return places;
}
