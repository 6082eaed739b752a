// The rows of one symbol out of the bytes of a file, in runs, so that a file of a single symbol
// costs little more than finding its cell in each line.

import { REASON_MARK } from "./rewrite.js";
import type { Fate, SymbolPicker } from "./symbols.js";

const LINE_END = 10;
const QUOTE = 34;
const NEWLINE = Buffer.from("\n");

/** Lines held back while it is not known whether they are wanted, bytes. */
const HELD_BYTES = 1 << 26;

/** Where the symbol stands. */
export interface SymbolPlace {
  readonly column: number;
  readonly separator: string;
  /** Lines of the file before its first row of data; they pass as they are. */
  readonly headerLines: number;
}

/**
 * Passes on the lines of one symbol. A line that is not wanted leaves an empty line, so that line
 * numbers stay; lines without a symbol (a header, a broken row) pass. Every chunk of `blocks` ends
 * with a line.
 * @throws UserError (exit 2) at the end, as `SymbolPicker.finish`.
 */
export async function* oneSymbol(
  blocks: AsyncIterable<Buffer>,
  place: SymbolPlace,
  picker: SymbolPicker,
): AsyncGenerator<Buffer> {
  const sieve = new Sieve(place, picker);
  for await (const block of blocks) yield* sieve.take(block);
  yield* sieve.finish();
}

/**
 * The same of lines that are added after the end: those of the symbol that passed, as they are; of
 * any other an empty line, or the reason why it is none where no other was to be expected.
 */
export function laterOfSymbol(lines: Buffer, place: SymbolPlace, picker: SymbolPicker): Buffer {
  const cell = new SymbolCell(place);
  const passed: Buffer[] = [];
  for (let from = 0; from < lines.length; ) {
    const end = lines.indexOf(LINE_END, from) + 1;
    const symbol = cell.read(lines, from, end - 1);
    const reason = symbol === null ? null : picker.refuses(symbol);
    if (reason === null) passed.push(lines.subarray(from, end));
    else passed.push(reason === "" ? NEWLINE : Buffer.from(`${REASON_MARK}${reason}\n`));
    from = end;
  }
  return Buffer.concat(passed);
}

class Sieve {
  private readonly picker: SymbolPicker;
  private readonly cell: SymbolCell;
  private headerLines: number;
  private held: Buffer[] = [];
  private heldBytes = 0;
  private heldLines = 0;

  constructor(place: SymbolPlace, picker: SymbolPicker) {
    this.picker = picker;
    this.cell = new SymbolCell(place);
    this.headerLines = place.headerLines;
  }

  *take(block: Buffer): Generator<Buffer> {
    let from = 0;
    let runFrom = 0;
    let runFate: Fate = "kept";
    let lines = 0;
    while (from < block.length) {
      const end = block.indexOf(LINE_END, from) + 1;
      const fate = this.fate(block, from, end - 1);
      if (fate !== runFate) {
        yield* this.pass(block.subarray(runFrom, from), runFate, lines);
        runFrom = from;
        runFate = fate;
        lines = 0;
      }
      lines++;
      from = end;
    }
    yield* this.pass(block.subarray(runFrom), runFate, lines);
    if (this.heldBytes <= HELD_BYTES) return;
    this.picker.settle();
    yield* this.held;
    this.forget();
  }

  *finish(): Generator<Buffer> {
    if (this.picker.finish()) yield* this.held;
  }

  private fate(block: Buffer, from: number, to: number): Fate {
    if (this.headerLines > 0) {
      this.headerLines--;
      return "kept";
    }
    const symbol = this.cell.read(block, from, to);
    if (symbol !== null) return this.picker.fate(symbol);
    return this.picker.isHolding ? "held" : "kept";
  }

  /** A run of lines that share a fate. */
  private *pass(run: Buffer, fate: Fate, lines: number): Generator<Buffer> {
    if (lines === 0) return;
    if (fate === "held") {
      // The block's memory is read over by the next one.
      this.held.push(Buffer.from(run));
      this.heldBytes += run.length;
      this.heldLines += lines;
      return;
    }
    if (this.heldLines > 0) {
      // What was held is of another symbol: as many empty lines.
      yield Buffer.alloc(this.heldLines, NEWLINE);
      this.forget();
    }
    yield fate === "kept" ? run : Buffer.alloc(lines, NEWLINE);
  }

  private forget(): void {
    this.held = [];
    this.heldBytes = 0;
    this.heldLines = 0;
  }
}

/** Finds the cell of a column in a line; the words are made anew only when they change. */
class SymbolCell {
  private readonly column: number;
  private readonly mark: number;
  private last: Buffer = Buffer.alloc(0);
  private lastText: string | null = null;

  constructor({ column, separator }: SymbolPlace) {
    this.column = column;
    this.mark = separator.charCodeAt(0);
  }

  read(bytes: Buffer, from: number, to: number): string | null {
    const { mark } = this;
    let at = from;
    let isQuoted = false;
    for (let column = 0; column < this.column; at++) {
      if (at >= to) return null;
      if (bytes[at] === QUOTE) isQuoted = !isQuoted;
      else if (bytes[at] === mark && !isQuoted) column++;
    }
    let end = at;
    while (end < to && bytes[end] !== mark) end++;
    if (this.isLast(bytes, at, end)) return this.lastText;
    this.last = Buffer.from(bytes.subarray(at, end));
    const text = this.last
      .toString("utf8")
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim();
    this.lastText = text === "" ? null : text;
    return this.lastText;
  }

  private isLast(bytes: Buffer, from: number, to: number): boolean {
    const { last } = this;
    if (to - from !== last.length) return false;
    for (let at = from; at < to; at++) if (bytes[at] !== last[at - from]) return false;
    return true;
  }
}
