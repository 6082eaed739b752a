// Real downloads, where they are there: they must be understood unasked.

import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCalendar } from "../../../src/feeds/calendar/read.js";

const FOLDER = "../shared/data/calendars";

/** The first event with this title, as UTC. */
function timeOf(name: string, title: string): string {
  const event = readCalendar(`${FOLDER}/${name}`, {}).events.find((one) => one.title === title);
  return event?.ts == null ? "none" : new Date(event.ts).toISOString();
}

describe.skipIf(!existsSync(FOLDER))("shared data: a calendar", () => {
  it.each([
    ["forexfactory_week_2024-09-22.xml", "forexfactory-xml", 89, "UTC", "format"],
    ["forexfactory_week_2026-07-26.json", "forexfactory-json", 92, "-04:00", "file"],
    ["myfxbook_calendar_statement_2025-11.csv", "myfxbook-csv", 54, "America/New_York", "default"],
  ])("%s is %s of %i events in %s", (name, format, events, zone, zoneSource) => {
    const file = readCalendar(`${FOLDER}/${name}`, {});
    expect(file).toMatchObject({ format, zone, zoneSource, skipped: [] });
    expect(file.events).toHaveLength(events);
  });

  it("has releases at the hours at which they came", () => {
    // 08:30 in New York is 12:30 UTC in September and 13:30 in November; 14:00 is then 19:00.
    const week = "forexfactory_week_2024-09-22.xml";
    expect(timeOf(week, "Unemployment Claims")).toBe("2024-09-26T12:30:00.000Z");
    const statement = "myfxbook_calendar_statement_2025-11.csv";
    expect(timeOf(statement, "(United States) FOMC Minutes")).toBe("2025-11-19T19:00:00.000Z");
  });
});
