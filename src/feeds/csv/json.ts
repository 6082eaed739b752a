// JSON as rows of cells, parted by tabs, so that dialects see it as they see any table. JSON lines
// are read line by line; any other JSON is parsed whole by JSON.parse, which is why it may not be
// larger than a string can be.

import { StringDecoder } from "node:string_decoder";
import { getHeapStatistics } from "node:v8";
import { UserError } from "../../engine/errors.js";
import {
  cellsOfCandle,
  findSeries,
  isCandle,
  namesOf,
  type Series,
  zoneIn,
} from "./json-series.js";
import { REASON_MARK } from "./rewrite.js";
import { linesIn, linesOf } from "./text-lines.js";

const MEGABYTE = 1024 * 1024;

/** The most that is parsed whole, MB: what a string can hold, and an eighth of the memory. */
const LARGEST_MEGABYTES = Math.min(
  512,
  Math.floor(getHeapStatistics().heap_size_limit / 8 / MEGABYTE),
);

const BATCH_ROWS = 4096;

/** Says what JSON of bars looks like. */
const EXAMPLE =
  'expected candles like {"t":"2025-11-18T14:30:00Z","o":21000.25,"h":21004,"l":20998.5,' +
  '"c":21002.75,"v":812}';

/** A table made of JSON. */
export interface JsonTable {
  /** `JSON` or `JSON lines`. */
  readonly words: string;
  readonly names: readonly string[];
  /** The zone it names for stamps without one, or null. */
  readonly zone: string | null;
  /** One line a candle, in the order of `names`, parted by tabs. */
  readonly rows: AsyncGenerator<Buffer>;
  /** The same of lines that are added later; null where it is no JSON of lines. */
  readonly later: ((lines: Buffer) => Buffer) | null;
}

/** Whether text starts like JSON. */
export function isJson(head: Buffer): boolean {
  const first = head.toString("latin1", 0, 256).trimStart().charAt(0);
  return first === "{" || first === "[";
}

/**
 * The candles of a JSON file, given its head and all its bytes.
 * @throws UserError (exit 2) when it is no valid JSON, too large, or holds no candles.
 */
export async function jsonTable(
  file: string,
  head: Buffer,
  chunks: AsyncIterable<Buffer>,
): Promise<JsonTable> {
  const first = firstLine(head);
  if (first !== null && isCandle(first)) {
    const names = namesOf([first]);
    const later = (lines: Buffer) => rowsOfLines(linesIn(lines), names);
    return { words: "JSON lines", names, zone: null, rows: lineRows(chunks, names), later };
  }
  const value = parsed(file, await textOf(file, chunks));
  const series = seriesOf(file, value);
  const names = [...namesOf(series.flatMap(({ candles }) => candles.slice(0, 200)))];
  const isNamed = series.some(({ symbol }) => symbol !== null);
  if (isNamed && !names.includes("symbol")) names.push("symbol");
  const rows = wholeRows(series, names);
  return { words: "JSON", names, zone: zoneIn(value), rows, later: null };
}

function firstLine(head: Buffer): unknown {
  const text = head.toString("utf8").trimStart();
  const end = text.indexOf("\n");
  try {
    return JSON.parse(end < 0 ? text : text.slice(0, end)) as unknown;
  } catch {
    return null;
  }
}

async function textOf(file: string, chunks: AsyncIterable<Buffer>): Promise<string> {
  const decoder = new StringDecoder("utf8");
  let text = "";
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > LARGEST_MEGABYTES * MEGABYTE) {
      throw new UserError(
        `${file}: JSON of more than ${LARGEST_MEGABYTES} MB, too much to parse whole; ` +
          "give JSON lines or CSV instead",
      );
    }
    text += decoder.write(chunk);
  }
  return text + decoder.end();
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const line = why.replace(/[^ -~]+/g, " ").slice(0, 120);
    throw new UserError(`${file}: not valid JSON (${line}); ${EXAMPLE}`);
  }
}

function seriesOf(file: string, value: unknown): readonly Series[] {
  const found = findSeries(value);
  if (found.length === 0) throw new UserError(`${file}: JSON without candles; ${EXAMPLE}`);
  const nameless = found.filter(({ symbol }) => symbol === null);
  if (found.length === 1 || nameless.length === 0) return found;
  throw new UserError(
    `${file}: ${found.length} lists of candles, not all with a symbol; give one list a file`,
  );
}

async function* lineRows(
  chunks: AsyncIterable<Buffer>,
  names: readonly string[],
): AsyncGenerator<Buffer> {
  for await (const lines of linesOf(chunks)) {
    yield rowsOfLines(
      lines.map((line) => line.toString("utf8")),
      names,
    );
  }
}

function rowsOfLines(lines: readonly string[], names: readonly string[]): Buffer {
  const row = (line: string): string => {
    if (line.trim() === "") return "";
    try {
      return cellsOfCandle(JSON.parse(line) as unknown, names, null).join("\t");
    } catch {
      return `${REASON_MARK}not a line of JSON`;
    }
  };
  return Buffer.from(lines.map((line) => `${row(line)}\n`).join(""));
}

async function* wholeRows(
  series: readonly Series[],
  names: readonly string[],
): AsyncGenerator<Buffer> {
  for (const { candles, symbol } of series) {
    for (let from = 0; from < candles.length; from += BATCH_ROWS) {
      const rows = candles
        .slice(from, from + BATCH_ROWS)
        .map((candle) => `${cellsOfCandle(candle, names, symbol).join("\t")}\n`);
      yield Buffer.from(rows.join(""));
    }
  }
}
