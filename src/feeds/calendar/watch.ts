// Calendars that change while something runs. Saving is enough; what is broken changes nothing.

import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { watch } from "chokidar";
import { isFolder } from "../../config/folder.js";
import { calendarPaths, isCalendarName } from "./folder.js";
import { type CalendarFile, readCalendar } from "./read.js";
import type { ZoneWishes } from "./zones.js";

/** What has come of a change. */
export interface CalendarChange {
  /** Everything that stands now, the last good content of each file. */
  readonly files: readonly CalendarFile[];
  /** One line on a file that could not be taken; null where `files` is news. */
  readonly problem: string | null;
}

/** A watch over calendars. */
export interface CalendarWatch {
  /** What there was when it began. */
  readonly first: CalendarChange;
  /** Settles once no change is missed any more. */
  readonly ready: Promise<void>;
  /** Looks now, calls back as after a change where there is one, and answers what stands. */
  look(): CalendarChange;
  close(): Promise<void>;
}

/** A write is over when nothing has been added for this long; ms. */
const QUIET_MS = 100;
const POLL_MS = 25;

/** The last good content of each file, and what is wrong with those that have a bad one. */
class Shelf {
  readonly #paths: readonly string[];
  readonly #wishes: ZoneWishes;
  readonly #files = new Map<string, CalendarFile>();
  readonly #problems = new Map<string, string>();

  constructor(paths: readonly string[], wishes: ZoneWishes) {
    this.#paths = paths;
    this.#wishes = wishes;
  }

  get files(): readonly CalendarFile[] {
    return [...this.#files.values()];
  }

  get problem(): string | null {
    const [first, ...rest] = this.#problems.values();
    if (first === undefined) return null;
    return rest.length === 0 ? first : `${first} (and ${rest.length} more)`;
  }

  /** Reads all there is anew. */
  scan(): void {
    let present: readonly string[];
    try {
      present = calendarPaths(this.#paths).filter((path) => existsSync(path));
    } catch (error) {
      this.#problems.set("", error instanceof Error ? error.message : String(error));
      return;
    }
    for (const path of this.#files.keys()) if (!present.includes(path)) this.#files.delete(path);
    for (const path of this.#problems.keys()) {
      if (!present.includes(path)) this.#problems.delete(path);
    }
    for (const path of present) this.#read(path);
  }

  #read(path: string): void {
    try {
      const file = readCalendar(path, this.#wishes);
      // An editor empties a file before it writes: no trader means that by it.
      if (file.format === "empty" && this.#files.has(path)) {
        this.#problems.set(path, `${path}: the file is empty; delete it to be rid of its events`);
        return;
      }
      this.#files.set(path, file);
      this.#problems.delete(path);
    } catch (error) {
      // Deleted between the list and the reading: the next event says so.
      if (!existsSync(path)) return;
      this.#problems.set(path, error instanceof Error ? error.message : String(error));
    }
  }
}

/**
 * Watches files and folders, also for files that are not there yet. Calls back within a second of
 * a change: with the new content; with a problem where a file is broken, whose last good content
 * then stands; and again without it once it is mended. A file that is removed takes its events
 * with it. Throws nothing; the content at the start is the first thing that is compared with.
 */
export function watchCalendars(
  paths: readonly string[],
  wishes: ZoneWishes,
  onChange: (change: CalendarChange) => void,
): CalendarWatch {
  const shelf = new Shelf(paths, wishes);
  shelf.scan();
  const first = { files: shelf.files, problem: shelf.problem };
  let [content, problem] = [JSON.stringify(shelf.files), shelf.problem];
  const look = (): void => {
    shelf.scan();
    const [newContent, newProblem] = [JSON.stringify(shelf.files), shelf.problem];
    const isNews = newContent !== content || (newProblem === null && problem !== null);
    const isTrouble = newProblem !== null && newProblem !== problem;
    [content, problem] = [newContent, newProblem];
    if (isNews) onChange({ files: shelf.files, problem: null });
    if (isTrouble) onChange({ files: shelf.files, problem: newProblem });
  };
  // A file that is replaced by renaming is another file: its folder is what stays.
  const folders = [...new Set(paths.map((path) => (isFolder(path) ? path : dirname(path))))];
  const named = new Set(paths.map((path) => basename(path)));
  const known = new Set(folders.map((folder) => resolve(folder)));
  const watcher = watch(folders, {
    ignoreInitial: true,
    depth: 0,
    atomic: QUIET_MS,
    awaitWriteFinish: { stabilityThreshold: QUIET_MS, pollInterval: POLL_MS },
    ignored: (path) =>
      !known.has(resolve(path)) && !isCalendarName(basename(path)) && !named.has(basename(path)),
  });
  watcher.on("all", look);
  // A watch that fails leaves what is known; there is nobody to tell but the next look.
  watcher.on("error", look);
  const ready = new Promise<void>((settle) => {
    watcher.once("ready", () => {
      look();
      settle();
    });
  });
  const lookNow = (): CalendarChange => {
    look();
    return { files: shelf.files, problem: shelf.problem };
  };
  return { first, ready, look: lookNow, close: () => watcher.close() };
}
