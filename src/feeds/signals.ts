// A file of signals: `ts,symbol,side,stop,target,qty,tag`. A replay with a lost signal would show
// a result that never was, so one bad row refuses the whole file and names itself.

import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { UserError } from "../engine/errors.js";
import { matchInstrument } from "../engine/market/roots.js";
import { nearestName } from "../engine/nearest.js";

/** One row of a signals file. Prices as the file has them. */
export interface FileSignal {
  /** Open time of the bar on whose close the signal falls, UTC epoch ms. */
  readonly ts: number;
  /** One of the loaded symbols. */
  readonly symbol: string;
  readonly side: "long" | "short" | "exit";
  /** A price for entries, null for exits. */
  readonly stop: number | null;
  readonly target: number | null;
  /** Quantity in units. */
  readonly qty: number | null;
  /** The row's tag, or `signals`. */
  readonly strategy: string;
  /** 1-based line in the file. */
  readonly line: number;
}

const COLUMNS = ["ts", "symbol", "side", "stop", "target", "qty", "tag"] as const;
type Column = (typeof COLUMNS)[number];

/** A row as text, with what an error needs to name it. */
interface Row {
  readonly file: string;
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
  readonly decimalComma: boolean;
}

function refuse(row: Row, column: Column, right: string): never {
  const value = row.cells[column];
  const what = value === "" ? `${column} is empty` : `${column} '${value}' is not right`;
  throw new UserError(`${row.file}, line ${row.line}: ${what}; ${right}`);
}

const ISO = new RegExp(
  String.raw`^(\d{4})-(\d{2})-(\d{2})` +
    String.raw`(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?` +
    String.raw`\s*(Z|[+-]\d{2}:?\d{2})?$`,
  "i",
);

const MONTH_DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** Milliseconds of an epoch by its digits, from 2001 on: seconds, ms, µs, ns. */
const EPOCH_UNITS: Readonly<Record<number, (epoch: number) => number>> = {
  10: (seconds) => seconds * 1000,
  13: (ms) => ms,
  16: (us) => Math.floor(us / 1e3),
  19: (ns) => Math.floor(ns / 1e6),
};

const STAMP = "give ISO-8601 (no zone means UTC) or an epoch, e.g. 2025-11-18T15:30:00Z";

function readTime(row: Row): number {
  const text = row.cells.ts;
  if (/^\d+$/.test(text)) {
    const unit = EPOCH_UNITS[text.length];
    return unit === undefined ? refuse(row, "ts", STAMP) : unit(Number(text));
  }
  const match = ISO.exec(text);
  if (match === null) return refuse(row, "ts", STAMP);
  const field = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day] = [field(1), field(2), field(3)];
  const [hour, minute, second] = [field(4), field(5), field(6)];
  const ms = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const real = day >= 1 && day <= daysIn(year, month);
  if (!real || hour > 23 || minute > 59 || second > 59) return refuse(row, "ts", STAMP);
  const ts = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const zone = (match[8] ?? "Z").toUpperCase();
  if (zone === "Z") return ts;
  const digits = zone.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return ts - (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

function readSymbol(row: Row, symbols: readonly string[]): string {
  const text = row.cells.symbol;
  if (text === "") {
    const only = symbols.length === 1 ? symbols[0] : undefined;
    return only ?? refuse(row, "symbol", `name one of ${symbols.join(", ")}`);
  }
  const exact = symbols.find((symbol) => symbol.toUpperCase() === text.toUpperCase());
  if (exact !== undefined) return exact;
  const root = matchInstrument(text)?.symbol;
  const found = symbols.find((symbol) => symbol === root);
  return found ?? refuse(row, "symbol", `the bars loaded are of ${symbols.join(", ")}`);
}

function readNumber(row: Row, column: "stop" | "target" | "qty", right: string): number | null {
  const text = row.cells[column];
  if (text === "") return null;
  const plain = row.decimalComma ? text.replace(",", ".") : text;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return refuse(row, column, right);
  const value = Number(plain);
  return Number.isFinite(value) ? value : refuse(row, column, right);
}

function readSignal(row: Row, symbols: readonly string[]): FileSignal {
  const ts = readTime(row);
  const symbol = readSymbol(row, symbols);
  const side = row.cells.side.toLowerCase();
  if (side !== "long" && side !== "short" && side !== "exit") {
    return refuse(row, "side", "give long, short or exit");
  }
  const price = "give a price as a plain number, e.g. 24805.25";
  const stop = readNumber(row, "stop", price);
  if (stop === null && side !== "exit") return refuse(row, "stop", `an entry needs one; ${price}`);
  const target = readNumber(row, "target", `${price}, or leave it empty`);
  if (side !== "exit" && stop !== null && target !== null) {
    const beyond = side === "long" ? target > stop : target < stop;
    const where = side === "long" ? "above" : "below";
    if (!beyond) return refuse(row, "target", `a ${side}'s target lies ${where} its stop`);
  }
  const quantity = "give a quantity above 0, or leave it empty";
  const qty = readNumber(row, "qty", quantity);
  if (qty !== null && qty <= 0) return refuse(row, "qty", quantity);
  const strategy = row.cells.tag === "" ? "signals" : row.cells.tag;
  return {
    ts,
    symbol,
    side,
    stop: side === "exit" ? null : stop,
    target,
    qty,
    strategy,
    line: row.line,
  };
}

function delimiterOf(header: string): string {
  const count = (mark: string): number => header.split(mark).length;
  return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ",");
}

