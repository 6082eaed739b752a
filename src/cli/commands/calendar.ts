// `calendar check` and `calendar list`: what calendars say, and when nothing is traded for it.

import { dirname, join } from "node:path";
import { counted } from "../../analytics/count.js";
import { isFolder } from "../../config/folder.js";
import { symbolNamed } from "../../config/instrument-schema.js";
import { readStored } from "../../config/store.js";
import { UserError } from "../../engine/errors.js";
import { type InstrumentSpec, matchInstrument } from "../../engine/market/roots.js";
import type { NewsWindow } from "../../engine/risk/news-window.js";
import { calendarContent } from "../../feeds/calendar/content.js";
import type { CalendarFile } from "../../feeds/calendar/read.js";
import type { ZoneWishes } from "../../feeds/calendar/zones.js";
import { ZoneClock } from "../../feeds/zone.js";
import { systemClock } from "../../runtime/clock.js";
import { cellsOf, clip } from "../../tui/line.js";
import { contentRules, readCalendars, sayReading } from "../calendars.js";
import { momentOf } from "../range.js";
import { type Setup, setUp } from "../setup.js";
import { symbolNames } from "../symbol-list.js";
import { columnsOf, type GeneralFlags, print, printJson, say } from "../terminal.js";
import { padded, shownName } from "../text-table.js";

/** Flags of `calendar check` and `calendar list`. */
export interface CalendarFlags extends GeneralFlags {
  /** Separated by commas. */
  readonly symbols?: string;
  readonly tz?: string;
  readonly watch?: true;
  /** A day or a moment from which on `list` lists. */
  readonly from?: string;
  readonly set?: readonly string[];
}

/** Shown where neither the flag nor the configuration names symbols: one of each kind. */
const USUAL_SYMBOLS: readonly string[] = ["MNQ", "ES", "CL", "EURUSD", "BTCUSD"];
/** Rows that `list` shows of each kind. */
const LISTED = 12;
/** Least columns in which titles are worth showing. */
const TITLE_COLUMNS = 16;

const minute = (ts: number): string => new Date(ts).toISOString().slice(0, 16).replace("T", " ");

/** The end of a span: its clock alone, where it ends on the day it began. */
function endOf(from: number, to: number): string {
  const text = minute(to);
  return text.startsWith(minute(from).slice(0, 10)) ? text.slice(11) : text;
}

function specsOf(flags: CalendarFlags, { config, instruments }: Setup): InstrumentSpec[] {
  const asked = flags.symbols === undefined ? null : symbolNames(flags.symbols);
  const names = asked ?? config.constraints.allowed_symbols;
  const symbols = (names ?? USUAL_SYMBOLS).map((name) =>
    symbolNamed("--symbols", name, instruments),
  );
  return [...new Set(symbols)].flatMap((symbol) => matchInstrument(symbol, instruments) ?? []);
}

/** The files named, else the user's own folder. Throws a UserError where there is none. */
async function placesOf(files: readonly string[]): Promise<readonly string[]> {
  if (files.length > 0) return files;
  const folder = join(dirname((await readStored()).path), "calendars");
  if (!isFolder(folder)) {
    throw new UserError(`there is no folder ${folder}; name a file, or put calendars there`);
  }
  return [folder];
}

interface Opened {
  readonly places: readonly string[];
  readonly setup: Setup;
  readonly specs: readonly InstrumentSpec[];
  readonly wishes: ZoneWishes;
  readonly files: readonly CalendarFile[];
}

async function open(named: readonly string[], flags: CalendarFlags): Promise<Opened> {
  const setup = await setUp({ file: flags.config, set: flags.set });
  if (flags.tz !== undefined) new ZoneClock(flags.tz);
  const specs = specsOf(flags, setup);
  const places = await placesOf(named);
  const wishes: ZoneWishes = { tz: flags.tz, zones: setup.config.news.zones };
  const files = readCalendars(places, wishes);
  if (files.length === 0) say(`${places.join(", ")}: no calendars (.csv, .json, .xml or .ics)`);
  return { places, setup, specs, wishes, files };
}

/** Every symbol's blackouts, one after the other. */
function windowsOf({ setup, specs }: Opened, files: readonly CalendarFile[]) {
  const { windows } = calendarContent(files, specs, contentRules(setup));
  return specs.flatMap(({ symbol }, at) =>
    (windows[at] ?? []).map((window) => ({ symbol, window })),
  );
}

