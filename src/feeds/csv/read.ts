// A file of bars from its path to a source.

import { UserError } from "../../engine/errors.js";
import type { BarBatch, BarSource, SourceDescription, SourceOptions } from "../feed.js";
import { readBytes } from "./bytes.js";
import { countGaps } from "./gaps.js";
import { commonestStep, intervalName, parseInterval } from "./interval.js";
import { BarLoader } from "./load.js";
import { EXAMPLE, recognise } from "./recognise.js";
import { findInstrument, guessInstrument } from "./symbol.js";
import type { BarTable } from "./table.js";

export { sayDescription } from "./sentence.js";

const BATCH_ROWS = 4096;
/** Of a file with one bar. */
const GUESSED_INTERVAL = 60_000;

/**
 * Opens a file of bars, whatever wrote it: plain or gzip, `-` for `stdin`. The file is read whole
 * before this resolves (rows may be out of order, and the description counts them all).
 * @throws UserError (exit 2) when there is no such file, nothing in it is usable, a flag is wrong,
 * or `strict` and a row is bad or misplaced.
 */
export async function openBars(
  file: string,
  options: SourceOptions,
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<BarSource> {
  const flagged = options.timeframe === undefined ? 0 : parseInterval(options.timeframe);
  const scale = options.priceScale ?? 1;
  if (!(scale > 0 && scale < Infinity)) {
    throw new UserError(`--price-scale ${scale}: not a number above zero; use e.g. 100`);
  }
  const { detected, content } = await recognise(file, readBytes(file, stdin), options);
  const spec = findInstrument(file, options, detected.layout.symbol);
  const loader = new BarLoader(file, options, detected, spec?.allowsNegative ?? true);
  for await (const chunk of content) loader.take(chunk);
  loader.finish();
  const { table } = loader;
  if (table.length === 0) throw nothingUsable(file, loader);
  const step = flagged > 0 ? flagged : commonestStep(table.columns.ts, table.length);
  const interval = step > 0 ? step : GUESSED_INTERVAL;
  const label = options.label ?? detected.layout.label;
  if (label === "close") stampAtOpen(table, interval);
  const bars = table.batch(0, table.length);
  const instrument = spec ?? guessInstrument(file, options, detected.layout.symbol, bars);
  const description: SourceDescription = {
    file,
    format: detected.layout.format,
    instrument,
    interval,
    timeframe: intervalName(interval),
    ...(step > 0 ? {} : { isIntervalGuessed: true }),
    ...loader.clock.said(),
    label,
    bars: bars.length,
    gaps: countGaps(bars.ts, bars.length, instrument, interval),
    badRows: loader.badRows,
    bad: loader.bad(),
    sortedRows: loader.sortedRows,
    hasVolume: loader.hasVolume,
    from: bars.ts[0] ?? Number.NaN,
    to: bars.ts[bars.length - 1] ?? Number.NaN,
  };
  return new MemorySource(description, table);
}

class MemorySource implements BarSource {
  readonly description: SourceDescription;
  private readonly table: BarTable;
  private at = 0;

  constructor(description: SourceDescription, table: BarTable) {
    this.description = description;
    this.table = table;
  }

  next(): Promise<BarBatch | null> {
    const from = this.at;
    this.at = Math.min(from + BATCH_ROWS, this.table.length);
    return Promise.resolve(this.at > from ? this.table.batch(from, this.at) : null);
  }

  whole(): BarBatch {
    return this.table.batch(0, this.table.length);
  }
}

function nothingUsable(file: string, loader: BarLoader): UserError {
  const [first] = loader.bad();
  if (first === undefined) return new UserError(`${file}: only a header, no bars; ${EXAMPLE}`);
  const where = `line ${first.line}: ${first.reason}`;
  return new UserError(`${file}: no usable row among ${loader.badRows} (${where}); ${EXAMPLE}`);
}

function stampAtOpen(table: BarTable, interval: number): void {
  const { ts } = table.columns;
  for (let at = 0; at < table.length; at++) ts[at] = (ts[at] as number) - interval;
}
