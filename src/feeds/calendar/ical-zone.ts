// Zones as iCalendar names them: IANA's names, Windows's, a path that ends in IANA's, or a zone
// that the file itself describes.

import ICAL from "ical.js";
import { findIana } from "windows-iana";
import { ZoneClock } from "../zone.js";
import { isExpandable } from "./ical-rule.js";

/** Turns a wall-clock time into an instant, both in ms. */
export interface CalendarZone {
  /** As it is shown: IANA's name where there is one. */
  readonly name: string;
  toUtc(localMs: number): number;
}

/** `(UTC-05:00) Eastern Time (US & Canada)` and other displayed names, by their middle. */
const DISPLAYED: Readonly<Record<string, string>> = {
  eastern: "America/New_York",
  central: "America/Chicago",
  mountain: "America/Denver",
  pacific: "America/Los_Angeles",
  london: "Europe/London",
};

function clockOf(name: string): CalendarZone | null {
  try {
    const clock = new ZoneClock(name);
    return { name, toUtc: (localMs) => clock.toUtc(localMs) };
  } catch {
    return null;
  }
}

function ianaOf(tzid: string): string | null {
  const bare = tzid.replace(/^["']|["']$/g, "").trim();
  const tail = /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z_+-]+(?:\/[A-Za-z_+-]+)?)$/.exec(bare)?.[1];
  const [windows] = findIana(bare);
  const candidates = [bare, tail, windows];
  const known = candidates.find((name) => name !== undefined && clockOf(name) !== null);
  if (known !== undefined) return known;
  const shown = /\b(eastern|central|mountain|pacific|london)\b.*\b(us|time|dublin)\b/i.exec(bare);
  return shown === null ? null : (DISPLAYED[(shown[1] ?? "").toLowerCase()] ?? null);
}

/** What the file says of a zone; null where its rules are not sure to end. */
function describedZone(component: ICAL.Component, tzid: string): CalendarZone | null {
  const rules = component
    .getAllSubcomponents()
    .flatMap((part) => part.getAllProperties("rrule"))
    .map((rule) => String(rule.getFirstValue()));
  if (!rules.every(isExpandable)) return null;
  const zone = new ICAL.Timezone({ component, tzid });
  return {
    name: tzid,
    toUtc(localMs) {
      const date = new Date(localMs);
      const time = new ICAL.Time(
        {
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
          second: date.getUTCSeconds(),
          isDate: false,
        },
        zone,
      );
      return time.toUnixTime() * 1000;
    },
  };
}

/** The zone that a `TZID` means in a file's calendars, or null where nobody knows it. */
export function calendarZone(
  tzid: string,
  calendars: readonly ICAL.Component[],
): CalendarZone | null {
  const name = ianaOf(tzid);
  if (name !== null) return clockOf(name);
  const own = calendars
    .flatMap((calendar) => calendar.getAllSubcomponents("vtimezone"))
    .find((component) => component.getFirstPropertyValue("tzid") === tzid);
  return own === undefined ? null : describedZone(own, tzid);
}
