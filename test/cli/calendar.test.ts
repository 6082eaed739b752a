// `calendar check`, `calendar list` and `replay --calendar` in this process.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { called } from "./called.js";
import { at, BARE, barsFile, DAYS, giveFolders, path, signalsFile } from "./replay-run.js";

giveFolders();

const SAMPLE = "calendars/sample-week.csv";
const HEADER = "ts,title,currency,impact,symbols,asset_classes";

function calendarFile(name: string, ...rows: readonly string[]): string {
  writeFileSync(path(name), `${[HEADER, ...rows].join("\n")}\n`);
  return path(name);
}

async function json(...args: string[]) {
  const { stdout, stderr, code } = await called("calendar", ...args, "--json");
  expect(code, stderr).toBe(0);
  return { ...JSON.parse(stdout), stderr };
}

const MINUTES = "2025-11-19T19:00Z,FOMC Minutes,USD,high,,";

describe("calendar check", () => {
  it("prints files and blackouts as JSON, nothing more", async () => {
    const file = calendarFile(
      "a.csv",
      MINUTES,
      "2025-11-19T19:11Z,Speech,USD,medium,,",
      "soon,B,USD,high,,",
    );
    const { stdout, code } = await called(
      "calendar",
      "check",
      file,
      "--json",
      "--symbols",
      "mnqz5",
    );
    expect(code).toBe(0);
    // High is ten minutes before and after; medium from 19:09 to 19:16 overlaps.
    expect(JSON.parse(stdout)).toEqual({
      files: [
        {
          path: file,
          format: "plain-csv",
          zone: "UTC",
          zone_source: "file",
          events: 2,
          skipped: [{ line: 4, reason: "'soon' is no time" }],
        },
      ],
      windows: [
        {
          symbol: "MNQ",
          from: "2025-11-19T18:50:00.000Z",
          to: "2025-11-19T19:16:00.000Z",
          titles: ["FOMC Minutes", "Speech"],
          impact: "high",
        },
      ],
    });
  });

  it("says in which zone it reads times without one, and takes --tz and news.zones", async () => {
    const file = calendarFile("own.csv", "2025-11-19 14:00,FOMC Minutes,USD,high,,");
    const at = async (...flags: string[]) => {
      const { files, windows, stderr } = await json("check", file, "--symbols", "MNQ", ...flags);
      return [files[0].zone, files[0].zone_source, windows[0].from.slice(11, 16), stderr];
    };
    // A single release is no witness enough: it is doubted and stays in UTC.
    const [zone, source, from, words] = await at();
    expect([zone, source, from]).toEqual(["UTC", "default", "13:50"]);
    expect(words).toContain("own.csv: times without a zone read as UTC");
    expect(words).toContain("say otherwise with --tz or news.zones\n");
    // New York is five hours behind in November.
    expect(await at("--tz", "America/New_York")).toEqual(["America/New_York", "flag", "18:50", ""]);
    const set = 'news.zones={"own.csv":"America/New_York"}';
    expect(await at("--set", set)).toEqual(["America/New_York", "config", "18:50", ""]);
  });

  it("prints tables for people, with what was left out", async () => {
    const file = calendarFile("a.csv", MINUTES, "soon,B,USD,high,,", "2025-11-20,C,USD,high,,");
    const { stdout } = await called("calendar", "check", file, "--symbols", "MNQ,EURUSD");
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^format +zone +said by +events +no window +left out +file$/);
    expect(lines[1]).toMatch(/^plain-csv +UTC +file +2 +1 +1 +.*a\.csv$/);
    expect(lines[2]).toBe(`${file} line 3: 'soon' is no time`);
    expect(lines[4]).toMatch(/^symbol +from \(UTC\) +to +impact +news$/);
    expect(lines[5]).toMatch(/^MNQ +2025-11-19 18:50 +19:10 +high +FOMC Minutes$/);
    expect(lines[6]).toMatch(/^EURUSD +2025-11-19 18:50 +19:10 +high +FOMC Minutes$/);
  });

  it("fits eighty columns however long the titles are", async () => {
    const { stdout } = await called("calendar", "check", SAMPLE);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain("\u001b");
  });

  it("reads the user's own folder without a file, and says so where there is none", async () => {
    const none = await called("calendar", "check");
    expect([none.code, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toContain(`there is no folder ${path("home/calendars")}`);
    mkdirSync(path("home/calendars"), { recursive: true });
    const empty = await json("check");
    expect([empty.files, empty.windows]).toEqual([[], []]);
    expect(empty.stderr).toContain("no calendars");
    writeFileSync(path("home/calendars/b.csv"), `${HEADER}\n${MINUTES}\n`);
    writeFileSync(path("home/calendars/notes.md"), "mine");
    const { files } = await json("check");
    expect(files.map((file: { path: string }) => file.path)).toEqual([
      path("home/calendars/b.csv"),
    ]);
  });

  it.each([
    ["nonsense\n", "is no calendar's header"],
    [`${HEADER}\nx,y,z,high,,\n`, "none of its rows can be read (line 2: 'x' is no time)"],
  ])("refuses %j in one line with an example", async (text, why) => {
    writeFileSync(path("bad.csv"), text);
    const { stdout, stderr, code } = await called("calendar", "check", path("bad.csv"));
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^transmission: .*\n$/);
    expect(stderr).toContain(why);
    expect(stderr).toContain("2025-11-19T19:00Z,FOMC Minutes,USD,high");
  });

  it.each([
    [["--tz", "Nowhere/Else"], "unknown time zone"],
    [["--symbols", "MNX"], "--symbols has 'MNX', which is no known instrument"],
    [["--symbols", " ,"], "--symbols names none"],
    [["--set", 'news.zones={"a":"Nowhere"}'], "news.zones.a"],
  ])("refuses %j by name", async (flags, why) => {
    const { stderr, code } = await called("calendar", "check", SAMPLE, ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });

  it("prints again with --watch when a file is saved, and keeps the last good one", async () => {
    const file = calendarFile("a.csv", MINUTES);
    const running = called("calendar", "check", file, "--json", "--symbols", "MNQ", "--watch");
    const seen = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          const told = [process.stdout, process.stderr].some((stream) =>
            (stream.write as unknown as { mock: { calls: unknown[][] } }).mock.calls.some(
              ([chunk]) => String(chunk).includes(text),
            ),
          );
          if (told) resolve();
          else setImmediate(look);
        };
        look();
      });
    await seen("watching; Ctrl+C ends it");
    writeFileSync(file, `${HEADER}\n${MINUTES}\n2025-11-20T13:30Z,Claims,USD,high,,\n`);
    await seen("Claims");
    writeFileSync(file, "broken\n");
    await seen("the last good one stands");
    process.emit("SIGINT");
    const { stdout, code } = await running;
    expect(code).toBe(0);
    const counts = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).windows.length);
    expect(counts).toEqual([1, 2]);
  });
});

