import { describe, expect, it } from "vitest";
import { giveFolder, readLines, shown } from "./folder.js";

giveFolder();

const calendar = (...lines: readonly string[]): string[] => [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  ...lines,
  "END:VCALENDAR",
];
const event = (...lines: readonly string[]): string[] => ["BEGIN:VEVENT", ...lines, "END:VEVENT"];
const read = (...lines: readonly string[]) => readLines(calendar(...event("UID:1", ...lines)));
const times = (file: ReturnType<typeof readLines>): string[] =>
  file.events.map((one) => shown(one).split(" ")[0]?.replace(":00.000Z", "") ?? "");

describe("zones of iCalendar", () => {
  // New York is four hours behind in summer and five in winter.
  it.each([
    ["DTSTART:20251119T190000Z", "2025-11-19T19:00", "UTC"],
    ["DTSTART;TZID=America/New_York:20251119T140000", "2025-11-19T19:00", "America/New_York"],
    ["DTSTART;TZID=America/New_York:20250716T140000", "2025-07-16T18:00", "America/New_York"],
    ["DTSTART;TZID=Eastern Standard Time:20250716T140000", "2025-07-16T18:00", "America/New_York"],
    ['DTSTART;TZID="W. Europe Standard Time":20250716T140000', "2025-07-16T12:00", "Europe/Berlin"],
    [
      "DTSTART;TZID=/softwarestudio.org/Olson_20011030_5/America/Chicago:20250716T140000",
      "2025-07-16T19:00",
      "America/Chicago",
    ],
    [
      'DTSTART;TZID="(UTC-05:00) Eastern Time (US & Canada)":20250716T140000',
      "2025-07-16T18:00",
      "America/New_York",
    ],
  ])("%s is %s UTC", (start, utc, zone) => {
    const file = read(start, "SUMMARY:USD: FOMC Minutes");
    expect(times(file)).toEqual([utc]);
    expect(file).toMatchObject({ format: "icalendar", zone, zoneSource: "file", skipped: [] });
  });

  it("may be described by the file alone", () => {
    // Summer, from the last Sunday of March to that of October, is UTC+3; winter UTC+2.
    const part = (kind: string, month: number, from: string, to: string): string[] => [
      `BEGIN:${kind}`,
      `DTSTART:1970${String(month).padStart(2, "0")}01T030000`,
      `RRULE:FREQ=YEARLY;BYMONTH=${month};BYDAY=-1SU`,
      `TZOFFSETFROM:${from}`,
      `TZOFFSETTO:${to}`,
      `END:${kind}`,
    ];
    const file = readLines(
      calendar(
        "BEGIN:VTIMEZONE",
        "TZID:Broker Time",
        ...part("DAYLIGHT", 3, "+0200", "+0300"),
        ...part("STANDARD", 10, "+0300", "+0200"),
        "END:VTIMEZONE",
        ...event("UID:1", "DTSTART;TZID=Broker Time:20250716T153000", "SUMMARY:Summer"),
        ...event("UID:2", "DTSTART;TZID=Broker Time:20251119T153000", "SUMMARY:Winter"),
      ),
    );
    expect(times(file)).toEqual(["2025-07-16T12:30", "2025-11-19T13:30"]);
  });

  it("that nobody knows leave their event out, by its line", () => {
    const file = readLines(
      calendar(
        ...event("UID:1", "DTSTART:20251119T190000Z", "SUMMARY:A"),
        ...event("UID:2", "DTSTART;TZID=Nowhere:20251119T190000", "SUMMARY:B"),
      ),
    );
    // Two lines of the calendar, five of the first event, then the second.
    expect(file.skipped).toEqual([
      { line: 8, reason: "the zone 'Nowhere' is not known and not described" },
    ]);
    expect(file.events).toHaveLength(1);
  });

  it("of floating times are the calendar's own, or a flag's", () => {
    const lines = event("UID:1", "DTSTART:20251119T140000", "SUMMARY:A");
    const own = readLines(calendar("X-WR-TIMEZONE:America/New_York", ...lines));
    expect(times(own)).toEqual(["2025-11-19T19:00"]);
    expect(own).toMatchObject({ zone: "America/New_York", zoneSource: "file" });
    const flag = readLines(calendar(...lines), { tz: "Europe/Berlin" });
    expect(times(flag)).toEqual(["2025-11-19T13:00"]);
    expect(readLines(calendar(...lines))).toMatchObject({ zone: "UTC", zoneSource: "default" });
  });
});

