// What `doctor` says of machines that this one is not.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clockCheck, nodeCheck, syncCheck, zoneCheck } from "../../../src/cli/doctor/machine.js";

const NOW = Date.UTC(2026, 5, 1, 12);
const { engines } = JSON.parse(readFileSync("package.json", "utf8"));

describe("Node", () => {
  it.each([
    ["18.20.8", "broken"],
    ["20.18.3", "broken"],
    ["20.19.0", "ok"],
    ["22.1.0", "ok"],
    ["24.0.0-nightly", "ok"],
  ])("%s is %s", (version, verdict) => {
    expect(nodeCheck(version).verdict).toBe(verdict);
  });

  it("is asked for as package.json does", () => {
    expect(`>=${/(\S+) or newer/.exec(nodeCheck("1.0.0").found)?.[1]}`).toBe(engines.node);
  });
});

describe("zone data", () => {
  it("of this Node knows the changes of the clock; old ones are said to be old", () => {
    expect(zoneCheck("2025b", NOW)).toMatchObject({ verdict: "ok" });
    expect(zoneCheck("2024a", NOW)).toEqual({
      ...{ check: "zone data", verdict: "warning", todo: "update Node" },
      found: "2024a; US and EU changes of the clock are known; it is 2 years old",
    });
    expect(zoneCheck("", NOW).verdict).toBe("ok");
  });
});

describe("a clock", () => {
  const DAY = 86_400_000;
  it.each([
    ["after all that is known", NOW - DAY, NOW - 1, "ok", "2026-06-01 12:00 UTC"],
    ["without a journal", NOW - DAY, null, "ok", "2026-06-01 12:00 UTC"],
    ["a moment behind the journal", NOW - DAY, NOW + 900, "ok", "2026-06-01 12:00 UTC"],
    [
      ...["before the program", NOW + DAY, null, "broken"],
      "2026-06-01 12:00 UTC, before this program was made (2026-06-02 12:00)",
    ],
    [
      ...["seconds behind the journal", NOW - DAY, NOW + 5_000, "broken"],
      "2026-06-01 12:00 UTC, 5 s before the journal's last line",
    ],
    [
      ...["hours behind the journal", NOW - DAY, NOW + 3 * 3_600_000, "broken"],
      "2026-06-01 12:00 UTC, 3 h 00 min before the journal's last line",
    ],
  ] as [string, number, number | null, string, string][])("%s", (_, program, last, ...said) => {
    const { verdict, found } = clockCheck(NOW, last, program);
    expect([verdict, found]).toEqual(said);
  });

  it("is kept by whoever is seen to keep it", () => {
    const only = (path: string) => (one: string) => one === path;
    expect(syncCheck("linux", only("/run/systemd/timesync/synchronized")).found).toMatch(
      /^systemd-timesyncd/,
    );
    expect(syncCheck("linux", only("/run/chrony/chronyd.pid")).found).toContain("chronyc tracking");
    expect(syncCheck("linux", only("/.dockerenv")).verdict).toBe("ok");
    expect(syncCheck("linux", () => false)).toMatchObject({
      ...{ verdict: "warning", todo: "run systemd-timesyncd or chrony" },
    });
    expect(syncCheck("darwin", () => false).verdict).toBe("ok");
  });
});
