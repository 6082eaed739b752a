// iCalendar. Impact and currency have no place of their own in it: they are looked for where the
// makers of such calendars put them.

import ICAL from "ical.js";
import { currenciesOf } from "./currency.js";
import { isExpandable } from "./ical-rule.js";
import { type CalendarZone, calendarZone } from "./ical-zone.js";
import { impactOf } from "./impact.js";
import type { CalendarDraft, DraftEvent, NewsFacts, SkippedRow, Stamp } from "./news-event.js";
import { isHoliday, titleOf } from "./table.js";
import { tame, unusable } from "./unusable.js";

/** Recurring events without an end are followed for so many years, and at least to this one. */
const FOLLOWED_YEARS = 30;
const LEAST_LAST_YEAR = 2040;
/** Occurrences of one event at most: every day for that long. */
const MOST_OCCURRENCES = 20_000;
/** Of all events together. */
const MOST_EVENTS = 100_000;

type Zones = (tzid: string) => CalendarZone | null;

function textOf(event: ICAL.Component, name: string): string {
  const values = event
    .getAllProperties(name)
    .flatMap((property) => property.getValues() as unknown[]);
  return values.map(String).join(",");
}

/** `Impact: High` in a description, a category, a mark in the title, or the priority. */
function impactIn(event: ICAL.Component, title: string): DraftEvent["impact"] {
  const description = textOf(event, "description");
  const named = /\b(?:impact|importance|volatility)\s*[:=]\s*([^\n,;<]{1,24})/i.exec(description);
  const marks = [...title.matchAll(/[🔴🟠🟡🟢⚪]|[*★⭐]{1,3}|[[(](?:high|medium|low)[\])]/giu)];
  const words = [
    textOf(event, "x-impact"),
    named?.[1] ?? "",
    ...textOf(event, "categories").split(","),
    ...marks.map(([mark]) => mark.replace(/[[\]()]/g, "")),
  ];
  for (const word of words) {
    const impact = word.trim() === "" ? undefined : impactOf(word);
    if (impact !== undefined) return impact;
  }
  const priority = Number(textOf(event, "priority"));
  if (priority >= 1 && priority <= 9) {
    return priority < 5 ? "high" : priority === 5 ? "medium" : "low";
  }
  return "high";
}

/** A code before or behind the title, a category, `Currency: USD`, or a country as the place. */
function currenciesIn(event: ICAL.Component, title: string): readonly string[] {
  const description = textOf(event, "description");
  const named = /\b(?:currency|country)\s*[:=]\s*([^\n,;<]{1,24})/i.exec(description);
  const inTitle = /^\W*([A-Z]{3})\b(?=\s*[-:|)\]])|[[(]([A-Z]{3})[\])]\s*$/.exec(title);
  const country = /^\(([^)]{2,24})\)/.exec(title);
  const words = [
    textOf(event, "x-currency"),
    named?.[1] ?? "",
    inTitle?.[1] ?? inTitle?.[2] ?? "",
    ...textOf(event, "categories")
      .split(",")
      .filter((word) => /^\s*[A-Z]{3}\s*$/.test(word)),
    country?.[1] ?? "",
    textOf(event, "location"),
  ];
  for (const word of words) {
    const currencies = word.trim() === "" ? null : currenciesOf(word);
    if (currencies !== null) return currencies;
  }
  return [];
}

function factsOf(event: ICAL.Component): NewsFacts {
  const title = titleOf(textOf(event, "summary"));
  return {
    title,
    currencies: currenciesIn(event, title),
    impact: isHoliday(title) ? null : impactIn(event, title),
    symbols: [],
    assetClasses: [],
  };
}

const wallOf = (time: ICAL.Time): number =>
  Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);

function stampOf(time: ICAL.Time, tzid: string | undefined, zones: Zones): Stamp {
  if (time.isDate) return { kind: "untimed" };
  const wall = wallOf(time);
  if (time.zone === ICAL.Timezone.utcTimezone) return { kind: "instant", ts: wall, zone: "UTC" };
  if (tzid === undefined) return { kind: "local", ms: wall };
  const zone = zones(tzid);
  if (zone === null) throw new Error(`the zone '${tzid}' is not known and not described`);
  return { kind: "instant", ts: zone.toUtc(wall), zone: zone.name };
}

/** Every time of an event; those that another entry of the same UID replaces are left out. */
function timesOf(event: ICAL.Component, replaced: ReadonlySet<string>): ICAL.Time[] {
  const start = event.getFirstPropertyValue("dtstart");
  if (!(start instanceof ICAL.Time)) throw new Error("no DTSTART");
  if (event.hasProperty("recurrence-id")) return [start];
  const rules = event.getAllProperties("rrule").map((rule) => String(rule.getFirstValue()));
  if (rules.length === 0 && !event.hasProperty("rdate")) return [start];
  const odd = rules.find((rule) => !isExpandable(rule));
  if (odd !== undefined) throw new Error(`RRULE ${odd} is not read; list its dates one by one`);
  const times: ICAL.Time[] = [];
  const uid = textOf(event, "uid");
  const expansion = new ICAL.RecurExpansion({ component: event, dtstart: start });
  const lastYear = Math.max(start.year + FOLLOWED_YEARS, LEAST_LAST_YEAR);
  while (times.length < MOST_OCCURRENCES) {
    const time = expansion.next();
    if (time === null || time === undefined || time.year > lastYear) break;
    if (!replaced.has(`${uid} ${wallOf(time)}`)) times.push(time);
  }
  return times;
}