function iso(ts: number): string {
  return new Date(ts).toISOString();
}

function jsonOf({ symbol, window }: { symbol: string; window: NewsWindow }) {
  const { from, to, titles, impact } = window;
  return { symbol, from: iso(from), to: iso(to), titles, impact };
}

function untimedOf({ events }: CalendarFile): number {
  return events.filter(({ ts, impact }) => ts === null || impact === null).length;
}

/** What was read, file by file, with every row that could not be. */
function filesText(files: readonly CalendarFile[]): string {
  const head = ["format", "zone", "said by", "events", "no window", "left out", "file"];
  const rows = files.map((file) => [
    file.format,
    file.zone,
    file.zoneSource,
    String(file.events.length),
    String(untimedOf(file)),
    String(file.skipped.length),
    file.path,
  ]);
  const aligned = ["left", "left", "left", "right", "right", "right", "left"] as const;
  const bad = files.flatMap(({ path, skipped }) =>
    skipped.map(({ line, reason }) => `${path} line ${line}: ${reason}`),
  );
  return [padded([head, ...rows], aligned), ...bad].join("\n");
}

/** A table whose last column takes what room is left. */
function fitted(rows: readonly (readonly string[])[]): string {
  const columns = columnsOf(process.stdout);
  const bare = padded(rows.map((row) => [...row.slice(0, -1), "."]));
  const used = Math.max(...bare.split("\n").map((line) => cellsOf(line))) - 1;
  const room = Math.max(TITLE_COLUMNS, columns - used);
  return padded(rows.map((row) => [...row.slice(0, -1), clip(shownName(row.at(-1) ?? ""), room)]));
}

function checkText(opened: Opened, files: readonly CalendarFile[]): string {
  const windows = windowsOf(opened, files);
  const symbols = opened.specs.map(({ symbol }) => symbol).join(", ");
  if (windows.length === 0) return `${filesText(files)}\n\nno blackouts for ${symbols}\n`;
  const rows = windows.map(({ symbol, window: { from, to, impact, titles } }) => [
    symbol,
    minute(from),
    endOf(from, to),
    impact,
    titles.join(" · "),
  ]);
  const table = fitted([["symbol", "from (UTC)", "to", "impact", "news"], ...rows]);
  return `${filesText(files)}\n\n${table}\n`;
}

async function printCheck(opened: Opened, files: readonly CalendarFile[], isJson: boolean) {
  sayReading(files, opened);
  if (!isJson) return print(checkText(opened, files));
  return printJson({
    files: files.map(({ path, format, zone, zoneSource, events, skipped }) => ({
      path,
      format,
      zone,
      zone_source: zoneSource,
      events: events.length,
      skipped,
    })),
    windows: windowsOf(opened, files).map(jsonOf),
  });
}

/** Prints again on each change, until it is broken off. */
async function printChanges(opened: Opened, isJson: boolean): Promise<void> {
  const { watchCalendars } = await import("../../feeds/calendar/watch.js");
  let printed: Promise<void> = Promise.resolve();
  const watch = watchCalendars(opened.places, opened.wishes, ({ files, problem }) => {
    if (problem !== null) return say(`${problem}; the last good one stands`);
    printed = printed.then(() => printCheck(opened, files, isJson));
  });
  await watch.ready;
  say("watching; Ctrl+C ends it");
  await new Promise<void>((resolve) => process.once("SIGINT", () => resolve()));
  await watch.close();
  await printed;
}

/** Prints what calendars were read as, and the blackouts they make. Throws UserErrors. */
export async function checkCalendar(named: readonly string[], flags: CalendarFlags): Promise<void> {
  const opened = await open(named, flags);
  const isJson = flags.json === true;
  await printCheck(opened, opened.files, isJson);
  if (flags.watch) await printChanges(opened, isJson);
}

function startOf(flags: CalendarFlags): number {
  const from = momentOf("--from", flags.from);
  if (from === null) return systemClock.nowMs();
  return "ts" in from ? from.ts : Date.parse(`${from.day}T00:00:00Z`);
}

