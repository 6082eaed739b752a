// One engine per data folder, held against real processes.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeLock } from "../../src/journal/lock.js";
import { isRunning, ownProcess } from "../../src/journal/process-id.js";

const LOCK = fileURLToPath(new URL("../../src/journal/lock.ts", import.meta.url));

/** Takes and gives back as it is told, a line at a time. */
const CONTENDER = `
import { createInterface } from "node:readline";
import { takeLock } from ${JSON.stringify(LOCK)};
let lock = null;
for await (const line of createInterface({ input: process.stdin })) {
  const [word, folder] = line.split(" ");
  if (word === "release") {
    lock?.release();
    lock = null;
    console.log("released");
  } else {
    try {
      lock = await takeLock(folder);
      console.log("held");
    } catch (error) {
      console.log(error.exitCode + " " + error.message);
    }
  }
}`;

let folder = "";
let children: Contender[] = [];

class Contender {
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor() {
    const flags = ["--import", "tsx", "--input-type=module", "--eval", CONTENDER];
    this.process = spawn(process.execPath, flags, { stdio: ["pipe", "pipe", "inherit"] });
    const input = this.process.stdout as NonNullable<ChildProcess["stdout"]>;
    this.lines = createInterface({ input })[Symbol.asyncIterator]();
    children.push(this);
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  async asked(line: string): Promise<string> {
    this.process.stdin?.write(`${line}\n`);
    return (await this.lines.next()).value;
  }

  async killed(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill("SIGKILL");
    await once(this.process, "exit");
  }

  /** Sends the signal and comes back before the system has been asked for its end. */
  killNow(): void {
    this.process.kill("SIGKILL");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
});

afterEach(async () => {
  for (const child of children) await child.killed();
  children = [];
  rmSync(folder, { recursive: true, force: true });
});

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: { exitCode: number; message: string }) => reason,
  );
  return error === null ? "taken" : `${error.exitCode}: ${error.message}`;
}

describe("the lock of a data folder", () => {
  it("is refused by the holder's number, to a second process or a second wish in one", async () => {
    const data = join(folder, "data");
    const lock = await takeLock(data);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(data, "engine.lock"), "utf8")).toContain(`pid ${process.pid} `);
    const words = `${data} is in use by another transmission (pid ${process.pid}); stop that one`;
    const other = new Contender();
    expect(await other.asked(`take ${data}`)).toContain(`3 ${words}`);
    expect(await refusal(takeLock(data))).toContain(`3: ${words}`);
    lock.release();
    expect(readdirSync(data)).toEqual([]);
    expect(await other.asked(`take ${data}`)).toBe("held");
    expect(await refusal(takeLock(data))).toContain(`(pid ${other.pid})`);
  });

  it("ends with its process, however that ends", async () => {
    const other = new Contender();
    expect(await other.asked(`take ${folder}`)).toBe("held");
    const [claim = ""] = readdirSync(folder).filter((name) => name.includes(`.${other.pid}-`));
    const started = claim.split("-")[1] ?? "";
    expect(isRunning({ pid: other.pid, started })).toBe(true);
    other.killNow();
    // The system still lists it: nobody has fetched its end yet.
    expect(isRunning({ pid: other.pid, started })).toBe(false);
    const lock = await takeLock(folder);
    expect(readdirSync(folder).filter((name) => name.includes(`${other.pid}`))).toEqual([]);
    lock.release();
  });

  it("is not held by whoever has the number of a process that has ended", async () => {
    const { started } = ownProcess();
    expect(started).not.toBe("");
    writeFileSync(join(folder, `engine.lock.${process.pid}-${started}1-0123abcd`), "");
    writeFileSync(join(folder, "engine.lock.999999999-7.7-0123abcd"), "");
    (await takeLock(folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("goes to exactly one of several that start at once over a dead one's", async () => {
    const contenders = Array.from({ length: 3 }, () => new Contender());
    // Their start takes longest; none of them begins before all are there.
    for (const one of contenders) expect(await one.asked("release")).toBe("released");
    for (let round = 0; round < 25; round += 1) {
      writeFileSync(join(folder, `engine.lock.999999999-7.7-${(round + 1e7).toString()}`), "");
      const answers = await Promise.all(contenders.map((one) => one.asked(`take ${folder}`)));
      const held = contenders.filter((_, at) => answers[at] === "held");
      expect(answers.filter((answer) => answer === "held")).toHaveLength(1);
      for (const answer of answers) expect(answer).toMatch(/^(held|3 .* in use by another)/);
      await held[0]?.asked("release");
    }
  });

  it("says that a folder cannot be written", async () => {
    writeFileSync(join(folder, "file"), "");
    expect(await refusal(takeLock(join(folder, "file")))).toMatch(
      /^1: the data folder .*file cannot be written \((EEXIST|ENOTDIR)\); check it/,
    );
  });
});
