import { describe, expect, it } from "vitest";
import { UserError } from "../../src/engine/errors.js";
import { ZoneClock } from "../../src/feeds/zone.js";

const HOUR = 3_600_000;
/** A wall-clock time as if it were UTC, and also any UTC instant. */
const at = (iso: string) => Date.parse(`${iso}Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 19);

// In 2025 the clocks change in the US on 9 March and 2 November at 02:00 local, in London on
// 30 March and 26 October at 01:00 UTC.
describe("offsetAt", () => {
  it.each([
    ["America/Chicago", "2025-03-09T07:59:59", "2025-03-09T08:00:00", -6, -5],
    ["America/Chicago", "2025-11-02T06:59:59", "2025-11-02T07:00:00", -5, -6],
    ["America/New_York", "2025-03-09T06:59:59", "2025-03-09T07:00:00", -5, -4],
    ["America/New_York", "2025-11-02T05:59:59", "2025-11-02T06:00:00", -4, -5],
    ["Europe/London", "2025-03-30T00:59:59", "2025-03-30T01:00:00", 0, 1],
    ["Europe/London", "2025-10-26T00:59:59", "2025-10-26T01:00:00", 1, 0],
  ])("changes in %s between %s and %s", (zone, last, first, before, after) => {
    const clock = new ZoneClock(zone);
    expect(clock.offsetAt(at(last))).toBe(before * HOUR);
    expect(clock.offsetAt(at(first))).toBe(after * HOUR);
    expect(clock.offsetAt(at(last))).toBe(before * HOUR);
  });

  it("knows that the US and Europe are an hour nearer for three weeks in March", () => {
    // 2025-03-20 12:00 UTC: New York is on summer time (-4), London is not yet (0).
    const noon = at("2025-03-20T12:00:00");
    expect(new ZoneClock("America/New_York").offsetAt(noon)).toBe(-4 * HOUR);
    expect(new ZoneClock("Europe/London").offsetAt(noon)).toBe(0);
  });

  it.each([
    ["UTC", 0],
    ["gmt", 0],
    ["Z", 0],
    ["+02:00", 2],
    ["-0530", -5.5],
    ["GMT+3", 3],
    ["Etc/GMT+5", -5],
    ["Asia/Kolkata", 5.5],
    ["Asia/Tokyo", 9],
  ])("reads %s", (zone, hours) => {
    expect(new ZoneClock(zone).offsetAt(at("2025-07-01T00:00:00"))).toBe(hours * HOUR);
  });
});

describe("toUtc", () => {
  const chicago = () => new ZoneClock("America/Chicago");

  it("turns wall-clock time into UTC on both sides of a change", () => {
    const clock = chicago();
    expect(iso(clock.toUtc(at("2025-03-07T17:00:00")))).toBe("2025-03-07T23:00:00");
    expect(iso(clock.toUtc(at("2025-03-09T01:59:00")))).toBe("2025-03-09T07:59:00");
    expect(iso(clock.toUtc(at("2025-03-09T03:00:00")))).toBe("2025-03-09T08:00:00");
    expect(iso(clock.toUtc(at("2025-03-09T17:00:00")))).toBe("2025-03-09T22:00:00");
    expect(iso(clock.toUtc(at("2025-03-07T17:00:00")))).toBe("2025-03-07T23:00:00");
  });

  it("moves a time that the clock skips forward by what was skipped", () => {
    // 02:30 does not exist on 9 March in Chicago; it is read at -6: 08:30 UTC, which is 03:30.
    expect(iso(chicago().toUtc(at("2025-03-09T02:30:00")))).toBe("2025-03-09T08:30:00");
    // London, 30 March: 01:30 does not exist; read at 0 it is 01:30 UTC, which is 02:30.
    const london = new ZoneClock("Europe/London");
    expect(iso(london.toUtc(at("2025-03-30T01:30:00")))).toBe("2025-03-30T01:30:00");
  });

  it("takes the first of two equal times, and the second after the first", () => {
    const clock = chicago();
    const first = clock.toUtc(at("2025-11-02T01:30:00"));
    expect(iso(first)).toBe("2025-11-02T06:30:00");
    expect(iso(clock.toUtc(at("2025-11-02T01:30:00"), first))).toBe("2025-11-02T07:30:00");
    expect(iso(clock.toUtc(at("2025-11-02T01:30:00"), first - 1))).toBe("2025-11-02T06:30:00");
    expect(iso(clock.toUtc(at("2025-11-02T02:00:00")))).toBe("2025-11-02T08:00:00");
    expect(iso(clock.toUtc(at("2025-11-02T00:59:00")))).toBe("2025-11-02T05:59:00");
  });

  it("reads a night of five-minute stamps through the fold without going back", () => {
    // 00:00 to 01:55 at -5, 01:00 to 03:00 at -6: local stamps as a file has them.
    const clock = chicago();
    const stamps: number[] = [];
    for (let t = at("2025-11-02T05:00:00"); t <= at("2025-11-02T09:00:00"); t += 300_000) {
      stamps.push(t);
    }
    let after = Number.NEGATIVE_INFINITY;
    for (const utc of stamps) {
      const offset = utc < at("2025-11-02T07:00:00") ? -5 : -6;
      const read = clock.toUtc(utc + offset * HOUR, after);
      expect(iso(read)).toBe(iso(utc));
      after = read;
    }
  });

  it("undoes offsetAt all through the years, in zones with odd changes", () => {
    // Lord Howe moves by half an hour; Morocco changes around Ramadan; Samoa skipped a day.
    for (const zone of ["Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Tokyo"]) {
      const clock = new ZoneClock(zone);
      let after = Number.NEGATIVE_INFINITY;
      for (let utc = at("2010-01-01T00:00:00"); utc < at("2016-01-01T00:00:00"); utc += HOUR / 2) {
        const read = clock.toUtc(utc + clock.offsetAt(utc), after);
        if (read !== utc) throw new Error(`${zone}: ${iso(utc)} came back as ${iso(read)}`);
        after = read;
      }
    }
  });

  it("agrees with Intl, which formats instants by the same database", () => {
    const format = new Intl.DateTimeFormat("sv-SE", {
      timeZone: "America/New_York",
      dateStyle: "short",
      timeStyle: "medium",
    });
    const clock = new ZoneClock("America/New_York");
    for (let utc = at("2006-01-01T00:00:00"); utc < at("2028-01-01T00:00:00"); utc += 53 * HOUR) {
      expect(iso(utc + clock.offsetAt(utc)).replace("T", " ")).toBe(format.format(utc));
    }
  });
});

describe("a zone nobody knows", () => {
  it.each([
    ["America/Chicgo", "America/Chicago"],
    ["new york", "America/New_York"],
    ["CT", "America/Chicago"],
    ["Nowhere/Atall", "IANA name"],
    ["", "IANA name"],
    ["+99:00", "IANA name"],
  ])("%j is one line that names %s", (zone, hint) => {
    let error: unknown;
    try {
      new ZoneClock(zone);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(2);
    expect((error as UserError).message).toContain(hint);
    expect((error as UserError).message).not.toContain("\n");
  });
});
