// Where an initial stop may lie. The engine rounds it to the grid, away from the market.

/**
 * A long's stop at `wanted`, but at least `minTicks` below the close, so that it is always on
 * the right side of the market.
 */
export function stopBelow(close: number, wanted: number, minTicks: number, tick: number): number {
  return Math.min(wanted, close - minTicks * tick);
}

/** A short's stop at `wanted`, but at least `minTicks` above the close. */
export function stopAbove(close: number, wanted: number, minTicks: number, tick: number): number {
  return Math.max(wanted, close + minTicks * tick);
}
