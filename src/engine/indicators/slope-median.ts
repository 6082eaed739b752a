// The median of |vwap_slope| over the bars of the last completed trading days. Each day is sorted
// once, when it completes; the median of all is then selected across the sorted days without
// merging them, so that a roll costs about as much as sorting one day.

import type { SlopeState } from "./vwap.js";

/** Slopes by day. */
export interface SlopeHistory {
  /** Most completed days held. */
  readonly keep: number;
  /** Absolute slopes of each completed day, sorted, the oldest day first. */
  readonly days: number[][];
  /** Absolute slopes of the day that is running, in order of time; only `count` of them count. */
  readonly today: number[];
  count: number;
  /** Median over `days`; NaN while they hold nothing. */
  median: number;
}

/** @param keep completed trading days the median is over */
export function createSlopeHistory(keep: number): SlopeHistory {
  return { keep, days: [], today: [], count: 0, median: Number.NaN };
}

/** Notes a bar's slope; an empty one is not counted. */
export function noteSlope(history: SlopeHistory, slope: Readonly<Pick<SlopeState, "value">>): void {
  const { value } = slope;
  if (Number.isNaN(value)) return;
  if (history.count < history.today.length) history.today[history.count] = Math.abs(value);
  else history.today.push(Math.abs(value));
  history.count++;
}

/** Completes the running day and takes the median anew. */
export function completeSlopeDay(history: SlopeHistory): void {
  const { days } = history;
  days.push(sorted(history.today, history.count));
  history.count = 0;
  if (days.length > history.keep) days.shift();
  history.median = medianOfSorted(days);
}

/** The first `count` values, sorted. A typed array sorts natively, without calls to compare. */
function sorted(values: readonly number[], count: number): number[] {
  const scratch = new Float64Array(count);
  for (let i = 0; i < count; i++) scratch[i] = values[i] as number;
  scratch.sort();
  // A loop, because `Array.from` takes longer than the sort.
  const day = new Array<number>(count);
  for (let i = 0; i < count; i++) day[i] = scratch[i] as number;
  return day;
}

/** First place in `values[from..to)` that is not below `value` (or, `past`, that is above it). */
function bound(values: number[], from: number, to: number, value: number, past: boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const probe = values[middle] as number;
    if (probe < value || (past && probe === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Median of all values in several sorted lists: the mean of the two middle ones if even. */
function medianOfSorted(lists: readonly number[][]): number {
  let count = 0;
  for (const list of lists) count += list.length;
  if (count === 0) return Number.NaN;
  const rank = (count - 1) >>> 1;
  const lower = selectSorted(lists, rank);
  if (count % 2 === 1) return lower;
  // The upper middle is the same value again, or the smallest one above it.
  let notAbove = 0;
  let above = Number.POSITIVE_INFINITY;
  for (const list of lists) {
    const end = bound(list, 0, list.length, lower, true);
    notAbove += end;
    if (end < list.length) above = Math.min(above, list[end] as number);
  }
  return notAbove > rank + 1 ? lower : (lower + above) / 2;
}

/** The value of the given rank (0 is the smallest): quickselect over windows of sorted lists. */
function selectSorted(lists: readonly number[][], rank: number): number {
  const from = lists.map(() => 0);
  const to = lists.map((list) => list.length);
  const starts = lists.map(() => 0);
  const ends = lists.map(() => 0);
  for (;;) {
    const pivot = middleOfLongest(lists, from, to);
    let below = 0;
    let notAbove = 0;
    for (let i = 0; i < lists.length; i++) {
      const list = lists[i] as number[];
      const start = bound(list, from[i] as number, to[i] as number, pivot, false);
      const end = bound(list, start, to[i] as number, pivot, true);
      starts[i] = start;
      ends[i] = end;
      below += start;
      notAbove += end;
    }
    if (rank >= below && rank < notAbove) return pivot;
    const narrowed = rank < below ? to : from;
    const limits = rank < below ? starts : ends;
    for (let i = 0; i < limits.length; i++) narrowed[i] = limits[i] as number;
  }
}

function middleOfLongest(lists: readonly number[][], from: number[], to: number[]): number {
  let longest = 0;
  let width = -1;
  for (let i = 0; i < lists.length; i++) {
    const here = (to[i] as number) - (from[i] as number);
    if (here > width) {
      width = here;
      longest = i;
    }
  }
  const middle = ((from[longest] as number) + (to[longest] as number)) >>> 1;
  return (lists[longest] as number[])[middle] as number;
}
