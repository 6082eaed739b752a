// `doctor` on homes that are well and homes that are not.

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Check } from "../../src/cli/doctor/check.js";
import { socketPath } from "../../src/control/socket.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import { takeLock } from "../../src/journal/lock.js";
import { systemClock } from "../../src/runtime/clock.js";
import { FakeSession, snapshotOf } from "../control/fake-session.js";
import { atEnd, deadSocket, stoppedListener } from "../control/listening.js";
import { opened } from "../journal/journals.js";
import { called } from "./called.js";
import { dataPath, engine, giveHome, homePath, leaveAccount } from "./engine-at.js";

giveHome();
beforeEach(() => {
  vi.stubEnv("LANG", "C.UTF-8");
  vi.stubEnv("LC_ALL", "");
});

/** What is found, by name, and the exit code. */
async function examined() {
  const { stdout, stderr, code } = await called("doctor", "--json");
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Check[] };
  expect(ok).toBe(code === 0);
  const find = (name: string): Check | undefined => checks.find(({ check }) => check === name);
  const verdict = (name: string): string | undefined => find(name)?.verdict;
  return { code, stderr, checks, find, verdict, text: stdout };
}

async function lock(): Promise<void> {
  const held = await takeLock(dataPath());
  atEnd(() => held.release());
}

/** A session with an engine in this process. */
function ownSession(over: Parameters<typeof snapshotOf>[0] = {}): FakeSession {
  const session = new FakeSession();
  session.shown = snapshotOf({ engine: { ...snapshotOf().engine, pid: process.pid }, ...over });
  return session;
}

const config = (values: object): void => {
  writeFileSync(homePath("config.json"), JSON.stringify(values), { mode: 0o600 });
};

