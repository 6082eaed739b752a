// What `replay` says of its inputs before it runs, and which it refuses.

import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { called } from "./called.js";
import {
  at,
  BARE,
  barsFile,
  DAYS,
  giveFolders,
  path,
  reportOf,
  signalsFile,
} from "./replay-run.js";

giveFolders();

const BAR = [100, 101, 99, 100] as const;
const bars = (count: number): (readonly number[])[] => Array.from({ length: count }, () => BAR);

async function refusal(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await called("replay", ...args);
  expect([stdout, code]).toEqual(["", 2]);
  return stderr.trimEnd().split("\n").at(-1)?.replace("transmission: ", "") ?? "";
}

describe("bad rows", () => {
  /** One good bar, then so many whose open is no number. */
  const withBad = (count: number): string => {
    const bad = Array.from({ length: count }, (_, place) => `${at(place + 1)},abc,101,99,100,5`);
    const rows = ["timestamp,open,high,low,close,volume", `${at(0)},100,101,99,100,5`, ...bad];
    writeFileSync(path("MNQ.csv"), `${rows.join("\n")}\n`);
    return path("MNQ.csv");
  };

  it("are named one by one, at most twenty", async () => {
    const { stderr, code } = await called("replay", withBad(23));
    expect(code).toBe(0);
    const listed = stderr.split("\n").filter((line) => line.startsWith("  "));
    // The header is line 1, the good bar line 2.
    expect(listed).toHaveLength(21);
    expect(listed[0]).toMatch(/^ {2}line 3: .*abc/);
    expect(listed[19]).toMatch(/^ {2}line 22: .*abc/);
    expect(listed[20]).toBe("  and 3 more");
  });

  it("are not named twice where there is one", async () => {
    const { stderr } = await called("replay", withBad(1));
    expect(stderr.match(/line 3/g)).toHaveLength(1);
  });

  it("of files that overlap are said in words too", async () => {
    const files = [barsFile("MNQ-1.csv", bars(5)), barsFile("MNQ-2.csv", bars(3))];
    const { stderr } = await called("replay", ...files);
    expect(stderr).toContain("MNQ: 3 bars of a time that a file named before has too; dropped\n");
    expect((await reportOf(...files)).bad_rows).toBe(3);
  });
});

describe("--detail", () => {
  it("is refused where it cannot settle anything", async () => {
    const base = barsFile("MNQ.csv", bars(4), 5);
    const mes = barsFile("MES.csv", bars(20));
    expect(await refusal(base, "--detail", mes)).toBe(
      `--detail ${mes}: bars of MES, but ${base} has MNQ; give its bars`,
    );
    for (const [minutes, name] of [
      [5, "5m"],
      [15, "15m"],
      [3, "3m"],
    ] as const) {
      const detail = barsFile("MNQ-detail.csv", bars(4), minutes);
      expect(await refusal(base, "--detail", detail)).toBe(
        `--detail ${detail}: bars of ${name} do not part bars of 5m; ` +
          "give finer ones, whole times in each",
      );
    }
  });

  it("is taken for the first symbol's where it names none", async () => {
    const base = barsFile("MNQ.csv", bars(4), 5);
    const { code, stderr } = await called("replay", base, "--detail", barsFile("d.csv", bars(20)));
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain("settles nothing");
  });

  it("that lies at another time is said", async () => {
    const base = barsFile("MNQ.csv", bars(4), 5);
    const detail = barsFile("MNQ-detail.csv", bars(4));
    const text = "timestamp,open,high,low,close,volume\n";
    const rows = [100, 101, 102].map((minute) => `${at(minute)},100,101,99,100,1`);
    writeFileSync(detail, `${text}${rows.join("\n")}\n`);
    const { code, stderr } = await called("replay", base, "--detail", detail);
    expect(code).toBe(0);
    expect(stderr).toContain(
      `--detail ${detail}: none of its bars falls into the time of ${base}; it settles nothing\n`,
    );
  });
});

describe("a range without bars", () => {
  const span = `${DAYS} (2025-11-17 23:00 to 2025-11-20 21:59 UTC)`;
  it.each([
    ["--from", "2026-01-05", `is after the last bar of ${span}; give an earlier one`],
    ["--from", "2025-11-20T22:00Z", `is after the last bar of ${span}; give an earlier one`],
    // The file begins on the evening that belongs to the 18th.
    ["--to", "2025-11-17", `is before the first bar of ${span}; give a later one`],
    ["--to", "2025-11-17T23:00Z", `is before the first bar of ${span}; give a later one`],
  ])("%s %s is refused", async (flag, moment, message) => {
    expect(await refusal(DAYS, flag, moment)).toBe(`${flag} ${message}`);
  });
});

describe("symbols in the configuration", () => {
  const args = [DAYS, "--to", "2025-11-18"];
  const allowed = (names: string[]) => [
    ...["--set", `constraints.allowed_symbols=${JSON.stringify(names)}`],
  ];

  it("are contracts as well as roots", async () => {
    const asRoot = await reportOf(...args, ...allowed(["MNQ"]));
    expect(asRoot.metrics.trades).toBeGreaterThan(0);
    const asContract = await reportOf(...args, ...allowed(["MNQZ5"]));
    expect(asContract.facts_sha256).toBe(asRoot.facts_sha256);
  });

  it("whose day is the account's have to be loaded", async () => {
    expect(await refusal(...args, "--set", "account.day=XX")).toBe(
      "account.day is 'XX', of which there are no bars; give MNQ",
    );
    expect((await reportOf(...args, "--set", "account.day=MNQZ5")).bars).toBeGreaterThan(0);
  });

  it("that mean nothing are refused with the nearest", async () => {
    expect(await refusal(...args, ...allowed(["MNQQ"]))).toBe(
      "constraints.allowed_symbols has 'MNQQ', which is no known instrument; " +
        "did you mean 'MNQ'? Else describe it in instruments",
    );
  });
});

describe("entries that nothing is traded against", () => {
  it("are counted and said, since a file without volume enough never trades", async () => {
    const rows = Array.from({ length: 4 }, (_, minute) => `${at(minute)},100,101,99,100,5`);
    writeFileSync(path("MNQ.csv"), `timestamp,open,high,low,close,volume\n${rows.join("\n")}\n`);
    // 10 % of 5 contracts is less than one.
    const args = [path("MNQ.csv"), "--signals", signalsFile(["0,long,96,,1,"]), ...BARE];
    const { stdout } = await called("replay", ...args);
    expect(stdout).toContain("No trades.");
    expect(stdout).toMatch(/^ {2}1 entry never filled$/m);
    const uncapped = await called("replay", ...args, "--set", "fills.max_volume_pct=null");
    expect(uncapped.stdout).not.toContain("never filled");
  });
});
