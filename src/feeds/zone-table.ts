// What the build has asked the time-zone database ahead: for a replay to start that database takes
// as long as a thousand bars.

/** UTC epoch ms [from, to) in which local time minus UTC is `offset` ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** The changes of the clock in some zones, over some years. */
export interface ZoneTable {
  /** The database's, e.g. `2025c`. */
  readonly version: string;
  /**
   * By IANA name, a change after the other in pairs: when it is, UTC epoch minutes, and by how many
   * minutes local time is ahead of UTC from then on. How long that lasts after the last one is not
   * said.
   */
  readonly zones: Readonly<Record<string, readonly number[]>>;
}

/** A `ZoneTable` as JSON, set by the bundler: it puts into every file what is no plain value. */
declare const TRANSMISSION_ZONES: string | undefined;

const MINUTE_MS = 60_000;

/** Empty where the zone is not in the table, or the table is of another database. */
function changesOf(zone: string): readonly number[] {
  if (typeof TRANSMISSION_ZONES !== "string") return [];
  const { version, zones } = JSON.parse(TRANSMISSION_ZONES) as ZoneTable;
  return version === process.versions.tz && Object.hasOwn(zones, zone) ? (zones[zone] ?? []) : [];
}

/** Whether the table has a zone. */
export function isAhead(zone: string): boolean {
  return changesOf(zone).length > 0;
}

/** The stretch of an instant, UTC epoch ms, as far as the table has it; else null. */
export function stretchAhead(zone: string, utcMs: number): Stretch | null {
  const changes = changesOf(zone);
  for (let at = 2; at < changes.length; at += 2) {
    const to = MINUTE_MS * (changes[at] as number);
    const from = MINUTE_MS * (changes[at - 2] as number);
    if (utcMs < from) return null;
    if (utcMs < to) return { from, to, offset: MINUTE_MS * (changes[at - 1] as number) };
  }
  return null;
}
