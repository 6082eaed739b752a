// How results are spread.

/** Results from `from` up to, and without, `to`, in R. */
export interface Bin {
  from: number;
  to: number;
  trades: number;
  total_R: number;
}

/** How results in R are spread; all null, and no bins, without trades. */
export interface Distribution {
  /** Least, quantiles by share, and greatest. */
  min_R: number | null;
  p05_R: number | null;
  p25_R: number | null;
  median_R: number | null;
  p75_R: number | null;
  p95_R: number | null;
  max_R: number | null;
  /** Sample deviation; null with fewer than two trades. */
  deviation_R: number | null;
  /** Width of a bin in R; edges are its multiples, so that 0 is one. */
  bin_R: number;
  /** From the least to the greatest result without a hole, at most 24. */
  bins: Bin[];
}

/** Steps of a bin's width: so many to 1 R, or of so many R. */
const WIDTHS = [0.1, 0.25, 0.5, 1, 2, 5, 10] as const;
const MOST_BINS = 24;

/** @param results in R, in any order */
export function distributionOf(results: Float64Array): Distribution {
  const sorted = Float64Array.from(results).sort();
  const quantile = (share: number): number | null => quantileOf(sorted, share);
  const width = widthFor(sorted[0] ?? 0, sorted[sorted.length - 1] ?? 0);
  return {
    min_R: quantile(0),
    p05_R: quantile(0.05),
    p25_R: quantile(0.25),
    median_R: quantile(0.5),
    p75_R: quantile(0.75),
    p95_R: quantile(0.95),
    max_R: quantile(1),
    deviation_R: deviationOf(sorted),
    bin_R: width,
    bins: binsOf(sorted, width),
  };
}

/**
 * Between the two nearest in proportion. Source: R. J. Hyndman, Y. Fan, "Sample quantiles in
 * statistical packages", The American Statistician 50 (1996), definition 7.
 */
function quantileOf(sorted: Float64Array, share: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? 0;
  return low + (place - below) * (high - low) + 0;
}

function deviationOf(values: Float64Array): number | null {
  if (values.length < 2) return null;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / (values.length - 1));
}

function widthFor(least: number, greatest: number): number {
  const fits = (width: number): boolean =>
    placeOf(greatest, width) - placeOf(least, width) < MOST_BINS;
  for (let scale = 1; ; scale *= 10) {
    const width = WIDTHS.find((one) => fits(one * scale));
    if (width !== undefined) return width * scale;
  }
}

/** An edge: a division is exact where a multiple of 0.1 is not. */
function edgeAt(place: number, width: number): number {
  return (width < 1 ? place / Math.round(1 / width) : place * width) + 0;
}

/** Which bin a result lies in, counted from 0 R. */
function placeOf(result: number, width: number): number {
  const place = Math.floor(result / width);
  if (edgeAt(place + 1, width) <= result) return place + 1;
  return edgeAt(place, width) > result ? place - 1 : place;
}

function binsOf(sorted: Float64Array, width: number): Bin[] {
  const [least] = sorted;
  if (least === undefined) return [];
  const first = placeOf(least, width);
  const bins: Bin[] = [];
  for (const result of sorted) {
    const own = placeOf(result, width) - first;
    for (let place = bins.length; place <= own; place++) {
      const [from, to] = [edgeAt(first + place, width), edgeAt(first + place + 1, width)];
      bins.push({ from, to, trades: 0, total_R: 0 });
    }
    const bin = bins[own];
    if (bin === undefined) continue;
    bin.trades++;
    bin.total_R += result;
  }
  return bins;
}
