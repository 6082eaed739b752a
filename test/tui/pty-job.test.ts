// The real program as a job of a shell, and on a terminal that has nothing but ASCII.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PtyRun } from "./terminal-emulator.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BIN = join(ROOT, "bin/transmission.js");
const BARS = join(ROOT, "replays/mnq-3day.csv");

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "transmission-"));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe.skipIf(process.platform === "win32").concurrent("the cockpit in a terminal", () => {
  it("is a job of its shell: Ctrl+Z leaves the screen, fg comes back to it", async () => {
    const run = new PtyRun(
      "/bin/bash",
      ["--norc", "--noprofile", "-i"],
      { columns: 80, rows: 24 },
      { TRANSMISSION_HOME: home, PS1: "prompt> ", INPUTRC: "/dev/null" },
    );
    await run.shows(/prompt>/);
    run.press(`${process.execPath} ${BIN} replay ${BARS}\r`);
    await run.shows(/▶ playing/);
    run.press("\u001a");
    await run.shows(/Stopped/);
    expect(run.emulator.buffer.active.type).toBe("normal");
    // The shell edits its line as ever, in a terminal that it has to itself.
    run.press("echo again $((20 + 3))\r");
    await run.shows(/again 23/);
    run.press("fg\r");
    await run.shows(/▶ playing/);
    expect(run.emulator.buffer.active.type).toBe("alternate");
    run.press(" ");
    await run.shows(/‖ paused/);
    run.press("q");
    await run.shows(/stopped after/);
    run.press("exit\r");
    await run.exit;
  });

  it.each([
    [
      { columns: 120, rows: 40 },
      { columns: 80, rows: 24 },
    ],
    [
      { columns: 80, rows: 24 },
      { columns: 120, rows: 40 },
    ],
  ])("that was %o comes back at the size that it has become meanwhile: %o", async (from, to) => {
    const run = new PtyRun("/bin/bash", ["--norc", "--noprofile", "-i"], from, {
      ...{ TRANSMISSION_HOME: home, PS1: "prompt> ", INPUTRC: "/dev/null" },
    });
    await run.shows(/prompt>/);
    run.press(`${process.execPath} ${BIN} replay ${BARS}\r`);
    await run.shows(/▶ playing/);
    run.press("\u001a");
    await run.shows(/Stopped/);
    run.resize(to.columns, to.rows);
    run.press("fg\r");
    // The foot stands in the last row, and a rule reaches from edge to edge.
    await run.shows((text) => {
      const rows = text.split("\n");
      const foot = rows[to.rows - 1] ?? "";
      return /q quit/.test(foot) && rows.some((row) => row.length === to.columns && /─$/.test(row));
    });
    run.press("q");
    await run.shows(/stopped after/);
    run.press("exit\r");
    await run.exit;
  });

  it("is nothing but ASCII where that is asked for", async () => {
    const args = ["replay", BARS, "--speed", "max", "--ascii"];
    const size = { columns: 120, rows: 40 };
    const run = new PtyRun(process.execPath, [BIN, ...args], size, { TRANSMISSION_HOME: home });
    await run.shows(/# ended/);
    run.press("3");
    await run.shows(/ALL TRADES/);
    run.press("q");
    expect(await run.exit).toBe(0);
    const { output } = run;
    const screen = output.slice(output.indexOf("\u001b[?1049h"), output.indexOf("\u001b[?1049l"));
    expect([...screen].filter((one) => one > "~")).toEqual([]);
  });
});
