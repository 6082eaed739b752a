// The rows of one file, read once from beginning to end.

import { UserError } from "../../engine/errors.js";
import type { BadRow, SourceOptions } from "../feed.js";
import type { Detected } from "./detect.js";
import { RowScanner, VOLUME } from "./rows.js";
import { BarTable } from "./table.js";
import { StampClock } from "./zones.js";

const NEWLINE = 10;
const RETURN = 13;
const KEPT_BAD_ROWS = 20;

/** Takes the bytes of a file in chunks and keeps its bars, by stamp as the file has them. */
export class BarLoader {
  readonly table = new BarTable();
  readonly clock: StampClock;
  sortedRows = 0;
  badRows = 0;
  hasVolume = false;

  private readonly file: string;
  private readonly isStrict: boolean;
  private readonly priceScale: number;
  private readonly rows: RowScanner;
  private readonly firstBad: BadRow[] = [];
  private isHeaderDue: boolean;
  private line = 0;
  private latest = -Infinity;
  private rest: Buffer = Buffer.alloc(0);

  constructor(file: string, options: SourceOptions, detected: Detected, allowsNegative: boolean) {
    this.file = file;
    this.isStrict = options.strict === true;
    this.priceScale = options.priceScale ?? 1;
    this.rows = new RowScanner(detected, { allowsNegative });
    this.clock = new StampClock(options, detected.layout.zone);
    this.isHeaderDue = detected.layout.hasHeader;
  }

  /** Reads all whole lines and keeps the rest for the next chunk. */
  take(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, from);
      if (end < 0) break;
      this.takeLine(bytes, from, end);
      from = end + 1;
    }
    this.rest = bytes.subarray(from);
  }

  /** Reads a last line without an end, and brings the bars into order. */
  finish(): void {
    if (this.rest.length > 0) this.takeLine(this.rest, 0, this.rest.length);
    this.rest = Buffer.alloc(0);
    if (this.sortedRows === 0) return;
    this.table.sort();
    const lines: number[] = [];
    this.table.dropRepeats((line) => lines.push(line));
    this.sortedRows -= lines.length;
    this.badRows += lines.length;
    lines.sort((a, b) => a - b);
    for (const line of lines.slice(0, KEPT_BAD_ROWS)) {
      this.firstBad.push({ line, reason: "its time was seen before" });
    }
  }

  /** The first bad rows, by line. */
  bad(): readonly BadRow[] {
    return [...this.firstBad].sort((a, b) => a.line - b.line).slice(0, KEPT_BAD_ROWS);
  }

  private takeLine(bytes: Buffer, from: number, lineEnd: number): void {
    this.line++;
    let to = lineEnd;
    while (to > from && (bytes[to - 1] === RETURN || bytes[to - 1] === 32)) to--;
    if (to === from) return;
    if (this.isHeaderDue) {
      this.isHeaderDue = false;
      return;
    }
    const reason = this.rows.scan(bytes, from, to);
    if (reason !== null) {
      this.drop(reason);
      return;
    }
    this.keep(this.clock.instant(this.rows.stamp));
  }

  private keep(ts: number): void {
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
    const { table, priceScale } = this;
    const { values } = this.rows;
    table.reserve();
    const { columns, length } = table;
    columns.ts[length] = ts;
    columns.open[length] = (values[0] as number) / priceScale;
    columns.high[length] = (values[1] as number) / priceScale;
    columns.low[length] = (values[2] as number) / priceScale;
    columns.close[length] = (values[3] as number) / priceScale;
    const volume = values[VOLUME] as number;
    columns.volume[length] = volume;
    columns.line[length] = this.line;
    if (volume > 0) this.hasVolume = true;
    table.length++;
  }

  private drop(reason: string): void {
    if (this.isStrict) throw this.refusal(reason);
    this.badRows++;
    if (this.firstBad.length < KEPT_BAD_ROWS) this.firstBad.push({ line: this.line, reason });
  }

  private refusal(reason: string): UserError {
    return new UserError(
      `${this.file}, line ${this.line}: ${reason}; mend it, or leave out --strict to go on without`,
    );
  }
}
