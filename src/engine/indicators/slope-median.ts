// The median of |vwap_slope| over the bars of the last completed trading days, without sorting
// them. Slopes are counted by their size in narrow ranges as they come; when a day completes, its
// slopes are put into groups by range. The counts of all days say in which range the middle lies,
// and only that group of each day is looked at.

import type { SlopeState } from "./vwap.js";

/** Absolute slopes of a completed day, those of a range together. */
interface SlopeDay {
  readonly values: number[];
  /** By range: where its slopes start; the next range's start is their end. */
  readonly starts: number[];
}

/** Slopes by day. */
export interface SlopeHistory {
  /** Most completed days held. */
  readonly keep: number;
  /** The completed days, the oldest first. */
  readonly days: SlopeDay[];
  /** How many of their slopes lie in each range. */
  readonly counts: number[];
  /** Of the running day, by bar: the absolute slope and its range; `count` of them count. */
  readonly today: number[];
  readonly ranges: number[];
  /** How many of the running day's slopes lie in each range. */
  readonly todayCounts: number[];
  count: number;
  /** Median over `days`; NaN while they hold nothing. */
  median: number;
}

/**
 * A range is a 16th of a power of two: what a double's exponent and the first four bits of its
 * mantissa say. The first has no lower border and the last no upper one. Narrower ranges would
 * hold fewer slopes to look at, but a roll goes through all ranges, and finds none in the cache.
 */
const PARTS = 16;
const PART_SHIFT = 16;
const LOWEST_EXPONENT = -14;
const EXPONENTS = 16;
const RANGES = EXPONENTS * PARTS;
const FIRST_RANGE = (1023 + LOWEST_EXPONENT) * PARTS;

const DOUBLE = new Float64Array(1);
const WORDS = new Uint32Array(DOUBLE.buffer);
/** Which half of a double holds its exponent depends on the machine. */
DOUBLE[0] = 1;
const HIGH_WORD = WORDS[1] === 0 ? 0 : 1;

/** Where the next slope of a range goes, while a day is grouped. */
const PLACES = new Int32Array(RANGES);

/** @param keep completed trading days the median is over */
export function createSlopeHistory(keep: number): SlopeHistory {
  return {
    keep,
    days: [],
    counts: new Array<number>(RANGES).fill(0),
    today: [],
    ranges: [],
    todayCounts: new Array<number>(RANGES).fill(0),
    count: 0,
    median: Number.NaN,
  };
}

/** Notes a bar's slope; an empty one is not counted. */
export function noteSlope(history: SlopeHistory, slope: Readonly<Pick<SlopeState, "value">>): void {
  const size = Math.abs(slope.value);
  if (size !== size) return;
  DOUBLE[0] = size;
  let range = ((WORDS[HIGH_WORD] as number) >>> PART_SHIFT) - FIRST_RANGE;
  if (range < 0) range = 0;
  else if (range >= RANGES) range = RANGES - 1;
  const { today, ranges, todayCounts, count } = history;
  if (count < today.length) {
    today[count] = size;
    ranges[count] = range;
  } else {
    today.push(size);
    ranges.push(range);
  }
  todayCounts[range] = (todayCounts[range] as number) + 1;
  history.count = count + 1;
}

/** Completes the running day and takes the median anew. */
export function completeSlopeDay(history: SlopeHistory): void {
  const { days, keep } = history;
  const oldest = days.length < keep ? undefined : days.shift();
  if (oldest !== undefined) forget(history, oldest);
  days.push(grouped(history, oldest ?? { values: [], starts: [] }));
  history.count = 0;
  history.median = medianOf(history);
}

function forget({ counts }: SlopeHistory, { starts }: SlopeDay): void {
  for (let range = 0; range < RANGES; range++) {
    const inside = (starts[range + 1] as number) - (starts[range] as number);
    counts[range] = (counts[range] as number) - inside;
  }
}

/** The running day by ranges, in the memory of a day that is forgotten. */
function grouped(history: SlopeHistory, day: SlopeDay): SlopeDay {
  const { counts, today, ranges, todayCounts, count } = history;
  const { values, starts } = day;
  let start = 0;
  for (let range = 0; range < RANGES; range++) {
    const inside = todayCounts[range] as number;
    starts[range] = start;
    PLACES[range] = start;
    start += inside;
    counts[range] = (counts[range] as number) + inside;
    todayCounts[range] = 0;
  }
  starts[RANGES] = start;
  while (values.length < count) values.push(Number.NaN);
  values.length = count;
  for (let i = 0; i < count; i++) {
    const range = ranges[i] as number;
    const place = PLACES[range] as number;
    values[place] = today[i] as number;
    PLACES[range] = place + 1;
  }
  return day;
}

/** The middle value of all days, or the mean of the two middle ones. */
function medianOf(history: SlopeHistory): number {
  const { counts, days } = history;
  let total = 0;
  for (let day = 0; day < days.length; day++) total += (days[day] as SlopeDay).values.length;
  if (total === 0) return Number.NaN;
  const rank = (total - 1) >>> 1;
  let range = 0;
  let below = 0;
  for (; below + (counts[range] as number) <= rank; range++) below += counts[range] as number;
  const inside = valuesIn(history, range);
  const lower = select(inside, rank - below);
  if (total % 2 === 1) return lower;
  if (rank - below + 1 < inside.length) return (lower + leastFrom(inside, rank - below + 1)) / 2;
  range++;
  while (counts[range] === 0) range++;
  return (lower + leastFrom(valuesIn(history, range), 0)) / 2;
}

/** The values in a range, in no order. */
function valuesIn({ counts, days }: SlopeHistory, range: number): Float64Array {
  const inside = new Float64Array(counts[range] as number);
  let found = 0;
  for (let day = 0; day < days.length; day++) {
    const { values, starts } = days[day] as SlopeDay;
    const end = starts[range + 1] as number;
    for (let i = starts[range] as number; i < end; i++) inside[found++] = values[i] as number;
  }
  return inside;
}

/**
 * The value that would stand at `place` if they were sorted; it stands there afterwards, and what
 * is not below it behind it. Source: C. A. R. Hoare, "Algorithm 65: Find" (1961).
 */
function select(values: Float64Array, place: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[place] as number;
    let up = left;
    let down = right;
    while (up <= down) {
      while ((values[up] as number) < pivot) up++;
      while ((values[down] as number) > pivot) down--;
      if (up > down) break;
      const moved = values[up] as number;
      values[up++] = values[down] as number;
      values[down--] = moved;
    }
    if (down < place) left = up;
    if (up > place) right = down;
  }
  return values[place] as number;
}

/** The least value from a place on; there is one. */
function leastFrom(values: Float64Array, from: number): number {
  let least = values[from] as number;
  for (let i = from + 1; i < values.length; i++) {
    if ((values[i] as number) < least) least = values[i] as number;
  }
  return least;
}
