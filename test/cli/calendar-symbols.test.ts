// Calendars of one's own that name a symbol nobody knows: a slip there is news traded through.

import { writeFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { asked } from "../control/listening.js";
import { called } from "./called.js";
import { barsFile, DAYS, giveFolders, path } from "./replay-run.js";

giveFolders();

const HEADER = "ts,title,currency,impact,symbols,asset_classes";

function calendarFile(name: string, ...rows: readonly string[]): string {
  writeFileSync(path(name), `${[HEADER, ...rows].join("\n")}\n`);
  return path(name);
}

describe("a calendar that names a symbol nobody knows", () => {
  const file = (): string =>
    calendarFile(
      "own.csv",
      "2025-11-19T19:00Z,Mine,,high,MNX MNQZ5,",
      "2025-11-19T20:00Z,Mine too,,high,mnx,",
    );
  const said = "own.csv: no instrument is known as 'MNX'; what is for such alone makes no blackout";

  it.each([
    ["calendar check", ["calendar", "check"]],
    ["calendar list", ["calendar", "list", "--from", "2025-11-19"]],
    ["replay", ["replay", DAYS, "--to", "2025-11-18", "--calendar"]],
  ])("is told by %s, once", async (_, args) => {
    const { stderr, code } = await called(...args, file());
    expect(code).toBe(0);
    expect(stderr.split(said)).toHaveLength(2);
  });

  it("is told of before a run, with its zone and what was left out", async () => {
    const odd = calendarFile("odd.csv", "2025-11-19 19:00,Mine,,high,MNX,", "soon,Bad,,high,,");
    const running = called("run", "--feed", DAYS, "--speed", "1", "--headless", "--calendar", odd);
    const socket = path("home/data/engine.sock");
    await vi.waitFor(
      async () => expect((await asked(socket, "GET", "/api/status")).status).toBe(200),
      { timeout: 20_000, interval: 50 },
    );
    await asked(socket, "POST", "/system/stop");
    const { stderr, code } = await running;
    expect(code).toBe(0);
    expect(stderr).toContain("odd.csv: times without a zone read as UTC");
    expect(stderr).toContain("  line 3: 'soon' is no time");
    expect(stderr).toContain("odd.csv: no instrument is known as 'MNX'");
  });

  it("is no stranger where it is the data's own name", async () => {
    const bars = barsFile("MNX.csv", [[100, 101, 99, 100]]);
    const { stderr } = await called("replay", bars, "--calendar", file());
    expect(stderr).not.toContain("no instrument is known");
  });
});