describe("calendar list", () => {
  it("has events and blackouts from a time on, in exchange time and UTC", async () => {
    const file = calendarFile("a.csv", "2025-11-18T13:30Z,Before,USD,high,,", MINUTES);
    const args = ["list", file, "--from", "2025-11-19", "--symbols", "MNQ"];
    const { events, windows, from } = await json(...args);
    expect(from).toBe("2025-11-19T00:00:00.000Z");
    expect(events.map((event: { title: string }) => event.title)).toEqual(["FOMC Minutes"]);
    // Chicago is six hours behind in November.
    expect(windows).toEqual([
      {
        symbol: "MNQ",
        from: "2025-11-19T18:50:00.000Z",
        to: "2025-11-19T19:10:00.000Z",
        titles: ["FOMC Minutes"],
        impact: "high",
        local_from: "2025-11-19T12:50:00-06:00",
        local_to: "2025-11-19T13:10:00-06:00",
      },
    ]);
    const { stdout } = await called("calendar", ...args);
    expect(stdout).toMatch(/^2025-11-19 19:00 +USD +high +FOMC Minutes$/m);
    expect(stdout).toMatch(/^MNQ \(America\/Chicago\) +to +UTC +impact +news$/m);
    expect(stdout).toMatch(/^2025-11-19 12:50 +13:10 +18:50-19:10 +high +FOMC Minutes$/m);
    expect(stdout).not.toContain("Before");
  });

  it("says when the last event was where nothing is to come", async () => {
    const file = calendarFile("a.csv", MINUTES);
    const { stdout } = await called("calendar", "list", file, "--from", "2030-01-01");
    expect(stdout).toBe(
      "nothing after 2030-01-01 00:00 UTC; the last event was at 2025-11-19 19:00 UTC; " +
        "--from lists from an earlier day\n",
    );
  });
});

