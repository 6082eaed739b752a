import type { Bar } from "../../engine/market/bar.js";
import { type BarBatch, type BarSource, barAt, type SourceDescription } from "../feed.js";

/** Bars in memory up to a time, and at most one behind them; let go of as they are read. */
export class KeptBars implements BarSource {
  readonly description: SourceDescription;
  readonly #batches: BarBatch[];
  readonly #until: number;

  /** @param until the open time of the last bar that counts */
  constructor(
    description: SourceDescription,
    batches: readonly BarBatch[],
    until: number,
    last: Bar | null = null,
  ) {
    this.description = description;
    this.#until = until;
    this.#batches = last === null ? [...batches] : [...batches, batchOf(last)];
  }

  next(): Promise<BarBatch | null> {
    for (;;) {
      const batch = this.#batches.shift();
      if (batch === undefined) return Promise.resolve(null);
      const length = countUpTo(batch, this.#until);
      if (length > 0) return Promise.resolve({ ...batch, length });
    }
  }
}

/** The bars that open after `ts`. */
export function* barsAfter(batches: readonly BarBatch[], ts: number): Generator<Bar> {
  for (const batch of batches) {
    for (let at = countUpTo(batch, ts); at < batch.length; at++) {
      yield barAt(batch, at);
    }
  }
}

/** Bars of a batch, which rise in time, that open at or before `ts`. */
function countUpTo({ ts, length }: BarBatch, until: number): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((ts[middle] as number) <= until) from = middle + 1;
    else to = middle;
  }
  return from;
}

function batchOf({ ts, open, high, low, close, volume }: Bar): BarBatch {
  const column = (value: number) => Float64Array.of(value);
  return {
    length: 1,
    ts: column(ts),
    open: column(open),
    high: column(high),
    low: column(low),
    close: column(close),
    volume: column(volume),
  };
}
