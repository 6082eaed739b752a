// The real program in a real terminal: it starts, obeys keys, follows the size, and gives the
// terminal back as it was, however it ends.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PtyRun } from "./terminal-emulator.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BIN = join(ROOT, "bin/transmission.js");
const BARS = join(ROOT, "replays/mnq-3day.csv");
/** What the shell says in the end; it stays until it is answered, so that nothing is lost. */
const GOODBYE = "echo shell-is-back; read _";
const isWindows = process.platform === "win32";

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "transmission-"));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

/** The program under a shell that says afterwards what state the terminal is in. */
function start(args: string, size = { columns: 80, rows: 24 }, env = {}): PtyRun {
  const command = `${process.execPath} ${BIN} ${args}; echo "code $?"; stty -a; ${GOODBYE}`;
  return new PtyRun("/bin/sh", ["-c", command], size, { TRANSMISSION_HOME: home, ...env });
}

/** The folder of a run that was never shown. */
function plainRun(): string {
  const out = join(home, "plain");
  if (existsSync(out)) return out;
  execFileSync(process.execPath, [BIN, "replay", BARS, "--out", out], {
    env: { ...process.env, TRANSMISSION_HOME: home },
    stdio: "ignore",
  });
  return out;
}

const digestOf = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for something outside; the test's own assertion says what is missing after that. */
async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < 30_000 && !isSo(); waited += 50) await pause(50);
}

/** Bytes that a run has written to its folder so far. */
function draftSize(folder: string): number {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const draft = files.find((name) => name.startsWith(".facts.jsonl."));
  return draft === undefined ? 0 : statSync(join(folder, draft)).size;
}

/** A strategy of one's own, written for the occasion. */
function strategyFile(name: string, onBar: string): string {
  const path = join(home, `${name}.ts`);
  const members = `name: "${name}", params: {}, regimes: [], trend: false, init: () => ({ n: 0 })`;
  writeFileSync(path, `export default { ${members}, onBar(_context, state) { ${onBar} } };\n`);
  return path;
}

/** Pid of the program under the shell of a run. */
function pidOf(run: PtyRun): number {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(run.pty.pid)]);
  return Number(String(stdout).trim().split("\n")[0]);
}

/** What must hold once the program has ended: the old screen, a cursor, lines as they were. */
async function givenBack(run: PtyRun): Promise<string> {
  await run.shows(/shell-is-back/);
  run.press("\n");
  await run.exit;
  const { emulator, output } = run;
  expect(emulator.buffer.active.type).toBe("normal");
  expect(output.lastIndexOf("\u001b[?25h")).toBeGreaterThan(output.lastIndexOf("\u001b[?25l"));
  expect(output.lastIndexOf("\u001b[?7h")).toBeGreaterThan(output.lastIndexOf("\u001b[?7l"));
  expect(output.lastIndexOf("\u001b[?2026l")).toBeGreaterThan(output.lastIndexOf("\u001b[?2026h"));
  expect(output).toMatch(/[^-]icanon/);
  expect(output).toMatch(/[^-]echo\b/);
  return output;
}

