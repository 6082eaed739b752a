// ForexFactory's week as XML.

import { XMLParser, XMLValidator } from "fast-xml-parser";
import { forexFactory } from "./forexfactory.js";
import type { CalendarDraft } from "./news-event.js";
import { bareName, draftTable, type TableRow } from "./table.js";
import { unusable } from "./unusable.js";

const EVENT_PATH = "weeklyevents.event";

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lines on which events begin; what stands in a comment or in CDATA begins none. */
function eventLines(text: string): number[] {
  const blank = (part: string): string => part.replace(/[^\n]/g, " ");
  const bare = text.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, blank);
  const lines: number[] = [];
  for (const [at, line] of bare.split("\n").entries()) {
    for (const _ of line.matchAll(/<event[\s>/]|<event$/g)) lines.push(at + 1);
  }
  return lines;
}

function parsed(path: string, text: string): unknown {
  try {
    const fault = XMLValidator.validate(text);
    if (fault !== true) throw unusable(path, `line ${fault.err.line}: ${fault.err.msg}`);
    const parser = new XMLParser({
      ignoreAttributes: true,
      parseTagValue: false,
      isArray: (_, at) => at === EVENT_PATH,
    });
    return parser.parse(text);
  } catch (error) {
    if (error instanceof Error && error.name === "UserError") throw error;
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw unusable(path, `not XML (${why})`);
  }
}

/** Reads XML. Throws a UserError where it is none, or another's. */
export function readXml(path: string, text: string): CalendarDraft {
  if (/^<(?:!doctype\s+)?html/i.test(text)) {
    throw unusable(path, "this is a web page, not a calendar");
  }
  const document = parsed(path, text);
  if (!isObject(document) || !Object.hasOwn(document, "weeklyevents")) {
    throw unusable(path, "no <weeklyevents> in this XML");
  }
  const week = document.weeklyevents;
  const events: unknown = isObject(week) ? week.event : [];
  const lines = eventLines(text);
  const rows = (Array.isArray(events) ? events : []).map((event: unknown, at): TableRow => {
    const cells = isObject(event) ? Object.entries(event) : [];
    const named = cells.map(([name, value]): [string, string] => [
      bareName(name),
      typeof value === "string" ? value : "",
    ]);
    return { line: lines[at] ?? 1, cells: { time: "", ...Object.fromEntries(named) } };
  });
  return draftTable(rows, forexFactory, "xml");
}
