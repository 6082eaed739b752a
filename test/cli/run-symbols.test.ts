// `run --symbols`: which symbols of the feed are traded.

import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { asked } from "../control/listening.js";
import { called } from "./called.js";
import { giveHome, homePath } from "./engine-at.js";

giveHome();

const REAL = "replays/mnq-3day.csv";
const feed = (): string[] => {
  copyFileSync(REAL, homePath("ES.csv"));
  return ["--feed", REAL, homePath("ES.csv"), "--speed", "1", "--headless"];
};

/** What the journal says that the engine began with. */
function recorded(): unknown {
  const [segment = ""] = readdirSync(homePath("data/journal")).filter((one) => /jsonl$/.test(one));
  const text = readFileSync(homePath(`data/journal/${segment}`), "utf8");
  const [, found = "nothing"] = /"allowed_symbols":(null|\[[^\]]*\])/.exec(text) ?? [];
  return JSON.parse(found);
}

describe("run --symbols", () => {
  it.each([
    [
      ["--symbols", "/MNQ, ESZ5"],
      ["MNQ", "ES"],
    ],
    // The flag is nearer than what is set.
    [["--symbols", "MNQ", "--set", 'constraints.allowed_symbols=["ES"]'], ["MNQ"]],
    [[], null],
  ])("%j allows entries in %j", async (flags, allowed) => {
    const running = called("run", ...feed(), ...flags);
    const socket = join(homePath("data"), "engine.sock");
    await vi.waitFor(
      async () => expect((await asked(socket, "GET", "/api/status")).status).toBe(200),
      { timeout: 20_000, interval: 50 },
    );
    await asked(socket, "POST", "/system/stop");
    expect((await running).code).toBe(0);
    expect(recorded()).toEqual(allowed);
  });

  it.each([
    ["ES,NQ", "--symbols has 'NQ', but the feed has MNQ, ES; name some of these"],
    [" ,", "--symbols names none; give one, e.g. MNQ,ES"],
    ["MNX", "constraints.allowed_symbols has 'MNX', which is no known instrument; did you mean"],
  ])("%j is refused before anything is written", async (symbols, message) => {
    const { stdout, stderr, code } = await called("run", ...feed(), "--symbols", symbols);
    expect(stderr.trim().split("\n").at(-1)).toContain(`transmission: ${message}`);
    expect([stdout, code]).toEqual(["", 2]);
  });
});
