// A log on a disk that is well, that stalls, and that fails.

import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LogFile } from "../../src/telemetry/log-file.js";
import { ownFolder } from "./folder.js";

afterEach(() => void vi.useRealTimers());

const MODE = 0o777;
const line = (at: number): string => `${String(at).padStart(99, "0")}\n`;
const place = () => join(ownFolder(), "engine.log");

/** A log whose clock stands where it is put. */
function logAt(path: string, rotation = { maxBytes: 1_000, files: 2 }) {
  const clock = { ms: 0 };
  const log = new LogFile({ path, rotation, monotonicMs: () => clock.ms });
  return { log, clock };
}

describe("a log file", () => {
  it("begins anew when it is full, keeps so many full ones, for their owner alone", async () => {
    const path = place();
    writeFileSync(path, line(0));
    chmodSync(path, 0o644);
    const { log } = logAt(path);
    for (let at = 1; at < 45; at++) log.write(line(at));
    await log.close();
    const folder = join(path, "..");
    expect(readdirSync(folder).sort()).toEqual(["engine.log", "engine.log.1", "engine.log.2"]);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).mode & MODE).toBe(0o600);
    }
    // 45 lines of 100 bytes: four files of ten, of which two are kept, and five lines.
    const read = ["engine.log.2", "engine.log.1", "engine.log"]
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .map((text) => text.trim().split("\n").map(Number));
    const from = (first: number, count: number) =>
      Array.from({ length: count }, (_, at) => first + at);
    expect(read).toEqual([from(20, 10), from(30, 10), from(40, 5)]);
    expect(log.lost).toBe(0);
  });

  it("goes on where it is opened again", async () => {
    const path = place();
    const { log } = logAt(path);
    log.write("one\n");
    await log.close();
    log.write("two\n");
    await log.close();
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  });

  it("keeps a bounded amount for a disk that stalls, counts the rest, and ends", async () => {
    vi.useFakeTimers();
    const stalled = new Writable({ write: () => {} });
    const log = new LogFile({
      ...{ path: "nowhere", rotation: { maxBytes: 1_000, files: 2 }, monotonicMs: () => 0 },
      open: () => stalled,
    });
    const kilobyte = `${"x".repeat(1_023)}\n`;
    for (let at = 0; at < 10_000; at++) log.write(kilobyte);
    expect(stalled.writableLength).toBe(4 * 1024 * 1024);
    expect([log.lost, log.hasRoom]).toEqual([10_000 - 4 * 1024, false]);
    const closed = log.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closed;
  });

  it("leaves a disk that failed alone for half a minute, then tries again", async () => {
    const path = place();
    mkdirSync(path);
    const { log, clock } = logAt(path);
    for (const at of [1, 2, 3]) log.write(line(at));
    await vi.waitFor(() => expect(log.hasRoom).toBe(false));
    expect(log.lost).toBe(3);
    rmdirSync(path);
    clock.ms = 29_999;
    log.write(line(4));
    expect(log.lost).toBe(4);
    clock.ms = 30_000;
    log.write(line(5));
    await log.close();
    expect([readFileSync(path, "utf8"), log.lost]).toEqual([line(5), 4]);
  });
});
