// News for a live run: read at the start, and read again whenever a file is saved.

import { existsSync } from "node:fs";
import { UserError } from "../engine/errors.js";
import type { CalendarEvent } from "../engine/event.js";
import type { InstrumentSpec } from "../engine/market/roots.js";
import { calendarContent } from "../feeds/calendar/content.js";
import { type CalendarChange, watchCalendars } from "../feeds/calendar/watch.js";
import { contentRules, sayCalendar } from "./calendars.js";
import type { Setup } from "./setup.js";
import { say } from "./terminal.js";

type Content = Omit<CalendarEvent, "type" | "ts">;

/** Calendars of a run. */
export interface LiveCalendars {
  /** What a start tells the engine, in order. */
  readonly first: readonly Content[];
  /** Reads them again now; answers in a line what keeps it from that, or null. */
  reload(): string | null;
  /** Begins to tell of changes. */
  onChange(take: (content: Content) => void): void;
  close(): Promise<void>;
}

const NO_CALENDAR =
  "no calendar is watched: start with --calendar, or with a file in the folder `calendars`";
const NONE: LiveCalendars = {
  ...{ first: [], onChange: () => {}, close: async () => {} },
  reload: () => NO_CALENDAR,
};

/**
 * Watches what was named, or a folder of calendars where there is one. A file that cannot be read
 * stops nothing: of a start that knows better ones from before, those stand.
 * Throws a UserError where what was named is not there.
 * @param isRestart the journal knows the calendar of before
 */
export function openLiveCalendars(
  named: readonly string[] | undefined,
  folder: string,
  specs: readonly InstrumentSpec[],
  setup: Setup,
  isRestart: boolean,
): LiveCalendars {
  const missing = named?.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new UserError(`--calendar ${missing}: no such file; name a calendar or a folder of them`);
  }
  const paths = named ?? (existsSync(folder) ? [folder] : []);
  if (paths.length === 0) return NONE;
  const rules = contentRules(setup);
  let take: (content: Content) => void = () => {};
  const contentOf = ({ files, problem }: CalendarChange): Content => {
    return { ...calendarContent(files, specs, rules), problem };
  };
  const watch = watchCalendars(paths, { zones: setup.config.news.zones }, (change) => {
    sayChange(change, specs, setup);
    take(contentOf(change));
  });
  sayChange(watch.first, specs, setup);
  const { files, problem } = watch.first;
  const good = contentOf({ files, problem: null });
  const broken = problem === null ? [] : [contentOf(watch.first)];
  return {
    first: problem !== null && isRestart ? broken : [good, ...broken],
    reload: () => {
      const now = watch.look();
      return now.problem === null ? null : `${now.problem}; what was read of it before stands`;
    },
    onChange: (callback) => {
      take = callback;
    },
    close: () => watch.close(),
  };
}

function sayChange(
  { files, problem }: CalendarChange,
  specs: readonly InstrumentSpec[],
  setup: Setup,
): void {
  if (problem !== null) {
    say(`${problem}; what was read of it before stands`);
    return;
  }
  for (const file of files) sayCalendar(file, specs, setup);
}
