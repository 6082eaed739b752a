// Several files of one symbol as one source.

import { UserError } from "../engine/errors.js";
import { countGaps, gapTest } from "./csv/gaps.js";
import type { BarBatch, BarSource, SourceDescription } from "./feed.js";

const BATCH_ROWS = 4096;

/**
 * One source per symbol, in the order in which symbols first appear. Files of one symbol are
 * joined in order of time; of a time that is in several, the file named first is kept and the
 * other counted as a bad row.
 * @throws UserError (exit 2) when files of one symbol have different intervals.
 */
export function joinSources(sources: readonly BarSource[]): BarSource[] {
  const groups = new Map<string, BarSource[]>();
  for (const source of sources) {
    const { symbol } = source.description.instrument;
    const group = groups.get(symbol) ?? [];
    group.push(source);
    groups.set(symbol, group);
  }
  return [...groups.values()].map(joinGroup);
}

function joinGroup(group: readonly BarSource[]): BarSource {
  const [first] = group;
  if (first === undefined) throw new Error("a group of files without a file");
  if (group.length === 1) return first;
  for (const { description } of group) refuseOtherInterval(first.description, description);
  const inTime = [...group].sort((a, b) => a.description.from - b.description.from);
  const isApart = inTime.every((source, at) => {
    const before = inTime[at - 1];
    return before === undefined || before.description.to < source.description.from;
  });
  return isApart ? new ChainedSource(inTime) : new MergedSource(group);
}

function refuseOtherInterval(first: SourceDescription, other: SourceDescription): void {
  if (other.interval === first.interval) return;
  throw new UserError(
    `${other.file}: ${first.instrument.symbol} bars of ${other.timeframe}, but ${first.file} has ` +
      `${first.timeframe}; give files of one interval, or say --timeframe`,
  );
}

function joined(
  group: readonly SourceDescription[],
  counts: Pick<SourceDescription, "bars" | "gaps"> & { repeats: number },
): SourceDescription {
  const [first] = group;
  if (first === undefined) throw new Error("a group of files without a file");
  const sum = (pick: (one: SourceDescription) => number) =>
    group.reduce((total, one) => total + pick(one), 0);
  const closedFlats = sum((one) => one.closedFlats ?? 0);
  const closedTraded = sum((one) => one.closedTraded ?? 0);
  const words = (pick: (one: SourceDescription) => string) => [...new Set(group.map(pick))];
  return {
    ...first,
    file: group.map((one) => one.file).join(", "),
    format: words((one) => one.format).join(" + "),
    zone: words((one) => one.zone).join(" + "),
    bars: counts.bars,
    gaps: counts.gaps,
    ...(closedFlats > 0 ? { closedFlats } : {}),
    ...(closedTraded > 0 ? { closedTraded } : {}),
    badRows: sum((one) => one.badRows) + counts.repeats,
    bad: group.flatMap((one) => one.bad).slice(0, 20),
    sortedRows: sum((one) => one.sortedRows),
    hasVolume: group.some((one) => one.hasVolume),
    from: Math.min(...group.map((one) => one.from)),
    to: Math.max(...group.map((one) => one.to)),
  };
}

/** Files that follow one another without overlap. */
class ChainedSource implements BarSource {
  readonly description: SourceDescription;
  private readonly sources: readonly BarSource[];
  private at = 0;

  constructor(sources: readonly BarSource[]) {
    const parts = sources.map((source) => source.description);
    this.sources = sources;
    let gaps = 0;
    let bars = 0;
    parts.forEach((part, at) => {
      const before = parts[at - 1];
      const isGap = gapTest(part.instrument, part.interval);
      gaps += part.gaps + (before !== undefined && isGap(before.to, part.from) ? 1 : 0);
      bars += part.bars;
    });
    this.description = joined(parts, { bars, gaps, repeats: 0 });
  }

  async next(): Promise<BarBatch | null> {
    for (; this.at < this.sources.length; this.at++) {
      const batch = await this.sources[this.at]?.next();
      if (batch != null) return batch;
    }
    return null;
  }
}

/** Files that overlap, merged in memory. */
class MergedSource implements BarSource {
  readonly description: SourceDescription;
  private readonly bars: BarBatch;
  private at = 0;

  constructor(group: readonly BarSource[]) {
    const parts = group.map((source) => source.description);
    const wholes = group.map(wholeOf);
    this.bars = merge(wholes);
    const { ts, length } = this.bars;
    const [first] = parts;
    if (first === undefined) throw new Error("a group of files without a file");
    this.description = joined(parts, {
      bars: length,
      gaps: countGaps(ts, length, first.instrument, first.interval),
      repeats: wholes.reduce((total, whole) => total + whole.length, -length),
    });
  }

  next(): Promise<BarBatch | null> {
    const from = this.at;
    this.at = Math.min(from + BATCH_ROWS, this.bars.length);
    return Promise.resolve(this.at > from ? slice(this.bars, from, this.at) : null);
  }

  whole(): BarBatch {
    return this.bars;
  }
}

function wholeOf(source: BarSource): BarBatch {
  const whole = source.whole?.();
  if (whole !== undefined) return whole;
  const { file } = source.description;
  throw new UserError(`${file}: overlaps another file of its symbol; give files that do not`);
}

const COLUMNS = ["ts", "open", "high", "low", "close", "volume"] as const;

/** Rising bars of all; of equal times the first source's. */
function merge(wholes: readonly BarBatch[]): BarBatch {
  const rows = wholes.reduce((total, whole) => total + whole.length, 0);
  const make = () => new Float64Array(rows);
  const [ts, open, high, low, close, volume] = [make(), make(), make(), make(), make(), make()];
  const merged: BarBatch = { length: 0, ts, open, high, low, close, volume };
  const heads = wholes.map(() => 0);
  for (;;) {
    let best = -1;
    let time = Infinity;
    wholes.forEach((whole, which) => {
      const head = heads[which] ?? 0;
      const next = head < whole.length ? (whole.ts[head] ?? Infinity) : Infinity;
      if (next >= time) return;
      best = which;
      time = next;
    });
    const from = wholes[best];
    if (from === undefined) break;
    for (const name of COLUMNS) merged[name][merged.length] = from[name][heads[best] ?? 0] ?? 0;
    merged.length++;
    wholes.forEach((whole, which) => {
      const head = heads[which] ?? 0;
      if (head < whole.length && whole.ts[head] === time) heads[which] = head + 1;
    });
  }
  return slice(merged, 0, merged.length);
}

function slice(bars: BarBatch, from: number, to: number): BarBatch {
  return {
    length: to - from,
    ts: bars.ts.subarray(from, to),
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
  };
}
