// The median of |vwap_slope| over the bars of the last completed trading days, without sorting
// them. Slopes are kept in order of time and, beside that, by their size in narrow ranges: how many
// lie in each says in which range the middle lies, and only those are looked at. Every bar adds
// one slope and forgets one of the day that the next roll leaves behind, so that a roll costs
// little more than any other bar.

import type { SlopeState } from "./vwap.js";

/** Slopes in places that are used again; -1 is no place. */
export interface SlopeHistory {
  /** Most completed days held. */
  readonly keep: number;
  /** The absolute slope in a place. */
  readonly values: number[];
  /** The place of the next one in time (of a free place, another free one), and in its range. */
  readonly later: number[];
  readonly behind: number[];
  /** The first and last place in time, and a free one. */
  oldest: number;
  newest: number;
  free: number;
  /** By range: the first and last place, and how many there are. */
  readonly firsts: number[];
  readonly lasts: number[];
  readonly counts: number[];
  /** How many there are of each completed day, the oldest first, as far as not forgotten. */
  readonly days: number[];
  /** How many there are of the day that is running. */
  count: number;
  /** Median over the completed days, taken at the roll; NaN while they hold nothing. */
  median: number;
}

/**
 * A range is a 128th of a power of two: what a double's exponent and the first seven bits of its
 * mantissa say. The first has no lower border and the last no upper one.
 */
const PARTS = 128;
const PART_SHIFT = 13;
const LOWEST_EXPONENT = -20;
const EXPONENTS = 24;
const RANGES = EXPONENTS * PARTS;
const FIRST_RANGE = (1023 + LOWEST_EXPONENT) * PARTS;

const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
/** Which half of a double holds its exponent depends on the machine. */
DOUBLE[0] = 1;
const HIGH_WORD = WORDS[1] === 0 ? 0 : 1;

/** The range of the value in a place. */
function rangeOf(history: SlopeHistory, place: number): number {
  DOUBLE[0] = history.values[place] as number;
  const range = ((WORDS[HIGH_WORD] as number) >>> PART_SHIFT) - FIRST_RANGE;
  return range < 0 ? 0 : range < RANGES ? range : RANGES - 1;
}

/** @param keep completed trading days the median is over */
export function createSlopeHistory(keep: number): SlopeHistory {
  return {
    keep,
    values: [],
    later: [],
    behind: [],
    oldest: -1,
    newest: -1,
    free: -1,
    firsts: new Array<number>(RANGES).fill(-1),
    lasts: new Array<number>(RANGES).fill(-1),
    counts: new Array<number>(RANGES).fill(0),
    days: [],
    count: 0,
    median: Number.NaN,
  };
}

/** Notes a bar's slope; an empty one is not counted. */
export function noteSlope(history: SlopeHistory, slope: Readonly<Pick<SlopeState, "value">>): void {
  const { value } = slope;
  if (value !== value) return;
  const { days, firsts, lasts, counts } = history;
  if (days.length === history.keep && (days[0] as number) > 0) forgetOldest(history);
  const place = placeOf(history, slope);
  const range = rangeOf(history, place);
  if (history.newest < 0) history.oldest = place;
  else history.later[history.newest] = place;
  history.newest = place;
  if (counts[range] === 0) firsts[range] = place;
  else history.behind[lasts[range] as number] = place;
  lasts[range] = place;
  counts[range] = (counts[range] as number) + 1;
  history.count++;
}

/** Puts the absolute slope in a free place. */
function placeOf(history: SlopeHistory, slope: Readonly<Pick<SlopeState, "value">>): number {
  const { values, later, behind, free } = history;
  const size = Math.abs(slope.value);
  if (free < 0) {
    values.push(size);
    later.push(-1);
    behind.push(-1);
    return values.length - 1;
  }
  history.free = later[free] as number;
  values[free] = size;
  later[free] = -1;
  behind[free] = -1;
  return free;
}

/** What is oldest in time is the first in its range too. */
function forgetOldest(history: SlopeHistory): void {
  const { later, behind, firsts, counts, days, oldest } = history;
  const range = rangeOf(history, oldest);
  firsts[range] = behind[oldest] as number;
  counts[range] = (counts[range] as number) - 1;
  history.oldest = later[oldest] as number;
  if (history.oldest < 0) history.newest = -1;
  later[oldest] = history.free;
  history.free = oldest;
  days[0] = (days[0] as number) - 1;
}

/** Completes the running day and takes the median anew. */
export function completeSlopeDay(history: SlopeHistory): void {
  const { days } = history;
  days.push(history.count);
  history.count = 0;
  if (days.length > history.keep) {
    while ((days[0] as number) > 0) forgetOldest(history);
    days.shift();
  }
  let total = 0;
  for (const day of days) total += day;
  history.median = medianOf(history, total);
}

/** The middle value of all, or the mean of the two middle ones. */
function medianOf(history: SlopeHistory, total: number): number {
  if (total === 0) return Number.NaN;
  const { counts } = history;
  const rank = (total - 1) >>> 1;
  let range = 0;
  let below = 0;
  for (; below + (counts[range] as number) <= rank; range++) below += counts[range] as number;
  const inside = sortedIn(history, range);
  const lower = inside[rank - below] as number;
  if (total % 2 === 1) return lower;
  const next = inside[rank - below + 1];
  if (next !== undefined) return (lower + next) / 2;
  range++;
  while (counts[range] === 0) range++;
  return (lower + (sortedIn(history, range)[0] as number)) / 2;
}

/** The values in a range. A typed array sorts natively, without calls to compare. */
function sortedIn({ values, behind, firsts, counts }: SlopeHistory, range: number): Float64Array {
  const inside = new Float64Array(counts[range] as number);
  let place = firsts[range] as number;
  for (let i = 0; i < inside.length; i++) {
    inside[i] = values[place] as number;
    place = behind[place] as number;
  }
  return inside.sort();
}
