// One reading of a file, from its first byte to its last: into memory, or only looked at where
// the bars are too many for it.

import { UserError } from "../../engine/errors.js";
import type { InstrumentSpec } from "../../engine/market/roots.js";
import type { SourceOptions } from "../feed.js";
import { type FileVersion, readBytes, versionOf } from "./bytes.js";
import type { Layout } from "./dialect.js";
import { LineReader } from "./lines.js";
import { BarLoader } from "./load.js";
import { type Recognised, recognise } from "./recognise.js";
import { changedFile } from "./source.js";
import { Spool } from "./spool.js";
import { Survey } from "./survey.js";
import { findInstrument } from "./symbol.js";
import { type BarBlock, BarTable, BLOCK_ROWS, type BlockFeed, createBlock } from "./table.js";

/** How many rows are held in memory. */
export interface RowLimits {
  /** Of a file in order; one with more is read twice. */
  readonly keptRows: number;
  /** The same of a pipe or a packed file, whose bars go to a temporary file meanwhile. */
  readonly pipedRows: number;
  /** Of a file that is to be sorted; one with more is refused. */
  readonly sortedRows: number;
}

/** A file and what is said of it. */
export interface BarFile {
  readonly file: string;
  readonly options: SourceOptions;
  readonly stdin: NodeJS.ReadableStream;
  readonly limits: RowLimits;
  /** `--timeframe`, ms, or 0. */
  readonly flaggedInterval: number;
  /** Null where the file can't be read twice. */
  readonly version: FileVersion | null;
  /** Its bytes, where they are at hand. */
  readonly chunks?: AsyncGenerator<Buffer, void, undefined>;
}

/** What came of it. */
export interface Reading {
  readonly layout: Layout;
  readonly loader: BarLoader;
  readonly survey: Survey;
  /** The bars in order, or the way to read them once more. */
  readonly bars: BarTable | (() => Promise<BlockFeed>);
  /**
   * Reads whole lines that are added to a file in memory, stamps as the file has them; the block is
   * used again. Null where it can't.
   */
  readonly later: ((lines: Buffer, take: (block: BarBlock) => void) => void) | null;
}

/** Reads bytes to blocks. */
class BlockReader implements BlockFeed {
  readonly layout: Layout;
  readonly spec: InstrumentSpec | null;
  readonly loader: BarLoader;
  private readonly content: AsyncIterator<Buffer>;
  private readonly lines: LineReader;
  private readonly cut: Recognised["later"];

  constructor({ file, options }: BarFile, { detected, content, later }: Recognised) {
    const { layout } = detected;
    this.layout = layout;
    this.spec = findInstrument(file, options, layout.symbol);
    this.loader = new BarLoader(file, options, detected, this.spec?.allowsNegative ?? true);
    this.content = content[Symbol.asyncIterator]();
    this.lines = new LineReader(this.content);
    this.cut = later;
  }

  get later(): Reading["later"] {
    const { cut, loader } = this;
    if (cut === null) return null;
    const block = createBlock();
    return (lines, take) => {
      const rows = cut(lines);
      for (let at = 0; at < rows.length; ) {
        block.length = 0;
        at = loader.fill(rows, at, rows.length, block);
        take(block);
      }
    };
  }

  async fill(block: BarBlock): Promise<void> {
    const { lines, loader } = this;
    block.length = 0;
    while (block.length < BLOCK_ROWS) {
      if (lines.at < lines.to) {
        lines.at = loader.fill(lines.bytes, lines.at, lines.to, block);
        continue;
      }
      const found = await lines.more();
      if (found === "end") return;
      if (found === "long line") loader.dropLongLine();
    }
  }

  /** How many rows a file has whose rows are as long as those so far. */
  expectedRows(bytes: number): number {
    const { lines, loader } = this;
    return (bytes * loader.bars) / (lines.passedBytes - (lines.to - lines.at));
  }

  async close(): Promise<void> {
    await this.content.return?.();
  }
}

/**
 * Reads all bars of a file.
 * @throws UserError (exit 2) when it can't be read, is of no known format, or would have to be
 * sorted and is too large for that.
 */
