// From the bytes of a file to its format, and to rows that the reader knows.

import { UserError } from "../../engine/errors.js";
import type { SourceOptions } from "../feed.js";
import { cellsOf } from "./cells.js";
import { type Detected, detect } from "./detect.js";
import type { Layout, OddCells } from "./dialect.js";
import { foreignWords } from "./foreign-files.js";
import { isJson, type JsonTable, jsonTable } from "./json.js";
import { orderWords, PLAIN_COLUMNS, RowRewriter, rewritten, stampText } from "./rewrite.js";
import { laterOfSymbol, oneSymbol } from "./symbol-rows.js";
import { SymbolPicker } from "./symbols.js";
import { lineBlocks, linesOf, linesIn as textLines } from "./text-lines.js";

const HEAD_BYTES = 1 << 16;

/** What a file that is none is shown. */
export const EXAMPLE =
  "expected rows like 'timestamp,open,high,low,close,volume' and " +
  "'2025-11-18T14:30:00Z,21000.25,21004,20998.5,21002.75,812'";

/** A file whose format is known. */
export interface Recognised {
  readonly detected: Detected;
  /** All its rows, one line in the file to one line here, as `detected` says they are. */
  readonly content: AsyncIterable<Buffer>;
  /**
   * The same of whole lines that are added once the content has been read; null where the file can
   * only be read as a whole.
   */
  readonly later: Later | null;
}

type Later = (lines: Buffer) => Buffer;

/**
 * Recognises a file by its name and its head.
 * @throws UserError (exit 2) when it is empty, binary or of no format known here; the content, when
 * there are rows of several symbols in it and none was chosen.
 */
export async function recognise(
  file: string,
  chunks: AsyncGenerator<Buffer>,
  options: SourceOptions,
): Promise<Recognised> {
  const head = await readHead(chunks);
  const content = joined(head.bytes, chunks);
  const asTheyAre: Later = (lines) => lines;
  if (!isJson(head.bytes)) return passed(file, ofText(file, head), content, asTheyAre, options);
  const table = await jsonTable(file, head.bytes, content);
  const rows = await readHead(table.rows);
  const all = joined(rows.bytes, table.rows);
  return passed(file, ofTable(file, table, rows), all, table.later, options);
}

/** A table of JSON has its names apart, so that a candle's line is its own. */
function ofTable(file: string, { names, words, zone }: JsonTable, head: Head): Detected {
  const detected = ofLines(file, [names.join("\t"), ...linesIn(head)]);
  const { layout } = detected;
  const { odd } = layout;
  const format = layout.format.replace("plain CSV", "candles");
  return {
    ...detected,
    skippedLines: 0,
    layout: {
      ...layout,
      format: `${format} (${words})`,
      hasHeader: false,
      ...(layout.zone === null && zone !== null ? { zone, isZoneInFile: true } : {}),
      ...(odd === undefined ? {} : { odd: { ...odd, headerLines: 0 } }),
    },
  };
}

/** The layout as its rows come out, and the stages on the way there. */
function passed(
  file: string,
  detected: Detected,
  chunks: AsyncIterable<Buffer>,
  cut: Later | null,
  options: SourceOptions,
): Recognised {
  const { layout, separator, skippedLines } = detected;
  const { symbolColumn, odd } = layout;
  let content = chunks;
  let later = cut;
  let skipped = skippedLines;
  if (symbolColumn !== undefined) {
    const hasHeader = layout.hasHeader && odd === undefined;
    const headerLines = skipped + (hasHeader ? 1 : 0);
    const place = { column: symbolColumn, separator, headerLines };
    const picker = new SymbolPicker(file, options.symbol);
    content = oneSymbol(lineBlocks(content, skipped), place, picker);
    later = cut === null ? null : (lines) => laterOfSymbol(cut(lines), place, picker);
    skipped = 0;
  }
  if (odd !== undefined) return long(detected, odd, linesOf(content, skipped), later);
  if (skipped > 0) content = lineBlocks(content, skipped);
  return { detected, content, later };
}

function long(
  detected: Detected,
  odd: OddCells,
  lines: AsyncIterable<readonly Buffer[]>,
  cut: Later | null,
): Recognised {
  const { layout, separator, width } = detected;
  const rewriter = new RowRewriter(layout, odd, separator, width);
  const { odd: _, symbolColumn: __, ...rest } = layout;
  const written: { -readonly [Key in keyof Layout]: Layout[Key] } = {
    ...rest,
    hasHeader: false,
    columns: PLAIN_COLUMNS,
  };
  let example = "";
  const stampOf = (line: string) => {
    const stamp = stampText(cellsOf(line, separator), layout.columns);
    if (stamp !== "") example = stamp;
    return stamp;
  };
  let known = odd.order;
  const content = rewritten(lines, rewriter, odd, stampOf, ({ order, isGuess }) => {
    known = order;
    if (isGuess) written.format += ` (dates taken as ${orderWords(order, example)})`;
  });
  const plain = { layout: written, separator: ",", decimalComma: false, width: 6, skippedLines: 0 };
  const rewrite = (line: string) => `${rewriter.rewrite(line, known)}\n`;
  const later: Later | null =
    cut === null ? null : (added) => Buffer.from(textLines(cut(added)).map(rewrite).join(""));
  return { detected: plain, content, later };
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

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

function linesIn(head: Head): string[] {
  const lines = head.bytes.toString("utf8", 0, HEAD_BYTES).split(/\r?\n/);
  if (head.isPart || head.bytes.length > HEAD_BYTES) lines.pop();
  return lines;
}

function ofText(file: string, head: Head): Detected {
  const bytes = head.bytes.subarray(0, HEAD_BYTES);
  const foreign = foreignWords(bytes);
  if (foreign !== null) throw new UserError(`${file}: ${foreign}`);
  if (bytes.includes(0)) throw new UserError(`${file}: binary data, not text; ${EXAMPLE}`);
  if (bytes.length === 0) throw new UserError(`${file}: empty; ${EXAMPLE}`);
  return ofLines(file, linesIn(head), head.isPart);
}

function ofLines(file: string, lines: readonly string[], isCut = false): Detected {
  const [first] = lines.filter((line) => line.trim() !== "");
  if (first === undefined) {
    const why = isCut ? "its first line is longer than any row of bars" : "no line of text";
    throw new UserError(`${file}: ${why}; ${EXAMPLE}`);
  }
  const detected = detect(file, lines);
  if (detected !== null) return detected;
  const shown = first
    .trim()
    .slice(0, 60)
    .replace(/[^ -~\u00a0-\uffff]/g, "?");
  throw new UserError(`${file}: no format of bars known here (starts '${shown}'); ${EXAMPLE}`);
}
