// One calendar file, whatever its form: told by what stands in it, never by its name.

import { readFileSync, statSync } from "node:fs";
import { UserError } from "../../engine/errors.js";
import { ZoneClock } from "../zone.js";
import { readCsv } from "./csv.js";
import { readIcal } from "./ical.js";
import { readJson } from "./json.js";
import type { CalendarDraft, NewsEvent, SkippedRow } from "./news-event.js";
import { unusable } from "./unusable.js";
import { readXml } from "./xml.js";
import { fileZone, type ZoneSource, type ZoneWishes } from "./zones.js";

/** A calendar that was read. */
export interface CalendarFile {
  readonly path: string;
  /** E.g. `plain-csv`; `empty` for a file without a word in it. */
  readonly format: string;
  /** Of stamps without one; where each has its own, that one, or UTC where they differ. */
  readonly zone: string;
  readonly zoneSource: ZoneSource;
  /** Why that zone, where nobody states it and a stamp needs it; else null. */
  readonly zoneReason: string | null;
  readonly events: readonly NewsEvent[];
  readonly skipped: readonly SkippedRow[];
}

/** A calendar of a year has less than a megabyte. */
const MOST_BYTES = 32 << 20;

function bytesOf(path: string): Buffer {
  try {
    if (statSync(path).size > MOST_BYTES) throw unusable(path, "too large for a calendar");
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unusable(path, whyUnreadable(error));
  }
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "this is a folder";
  if (code === "EACCES") return "no permission to read it";
  return `cannot be read (${code})`;
}

/** UTF-8, else the Windows letters that ForexFactory's XML is written in. */
function textOf(path: string, bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw unusable(path, "written in UTF-16, save it as UTF-8");
  }
  if (bytes.subarray(0, 4096).includes(0)) throw unusable(path, "this is no text");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function draftOf(path: string, text: string): CalendarDraft {
  const body = text.replace(/^\ufeff/, "");
  const start = body.trimStart();
  if (start === "") {
    return { format: "empty", statedZone: null, formatZone: null, events: [], skipped: [] };
  }
  if (start.startsWith("[") || start.startsWith("{")) return readJson(path, body);
  if (start.startsWith("<")) return readXml(path, start === body ? body : start);
  if (/^BEGIN:VCALENDAR/i.test(start)) return readIcal(path, body);
  return readCsv(path, body);
}

/** A reader's own fault is the file's: a calendar must never stop what runs. */
function drafted(path: string, text: string): CalendarDraft {
  try {
    return draftOf(path, text);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const [why = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw unusable(path, `cannot be read (${why.slice(0, 80)})`);
  }
}

function eventsOf(draft: CalendarDraft, zone: string): NewsEvent[] {
  // A zone that only the file describes has no clock of ours, and then no stamp needs one.
  const isLocal = draft.events.some(({ stamp }) => stamp.kind === "local");
  const clock = new ZoneClock(isLocal ? zone : "UTC");
  return draft.events.map(({ stamp, ...facts }) => {
    if (stamp.kind === "untimed") return { ts: null, ...facts };
    return { ts: stamp.kind === "instant" ? stamp.ts : clock.toUtc(stamp.ms), ...facts };
  });
}

/**
 * Reads a calendar. A broken row is left out and named; a calendar without events is one too.
 * Throws a UserError (exit 2) where the file cannot be read, is no calendar, or has rows of which
 * none can be used.
 */
export function readCalendar(path: string, wishes: ZoneWishes): CalendarFile {
  const draft = drafted(path, textOf(path, bytesOf(path)));
  const [first] = draft.skipped;
  if (draft.events.length === 0 && first !== undefined) {
    throw unusable(path, `none of its rows can be read (line ${first.line}: ${first.reason})`);
  }
  const { zone, source, why } = fileZone(path, draft, wishes);
  return {
    path,
    format: draft.format,
    zone,
    zoneSource: source,
    zoneReason: why,
    events: eventsOf(draft, zone),
    skipped: draft.skipped,
  };
}
