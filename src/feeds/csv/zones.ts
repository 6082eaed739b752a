import type { SourceDescription, SourceOptions } from "../feed.js";
import { ZoneClock } from "../zone.js";
import type { Layout } from "./dialect.js";
import type { StampScanner } from "./stamp.js";

/** Zones that an offset in a file may stand for, the likeliest first. */
const LIKELY_ZONES: readonly string[] = [
  "UTC",
  "America/New_York",
  "America/Chicago",
  "America/Los_Angeles",
  "Europe/London",
  "Europe/Berlin",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "Australia/Sydney",
];

/** What was known at a row; the rows behind it can be read again from there. */
export interface ClockMark {
  readonly lastLocal: number;
  readonly last: number;
  readonly falls: number;
}

const DAY_MS = 86_400_000;

/** So many rows show which way a file runs; one row against them is the clock going back. */
const MOST_FALLS = 8;

/** Turns the stamps of one file into instants, and remembers how they told their zone. */
export class StampClock {
  private readonly zone: string;
  private readonly zoneSource: SourceDescription["zoneSource"];
  private readonly clock: ZoneClock;
  /** An instant for each offset that was seen. */
  private readonly seen = new Map<number, number>();
  private lastOffset = Number.NaN;
  private hasLocal = false;
  private lastLocal = Number.NaN;
  private last = -Infinity;
  /** How many of the last rows are earlier than the one before, less those that are later. */
  private falls = 0;

  /** @throws UserError (exit 2) when `--tz` is no zone. */
  constructor(options: SourceOptions, layout: Pick<Layout, "zone" | "isZoneInFile">) {
    const isInFile = layout.isZoneInFile === true;
    this.zone = options.tz ?? layout.zone ?? "UTC";
    const known = layout.zone === null ? "default" : isInFile ? "file" : "dialect";
    this.zoneSource = options.tz !== undefined ? "flag" : known;
    this.clock = new ZoneClock(this.zone);
  }

  /** The instant of the stamp just read, UTC epoch ms; NaN where the clock skips that time. */
  instant(stamp: StampScanner): number {
    if (stamp.isLocal) return this.local(stamp.ms);
    if (stamp.offset !== this.lastOffset && stamp.offset === stamp.offset) {
      this.lastOffset = stamp.offset;
      this.seen.set(stamp.offset, stamp.ms);
    }
    return stamp.ms;
  }

  mark(): ClockMark {
    const { lastLocal, last, falls } = this;
    return { lastLocal, last, falls };
  }

  rewind({ lastLocal, last, falls }: ClockMark): void {
    this.lastLocal = lastLocal;
    this.last = last;
    this.falls = falls;
  }

  /** What the clock shows, ms after midnight; null where the stamps are instants. */
  timeOfDay(instant: number): number | null {
    if (!this.hasLocal) return null;
    const local = instant + this.clock.offsetAt(instant);
    return local - Math.floor(local / DAY_MS) * DAY_MS;
  }

  /** The zone as the description has it. */
  said(): Pick<SourceDescription, "zone" | "zoneSource" | "isZoneNamed"> {
    const { zone, zoneSource } = this;
    if (this.hasLocal) {
      return { zone, zoneSource, ...(zoneSource === "file" ? { isZoneNamed: true } : {}) };
    }
    return { zone: this.zoneOfOffsets(), zoneSource: "file" };
  }

  /** A time that comes twice, when the clock goes back, is told apart by the row before it. */
  private local(ms: number): number {
    this.hasLocal = true;
    const { lastLocal } = this;
    if (ms > lastLocal) this.falls = Math.max(this.falls - 1, -MOST_FALLS);
    else if (ms < lastLocal) this.falls = Math.min(this.falls + 1, MOST_FALLS);
    this.lastLocal = ms;
    const before = this.last;
    if (this.falls > 0) {
      const late = this.clock.toUtc(ms, Infinity);
      this.last = late < this.last ? late : this.clock.toUtc(ms);
    } else {
      this.last = this.clock.toUtc(ms, this.last);
    }
    const instant = this.last;
    if (instant + this.clock.offsetAt(instant) === ms) return instant;
    this.last = before;
    return Number.NaN;
  }

  private zoneOfOffsets(): string {
    if (this.seen.size === 0) return "UTC";
    const offsets = [...this.seen];
    for (const zone of LIKELY_ZONES) {
      const clock = new ZoneClock(zone);
      if (offsets.every(([offset, ts]) => clock.offsetAt(ts) === offset)) return zone;
    }
    return offsets.map(([offset]) => offsetName(offset)).join(" and ");
  }
}

function offsetName(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