function draftsOf(
  event: ICAL.Component,
  replaced: ReadonlySet<string>,
  zones: Zones,
): DraftEvent[] {
  if (/^cancelled$/i.test(textOf(event, "status"))) return [];
  const facts = factsOf(event);
  const tzid: unknown = event.getFirstProperty("dtstart")?.getFirstParameter("tzid");
  const named = typeof tzid === "string" ? tzid : undefined;
  return timesOf(event, replaced).map((time) => {
    const stamp = stampOf(time, named, zones);
    const ms = stamp.kind === "instant" ? stamp.ts : stamp.kind === "local" ? stamp.ms : 0;
    if (!Number.isFinite(ms)) throw new Error("DTSTART is no time");
    return { ...facts, stamp };
  });
}

/** An event's own lines. */
interface Block {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The events apart, so that one that is broken spoils no other, and what is around them. */
function blocksOf(text: string): { shell: string; blocks: Block[] } {
  const shell: string[] = [];
  const blocks: Block[] = [];
  let [inside, start]: [string[] | null, number] = [null, 0];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (/^(BEGIN|END):VCALENDAR\s*$/i.test(line) && inside !== null) {
      blocks.push({ line: start, text: inside.join("\r\n") });
      inside = null;
    }
    if (/^BEGIN:VEVENT\s*$/i.test(line)) {
      if (inside !== null) blocks.push({ line: start, text: inside.join("\r\n") });
      [inside, start] = [[], at + 1];
    }
    (inside ?? shell).push(line);
    if (inside !== null && /^END:VEVENT\s*$/i.test(line)) {
      blocks.push({ line: start, text: inside.join("\r\n") });
      inside = null;
    }
  }
  if (inside !== null) blocks.push({ line: start, text: inside.join("\r\n") });
  return { shell: shell.join("\r\n"), blocks };
}

function componentsOf(text: string): ICAL.Component[] {
  const jcal = ICAL.parse(text) as unknown[];
  const isOne = typeof jcal[0] === "string";
  return (isOne ? [jcal] : jcal).map((one) => new ICAL.Component(one as unknown[]));
}

function whyOf(error: unknown): string {
  return tame(error instanceof Error ? error.message : String(error)).slice(0, 120);
}

function replacedIn(events: readonly ICAL.Component[]): ReadonlySet<string> {
  const keys = events.flatMap((event) => {
    const id = event.getFirstPropertyValue("recurrence-id");
    return id instanceof ICAL.Time ? [`${textOf(event, "uid")} ${wallOf(id)}`] : [];
  });
  return new Set(keys);
}

function calendarsIn(path: string, shell: string): ICAL.Component[] {
  try {
    return componentsOf(shell);
  } catch (error) {
    throw unusable(path, `not iCalendar (${whyOf(error)})`);
  }
}

/** Reads iCalendar. Throws a UserError where it is none. */
export function readIcal(path: string, text: string): CalendarDraft {
  const { shell, blocks } = blocksOf(text);
  const calendars = calendarsIn(path, shell);
  const skipped: SkippedRow[] = [];
  const entries: { line: number; event: ICAL.Component }[] = [];
  for (const { line, text: own } of blocks) {
    try {
      for (const event of componentsOf(own)) entries.push({ line, event });
    } catch (error) {
      skipped.push({ line, reason: whyOf(error) });
    }
  }
  const known = new Map<string, CalendarZone | null>();
  const zones: Zones = (tzid) => {
    if (!known.has(tzid)) known.set(tzid, calendarZone(tzid, calendars));
    return known.get(tzid) ?? null;
  };
  const stated: unknown = calendars[0]?.getFirstPropertyValue("x-wr-timezone");
  const statedZone = typeof stated === "string" ? (zones(stated)?.name ?? null) : null;
  const replaced = replacedIn(entries.map(({ event }) => event));
  const events: DraftEvent[] = [];
  for (const { line, event } of entries) {
    try {
      events.push(...draftsOf(event, replaced, zones));
    } catch (error) {
      skipped.push({ line, reason: whyOf(error) });
    }
    if (events.length > MOST_EVENTS) throw unusable(path, `more than ${MOST_EVENTS} events`);
  }
  skipped.sort((a, b) => a.line - b.line);
  return { format: "icalendar", statedZone, formatZone: null, events, skipped };
}
