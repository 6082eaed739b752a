// How sure a mean is.

import { addDouble, doubleOf, noSum } from "./sum.js";

/** How many of something there have to be before anything is said of how sure it is. */
export const ENOUGH = 20;

/** Both ends of a 95 % interval. */
export interface Interval {
  low: number;
  high: number;
}

/**
 * Half the width of Student's 95 % interval of a mean.
 * @param n how many, 11 at least: the quantile is good from 10 degrees of freedom up
 * @param deviations sum of their squared deviations from that mean
 */
export function reachOfMean(n: number, deviations: number): number {
  const deviation = Math.sqrt(Math.max(0, deviations) / (n - 1));
  return (studentQuantile(n - 1) * deviation) / Math.sqrt(n);
}

/**
 * Student's 95 % interval around a mean; null of fewer than 20.
 * @param deviations sum of squared deviations from the mean
 */
export function intervalAround(mean: number, n: number, deviations: number): Interval | null {
  if (n < ENOUGH) return null;
  const reach = reachOfMean(n, deviations);
  return { low: mean - reach + 0, high: mean + reach + 0 };
}

/** Mean of `values[from]` to the one before `values[to]`, and what `intervalAround` says of it. */
export function estimateOf(
  values: Float64Array,
  from: number,
  to: number,
): { mean: number | null; interval: Interval | null } {
  const n = to - from;
  if (n === 0) return { mean: null, interval: null };
  const sum = noSum();
  for (let at = from; at < to; at++) addDouble(sum, values[at] ?? 0);
  const mean = doubleOf(sum) / n + 0;
  let deviations = 0;
  for (let at = from; at < to; at++) {
    const off = (values[at] ?? 0) - mean;
    deviations += off * off;
  }
  return { mean, interval: intervalAround(mean, n, deviations) };
}

/** Normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;

/** Factors of 1, 1/f, 1/f², 1/f³ for f degrees of freedom. */
const TERMS = [
  Z,
  (Z ** 3 + Z) / 4,
  (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
  (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
] as const;

/**
 * Student's t quantile of a two-sided 95 % interval, to 1e-4 from 10 degrees of freedom up.
 * Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions", 26.7.5.
 */
function studentQuantile(freedom: number): number {
  const [first, second, third, fourth] = TERMS;
  return first + (second + (third + fourth / freedom) / freedom) / freedom;
}
