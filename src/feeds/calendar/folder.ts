// Calendars in a folder: those that look like one; what they are is told by what stands in them.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const CALENDAR = /^[^.].*\.(csv|json|xml|ics)$/i;

/** Whether a file's name is a calendar's. */
export function isCalendarName(name: string): boolean {
  return CALENDAR.test(name);
}

/** Whether there is such a folder. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Files as they are given, and in place of each folder the calendars in it, by name. */
export function calendarPaths(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!isFolder(path)) return [path];
    const names = readdirSync(path).filter(isCalendarName).sort();
    return names.map((name) => join(path, name));
  });
}