/** Where each known column stands; refuses a header without `ts` and `side`, or a misspelt one. */
function readHeader(file: string, cells: readonly string[]): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>();
  const expected = `expected the columns ${COLUMNS.join(",")}`;
  cells.forEach((cell, index) => {
    const name = cell.toLowerCase();
    const column = COLUMNS.find((candidate) => candidate === name);
    if (column === undefined) {
      const near = nearestName(name, COLUMNS);
      // A column of the user's own is no matter, but a misspelt one would lose its values.
      if (near === null || name.length < 3) return;
      throw new UserError(`${file}, line 1: unknown column '${cell}', did you mean '${near}'?`);
    }
    if (places.has(column)) {
      throw new UserError(`${file}, line 1: column '${column}' stands twice; leave one`);
    }
    places.set(column, index);
  });
  for (const column of ["ts", "side"] as const) {
    if (!places.has(column)) {
      throw new UserError(`${file}, line 1: no column '${column}'; ${expected}`);
    }
  }
  return places;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "is a folder" : "cannot be read";
    throw new UserError(`signals file ${file}: ${why}; give a CSV of ${COLUMNS.join(",")}`);
  }
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function parseRows(file: string, text: string, delimiter: string): readonly ParsedRow[] {
  try {
    return parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly ParsedRow[];
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    throw new UserError(`${file}: not a CSV (${why}); expected ${COLUMNS.join(",")}`);
  }
}

/**
 * Reads a signals file whole. Answers its signals by time, rows of one time in file order. Throws
 * a UserError that names line and field for a file or row that cannot be read.
 *
 * @param options.symbols the symbols whose bars are loaded; a row may leave its symbol empty when
 * there is only one.
 */
export async function readSignalsFile(
  path: string,
  options: { readonly symbols: readonly string[] },
): Promise<FileSignal[]> {
  const text = await readText(path);
  const delimiter = delimiterOf(text.split(/\r?\n/, 1)[0] ?? "");
  const [head, ...body] = parseRows(path, text, delimiter);
  if (head === undefined) {
    throw new UserError(`signals file ${path}: is empty; expected ${COLUMNS.join(",")}`);
  }
  const places = readHeader(path, head.record);
  const signals = body.map(({ record, info }) => {
    const cell = (column: Column): string => record[places.get(column) ?? -1] ?? "";
    const cells = {
      ts: cell("ts"),
      symbol: cell("symbol"),
      side: cell("side"),
      stop: cell("stop"),
      target: cell("target"),
      qty: cell("qty"),
      tag: cell("tag"),
    };
    const row = { file: path, line: info.lines, cells, decimalComma: delimiter !== "," };
    if (record.length > head.record.length) {
      throw new UserError(
        `${path}, line ${row.line}: ${record.length} fields, the header has ` +
          `${head.record.length}; quote a value that holds the separator`,
      );
    }
    return readSignal(row, options.symbols);
  });
  return signals.sort((left, right) => left.ts - right.ts);
}
