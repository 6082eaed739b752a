// What a service manager is told, through a `systemd-notify` that writes down what it is called
// with.

import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openServiceManager } from "../../src/cli/systemd.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tx-notify-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function program(text: string): void {
  const path = join(folder, "systemd-notify");
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
}

function told(): string[] {
  const path = join(folder, "told");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const PATIENCE = { timeout: 20_000 };

describe("a service manager", () => {
  it("hears that the engine is ready, alive at half its patience, and that it ends", async () => {
    program(`echo "$*" >> ${folder}/told`);
    const env = { NOTIFY_SOCKET: "/run/none", WATCHDOG_USEC: "400000" };
    const manager = openServiceManager({ ...env, WATCHDOG_PID: String(process.pid) }, () => {});
    manager.ready();
    await vi.waitFor(() => expect(told()).toContain("WATCHDOG=1"), PATIENCE);
    expect(told()).toContain(`READY=1 MAINPID=${process.pid}`);
    manager.stopping();
    await vi.waitFor(() => expect(told()).toContain("STOPPING=1"), PATIENCE);
    const count = told().length;
    await pause(1_000);
    // One that was under way may still come.
    expect(told().length).toBeLessThanOrEqual(count + 1);
  });

  it.each([
    ["without a watchdog", {}],
    ["where it watches another process", { WATCHDOG_USEC: "100000", WATCHDOG_PID: "1" }],
    ["where its patience is no number", { WATCHDOG_USEC: "soon" }],
  ])("is not told again and again %s", async (_, env) => {
    program(`echo "$*" >> ${folder}/told`);
    const manager = openServiceManager({ NOTIFY_SOCKET: "/run/none", ...env }, () => {});
    manager.ready();
    await vi.waitFor(() => expect(told().length).toBe(1), PATIENCE);
    await pause(500);
    expect(told()).toEqual([`READY=1 MAINPID=${process.pid}`]);
  });

  it("is none without its socket", async () => {
    program(`echo "$*" >> ${folder}/told`);
    const manager = openServiceManager({ WATCHDOG_USEC: "1000" }, () => {});
    manager.ready();
    manager.stopping();
    await pause(500);
    expect(told()).toEqual([]);
  });

  it("that cannot be told is complained of once, and ends nothing", async () => {
    program("exit 3");
    const said: string[] = [];
    const manager = openServiceManager({ NOTIFY_SOCKET: "/run/none" }, (line) => said.push(line));
    manager.ready();
    await vi.waitFor(() => expect(said.length).toBe(1), PATIENCE);
    manager.stopping();
    await pause(500);
    expect(said).toEqual([
      "the service manager could not be told (systemd-notify: it ended with 3)",
    ]);
  });
});
