import { describe, expect, it } from "vitest";
import { giveFolder, readLines, readText, shown } from "./folder.js";

giveFolder();

describe("our plain form", () => {
  it("is read with offsets, Z, seconds and milliseconds", () => {
    // 1763578800 is 2025-11-19T19:00:00Z: 1763510400 is that midnight, and 19 × 3600 = 68400.
    const file = readLines([
      "ts,title,currency,impact,symbols,asset_classes",
      "2025-11-19T14:00-05:00,Offset,USD,high,,",
      "2025-11-19T19:00Z,Zed,EUR,medium,,",
      "1763578800,Seconds,All,low,,",
      "1763578800000,Milliseconds,,1,,",
    ]);
    expect(file.format).toBe("plain-csv");
    expect(file.events.map(shown)).toEqual([
      "2025-11-19T19:00:00.000Z USD high Offset",
      "2025-11-19T19:00:00.000Z EUR medium Zed",
      "2025-11-19T19:00:00.000Z All low Seconds",
      "2025-11-19T19:00:00.000Z All low Milliseconds",
    ]);
    expect(file.skipped).toEqual([]);
    expect(file.zoneReason).toBeNull();
  });

  it.each(["MNQ ES", "MNQ;ES", "mnq|es", "MNQ; ES"])("has symbols %s", (symbols) => {
    const [event] = readLines([
      "ts,title,currency,impact,symbols,asset_classes",
      `2025-11-19T19:00Z,One,USD,high,${symbols},futures;crypto`,
    ]).events;
    expect(event?.symbols).toEqual(["MNQ", "ES"]);
    expect(event?.assetClasses).toEqual(["future", "crypto"]);
  });

  it("is the same as JSON, alone or under a name, with lists as lists", () => {
    const events = [
      { ts: "2025-11-19T19:00Z", title: "A", currency: "USD", impact: "high" },
      { ts: 1763578800, title: "B", currency: "EUR", impact: 3, symbols: ["MNQ", "ES"] },
    ];
    for (const document of [events, { events }]) {
      const file = readText(JSON.stringify(document));
      expect(file.format).toBe("plain-json");
      expect(file.events.map(shown)).toEqual([
        "2025-11-19T19:00:00.000Z USD high A",
        "2025-11-19T19:00:00.000Z EUR high B",
      ]);
      expect(file.events[1]?.symbols).toEqual(["MNQ", "ES"]);
    }
  });

  it("names the line and the reason of a row that it leaves out", () => {
    const file = readLines([
      "ts,title,currency,impact",
      "2025-11-19T19:00Z,Good,USD,high",
      "soon,No time,USD,high",
      "2025-02-30T08:30Z,No day,USD,high",
      "2025-11-19T19:00Z,No impact,USD,huge",
      "2025-11-19T19:00Z,No currency,dollars,high",
      "2025-11-19T19:00Z",
    ]);
    expect(file.events.map(({ title }) => title)).toEqual(["Good"]);
    expect(file.skipped).toEqual([
      { line: 3, reason: "'soon' is no time" },
      { line: 4, reason: "'2025-02-30T08:30Z' is no time" },
      { line: 5, reason: "'huge' is no impact; write high, medium or low" },
      { line: 6, reason: "'dollars' is no currency; write a code such as USD, or All" },
      { line: 7, reason: "1 fields where the header has 4" },
    ]);
  });

  it("names the lines of JSON as well", () => {
    const file = readText(
      '[\n{"ts":"2025-11-19T19:00Z","title":"{[","impact":"low"},\n{"ts":"?","title":"B"},\n7]',
    );
    expect(file.events).toHaveLength(1);
    expect(file.skipped.map(({ line }) => line)).toEqual([3, 4]);
  });

  it("takes an event that states no impact for a high one, and one on a day for untimed", () => {
    const file = readLines(["ts,title", "2025-11-19T19:00Z,Mine", "2025-11-20,Day"]);
    expect(file.events.map(shown)).toEqual([
      "2025-11-19T19:00:00.000Z All high Mine",
      "untimed All none Day",
    ]);
  });
});

