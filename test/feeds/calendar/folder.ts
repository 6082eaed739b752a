// A folder of one's own for each test, with calendars made by hand.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { NewsEvent } from "../../../src/feeds/calendar/news-event.js";
import { type CalendarFile, readCalendar } from "../../../src/feeds/calendar/read.js";
import type { ZoneWishes } from "../../../src/feeds/calendar/zones.js";

let folder = "";

/** Gives each test of a file its folder. */
export function giveFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "calendar-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
}

/** A place in the test's folder. */
export const place = (name: string): string => join(folder, name);

/** Writes lines, and reads them as a calendar. */
export function readLines(lines: readonly string[], wishes: ZoneWishes = {}): CalendarFile {
  return readText(`${lines.join("\n")}\n`, wishes);
}

/** Writes text, and reads it as a calendar; the name says nothing of the form. */
export function readText(text: string | Buffer, wishes: ZoneWishes = {}): CalendarFile {
  writeFileSync(place("news.txt"), text);
  return readCalendar(place("news.txt"), wishes);
}

/** An event as `2025-11-19T19:00:00.000Z USD high FOMC Minutes`. */
export function shown({ ts, title, currencies, impact }: NewsEvent): string {
  const time = ts === null ? "untimed" : new Date(ts).toISOString();
  return `${time} ${currencies.join("+") || "All"} ${impact ?? "none"} ${title}`;
}