describe("replay --calendar", () => {
  it("writes the same facts wherever the calendar lies", async () => {
    const bars = barsFile("MNQ.csv", [[100, 101, 99, 100]]);
    const digests: string[] = [];
    for (const name of ["here.csv", "there.csv"]) {
      const news = calendarFile(name, `${at(10)},Speech,USD,high,,`);
      const { stdout } = await called("replay", bars, "--calendar", news, "--json", "--tz", "UTC");
      digests.push(JSON.parse(stdout).facts_sha256);
    }
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[1]).toBe(digests[0]);
  });

  it("says what it read, and refuses entries inside a blackout", async () => {
    // A flat market; the signal falls on the close of the bar of minute 5, six minutes after
    // 15:00, and the event at 15:10 blacks out from there to 15:20.
    const bars = barsFile(
      "MNQ.csv",
      Array.from({ length: 40 }, () => [100, 101, 99, 100]),
    );
    const signals = signalsFile(["5,long,90,110,1", "30,long,90,110,1"]);
    const news = calendarFile("a.csv", `${at(10)},Speech,USD,high,,`, "soon,B,USD,high,,");
    const flags = BARE.filter((flag) => flag !== "--unguarded");
    const out = path("out");
    const { stderr, code } = await called(
      ...["replay", bars, "--signals", signals, "--calendar", news, "--headless", "--out", out],
      ...["--without", "htf_gate,regime", ...flags],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`${news}: plain-csv, 1 event\n`);
    expect(stderr).toContain("  line 3: 'soon' is no time\n");
    expect(stderr).toContain("news: 1 blackout for MNQ\n");
    const facts = readFileSync(`${out}/facts.jsonl`, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const refused = facts.filter(({ type }) => type === "guard_reject");
    expect(refused.map(({ reason }) => reason)).toEqual(["news_blackout"]);
  });

  it("reads a calendar of another zone by news.zones, and names what is no calendar", async () => {
    const news = calendarFile("a.csv", "2025-11-19 14:00,Own,USD,high,,");
    const args = ["replay", DAYS, "--headless", "--calendar", news];
    const { stderr } = await called(...args);
    expect(stderr).toContain("times without a zone read as UTC");
    expect(stderr).toContain("say otherwise with news.zones\n");
    const said = await called(...args, "--set", 'news.zones={"a.csv":"America/New_York"}');
    expect(said.stderr).not.toContain("times without a zone");
    writeFileSync(news, "Open,High\n1,2\n");
    const bad = await called(...args);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain(`${news}: line 1 is no calendar's header`);
  });

  it("holds entries of the sample back in the bundled days", async () => {
    const { stdout, stderr } = await called("replay", DAYS, "--headless", "--calendar", SAMPLE);
    expect(stderr).toContain("calendars/sample-week.csv: plain-csv, 17 events\n");
    expect(stdout).toContain("news_blackout");
  });
});
