// The changes of the clock that the build has asked ahead, beside the database itself.

import { afterEach, describe, expect, it, vi } from "vitest";
import { zoneTable } from "../../bin/zones.js";
import { matchInstrument } from "../../src/engine/market/roots.js";
import { ZoneClock } from "../../src/feeds/zone.js";
import { isAhead, stretchAhead } from "../../src/feeds/zone-table.js";

const MINUTE = 60_000;
const table = zoneTable();
const utc = (iso: string) => Date.parse(`${iso}Z`);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the table", () => {
  it.each(["MNQ", "CL", "GC", "6E", "EUR/USD", "XAU/USD", "AAPL"])("has the zone of %s", (name) => {
    expect(Object.keys(table.zones)).toContain(matchInstrument(name)?.zone);
  });

  it.each(Object.entries(table.zones))("says of %s what the database says", (zone, changes) => {
    const asked = new ZoneClock(zone);
    expect(changes.length / 2).toBe(80);
    for (let at = 0; at < changes.length; at += 2) {
      const [change = Number.NaN, offset = Number.NaN] = changes.slice(at, at + 2);
      expect(asked.offsetAt(change * MINUTE)).toBe(offset * MINUTE);
      expect(asked.offsetAt(change * MINUTE - 1)).not.toBe(offset * MINUTE);
      expect(asked.nextChange(change * MINUTE - 1)).toBe(change * MINUTE);
    }
  });
});

describe("a clock", () => {
  // In 2025 New York went to summer time on 9 March, 07:00 UTC, and back on 2 November, 06:00 UTC.
  const summer = { from: utc("2025-03-09T07:00:00"), to: utc("2025-11-02T06:00:00") };

  it("finds the stretch of an instant", () => {
    vi.stubGlobal("TRANSMISSION_ZONES", JSON.stringify(table));
    const stretch = { ...summer, offset: -240 * MINUTE };
    expect(stretchAhead("America/New_York", summer.from)).toEqual(stretch);
    expect(stretchAhead("America/New_York", summer.to - 1)).toEqual(stretch);
    expect(stretchAhead("America/New_York", summer.to)?.offset).toBe(-300 * MINUTE);
    expect(stretchAhead("America/New_York", utc("1999-12-31T00:00:00"))).toBeNull();
    expect(stretchAhead("America/New_York", utc("2045-01-01T00:00:00"))).toBeNull();
    expect(isAhead("Asia/Tokyo")).toBe(false);
    expect(isAhead("constructor")).toBe(false);
  });

  it("goes by the table of the same database, and by no other", () => {
    const odd = { version: table.version, zones: { "America/New_York": [0, 7, 60, 8] } };
    vi.stubGlobal("TRANSMISSION_ZONES", JSON.stringify(odd));
    expect(new ZoneClock("America/New_York").offsetAt(MINUTE)).toBe(7 * MINUTE);
    vi.stubGlobal("TRANSMISSION_ZONES", JSON.stringify({ ...odd, version: "1999a" }));
    expect(new ZoneClock("America/New_York").offsetAt(MINUTE)).toBe(-300 * MINUTE);
  });

  it("asks the database for what lies outside of the table", () => {
    vi.stubGlobal("TRANSMISSION_ZONES", JSON.stringify(table));
    // The clocks of 1995 changed on the last Sunday of October: the 29th, 06:00 UTC.
    const clock = new ZoneClock("America/New_York");
    expect(clock.offsetAt(utc("1995-10-29T05:59:59"))).toBe(-240 * MINUTE);
    expect(clock.offsetAt(utc("1995-10-29T06:00:00"))).toBe(-300 * MINUTE);
    expect(clock.offsetAt(utc("2050-07-01T00:00:00"))).toBe(-240 * MINUTE);
  });
});
