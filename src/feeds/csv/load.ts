// The rows of one file, read once from beginning to end.

import { UserError } from "../../engine/errors.js";
import type { BadRow, SourceOptions } from "../feed.js";
import type { Detected } from "./detect.js";
import { CLOSE, HIGH, LOW, OPEN, VOLUME } from "./quick.js";
import { RowScanner } from "./rows.js";
import { type BarBlock, type BarTable, BLOCK_ROWS } from "./table.js";
import { type ClockMark, StampClock } from "./zones.js";

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const KEPT_BAD_ROWS = 20;

/** Where a loader stands; lines behind it can be read again from there. */
export interface LoaderMark {
  readonly line: number;
  readonly latest: number;
  readonly clock: ClockMark;
}

/** Turns the lines of a file into bars and counts what is wrong with them. */
export class BarLoader {
  readonly clock: StampClock;
  /** Bars handed out. */
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
  private line = 0;
  private latest = -Infinity;

  constructor(file: string, options: SourceOptions, detected: Detected, allowsNegative: boolean) {
    this.file = file;
    this.isStrict = options.strict === true;
    this.priceScale = options.priceScale ?? detected.layout.priceScale ?? 1;
    this.rows = new RowScanner(detected, { allowsNegative });
    this.clock = new StampClock(options, detected.layout);
    this.isHeaderDue = detected.layout.hasHeader;
  }

  /**
   * Reads bytes[from, to), whole lines with their ends, until the block is full. Stamps are as the
   * file has them. Where it stopped.
   */
  fill(bytes: Buffer, from: number, to: number, block: BarBlock): number {
    const { rows, clock } = this;
    const { quick, stamp } = rows;
    let at = from;
    while (at < to && block.length < BLOCK_ROWS) {
      const end = quick === null || this.isHeaderDue ? -1 : quick.scan(bytes, at);
      if (end < 0) {
        at = this.readLine(bytes, at, block);
        continue;
      }
      at = end;
      this.line++;
      const reason = rows.judge();
      if (reason === null) this.keep(clock.instant(stamp), block);
      else this.drop(reason);
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

  /** Brings the bars of a file that was read whole into order. */
  settle(table: BarTable): void {
    if (this.sortedRows === 0) return;
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
    const reason = rows.read(bytes.toString("utf8", from, to)) ?? rows.judge();
    if (reason === null) this.keep(this.clock.instant(rows.stamp), block);
    else this.drop(reason);
    return end + 1;
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
    const { priceScale, rows } = this;
    const { values } = rows;
    const { length } = block;
    block.ts[length] = ts;
    if (priceScale === 1) {
      block.open[length] = values[OPEN] as number;
      block.high[length] = values[HIGH] as number;
      block.low[length] = values[LOW] as number;
      block.close[length] = values[CLOSE] as number;
    } else {
      block.open[length] = (values[OPEN] as number) / priceScale;
      block.high[length] = (values[HIGH] as number) / priceScale;
      block.low[length] = (values[LOW] as number) / priceScale;
      block.close[length] = (values[CLOSE] as number) / priceScale;
    }
    const volume = values[VOLUME] as number;
    block.volume[length] = volume;
    block.line[length] = this.line;
    if (volume > 0) this.hasVolume = true;
    block.length++;
    this.bars++;
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
