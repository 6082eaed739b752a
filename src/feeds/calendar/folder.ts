// Calendars in a folder: those that look like one; what they are is told by what stands in them.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isFolder } from "../../config/folder.js";
import { UserError } from "../../engine/errors.js";

const CALENDAR = /^[^.].*\.(csv|json|xml|ics)$/i;

/** Whether a file's name is a calendar's. */
export function isCalendarName(name: string): boolean {
  return CALENDAR.test(name);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isCalendarName).sort();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new UserError(`${folder}: this folder cannot be read (${code}); check its permissions`);
  }
}

/**
 * Files as they are given, and in place of each folder the calendars in it, by name. Throws a
 * UserError for a folder that cannot be read.
 */
export function calendarPaths(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!isFolder(path)) return [path];
    return namesIn(path).map((name) => join(path, name));
  });
}
