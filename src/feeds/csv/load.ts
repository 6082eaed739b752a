// The rows of one file, read once from beginning to end.

import { UserError } from "../../engine/errors.js";
import type { BadRow, SourceOptions } from "../feed.js";
import type { Detected } from "./detect.js";
import { CLOSE, HIGH, LOW, NEWLINE, OPEN, RETURN, SPACE, VOLUME } from "./row-bytes.js";
import { RowScanner } from "./rows.js";
import { type BarBlock, type BarTable, BLOCK_ROWS } from "./table.js";
import { type ClockMark, StampClock } from "./zones.js";

const KEPT_BAD_ROWS = 20;
/** Where a stretch of plain rows was none, so many are read before the next is tried. */
const ROWS_APART = 64;

/** Where a loader stands; lines behind it can be read again from there. */
export interface LoaderMark {
  readonly line: number;
  readonly latest: number;
  readonly clock: ClockMark;
}

/** Turns the lines of a file into bars and counts what is wrong with them. */
export class BarLoader {
  readonly clock: StampClock;
  /** Bars put into blocks. */
  bars = 0;
  sortedRows = 0;
  badRows = 0;
  hasVolume = false;
  /** Hears of every row that is dropped from now on. */
  onBad: ((row: BadRow) => void) | null = null;

  private readonly file: string;
  private readonly isStrict: boolean;
  private readonly priceScale: number;
  private readonly rows: RowScanner;
  private readonly firstBad: BadRow[] = [];
  private isHeaderDue: boolean;
  /** Rows that are read alone before a stretch of plain ones is tried again. */
  private oneByOne = 0;
  private line = 0;
  private latest = -Infinity;

  constructor(file: string, options: SourceOptions, detected: Detected, allowsNegative: boolean) {
    this.file = file;
    this.isStrict = options.strict === true;
    this.priceScale = options.priceScale ?? detected.layout.priceScale ?? 1;
    this.clock = new StampClock(options, detected.layout);
    this.rows = new RowScanner(detected, { allowsNegative }, this.clock);
    this.isHeaderDue = detected.layout.hasHeader;
  }

  /**
   * Reads bytes[from, to), whole lines with their ends, until the block is full. Stamps are as the
   * file has them. Where it stopped.
   */
  fill(bytes: Buffer, from: number, to: number, block: BarBlock): number {
    let at = from;
    while (at < to && block.length < BLOCK_ROWS) {
      if (this.oneByOne > 0) this.oneByOne--;
      else at = this.readPlain(bytes, at, to, block);
      if (at < to && block.length < BLOCK_ROWS) at = this.readRow(bytes, at, block);
    }
    return at;
  }

  /** A line was passed over, because nothing that long is a row. */
  dropLongLine(): void {
    this.line++;
    if (this.isHeaderDue) this.isHeaderDue = false;
    else this.drop("longer than a megabyte");
  }

  mark(): LoaderMark {
    return { line: this.line, latest: this.latest, clock: this.clock.mark() };
  }

  /** Forgets the lines since the mark; they stay in the counts. */
  rewind({ line, latest, clock }: LoaderMark): void {
    this.line = line;
    this.latest = latest;
    this.clock.rewind(clock);
  }

  /** Brings the bars of a file into order that was read whole and is out of it. */
  settle(table: BarTable): void {
    table.sort();
    const lines: number[] = [];
    table.dropRepeats((line) => lines.push(line));
    this.sortedRows -= lines.length;
    this.badRows += lines.length;
    this.bars -= lines.length;
    lines.sort((a, b) => a - b);
    for (const line of lines.slice(0, KEPT_BAD_ROWS)) {
      this.firstBad.push({ line, reason: "its time was seen before" });
    }
  }

  /** The first bad rows, by line. */
  bad(): readonly BadRow[] {
    return [...this.firstBad].sort((a, b) => a.line - b.line).slice(0, KEPT_BAD_ROWS);
  }