describe("ForexFactory", () => {
  const rows = [
    ["Unemployment Claims", "USD", "09-26-2024", "12:30pm", "High"],
    ["Midnight", "JPY", "09-24-2024", "12:30am", "Medium"],
    ["OPEC Meetings", "All", "09-26-2024", "All Day", "Medium"],
    ["Wage Talks", "EUR", "09-26-2024", "Tentative", "Low"],
    ["G20", "All", "09-26-2024", "Day 1", "Medium"],
    ["Bank Holiday", "JPY", "09-22-2024", "11:00pm", "Holiday"],
    ["Clocks", "NZD", "09-22-2024", "2:00am", "Non-Economic"],
  ];
  const events = [
    "2024-09-26T12:30:00.000Z USD high Unemployment Claims",
    "2024-09-24T00:30:00.000Z JPY medium Midnight",
    "untimed All medium OPEC Meetings",
    "untimed EUR low Wage Talks",
    "untimed All medium G20",
    "2024-09-22T23:00:00.000Z JPY none Bank Holiday",
    "2024-09-22T02:00:00.000Z NZD none Clocks",
  ];

  it("is read as CSV, in UTC, and says so", () => {
    const lines = rows.map((row) => `${row.join(",")},1.0%,`);
    const file = readLines(["Title,Country,Date,Time,Impact,Forecast,Previous", ...lines]);
    expect(file.format).toBe("forexfactory-csv");
    expect(file.events.map(shown)).toEqual(events);
    expect(file).toMatchObject({ zone: "UTC", zoneSource: "format", skipped: [] });
    expect(file.zoneReason).toContain("as this source writes them");
  });

  const names = ["title", "country", "date", "time", "impact"];
  const tags = (row: readonly string[], wrap: (text: string) => string): string =>
    row.map((text, at) => `<${names[at]}>${wrap(text)}</${names[at]}>`).join("\n");
  const week = (items: readonly string[]): string =>
    `<?xml version="1.0" encoding="windows-1252"?>\n<weeklyevents>\n${items.join("\n")}\n` +
    "</weeklyevents>\n";

  it("is read as XML, with and without CDATA", () => {
    for (const wrap of [(text: string) => `<![CDATA[${text}]]>`, (text: string) => text]) {
      const file = readText(week(rows.map((row) => `<event>${tags(row, wrap)}</event>`)));
      expect(file.format).toBe("forexfactory-xml");
      expect(file.events.map(shown)).toEqual(events);
    }
  });

  it("names the line of a broken event in XML", () => {
    const bad = "<!-- <event> -->\n<event><title>X</title><date>never</date></event>";
    const good = `<event>${tags(rows[0] ?? [], (text) => text)}</event>`;
    // Line 1 is the declaration, 2 the root, 3-7 the first event, 8 the comment, 9 the bad one.
    expect(readText(week([good, bad])).skipped).toEqual([
      { line: 9, reason: "'never' is no time" },
    ]);
  });

  it("is read as JSON by its offsets", () => {
    const file = readText(
      '[{"title":"CPI m\\/m","country":"USD","date":"2026-07-28T08:30:00-04:00",' +
        '"impact":"High","forecast":"","previous":""}]',
    );
    expect(file.events.map(shown)).toEqual(["2026-07-28T12:30:00.000Z USD high CPI m/m"]);
    expect(file).toMatchObject({ format: "forexfactory-json", zone: "-04:00", zoneSource: "file" });
  });

  it("has letters of Windows where it is no UTF-8", () => {
    const text = week([
      `<event>${tags(["Caf\u00e9", ...(rows[0] ?? []).slice(1)], (t) => t)}</event>`,
    ]);
    expect(readText(Buffer.from(text, "latin1")).events[0]?.title).toBe("Caf\u00e9");
  });
});

describe("Investing.com", () => {
  it("is read day first, with stars, words and numbers", () => {
    const file = readLines([
      "Date,Time,Currency,Importance,Event,Actual,Forecast,Previous",
      "18/11/2025,13:30,USD,***,Stars,,,",
      "19/11/2025,08:00,EUR,Moderate Volatility Expected,Words,,,",
      "03/12/2025,08:00,GBP,1,Number,,,",
      "20/11/2025,All Day,JPY,,Labor Day,,,",
    ]);
    expect(file.format).toBe("investing-csv");
    expect(file.events.map(shown)).toEqual([
      "2025-11-18T13:30:00.000Z USD high Stars",
      "2025-11-19T08:00:00.000Z EUR medium Words",
      "2025-12-03T08:00:00.000Z GBP low Number",
      "untimed JPY none Labor Day",
    ]);
    expect(file).toMatchObject({ zone: "UTC", zoneSource: "default", zoneReason: "" });
  });

  it("takes the country where there is no currency, and semicolons", () => {
    const file = readLines([
      "id;date;time;zone;importance;event",
      "1;18/11/2025;13:30;united states;high;A",
      "2;18/11/2025;13:30;euro zone;low;B",
    ]);
    expect(file.events.map(({ currencies }) => currencies)).toEqual([["USD"], ["EUR"]]);
  });
});

