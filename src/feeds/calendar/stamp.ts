// From a date and a time as calendars write them to a stamp.

import { type DayMonth, plainStamp } from "../dates.js";
import type { Stamp } from "./news-event.js";

/** What stands where an event has no time of day. */
const UNTIMED =
  /\b(all[ -]?day|tentative|day \d{1,2}|tbd|tba|holiday|data)\b|^\d+(st|nd|rd|th)\b|^n\/?a$|^-+$/i;

const PLAIN = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?$/;
const EPOCH_SECONDS = /^\d{9,10}(?:\.\d+)?$/;
const EPOCH_MS = /^\d{12,13}$/;
/** Temporal's zone behind an offset, which says the instant already. */
const BRACKETED = /([+-]\d\d:?\d\d|Z)\[[^\]]{1,64}\]$/i;
/** No stamp is longer. */
const LONGEST = 64;
const YEARS = { first: 1970, last: 2199 };

/** Ms as if the wall clock were UTC; null for a day or an hour that there is not. */
function wallMs(parts: RegExpExecArray): number | null {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((at) =>
    Number(parts[at] ?? 0),
  ) as [number, number, number, number, number, number];
  if (year < YEARS.first || year > YEARS.last) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isThere ? ms + Number((parts[7] ?? "").slice(0, 3).padEnd(3, "0")) : null;
}

function offsetMs(offset: string): number {
  if (offset === "Z") return 0;
  const [hours, minutes] = offset.slice(1).split(":").map(Number) as [number, number];
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function plainOf(text: string, order: DayMonth): Stamp | null {
  const plain = plainStamp(text.replace(BRACKETED, "$1"), order);
  const parts = plain === null ? null : PLAIN.exec(plain);
  const ms = parts === null ? null : wallMs(parts);
  if (parts === null || ms === null) return null;
  if (parts[4] === undefined) return { kind: "untimed" };
  const offset = parts[8];
  if (offset === undefined) return { kind: "local", ms };
  const isUtc = offsetMs(offset) === 0;
  return { kind: "instant", ts: ms - offsetMs(offset), zone: isUtc ? "UTC" : offset };
}

/**
 * When an event is, or null where that cannot be read. Seconds and milliseconds since 1970 count
 * where no time stands apart.
 * @param time a column of its own, or null where the date's column has it
 */
export function stampOf(date: string, time: string | null, order: DayMonth): Stamp | null {
  const day = date.trim();
  if (day.length > LONGEST || (time ?? "").length > LONGEST) return null;
  if (time === null && EPOCH_SECONDS.test(day)) {
    return { kind: "instant", ts: Math.round(Number(day) * 1000), zone: "UTC" };
  }
  if (time === null && EPOCH_MS.test(day)) return { kind: "instant", ts: Number(day), zone: "UTC" };
  const clock = (time ?? "").trim();
  if (UNTIMED.test(time === null ? day : clock)) return { kind: "untimed" };
  return plainOf(`${day} ${clock}`.trim(), order);
}