describe.skipIf(isWindows).concurrent("the cockpit in a terminal", () => {
  it("starts, pauses, steps, changes speed, seeks a trade, helps, and quits", async () => {
    const run = start(`replay ${BARS}`);
    await run.shows(/REPLAY {2}mnq-3day\.csv {2}600× ▶ playing/);
    await run.shows(/ [1-9]\d*\/4,140 bars/);
    run.press(" ");
    const paused = await run.shows(/600× ‖ paused/);
    const bars = Number(/ (\d+)\/4,140 bars/.exec(paused)?.[1]);
    // Three keys at once, as over a slow line, are three keys.
    run.press("...");
    await run.shows(new RegExp(` ${bars + 3}/4,140 bars`));
    run.press("+-+");
    await run.shows(/1,800× ‖ paused/);
    run.press("n");
    const atTrade = await run.shows(/POSITIONS 1/);
    expect(atTrade).toMatch(/MNQ ▼ SHORT 6\/6 24,853\.75/);
    expect(atTrade).toMatch(/■ PROTECTED/);
    expect(atTrade).toMatch(/1,800× ‖ paused/);
    run.press("?");
    await run.shows(/Ctrl\+L {2}draw the screen anew/);
    run.press("\u001b");
    await run.shows(/FACTS newest first/);
    run.press("q");
    const output = await givenBack(run);
    expect(output).toMatch(/stopped after [\d,]+ of 4,140 bars; what was open is not counted/);
    expect(output).toMatch(/2025-11-17 23:00 to 2025-11-18 17:17 UTC · 1,098 bars/);
    expect(output).toMatch(/code 0/);
  });

  it("jumps back in a tape, and what is printed is of the run that was shown last", async () => {
    const run = start(`replay ${BARS} --speed 1`);
    await run.shows(/1× ▶ playing/);
    run.press(":goto 2025-11-18 12:00\r");
    await run.shows(/‖ paused +Tue 18 Nov 12:00/);
    await run.shows(/▲ \+0\.45 R/);
    run.press(":speed 30\r");
    await run.shows(/30× ‖ paused/);
    run.press(":goto 2025-11-18 10:00\r");
    await run.shows(/30× ‖ paused +Tue 18 Nov 10:00/);
    run.press("q");
    await givenBack(run);
    // From 17:00 on the evening before it is 17 hours, of which each has sixty bars.
    expect(run.output).toMatch(/stopped after 1,020 of 4,140 bars/);
    expect(run.output).toMatch(/no trades|0 trades|trades +0/i);
  });

  it("stays with the result at the end, and writes what a run without it writes", async () => {
    const out = join(home, "shown");
    const run = start(`replay ${BARS} --speed max --out ${out}`);
    await run.shows(/■ ended/);
    await run.shows(/RUN \+2\.82 R/);
    run.press("\u0003");
    expect(await givenBack(run)).toMatch(/code 0/);
    const plain = plainRun();
    for (const file of ["facts.jsonl", "trades.csv", "metrics.json"]) {
      expect([file, digestOf(join(out, file))]).toEqual([file, digestOf(join(plain, file))]);
    }
  });

  it("follows the size, and below 80 × 24 shows what is at stake", async () => {
    const run = start(`replay ${BARS}`, { columns: 120, rows: 40 });
    await run.shows(/TRADES 0/);
    run.press("n");
    await run.shows(/POSITIONS 1/);
    run.resize(50, 12);
    const card = await run.shows(/80 × 24 shows all/);
    expect(card).toMatch(/MNQ ▼ SHORT 6/);
    expect(card).toMatch(/stop 24,870\.25 ■ PROTECTED/);
    expect(card).not.toMatch(/POSITIONS|FACTS/);
    run.resize(80, 24);
    const whole = await run.shows(/FACTS/);
    expect(whole.split("\n")).toHaveLength(24);
    expect(whole).toMatch(/quit$/);
    run.press("q");
    await givenBack(run);
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)("gives the terminal back on %s", async (signal, code) => {
    const run = start(`replay ${BARS} --trades ${join(home, `${signal}.csv`)}`);
    await run.shows(/▶ playing/);
    process.kill(pidOf(run), signal);
    expect(await givenBack(run)).toMatch(new RegExp(`code ${code}`));
    expect(() => readFileSync(join(home, `${signal}.csv`))).toThrow("ENOENT");
  });

  it("ends when the terminal hangs up, and leaves nothing half written", async () => {
    const trades = join(home, "hung-up.csv");
    const run = start(`replay ${BARS} --trades ${trades}`);
    await run.shows(/▶ playing/);
    const pid = pidOf(run);
    run.hangUp();
    const isAlive = (): boolean => spawnSync("ps", ["-p", String(pid)]).status === 0;
    await until(() => !isAlive());
    expect(isAlive()).toBe(false);
    expect(readdirSync(home).filter((name) => name.includes("hung-up"))).toEqual([]);
  });

  it("gives the terminal back before it says what went wrong", async () => {
    const strategy = strategyFile(
      "faulty",
      'console.log("a word on the way"); throw new Error("a bad idea");',
    );
    const run = start(`replay ${BARS} --strategy ${strategy} --speed max`);
    const output = await givenBack(run);
    const left = output.lastIndexOf("\u001b[?1049l");
    expect(left).toBeGreaterThan(0);
    expect(output.search(/strategy faulty at .*2025-11-17T23:00/)).toBeGreaterThan(left);
    // What the strategy itself wrote did not tear the screen and is not lost.
    expect(output.indexOf("a word on the way")).toBeGreaterThan(left);
    expect(output).toMatch(/code [12]/);
  });

  it("gives the terminal back on a crash, and says it in one line", async () => {
    const crash = strategyFile(
      "crashing",
      'if (state.n++ === 0) setTimeout(() => { throw new Error("out of the blue"); }, 300); ' +
        "return null;",
    );
    const run = start(`replay ${BARS} --strategy ${crash}`);
    const output = await givenBack(run);
    const left = output.lastIndexOf("\u001b[?1049l");
    const said = output.indexOf("transmission: out of the blue; this is a fault of the program");
    expect(said).toBeGreaterThan(left);
    expect(output).toMatch(/code 1/);
  });

  it("takes its keys from the terminal when bars come on standard input", async () => {
    const command = `cat ${BARS} | ${process.execPath} ${BIN} replay - --symbol MNQ; ${GOODBYE}`;
    const run = new PtyRun(
      "/bin/sh",
      ["-c", command],
      { columns: 80, rows: 24 },
      { TRANSMISSION_HOME: home },
    );
    await run.shows(/REPLAY {2}standard input {2}600× ▶ playing/);
    run.press(" ");
    await run.shows(/‖ paused/);
    run.press("q");
    await run.shows(/shell-is-back/);
    run.press("\n");
    await run.exit;
  });

  it("is never held up by a terminal that nobody reads", async () => {
    const out = join(home, "unread");
    const run = start(`replay ${BARS} --speed 100000 --out ${out}`, { columns: 200, rows: 60 });
    run.pty.pause();
    await until(() => draftSize(out) > 0);
    // Each of these asks for a whole frame of some kilobytes: together far more than a terminal
    // holds for whoever does not read.
    run.press("\u000c".repeat(100));
    const whole = statSync(join(plainRun(), "facts.jsonl")).size;
    // The draft grows by blocks of 64 KiB: when the last but one is there, the end is near.
    await until(() => draftSize(out) > whole - 2 * 65_536);
    await pause(8_000);
    run.press("q");
    const facts = join(out, "facts.jsonl");
    await until(() => existsSync(facts));
    // All of it was played, and nobody has read a byte yet.
    expect(digestOf(facts)).toBe(digestOf(join(plainRun(), "facts.jsonl")));
    expect(run.output).toBe("");
    run.pty.resume();
    await givenBack(run);
  });

  it("stays off the screen where it is told to", async () => {
    const run = start(`replay ${BARS} --headless`);
    await run.shows(/shell-is-back/);
    run.press("\n");
    await run.exit;
    expect(run.output).not.toContain("\u001b[?1049h");
    expect(run.output).toMatch(/cumulative R/);
  });

  it("says the same without colour", async () => {
    const run = start(`replay ${BARS} --speed max`, { columns: 120, rows: 40 }, { NO_COLOR: "1" });
    await run.shows(/■ ended/);
    await run.shows(/▲ \+0\.74 R/);
    run.press("q");
    const output = await givenBack(run);
    const screen = output.slice(0, output.lastIndexOf("\u001b[?1049l"));
    // Of colours only "none" (39, 49) may be set.
    const colours = screen
      .split("\u001b[")
      .flatMap((piece) => /^([\d;]*)m/.exec(piece)?.[1]?.split(";") ?? [])
      .filter((code) => /^([34]\d|9\d|10\d)$/.test(code) && code !== "39" && code !== "49");
    expect(colours).toEqual([]);
  });
});