describe("Myfxbook", () => {
  const header = "Date,Event,Impact,Currency";

  it("is read with its dates in words", () => {
    const file = readLines([header, '"2025, November 16, 18:50",(Japan) GDP,High,JPY']);
    expect(file.events.map(shown)).toEqual(["2025-11-16T18:50:00.000Z JPY high (Japan) GDP"]);
    expect(file).toMatchObject({ format: "myfxbook-csv", zone: "UTC", zoneSource: "default" });
  });

  const claims = '"2025, November 20, 08:30",(United States) Initial Jobless Claims,High,USD';
  const minutes = '"2025, November 19, 14:00",(United States) FOMC Minutes,High,USD';

  it("is read in New York where two releases stand at their hour there", () => {
    // 14:00 in New York is 19:00 UTC in winter, and 08:30 is 13:30.
    const file = readLines([header, claims, minutes]);
    expect(file.zone).toBe("America/New_York");
    expect(file.zoneReason).toContain("Initial Jobless Claims");
    expect(file.events.map(shown).map((text) => text.slice(0, 24))).toEqual([
      "2025-11-20T13:30:00.000Z",
      "2025-11-19T19:00:00.000Z",
    ]);
  });

  it("is doubted, not moved, where one release alone or two that differ speak against UTC", () => {
    const late = minutes.replace("14:00", "22:15");
    for (const lines of [[claims], [claims, late]]) {
      const file = readLines([header, ...lines]);
      expect(file.zone).toBe("UTC");
      expect(file.zoneReason).toContain("doubtful");
    }
  });

  it("is moved by nobody once a zone is said", () => {
    const said = readLines([header, claims, minutes], { tz: "UTC" });
    expect(said).toMatchObject({ zone: "UTC", zoneSource: "flag", zoneReason: null });
  });
});

describe("a zone that the file does not state", () => {
  const lines = ["ts,title,impact", "2025-07-01 08:30,Summer,high", "2025-12-01 08:30,Winter,high"];

  it("is the flag's, else the configuration's by the file's name, else UTC", () => {
    const zones = { "news.txt": "Europe/Berlin" };
    // New York is four hours behind in summer and five in winter; Berlin two ahead, then one.
    const hours = (file: ReturnType<typeof readLines>) =>
      file.events.map((event) => shown(event).slice(11, 16));
    const flag = readLines(lines, { tz: "America/New_York", zones });
    expect([flag.zoneSource, ...hours(flag)]).toEqual(["flag", "12:30", "13:30"]);
    const config = readLines(lines, { zones });
    expect([config.zoneSource, ...hours(config)]).toEqual(["config", "06:30", "07:30"]);
    const other = readLines(lines, { zones: { "other.txt": "Europe/Berlin" } });
    expect([other.zoneSource, ...hours(other)]).toEqual(["default", "08:30", "08:30"]);
    expect(other.zoneReason).toBe("");
  });

  it("does not touch stamps that have their own", () => {
    const file = readLines(["ts,title", "2025-07-01T08:30Z,A"], { tz: "America/New_York" });
    expect(file).toMatchObject({ zone: "UTC", zoneSource: "file" });
    expect(file.events[0]?.ts).toBe(Date.UTC(2025, 6, 1, 8, 30));
  });
});

describe("a file", () => {
  it.each([
    ["nothing", ""],
    ["white space", " \n\t\n"],
    ["a header", "ts,title,currency,impact\n"],
    ["an empty list", "[]"],
    ["an empty week", "<weeklyevents></weeklyevents>"],
    ["an empty iCalendar", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"],
  ])("of %s has no events", (_, text) => {
    expect(readText(text)).toMatchObject({ events: [], skipped: [], zoneReason: null });
  });

  it("may begin with a byte order mark and end its lines as Windows does", () => {
    const file = readText("\ufeffts,title,impact\r\n2025-11-19T19:00Z,A,low\r\n");
    expect(file.events.map(shown)).toEqual(["2025-11-19T19:00:00.000Z All low A"]);
  });

  it.each([
    ["Open,High,Low\n1,2,3\n", "is no calendar's header"],
    ["<!DOCTYPE html><html></html>", "this is a web page"],
    ["<other/>", "no <weeklyevents>"],
    ["<weeklyevents><event></weeklyevents>", "line 1"],
    ['{"events": 7}', "no list of events"],
    ["[{", "not JSON"],
    ['[{"a":1}]', "these events have a"],
    ["BEGIN:VCALENDAR\nnonsense", "not iCalendar"],
    ["ts,title\nx,y\n", "none of its rows can be read (line 2: 'x' is no time)"],
    [Buffer.from("\ufeffts,title\n", "utf16le"), "UTF-16"],
    [Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "this is no text"],
  ])("that is no calendar (%j) is refused in one line with an example", (text, why) => {
    let message = "";
    try {
      readText(text);
    } catch (error) {
      message = error instanceof Error ? `${error.name}: ${error.message}` : "";
    }
    expect(message).toMatch(/^UserError: /);
    expect(message).toContain(why);
    expect(message).toContain("ts,title,currency,impact");
    expect(message).not.toContain("\n");
  });
});