function eventsAfter(files: readonly CalendarFile[], start: number) {
  const seen = new Set<string>();
  return files
    .flatMap(({ events }) => events)
    .flatMap((event) =>
      event.ts !== null && event.ts >= start ? [{ ...event, ts: event.ts }] : [],
    )
    .sort((a, b) => a.ts - b.ts)
    .filter(({ ts, title, currencies }) => {
      const key = `${ts} ${title} ${currencies.join()}`;
      return !seen.has(key) && seen.add(key);
    });
}

type Coming = ReturnType<typeof eventsAfter>[number];

function moves({ currencies, symbols, assetClasses }: Coming): string {
  const named = [...symbols, ...assetClasses];
  if (named.length > 0) return named.join(" ");
  return currencies.length === 0 ? "All" : currencies.join(" ");
}

function eventsText(events: readonly Coming[]): string {
  const rows = events
    .slice(0, LISTED)
    .map((event) => [minute(event.ts), moves(event), event.impact ?? "none", event.title]);
  const more = events.length - LISTED;
  const table = fitted([["event (UTC)", "moves", "impact", "title"], ...rows]);
  return more > 0 ? `${table}\nand ${counted(more, "more", "more")}` : table;
}

function symbolText(spec: InstrumentSpec, windows: readonly NewsWindow[]): string {
  const { symbol, zone } = spec;
  if (windows.length === 0) return `${symbol}: no blackout to come`;
  const clock = new ZoneClock(zone);
  const local = (ts: number): number => ts + clock.offsetAt(ts);
  const rows = windows
    .slice(0, LISTED)
    .map(({ from, to, impact, titles }) => [
      minute(local(from)),
      endOf(local(from), local(to)),
      `${minute(from).slice(11)}-${minute(to).slice(11)}`,
      impact,
      titles.join(" · "),
    ]);
  const more = windows.length - LISTED;
  const table = fitted([[`${symbol} (${zone})`, "to", "UTC", "impact", "news"], ...rows]);
  return more > 0 ? `${table}\nand ${counted(more, "more", "more")}` : table;
}

function localIso(clock: ZoneClock, ts: number): string {
  const offset = clock.offsetAt(ts);
  const minutes = Math.abs(offset) / 60_000;
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  const sign = offset < 0 ? "-" : "+";
  return `${iso(ts + offset).slice(0, 19)}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function listJson(opened: Opened, start: number) {
  const clocks = new Map(opened.specs.map(({ symbol, zone }) => [symbol, new ZoneClock(zone)]));
  const coming = windowsOf(opened, opened.files).filter(({ window }) => window.to > start);
  return {
    from: iso(start),
    events: eventsAfter(opened.files, start).map((event) => ({
      ts: iso(event.ts),
      title: event.title,
      currencies: event.currencies,
      impact: event.impact,
      symbols: event.symbols,
      asset_classes: event.assetClasses,
    })),
    windows: coming.map((one) => {
      const clock = clocks.get(one.symbol) ?? new ZoneClock("UTC");
      const { from, to } = one.window;
      const local = { local_from: localIso(clock, from), local_to: localIso(clock, to) };
      return { ...jsonOf(one), ...local };
    }),
  };
}

/** Prints what comes next: events, and each symbol's blackouts in exchange time and UTC. */
export async function listCalendar(named: readonly string[], flags: CalendarFlags): Promise<void> {
  const start = startOf(flags);
  const opened = await open(named, flags);
  sayReading(opened.files, opened);
  if (flags.json) return printJson(listJson(opened, start));
  const events = eventsAfter(opened.files, start);
  const coming = windowsOf(opened, opened.files).filter(({ window }) => window.to > start);
  if (events.length === 0 && coming.length === 0) {
    const times = opened.files.flatMap((file) => file.events.flatMap(({ ts }) => ts ?? []));
    const last = times.reduce((latest, ts) => Math.max(latest, ts), -Infinity);
    const end = Number.isFinite(last) ? `; the last event was at ${minute(last)} UTC` : "";
    return print(`nothing after ${minute(start)} UTC${end}; --from lists from an earlier day\n`);
  }
  const parts = opened.specs.map((spec) => {
    const own = coming.filter(({ symbol }) => symbol === spec.symbol);
    return symbolText(
      spec,
      own.map(({ window }) => window),
    );
  });
  await print(`${[eventsText(events), ...parts].join("\n\n")}\n`);
}
