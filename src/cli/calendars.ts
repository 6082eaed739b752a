// The calendars that a command was given, read and said aloud.

import { counted } from "../analytics/count.js";
import { type InstrumentSpec, matchInstrument } from "../engine/market/roots.js";
import {
  type CalendarContent,
  type ContentRules,
  calendarContent,
} from "../feeds/calendar/content.js";
import { calendarPaths } from "../feeds/calendar/folder.js";
import { type CalendarFile, readCalendar } from "../feeds/calendar/read.js";
import type { ZoneWishes } from "../feeds/calendar/zones.js";
import type { Setup } from "./setup.js";
import { say } from "./terminal.js";

/** Rows that are named one by one before the rest is counted. */
const NAMED_ROWS = 5;

/** By which rules a configuration makes blackouts. */
export function contentRules({ config, instruments }: Setup): ContentRules {
  const { news, account } = config;
  return {
    instruments,
    accountCurrency: account.currency,
    symbols: news.symbols,
    assetClasses: news.asset_classes,
    windows: news,
  };
}

/** Says in which zone stamps without one were read, where nobody states it. */
function sayZone({ path, zone, zoneReason }: CalendarFile, setting: string): void {
  if (zoneReason === null) return;
  say(`${path}: times without a zone read as ${zone}${zoneReason}; say otherwise with ${setting}`);
}

/** Says which symbols a calendar names that nobody knows: a slip there is news traded through. */
function sayStrangers(
  { path, events }: CalendarFile,
  specs: readonly InstrumentSpec[],
  { instruments }: Pick<Setup, "instruments">,
): void {
  const known = new Set(specs.map(({ symbol }) => symbol.toUpperCase()));
  const named = new Set(events.flatMap(({ symbols }) => symbols));
  const strangers = [...named].filter((name) => {
    return !known.has(name) && matchInstrument(name, instruments) === null;
  });
  if (strangers.length === 0) return;
  const names = strangers.map((name) => `'${name}'`).join(", ");
  say(`${path}: no instrument is known as ${names}; what is for such alone makes no blackout`);
}

/** Says of calendars that are looked at what is not in their tables. */
export function sayReading(
  files: readonly CalendarFile[],
  { specs, setup }: { readonly specs: readonly InstrumentSpec[]; readonly setup: Setup },
): void {
  for (const file of files) {
    sayZone(file, "--tz or news.zones");
    sayStrangers(file, specs, setup);
  }
}

/** Says what a calendar was read as, for a run: its zone, what was left out, whom it can't mean. */
export function sayCalendar(
  file: CalendarFile,
  specs: readonly InstrumentSpec[],
  setup: Pick<Setup, "instruments">,
): void {
  say(`${file.path}: ${file.format}, ${counted(file.events.length, "event")}`);
  sayZone(file, "news.zones");
  saySkipped(file);
  sayStrangers(file, specs, setup);
}

/** Says which rows could not be read. */
function saySkipped({ path, skipped }: CalendarFile): void {
  if (skipped.length === 0) return;
  say(`${path}: ${counted(skipped.length, "row")} left out`);
  for (const { line, reason } of skipped.slice(0, NAMED_ROWS)) say(`  line ${line}: ${reason}`);
  const more = skipped.length - NAMED_ROWS;
  if (more > 0) say(`  and ${counted(more, "more", "more")}; see \`transmission calendar check\``);
}

/** Reads files, and the calendars in folders. Throws a UserError for one that is of no use. */
export function readCalendars(paths: readonly string[], wishes: ZoneWishes): CalendarFile[] {
  return calendarPaths(paths).map((path) => readCalendar(path, wishes));
}

/** The blackouts of symbols for a replay, said aloud. */
export function replayCalendar(
  paths: readonly string[],
  specs: readonly InstrumentSpec[],
  setup: Setup,
): CalendarContent {
  const files = readCalendars(paths, { zones: setup.config.news.zones });
  const content = calendarContent(files, specs, contentRules(setup));
  const blackouts = specs.map(
    ({ symbol }, at) => `${counted(content.windows[at]?.length ?? 0, "blackout")} for ${symbol}`,
  );
  for (const file of files) sayCalendar(file, specs, setup);
  say(`news: ${blackouts.join(", ")}`);
  // Where a file lies says nothing of what was played: the facts' digest is the same anywhere.
  return { ...content, files: content.files.map((file, at) => ({ ...file, path: `#${at + 1}` })) };
}