  /** Reads rows that need no looking at. Where one stands that does, or the lines end. */
  private readPlain(bytes: Buffer, from: number, to: number, block: BarBlock): number {
    const { plain } = this.rows;
    if (plain === null || this.isHeaderDue) return from;
    for (let at = from; ; ) {
      const { length } = block;
      at = plain.read(bytes, at, to, block, this.latest);
      this.count(block, length);
      if (plain.ended === "other row" && at === from) this.oneByOne = ROWS_APART;
      if (plain.ended !== "not later") return at;
      this.line++;
      this.keep(plain.ts, block);
    }
  }

  /** Counts the rows of the block from `from` on, which are in order. */
  private count(block: BarBlock, from: number): void {
    const { length } = block;
    if (length === from) return;
    this.line += length - from;
    this.bars += length - from;
    this.latest = block.ts[length - 1] as number;
    for (let at = from; at < length && !this.hasVolume; at++) {
      this.hasVolume = (block.volume[at] as number) > 0;
    }
    this.scale(block, from);
  }

  /** Reads the row that stands here, whatever it is. Where the next one starts. */
  private readRow(bytes: Buffer, from: number, block: BarBlock): number {
    const { rows } = this;
    const end = rows.quick === null || this.isHeaderDue ? -1 : rows.quick.scan(bytes, from);
    if (end < 0) return this.readLine(bytes, from, block);
    this.line++;
    this.take(rows.judge(), block);
    return end;
  }

  /** Reads a line that is not plain. Where the next one starts. */
  private readLine(bytes: Buffer, from: number, block: BarBlock): number {
    const end = bytes.indexOf(NEWLINE, from);
    this.line++;
    let to = end;
    while (to > from && (bytes[to - 1] === RETURN || bytes[to - 1] === SPACE)) to--;
    if (to === from) return end + 1;
    if (this.isHeaderDue) {
      this.isHeaderDue = false;
      return end + 1;
    }
    const { rows } = this;
    this.take(rows.read(bytes.toString("utf8", from, to)) ?? rows.judge(), block);
    return end + 1;
  }

  /** Takes the row just read, unless there is a reason why it is no bar. */
  private take(reason: string | null, block: BarBlock): void {
    if (reason === null) this.keep(this.clock.instant(this.rows.stamp), block);
    else this.drop(reason);
  }

  private keep(ts: number, block: BarBlock): void {
    if (ts !== ts) {
      this.drop(`its time does not exist in ${this.clock.said().zone}`);
      return;
    }
    if (ts === this.latest) {
      this.drop("its time was seen before");
      return;
    }
    if (ts < this.latest) {
      this.sortedRows++;
      if (this.isStrict) throw this.refusal("it is earlier than a row before it");
    } else {
      this.latest = ts;
    }
    const { values } = this.rows;
    const { length } = block;
    block.ts[length] = ts;
    block.open[length] = values[OPEN] as number;
    block.high[length] = values[HIGH] as number;
    block.low[length] = values[LOW] as number;
    block.close[length] = values[CLOSE] as number;
    const volume = values[VOLUME] as number;
    block.volume[length] = volume;
    block.line[length] = this.line;
    if (volume > 0) this.hasVolume = true;
    block.length++;
    this.bars++;
    this.scale(block, length);
  }

  /** Brings the prices of the rows from `from` on to what they are meant to be. */
  private scale({ open, high, low, close, length }: BarBlock, from: number): void {
    const { priceScale } = this;
    if (priceScale === 1) return;
    for (const column of [open, high, low, close]) {
      for (let at = from; at < length; at++) column[at] = (column[at] as number) / priceScale;
    }
  }

  private drop(reason: string): void {
    if (this.isStrict) throw this.refusal(reason);
    this.badRows++;
    this.onBad?.({ line: this.line, reason });
    if (this.firstBad.length < KEPT_BAD_ROWS) this.firstBad.push({ line: this.line, reason });
  }

  private refusal(reason: string): UserError {
    return new UserError(
      `${this.file}, line ${this.line}: ${reason}; mend it, or leave out --strict to go on without`,
    );
  }
}
