// A file of bars from its path to a source.

import { UserError } from "../../engine/errors.js";
import type { BarBatch, BarSource, SourceDescription, SourceOptions } from "../feed.js";
import { readBytes } from "./bytes.js";
import { type Detected, detect } from "./detect.js";
import { countGaps } from "./gaps.js";
import { commonestStep, intervalName, parseInterval } from "./interval.js";
import { BarLoader } from "./load.js";
import { findInstrument, guessInstrument } from "./symbol.js";
import type { BarTable } from "./table.js";

export { sayDescription } from "./sentence.js";

const HEAD_BYTES = 1 << 16;
const BATCH_ROWS = 4096;
/** Of a file with one bar. */
const GUESSED_INTERVAL = 60_000;

/** What a file that is none is shown. */
const EXAMPLE =
  "expected rows like 'timestamp,open,high,low,close,volume' and " +
  "'2025-11-18T14:30:00Z,21000.25,21004,20998.5,21002.75,812'";

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
  const chunks = readBytes(file, stdin);
  const head = await readHead(chunks);
  const detected = recognise(file, head);
  const spec = findInstrument(file, options, detected.layout.symbol);
  const loader = new BarLoader(file, options, detected, spec?.allowsNegative ?? true);
  loader.take(head.bytes);
  for await (const chunk of chunks) loader.take(chunk);
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

interface Head {
  readonly bytes: Buffer;
  /** The file goes on behind it. */
  readonly isPart: boolean;
}

async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Head> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) return { bytes: Buffer.concat(parts), isPart: false };
    parts.push(value);
    length += value.length;
  }
  return { bytes: Buffer.concat(parts), isPart: true };
}

function recognise(file: string, head: Head): Detected {
  const bytes = head.bytes.subarray(0, HEAD_BYTES);
  if (bytes.includes(0)) throw new UserError(`${file}: binary data, not text; ${EXAMPLE}`);
  const lines = bytes.toString("utf8").split(/\r?\n/);
  if (head.isPart || head.bytes.length > HEAD_BYTES) lines.pop();
  const [first] = lines.filter((line) => line.trim() !== "");
  if (first === undefined) {
    throw new UserError(`${file}: ${bytes.length === 0 ? "empty" : "no line of text"}; ${EXAMPLE}`);
  }
  const detected = detect(file, lines);
  if (detected !== null) return detected;
  const shown = first
    .trim()
    .slice(0, 60)
    .replace(/[^ -~\u00a0-\uffff]/g, "?");
  throw new UserError(`${file}: no format of bars known here (starts '${shown}'); ${EXAMPLE}`);
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