export async function readBars(bars: BarFile): Promise<Reading> {
  const chunks = bars.chunks ?? readBytes(bars.file, bars.stdin);
  try {
    const reader = new BlockReader(bars, await recognise(bars.file, chunks, bars.options));
    return await readAll(bars, reader);
  } finally {
    await chunks.return();
  }
}

async function readAll(bars: BarFile, reader: BlockReader): Promise<Reading> {
  const { loader } = reader;
  const { limits } = bars;
  const table = new BarTable();
  const survey = new Survey(bars, reader);
  for (;;) {
    const block = table.spare();
    await reader.fill(block);
    if (block.length > 0) table.blocks.push(block);
    // What was just read is still at hand. Of rows that are out of order a later look tells more.
    if (block.length > 0 && loader.sortedRows === 0) survey.take(block);
    const isSorting = loader.sortedRows > 0;
    if (block.length < BLOCK_ROWS) {
      return isSorting ? sorted(bars, reader, table) : inMemory(reader, table, survey);
    }
    if (isSorting && loader.bars > limits.sortedRows) throw tooManyToSort(bars);
    if (isSorting) continue;
    // That a file is too large shows at its beginning; then nothing need be kept in vain.
    const expected =
      bars.version === null || table.blocks.length > 1
        ? loader.bars
        : reader.expectedRows(bars.version.bytes);
    const kept = bars.version === null ? limits.pipedRows : limits.keptRows;
    if (expected > kept) return readThrough(bars, reader, table, survey);
  }
}

function inMemory(reader: BlockReader, table: BarTable, survey: Survey): Reading {
  const { loader, layout, later } = reader;
  return { layout, loader, survey, bars: table, later };
}

/** Brings rows that were out of order into theirs, and looks at them in it. */
function sorted(bars: BarFile, reader: BlockReader, table: BarTable): Reading {
  reader.loader.settle(table);
  const survey = new Survey(bars, reader);
  for (const block of table.blocks) survey.take(block);
  return inMemory(reader, table, survey);
}

/** Looks at all bars and keeps none; those of the head were looked at. */
async function readThrough(
  bars: BarFile,
  reader: BlockReader,
  head: BarTable,
  survey: Survey,
): Promise<Reading> {
  const { layout, loader } = reader;
  const spool = bars.version === null ? new Spool(bars.file) : null;
  try {
    for (const block of head.blocks) spool?.write(block);
    head.blocks = [];
    const block = createBlock();
    do {
      await reader.fill(block);
      if (block.length === 0) break;
      survey.take(block);
      spool?.write(block);
    } while (block.length === BLOCK_ROWS);
    if (loader.sortedRows > 0) return await readToSort(bars, reader, spool);
  } catch (error) {
    await spool?.close();
    throw error;
  }
  const again = () => (spool === null ? readAgain(bars) : Promise.resolve(spool.rewind()));
  return { layout, loader, survey, bars: again, later: null };
}

async function readToSort(
  bars: BarFile,
  reader: BlockReader,
  spool: Spool | null,
): Promise<Reading> {
  const { limits } = bars;
  if (reader.loader.bars > limits.sortedRows) throw tooManyToSort(bars);
  if (spool === null) {
    return await readBars({ ...bars, limits: { ...limits, keptRows: limits.sortedRows } });
  }
  const table = new BarTable();
  for (;;) {
    const block = table.spare();
    await spool.fill(block);
    if (block.length === 0) break;
    table.blocks.push(block);
  }
  await spool.close();
  return sorted(bars, reader, table);
}

async function readAgain(bars: BarFile): Promise<BlockReader> {
  const { bytes, changedMs } = versionOf(bars.file) ?? {};
  if (bytes !== bars.version?.bytes || changedMs !== bars.version?.changedMs) {
    throw changedFile(bars.file);
  }
  const chunks = readBytes(bars.file, bars.stdin);
  return new BlockReader(bars, await recognise(bars.file, chunks, bars.options));
}

function tooManyToSort({ file, limits }: BarFile): UserError {
  return new UserError(
    `${file}: not in order of time and over ${limits.sortedRows} rows, too many to sort in ` +
      "memory; sort the file first, or give it in parts",
  );
}