describe("doctor", () => {
  it("has nothing broken where nothing is configured, and leaves nothing behind", async () => {
    const { code, stderr, checks, verdict } = await examined();
    expect([code, stderr]).toEqual([0, ""]);
    expect(checks.filter((one) => one.verdict === "broken")).toEqual([]);
    expect([verdict("notify"), verdict("calendars")]).toEqual(["warning", "warning"]);
    expect(readdirSync(homePath("."))).toEqual([]);
  });

  it("shows a table in words, without a colour, each fault with what to do", async () => {
    mkdirSync(homePath("data"));
    chmodSync(homePath("data"), 0o755);
    const { stdout, stderr, code } = await called("doctor");
    const lines = stdout.split("\n");
    const at = lines.findIndex((line) => line.includes("data folder"));
    const folder = homePath("data");
    expect(lines[at]).toBe(
      `✗ BROKEN   data folder    ${folder}: others may look into it (mode 755)`,
    );
    expect(lines[at + 1]).toBe(`${" ".repeat(26)}→ run: chmod 700 ${folder}`);
    expect(lines).toContain("! warning  notify         nobody is told of an alarm");
    expect(lines.at(-2)).toMatch(/^1 broken, \d warnings$/);
    expect(stdout).not.toContain("\u001b");
    expect(stderr).toBe("transmission: broken: data folder; do what stands beneath each\n");
    expect(code).toBe(1);
  });

  it("reports a configuration that cannot be, and looks at everything else", async () => {
    for (const [text, found] of [
      ['{"constraints":{"max_contractz":4}}', "unknown key 'constraints.max_contractz'"],
      ["{", "is not JSON"],
    ] as const) {
      writeFileSync(homePath("config.json"), text);
      const { code, find, verdict } = await examined();
      expect(code).toBe(1);
      expect(find("config")).toMatchObject({
        ...{ verdict: "broken", found: expect.stringContaining(found) },
        todo: expect.stringMatching(/./),
      });
      expect([verdict("node"), verdict("engine"), verdict("journal")]).toEqual(["ok", "ok", "ok"]);
    }
  });

  it("names limits that were lowered, and a file that others may read", async () => {
    config({ constraints: { max_contracts: 500 } });
    chmodSync(homePath("config.json"), 0o644);
    const { code, find } = await examined();
    expect(code).toBe(0);
    expect(find("limit")).toMatchObject({
      ...{ verdict: "warning", todo: "ask for 50 or less" },
      found: "max_contracts: 500 is above the ceiling; 50 is in force",
    });
    expect(find("config")).toMatchObject({
      ...{ verdict: "warning", todo: `chmod 600 ${homePath("config.json")}` },
    });
  });

  it("says what is set and never what it is", async () => {
    const secret = "token-of-this-test-0123456789";
    vi.stubEnv("TRANSMISSION_WEBHOOK_SECRET", secret);
    const url = `https://hooks.example/${secret}`;
    config({
      notify: { command: ["sh", "-c", "true"], url, heartbeat_url: url },
      api: { key_hash: `sha256:${"ab".repeat(32)}`, cors_origins: ["https://a.example"] },
    });
    const { find, text } = await examined();
    expect(find("webhook")?.found).toBe("on, with its secret");
    expect(find("API key")?.found).toBe("set");
    expect(find("CORS origins")?.found).toBe("https://a.example");
    expect(find("notify")?.found).toMatch(/^command, url, heartbeat_url;/);
    expect(text).not.toContain(secret);
    expect(text).not.toContain("abab");
    vi.stubEnv("TRANSMISSION_WEBHOOK_SECRET", "short");
    config({ notify: { command: "no-such-program-here" } });
    const worse = await examined();
    expect(worse.verdict("webhook")).toBe("warning");
    expect(worse.find("notify")).toMatchObject({
      ...{ verdict: "broken", found: expect.stringContaining("no-such-program-here") },
    });
  });

  it("sees a paper book that is damaged, and one that is gone", async () => {
    await leaveAccount();
    expect((await examined()).find("paper book")).toMatchObject({ verdict: "ok" });
    const path = join(dataPath(), "book.1.jsonl");
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, whole.replace(/"qty":\d+/, '"qty":7'));
    const damaged = await examined();
    expect(damaged.code).toBe(1);
    expect(damaged.find("paper book")).toMatchObject({
      ...{ verdict: "broken", found: expect.stringMatching(/book\.1\.jsonl:\d+/) },
    });
    rmSync(path);
    mkdirSync(join(dataPath(), "journal"));
    expect((await examined()).find("paper book")).toMatchObject({
      ...{ verdict: "broken", todo: "bring back book.<fence>.jsonl" },
    });
    const flattened = await called("flatten", "--confirm");
    expect([flattened.code, flattened.stderr]).toEqual([
      1,
      expect.stringContaining("the paper book is gone"),
    ]);
  });

  it("knows news that is over from news to come, and files that are none", async () => {
    mkdirSync(homePath("calendars"));
    copyFileSync("calendars/sample-week.csv", homePath("calendars/old.csv"));
    expect((await examined()).find("calendars")).toMatchObject({
      ...{ verdict: "warning", todo: expect.stringMatching(/^download this week's/) },
      found: expect.stringMatching(/, none after 2025-11-\d\d \d\d:\d\d UTC$/),
    });
    const soon = new Date(systemClock.nowMs() + 86_400_000).toISOString();
    const rows = `ts,title,currency,impact\n${soon},CPI,USD,high\n`;
    writeFileSync(homePath("calendars/new.csv"), rows);
    expect((await examined()).verdict("calendars")).toBe("ok");
    writeFileSync(homePath("calendars/bad.json"), "{");
    expect((await examined()).find("calendars")).toMatchObject({
      ...{ verdict: "broken", found: expect.stringContaining("bad.json") },
    });
  });
});

describe("doctor where no home can be", () => {
  it("says so", async () => {
    const file = homePath("file");
    writeFileSync(file, "");
    vi.stubEnv("TRANSMISSION_HOME", file);
    const { code, find } = await examined();
    expect([code, find("config folder")?.found]).toEqual([1, `${file} is no folder`]);
    const deep = homePath("x".repeat(120));
    vi.stubEnv("TRANSMISSION_HOME", deep);
    const other = await examined();
    expect([other.code, other.find("socket path")?.verdict]).toEqual([1, "broken"]);
    expect(existsSync(deep)).toBe(false);
  });
});

describe("doctor beside an engine", () => {
  it("that runs says how it stands", async () => {
    await lock();
    const session = ownSession();
    await engine(session);
    const { code, find } = await examined();
    expect([code, find("engine")?.found]).toEqual([0, `pid ${process.pid} answers: PAPER READY`]);
    session.shown = ownSession({ state: "HALTED", state_reason: "no data" }).shown;
    const [position] = session.shown.positions;
    if (position === undefined) throw new Error("the session has a position");
    session.shown = {
      ...session.shown,
      positions: [{ ...position, protection: "NAKED" }],
    };
    const halted = await examined();
    expect(halted.find("engine")?.found).toMatch(/HALTED, no data$/);
    expect(halted.find("protection")).toMatchObject({ verdict: "broken", found: "MNQ is NAKED" });
    expect(halted.code).toBe(1);
  });

  it("whose process is not seen from here is one all the same", async () => {
    await engine();
    writeFileSync(join(dataPath(), "engine.lock.999999999-0.0-0123abcd"), "");
    const { code, find } = await examined();
    expect([code, find("lock")]).toEqual([0, undefined]);
    expect(find("engine")?.found).toBe(
      "pid 4711 answers from elsewhere, as from a container: PAPER READY",
    );
  });

  it("that hangs is over in seconds, and says how to get out", async () => {
    await lock();
    await stoppedListener(socketPath(dataPath()));
    const started = systemClock.monotonicMs();
    const { code, find } = await examined();
    expect(systemClock.monotonicMs() - started).toBeLessThan(10_000);
    expect(code).toBe(1);
    expect(find("engine")).toMatchObject({
      ...{ verdict: "broken", todo: expect.stringContaining("flatten --confirm") },
      found: `pid ${process.pid} has the folder and does not answer within 2 s`,
    });
  });

  it("that was killed sees what it left, and lets it lie", async () => {
    await deadSocket(socketPath(dataPath()));
    const claim = join(dataPath(), "engine.lock.999999999-0.0-0123abcd");
    writeFileSync(claim, "");
    const { code, find } = await examined();
    expect(code).toBe(0);
    expect(find("lock")?.found).toMatch(/^left by an engine that was killed/);
    expect(find("engine")?.found).toMatch(/^none runs; the last one left its socket/);
    expect(existsSync(claim)).toBe(true);
    expect(existsSync(socketPath(dataPath()))).toBe(true);
  });
});

describe("doctor beside a journal", () => {
  /** One line, as a machine wrote it whose clock said so. */
  function record(wall: number): string {
    const folder = join(dataPath(), "journal");
    const { journal } = opened(nodeDisk, { folder });
    const event = { type: "clock", ts: wall, wall } as const;
    journal.append({ wall, steps: [{ event, facts: [] }], orders: [] }, true);
    journal.close();
    const [name = ""] = readdirSync(folder).filter((one) => one.endsWith(".jsonl"));
    return join(folder, name);
  }

  it("that holds, is torn or damaged, says so", async () => {
    const path = record(systemClock.nowMs() - 1_000);
    expect((await examined()).find("journal")?.found).toMatch(/^1 segment, the last of .* whole$/);
    writeFileSync(path, '{"h":"half a li', { flag: "a" });
    expect((await examined()).find("journal")).toMatchObject({ verdict: "warning" });
    writeFileSync(path, "ne\nand more\n", { flag: "a" });
    const { code, find } = await examined();
    expect([code, find("journal")?.verdict]).toEqual([1, "broken"]);
    expect(find("journal")?.found).toContain(path);
  });

  it("whose clock was ahead says that ours is behind", async () => {
    record(systemClock.nowMs() + 3_600_000);
    const { code, find } = await examined();
    expect([code, find("clock")?.verdict]).toEqual([1, "broken"]);
    expect(find("clock")?.found).toMatch(/, (1 h 00 min|60 min) before the journal's last line$/);
  });

  it("says of a view that was written to that it is made anew", async () => {
    dataPath();
    writeFileSync(homePath("data/projection.sqlite"), "rubbish");
    const { code, verdict } = await examined();
    expect([code, verdict("view")]).toEqual([0, "warning"]);
  });
});
