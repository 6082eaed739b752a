// Text that grows: what is there is read like any file, what is added later in the same way, row by
// row, from where the reader stood.

import type { Bar } from "../../engine/market/bar.js";
import { type BadRow, type BarBatch, barAt, type SourceOptions } from "../feed.js";
import type { AddedBars, GrowingBars } from "../growing.js";
import { intervalName } from "./interval.js";
import { barFileOf, sourceOf } from "./read.js";
import { type Reading, readBars } from "./reading.js";

/** All in memory: a file that grows can't be read again as it was. */
const LIMITS = { keptRows: Infinity, pipedRows: Infinity, sortedRows: 5_000_000 };

/**
 * Opens text, UTF-8 in whole lines without a mark, as bars to which more can be added.
 * @param file its path as the user gave it, whose name may say what it is of
 * @param interval bar length, ms, where it is known from before; else null
 * @throws UserError (exit 2) as `openBars`
 */
export async function followBars(
  file: string,
  text: Iterable<Buffer>,
  interval: number | null,
  options: SourceOptions,
): Promise<GrowingBars> {
  const chunks = chunksOf(text);
  const rest = { stdin: process.stdin, limits: LIMITS, version: null, chunks };
  const timed = interval === null ? {} : { timeframe: intervalName(interval) };
  const bars = barFileOf(file, { ...options, ...timed }, rest);
  const reading = await readBars(bars);
  const source = await sourceOf(bars, reading);
  const batches: BarBatch[] = [];
  for (let batch = await source.next(); batch !== null; batch = await source.next()) {
    batches.push(batch);
  }
  return { description: source.description, batches, ...readersOf(reading) };
}

function readersOf(reading: Reading): Pick<GrowingBars, "add" | "peek"> {
  const { later, loader, survey } = reading;
  if (later === null) return { add: null, peek: null };
  const { shift } = survey;
  const add = (lines: Buffer): AddedBars => {
    const bars: Bar[] = [];
    const bad: BadRow[] = [];
    loader.onBad = (row) => bad.push(row);
    later(lines, (block) => {
      for (let at = 0; at < block.length; at++) {
        const bar = barAt(block, at);
        bars.push({ ...bar, ts: bar.ts - shift });
      }
    });
    return { bars, bad };
  };
  const peek = (lines: Buffer): AddedBars => {
    const mark = loader.mark();
    try {
      return add(lines);
    } finally {
      loader.rewind(mark);
    }
  };
  return { add, peek };
}

async function* chunksOf(text: Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield* text;
}
