// The log beside a run in this process: on a disk that takes none, turned over while it runs, and
// where nobody else takes any words.

import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { EngineLog } from "../../src/cli/engine-log.js";
import { say } from "../../src/cli/terminal.js";
import { asked } from "../control/listening.js";
import { stillClock } from "../harness.js";
import { linesOf, ownFolder } from "../telemetry/folder.js";
import { called } from "./called.js";
import { dataPath, giveHome, homePath } from "./engine-at.js";

giveHome();

const REAL = "replays/mnq-3day.csv";

/** A run of real bars, played fast, that ends once it has come to a fact. */
async function ranTo(seq: number, ...settings: string[]) {
  const sets = settings.flatMap((setting) => ["--set", setting]);
  const feed = ["--feed", REAL, "--symbol", "MNQ", "--speed", "100000"];
  const running = called("run", ...feed, "--headless", ...sets);
  const socket = join(homePath("data"), "engine.sock");
  await vi.waitFor(
    async () => {
      const { body } = await asked(socket, "GET", "/api/status");
      expect((body as { engine: { seq: number } }).engine.seq).toBeGreaterThan(seq);
    },
    { timeout: 20_000, interval: 50 },
  );
  expect((await asked(socket, "POST", "/system/stop")).status).toBe(200);
  return await running;
}

describe("the log of an engine", () => {
  it("is turned over while the engine runs, and none of it is lost", async () => {
    expect((await ranTo(60, "log.level=debug", "log.max_mb=0.01", "log.files=20")).code).toBe(0);
    const names = readdirSync(homePath("data")).filter((name) => name.startsWith("engine.log"));
    expect(names.length).toBeGreaterThan(2);
    const ageOf = (name: string): number => Number(name.slice("engine.log.".length));
    const inOrder = names.sort((a, b) => ageOf(b) - ageOf(a));
    const paths = inOrder.map((name) => join(homePath("data"), name));
    const seqs = paths
      .flatMap(linesOf)
      .flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
    expect(seqs.length).toBeGreaterThan(60);
    expect(seqs).toEqual(seqs.map((_, at) => at + 1));
    for (const path of paths) expect(statSync(path).mode & 0o777).toBe(0o600);
  }, 30_000);

  it("holds nothing up where its disk takes nothing, and words go on", async () => {
    mkdirSync(join(dataPath(), "engine.log"));
    const { code, stdout } = await ranTo(20);
    expect(code).toBe(0);
    expect(stdout).toMatch(/READY: the broker was asked/);
    expect(readdirSync(join(dataPath(), "engine.log"))).toEqual([]);
  }, 30_000);

  it("has why a run could not begin", async () => {
    const { code, stderr } = await called(
      "run",
      "--feed",
      "nowhere.csv",
      "--headless",
      "--speed",
      "1",
    );
    expect(code).toBe(2);
    const last = linesOf(join(homePath("data"), "engine.log")).at(-1);
    expect(last).toMatchObject({ level: "fatal" });
    expect(`${last?.msg}\n`).toBe(stderr);
  });

  it("takes all words of a process without a reader by line, and says an end once", async () => {
    const folder = ownFolder();
    const outputs = [process.stdout, process.stderr] as const;
    const own = outputs.map((output) => Object.getOwnPropertyDescriptor(output, "write"));
    onTestFinished(() => {
      for (const [at, output] of outputs.entries()) {
        const before = own[at];
        if (before === undefined) Reflect.deleteProperty(output, "write");
        else Object.defineProperty(output, "write", before);
      }
    });
    const log = new EngineLog(folder, stillClock);
    log.hear();
    log.sayAlone();
    say("a word");
    process.stdout.write("two lines,\n\u001b[31mone red\u001b[0m\n");
    log.fail("transmission: it ended");
    process.stderr.write("transmission: it ended\n");
    await log.close();
    const lines = linesOf(join(folder, "engine.log"));
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ["info", "a word"],
      ["info", "two lines,"],
      ["info", "one red"],
      ["fatal", "transmission: it ended"],
    ]);
    expect(readFileSync(join(folder, "engine.log"), "utf8")).not.toContain("\u001b");
  });
});
