// Calendars as JSON: a list of events, alone or under a name.

import { TABLE_FORMATS } from "./csv.js";
import type { CalendarDraft, SkippedRow } from "./news-event.js";
import { plain } from "./plain.js";
import { bareName, draftTable, formatOf, type TableRow } from "./table.js";
import { unusable } from "./unusable.js";

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list of events: the document itself, or what it has under a name that says so. */
function listOf(path: string, document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document;
  if (isObject(document)) {
    const named = ["events", "calendar", "data", "result"].map((name) => document[name]);
    const list = named.find((value) => Array.isArray(value));
    if (Array.isArray(list)) return list;
  }
  throw unusable(path, "no list of events in this JSON");
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(";");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** Lines on which the items of the outermost list begin. */
function itemLines(text: string): number[] {
  const lines: number[] = [];
  let [line, depth, listDepth] = [1, 0, -1];
  let [isInText, isDue] = [false, false];
  for (let at = 0; at < text.length; at++) {
    const mark = text[at] ?? "";
    if (mark === "\n") line++;
    if (isInText) {
      if (mark === "\\") at++;
      else if (mark === '"') isInText = false;
      continue;
    }
    if (isDue && mark.trim() !== "" && mark !== "]") {
      lines.push(line);
      isDue = false;
    }
    if (mark === '"') isInText = true;
    else if (mark === "[" || mark === "{") {
      depth++;
      if (mark === "[" && listDepth < 0) [listDepth, isDue] = [depth, true];
    } else if (mark === "]" || mark === "}") depth--;
    else if (mark === "," && depth === listDepth) isDue = true;
  }
  return lines;
}

/** Reads JSON. Throws a UserError where it is none, or no calendar. */
export function readJson(path: string, text: string): CalendarDraft {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw unusable(path, `not JSON (${why})`);
  }
  const items = listOf(path, document);
  const lines = itemLines(text);
  const rows: TableRow[] = [];
  const skipped: SkippedRow[] = [];
  for (const [at, item] of items.entries()) {
    if (isObject(item)) {
      const cells = Object.entries(item).map(([name, value]) => [bareName(name), textOf(value)]);
      rows.push({ line: lines[at] ?? 1, cells: Object.fromEntries(cells) });
    } else {
      skipped.push({ line: lines[at] ?? 1, reason: `item ${at + 1} is no object` });
    }
  }
  const names = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
  const format = rows.length === 0 ? plain : formatOf(names, TABLE_FORMATS);
  if (format === null) {
    throw unusable(path, `these events have ${names.slice(0, 6).join(", ") || "no names"}`);
  }
  const draft = draftTable(rows, format, "json");
  return { ...draft, skipped: [...draft.skipped, ...skipped].sort((a, b) => a.line - b.line) };
}
