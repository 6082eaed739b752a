// A file of trades as rows of cells, whatever parts them and however its bytes are text.

import { readFileSync, statSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { UserError } from "../../engine/errors.js";
import { wideName } from "../encoding.js";
import { htmlRows } from "./html-rows.js";
import { xmlRows } from "./xml-sheet.js";

/** A row with its line in the file, counted from 1; cells are trimmed. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A row under a header. */
export interface NamedRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** The cell under the first of these names that the header has; empty where it has none. */
  readonly get: (...names: readonly string[]) => string;
}

/** A file's rows. */
export interface Sheet {
  /** As the user gave it. */
  readonly path: string;
  readonly rows: readonly SheetRow[];
}

const MOST_BYTES = 256 << 20;
/** A header stands among the first rows; statements have a title above it. */
const HEADER_ROWS = 40;
const MARKS = [",", ";", "\t", "|"] as const;

function bytesOf(path: string): Buffer {
  try {
    if (statSync(path).size > MOST_BYTES) {
      throw new UserError(`${path}: too large for a file of trades; give it in parts`);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const why = code === "ENOENT" ? "no such file" : `cannot be read (${code})`;
    throw new UserError(`${path}: ${why}; give a file of trades or fills`);
  }
}

function textOf(path: string, bytes: Buffer): string {
  const wide = wideName(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  if (bytes.subarray(0, 4096).includes(0)) {
    throw new UserError(`${path}: this is no text; export it as CSV`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The mark that parts cells: the one that the fullest of the first lines has most of. */
function markOf(text: string): string {
  const lines = text.split(/\r?\n/, HEADER_ROWS);
  const most = (mark: string): number => Math.max(...lines.map((line) => line.split(mark).length));
  return MARKS.reduce<string>((best, mark) => (most(mark) > most(best) ? mark : best), ",");
}

/** Reads a file. Throws a UserError (exit 2) where it is no table of text. */
export function readSheet(path: string): Sheet {
  const text = textOf(path, bytesOf(path)).replace(/^\ufeff/, "");
  if (text.trim() === "") throw new UserError(`${path}: the file is empty; export it again`);
  const start = text.trimStart();
  if (/^<(?:!doctype\s+)?html/i.test(start)) return { path, rows: htmlRows(text) };
  if (start.startsWith("<")) return { path, rows: xmlRows(path, start) };
  let parsed: { record: string[]; info: { lines: number } }[];
  try {
    parsed = parse(text, {
      delimiter: markOf(text),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof parsed;
  } catch (error) {
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UserError(`${path}: not a CSV (${why}); export it again`);
  }
  return { path, rows: parsed.map(({ record, info }) => ({ line: info.lines, cells: record })) };
}

/** A column's name as it is compared: lower case, one blank between words. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\s+/g, " ").trim();
}

/** A header, and the rows below it. */
export interface HeadedRows {
  readonly names: readonly string[];
  readonly rows: readonly NamedRow[];
}

/** The rows below the first header that has all of these names, or null. */
export function rowsBelow({ rows }: Sheet, needs: readonly string[]): HeadedRows | null {
  const at = rows.slice(0, HEADER_ROWS).findIndex(({ cells }) => {
    const names = cells.map(plainName);
    return needs.every((name) => names.includes(name));
  });
  if (at < 0) return null;
  const names = (rows[at]?.cells ?? []).map(plainName);
  return { names, rows: rows.slice(at + 1).map((row) => named(row, names)) };
}

/** A row whose cells are asked for by name. */
export function named({ line, cells }: SheetRow, names: readonly string[]): NamedRow {
  const get = (...wanted: readonly string[]): string => {
    const name = wanted.find((one) => names.includes(one));
    return name === undefined ? "" : (cells[names.indexOf(name)] ?? "");
  };
  return { line, cells, get };
}
