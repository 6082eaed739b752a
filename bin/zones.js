// The changes of the clock where the built-in markets are, as the time-zone database of this Node
// has them. To start that database takes a replay as long as a thousand bars.

import { Temporal } from "temporal-polyfill";

const ZONES = ["America/Chicago", "America/New_York"];
const FROM = "2000-01-01T00:00Z";
const UNTIL = "2040-01-01T00:00Z";
const MINUTE_MS = 60_000;

/**
 * A zone's row of the table that `src/feeds/zone-table.ts` reads.
 * @param {string} zone
 */
function rowOf(zone) {
  const row = [];
  const until = Temporal.Instant.from(UNTIL).epochMilliseconds;
  let change = Temporal.Instant.from(FROM).toZonedDateTimeISO(zone).getTimeZoneTransition("next");
  while (change !== null && change.epochMilliseconds < until) {
    row.push(change.epochMilliseconds / MINUTE_MS, change.offsetNanoseconds / 1e6 / MINUTE_MS);
    change = change.getTimeZoneTransition("next");
  }
  return row;
}

/**
 * The whole table.
 * @returns {import("../src/feeds/zone-table.js").ZoneTable}
 */
export function zoneTable() {
  const rows = ZONES.map((zone) => /** @type {const} */ ([zone, rowOf(zone)]));
  return { version: process.versions.tz ?? "", zones: Object.fromEntries(rows) };
}
