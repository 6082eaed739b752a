// Releases that always come at the same hour in New York. A file whose zone is not said shows it
// by them: one in which FOMC minutes stand at 14:00 was written in New York.

import { ZoneClock } from "../zone.js";
import type { DraftEvent } from "./news-event.js";

const NEW_YORK = "America/New_York";

/** Zones in which people keep calendars, the likeliest first. */
const LIKELY: readonly string[] = [
  NEW_YORK,
  "UTC",
  "America/Chicago",
  "Europe/London",
  "Europe/Berlin",
  "America/Los_Angeles",
  "Europe/Athens",
  "Asia/Kolkata",
  "Asia/Singapore",
  "Asia/Tokyo",
  "Australia/Sydney",
];

interface Release {
  readonly title: RegExp;
  /** Minutes of the day in New York. */
  readonly minute: number;
}

/** US agencies' and the Fed's own schedules. */
const RELEASES: readonly Release[] = [
  { title: /jobless claims|unemployment claims/i, minute: 510 },
  { title: /non-?farm (payrolls|employment)/i, minute: 510 },
  { title: /housing starts|building permits|durable goods/i, minute: 510 },
  { title: /\bcore (cpi|ppi|pce price|retail sales)\b|^(cpi|ppi) [my]\/[my]/i, minute: 510 },
  { title: /existing home sales|^ism |michigan|^(prelim|revised) uom/i, minute: 600 },
  { title: /fomc (meeting )?minutes|fomc statement|federal funds rate/i, minute: 840 },
];

/** What the releases of a file say. */
export interface ShownZone {
  /** Null where they only contradict the zone that was assumed. */
  readonly zone: string | null;
  readonly title: string;
  readonly minute: number;
}

/** Releases that have to agree on a zone before they are believed. */
const LEAST_WITNESSES = 2;

/**
 * The zone that a file's own releases show, or null where they agree with the one assumed or say
 * nothing. At least two releases, and all of them, must come at their hour.
 */
export function zoneByReleases(events: readonly DraftEvent[], assumed: string): ShownZone | null {
  const newYork = new ZoneClock(NEW_YORK);
  const found = new Map<string, { ms: number; title: string; minute: number }>();
  for (const { stamp, title, currencies } of events) {
    if (stamp.kind !== "local" || !currencies.includes("USD")) continue;
    const release = RELEASES.find((one) => one.title.test(title));
    if (release === undefined) continue;
    const { minute } = release;
    found.set(`${stamp.ms} ${minute}`, { ms: stamp.ms, title, minute });
  }
  const witnesses = [...found.values()];
  const agreeing = (zone: string): number => {
    const clock = new ZoneClock(zone);
    return witnesses.filter(({ ms, minute }) => {
      const utc = clock.toUtc(ms);
      const local = (utc + newYork.offsetAt(utc)) / 60_000;
      return ((local % 1440) + 1440) % 1440 === minute;
    }).length;
  };
  const [first] = witnesses;
  if (first === undefined || agreeing(assumed) * 2 >= witnesses.length) return null;
  const isSure = witnesses.length >= LEAST_WITNESSES;
  const zone = isSure ? LIKELY.find((one) => agreeing(one) === witnesses.length) : undefined;
  return { zone: zone ?? null, title: first.title, minute: first.minute };
}
