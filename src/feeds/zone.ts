// Wall clocks. A zone's offset is asked of the time-zone database once per stretch between two
// changes of the clock and kept; within a stretch a conversion is a comparison and an addition.

import { Temporal } from "temporal-polyfill";
import { UserError } from "../engine/errors.js";
import { isAhead, type Stretch, stretchAhead } from "./zone-table.js";

/** No zone has ever changed its clock by more than a day, nor been further than this from UTC. */
const WIDEST_CHANGE = 26 * 3_600_000;

const FIXED_OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i;

/** What people write for a zone and the database does not know. */
const NICKNAMES: Readonly<Record<string, string>> = {
  et: "America/New_York",
  edt: "America/New_York",
  ny: "America/New_York",
  ct: "America/Chicago",
  cst: "America/Chicago",
  cdt: "America/Chicago",
  pt: "America/Los_Angeles",
  pst: "America/Los_Angeles",
  pdt: "America/Los_Angeles",
  bst: "Europe/London",
  cest: "Europe/Berlin",
  jst: "Asia/Tokyo",
};

/** The wall clock of one zone: an IANA name, `UTC`, `GMT`, `Z`, or an offset like `+02:00`. */
export class ZoneClock {
  private readonly zone: string;
  private readonly known: Stretch[] = [];
  private current: Stretch;
  /** Between these (UTC ms) a local time has exactly one meaning. */
  private plainFrom: number;
  private plainTo: number;

  /** @throws UserError (exit 2) on a zone that nobody knows. */
  constructor(zone: string) {
    this.zone = zone.trim();
    const fixed = fixedOffset(this.zone);
    // An IANA zone starts with an empty stretch: what is needed is loaded when it is asked for.
    this.current =
      fixed === null
        ? { from: 0, to: 0, offset: 0 }
        : { from: -Infinity, to: Infinity, offset: fixed };
    if (fixed === null && !isAhead(this.zone)) this.ask(0);
    this.plainFrom = this.current.from + WIDEST_CHANGE;
    this.plainTo = this.current.to - WIDEST_CHANGE;
  }

  /** Local time minus UTC at an instant, both in ms. */
  offsetAt(utcMs: number): number {
    if (utcMs < this.current.from || utcMs >= this.current.to) this.enter(this.stretchAt(utcMs));
    return this.current.offset;
  }

  /** The first instant after `utcMs` at which the clock changes; Infinity when it never does. */
  nextChange(utcMs: number): number {
    this.offsetAt(utcMs);
    return this.current.to;
  }

  /**
   * The instant of a wall-clock time, given in ms as if it were UTC. A time that the clock skips
   * moves forward by what was skipped (Temporal's "compatible"). Of a time that comes twice the
   * first is meant, unless that is not later than `after`, the stamp before it.
   */
  toUtc(localMs: number, after = -Infinity): number {
    const utc = localMs - this.current.offset;
    if (utc >= this.plainFrom && utc < this.plainTo) return utc;
    return this.resolve(localMs, after);
  }

  private resolve(localMs: number, after: number): number {
    const before = localMs - this.stretchAt(localMs - WIDEST_CHANGE).offset;
    const behind = this.stretchAt(localMs + WIDEST_CHANGE);
    const later = localMs - behind.offset;
    const isBefore = localMs - this.stretchAt(before).offset === before;
    const isLater = localMs - this.stretchAt(later).offset === later;
    let utc = before;
    if (isBefore && isLater) utc = before > after ? before : later;
    else if (isLater) utc = later;
    this.enter(this.stretchAt(utc));
    return utc;
  }

  private enter(stretch: Stretch): void {
    this.current = stretch;
    this.plainFrom = stretch.from + WIDEST_CHANGE;
    this.plainTo = stretch.to - WIDEST_CHANGE;
  }

  private stretchAt(utcMs: number): Stretch {
    const last = this.current;
    if (utcMs >= last.from && utcMs < last.to) return last;
    for (const stretch of this.known) {
      if (utcMs >= stretch.from && utcMs < stretch.to) return stretch;
    }
    return this.load(utcMs);
  }

  private load(utcMs: number): Stretch {
    const stretch = stretchAhead(this.zone, utcMs) ?? this.stretchAsked(utcMs);
    this.known.push(stretch);
    return stretch;
  }

  private stretchAsked(utcMs: number): Stretch {
    const here = this.ask(utcMs);
    const next = here.getTimeZoneTransition("next");
    const from = this.ask(utcMs + 1).getTimeZoneTransition("previous");
    return {
      from: from === null ? -Infinity : from.epochMilliseconds,
      to: next === null ? Infinity : next.epochMilliseconds,
      offset: Math.round(here.offsetNanoseconds / 1e6),
    };
  }

  private ask(utcMs: number): Temporal.ZonedDateTime {
    try {
      return Temporal.Instant.fromEpochMilliseconds(Math.floor(utcMs)).toZonedDateTimeISO(
        this.zone,
      );
    } catch {
      throw unknownZone(this.zone);
    }
  }
}

function fixedOffset(zone: string): number | null {
  if (/^(?:UTC|GMT|Z)$/i.test(zone)) return 0;
  const match = FIXED_OFFSET.exec(zone);
  if (match === null) return null;
  const hours = Number(match[2]);
  if (hours > 18) throw unknownZone(zone);
  const ms = (hours * 60 + Number(match[3] ?? 0)) * 60_000;
  return match[1] === "-" ? -ms : ms;
}

function unknownZone(zone: string): UserError {
  const near = nearZones(zone);
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "";
  const use = "use an IANA name such as America/Chicago, or an offset such as +02:00";
  return new UserError(`unknown time zone "${zone}": ${hint === "" ? use : hint}`, 2);
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, "");
}

function nearZones(zone: string): string[] {
  const wanted = bare(zone);
  if (wanted === "") return [];
  const nickname = NICKNAMES[wanted];
  if (nickname !== undefined) return [nickname];
  const names = Intl.supportedValuesOf("timeZone");
  const containing = wanted.length >= 4 ? names.filter((name) => bare(name).includes(wanted)) : [];
  if (containing.length > 0) return containing.slice(0, 3);
  return names
    .map((name) => {
      const city = bare(name.slice(name.lastIndexOf("/") + 1));
      return { name, far: Math.min(distance(wanted, bare(name)), distance(wanted, city)) };
    })
    .filter(({ far }) => far <= 2 && far < wanted.length / 2)
    .sort((a, b) => a.far - b.far)
    .slice(0, 2)
    .map(({ name }) => name);
}

/** Levenshtein's distance: letters inserted, dropped or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
