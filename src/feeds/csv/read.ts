// A file of bars from its path to a source.

import { UserError } from "../../engine/errors.js";
import type { BarSource, SourceDescription, SourceOptions } from "../feed.js";
import { versionOf } from "./bytes.js";
import type { GapCounter } from "./gaps.js";
import { intervalName, parseInterval } from "./interval.js";
import type { BarLoader } from "./load.js";
import { type BarFile, type Reading, type RowLimits, readBars } from "./reading.js";
import { EXAMPLE } from "./recognise.js";
import { MemorySource, StreamedSource } from "./source.js";
import type { Survey } from "./survey.js";
import { BarTable, type BlockFeed, createBlock } from "./table.js";

export { sayDescription } from "./sentence.js";

/** A million bars are 48 MB; sorting five million takes 400 MB in all. */
const LIMITS: RowLimits = { keptRows: 1_500_000, pipedRows: 1_000_000, sortedRows: 5_000_000 };

/**
 * Opens a file of bars, whatever wrote it: plain or gzip, `-` for `stdin`. All of it is read
 * before this resolves (rows may be out of order, and the description counts them all); of a file
 * with more rows than memory is meant for, the source reads the bars once more.
 * @throws UserError (exit 2) when there is no such file, nothing in it is usable, a flag is wrong,
 * or `strict` and a row is bad or misplaced.
 */
export async function openBars(
  file: string,
  options: SourceOptions,
  stdin: NodeJS.ReadableStream = process.stdin,
  limits: RowLimits = LIMITS,
): Promise<BarSource> {
  const bars = barFileOf(file, options, { stdin, limits, version: versionOf(file) });
  return await sourceOf(bars, await readBars(bars));
}

/**
 * A file and what is said of it.
 * @throws UserError (exit 2) when a flag is wrong
 */
export function barFileOf(
  file: string,
  options: SourceOptions,
  rest: Pick<BarFile, "stdin" | "limits" | "version" | "chunks">,
): BarFile {
  const flaggedInterval = options.timeframe === undefined ? 0 : parseInterval(options.timeframe);
  const scale = options.priceScale ?? 1;
  if (!(scale > 0 && scale < Infinity)) {
    throw new UserError(`--price-scale ${scale}: not a number above zero; use e.g. 100`);
  }
  return { file, options, flaggedInterval, ...rest };
}

/**
 * The bars of a file that was read.
 * @throws UserError (exit 2) when nothing in it is usable
 */
export async function sourceOf(file: BarFile, reading: Reading): Promise<BarSource> {
  const { loader, bars, survey } = reading;
  if (loader.bars === 0) throw nothingUsable(file.file, loader);
  checkInterval(file, survey);
  const { shift } = survey;
  if (bars instanceof BarTable) {
    const gaps = survey.gapCount ?? gapsOf(bars, survey.recount());
    for (const { ts, length } of shift === 0 ? [] : bars.blocks) {
      for (let at = 0; at < length; at++) ts[at] = (ts[at] as number) - shift;
    }
    return new MemorySource(describe(file, reading, gaps), bars);
  }
  const gaps = survey.gapCount ?? (await gapsRead(await bars(), survey.recount()));
  return new StreamedSource(describe(file, reading, gaps), bars, shift);
}

function gapsOf({ blocks }: BarTable, counter: GapCounter): number {
  for (const { ts, length } of blocks) counter.take(ts, length);
  return counter.gaps;
}

async function gapsRead(feed: BlockFeed, counter: GapCounter): Promise<number> {
  const block = createBlock();
  do {
    await feed.fill(block);
    counter.take(block.ts, block.length);
  } while (block.length > 0);
  return counter.gaps;
}

/** Bars longer than the step between rows would overlap, and orders fill before they are sent. */
function checkInterval({ file, flaggedInterval }: BarFile, { rowStep }: Survey): void {
  if (flaggedInterval === 0 || rowStep === 0 || rowStep >= flaggedInterval) return;
  const [rows, asked] = [intervalName(rowStep), intervalName(flaggedInterval)];
  throw new UserError(
    `${file}: its rows are ${rows} apart, --timeframe says ${asked}; leave it out, or say ${rows}`,
  );
}

function describe(
  { file }: BarFile,
  { loader, survey, layout }: Reading,
  gaps: number,
): SourceDescription {
  const { instrument, interval, label, shift } = survey;
  return {
    file,
    format: layout.format,
    instrument,
    interval,
    timeframe: intervalName(interval),
    ...(survey.isIntervalGuessed ? { isIntervalGuessed: true } : {}),
    ...loader.clock.said(),
    label,
    bars: loader.bars,
    gaps,
    ...(survey.closedFlats > 0 ? { closedFlats: survey.closedFlats } : {}),
    ...(survey.closedTraded > 0 ? { closedTraded: survey.closedTraded } : {}),
    badRows: loader.badRows,
    bad: loader.bad(),
    sortedRows: loader.sortedRows,
    hasVolume: loader.hasVolume,
    from: survey.from - shift,
    to: survey.to - shift,
  };
}

function nothingUsable(file: string, loader: BarLoader): UserError {
  const [first] = loader.bad();
  if (first === undefined) return new UserError(`${file}: only a header, no bars; ${EXAMPLE}`);
  const where = `line ${first.line}: ${first.reason}`;
  return new UserError(`${file}: no usable row among ${loader.badRows} (${where}); ${EXAMPLE}`);
}