describe("events of iCalendar", () => {
  it("of a whole day have no time, and what is cancelled is none", () => {
    expect(times(read("DTSTART;VALUE=DATE:20251127", "SUMMARY:Thanksgiving"))).toEqual(["untimed"]);
    expect(read("DTSTART:20251119T190000Z", "STATUS:CANCELLED", "SUMMARY:A").events).toEqual([]);
  });

  it("that recur keep their hour across a change of the clock", () => {
    // Thursdays; New York's clock goes back on 2025-11-02.
    const file = read(
      "DTSTART;TZID=America/New_York:20251023T083000",
      "RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=4",
      "EXDATE;TZID=America/New_York:20251030T083000",
      "SUMMARY:Unemployment Claims",
    );
    expect(times(file)).toEqual(["2025-10-23T12:30", "2025-11-06T13:30", "2025-11-13T13:30"]);
  });

  it("that recur end where an entry of the same UID replaces one", () => {
    const file = readLines(
      calendar(
        ...event("UID:1", "DTSTART:20251106T133000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "SUMMARY:A"),
        ...event(
          "UID:1",
          "RECURRENCE-ID:20251113T133000Z",
          "DTSTART:20251112T133000Z",
          "SUMMARY:A",
        ),
      ),
    );
    expect(times(file)).toEqual(["2025-11-06T13:30", "2025-11-12T13:30"]);
  });

  it("that recur on the first Friday do so within bounds", () => {
    const file = read("DTSTART:20250103T133000Z", "RRULE:FREQ=MONTHLY;BYDAY=1FR", "SUMMARY:NFP");
    expect(times(file).slice(0, 3)).toEqual([
      "2025-01-03T13:30",
      "2025-02-07T13:30",
      "2025-03-07T13:30",
    ]);
    // Twelve a year from 2025 to 2055, both included.
    expect(file.events).toHaveLength(31 * 12);
  });

  it.each([
    "FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2",
    "FREQ=DAILY;INTERVAL=7;BYDAY=SU",
    "FREQ=DAILY;BYDAY=-1FR;BYMONTH=12",
    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
    "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=9",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=SECONDLY",
    "FREQ=HOURLY",
    "FREQ=MONTHLY;BYDAY=5FR",
    "FREQ=YEARLY;BYMONTH=13",
  ])("that recur by %s, which may never come, are left out and never waited for", (rule) => {
    expect(() => read("DTSTART:20250106T133000Z", `RRULE:${rule}`, "SUMMARY:A")).toThrow(
      /none of its rows can be read \(line 3: /,
    );
  });

  it.each([
    [["SUMMARY:USD: CPI"], "USD high USD: CPI"],
    [["SUMMARY:CPI (EUR)", "CATEGORIES:Low"], "EUR low CPI (EUR)"],
    [["SUMMARY:CPI", "DESCRIPTION:Impact: Medium\\nCurrency: GBP"], "GBP medium CPI"],
    [["SUMMARY:🟠 CPI", "LOCATION:Japan"], "JPY medium 🟠 CPI"],
    [["SUMMARY:CPI", "CATEGORIES:CAD,high"], "CAD high CPI"],
    [["SUMMARY:CPI", "PRIORITY:9"], "All low CPI"],
    [["SUMMARY:Mine"], "All high Mine"],
    [["SUMMARY:Bank Holiday", "LOCATION:United States"], "USD none Bank Holiday"],
  ])("with %j read as %s", (lines, text) => {
    const [one] = read("DTSTART:20251119T190000Z", ...lines).events;
    expect(one === undefined ? "" : shown(one).slice(25)).toBe(text);
  });
});
