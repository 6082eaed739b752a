// A user of whom the system knows no home folder, as in many containers.

import { mkdtempSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { dataFolder, openStore } from "../../src/config/store.js";

const folder = mkdtempSync(join(tmpdir(), "homeless-"));

beforeAll(() => {
  vi.spyOn(os, "homedir").mockImplementation(() => {
    if (process.env.HOME === undefined) throw new Error("uv_os_homedir returned ENOENT");
    return process.env.HOME;
  });
  syncBuiltinESMExports();
  vi.stubEnv("HOME", undefined);
  vi.stubEnv("XDG_CONFIG_HOME", undefined);
});

afterAll(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it("has a configuration where TRANSMISSION_HOME says, and is told to say it else", async () => {
  vi.stubEnv("TRANSMISSION_HOME", undefined);
  if (process.platform === "linux") {
    // Other programs' folder for such files will do. This comes first: conf is loaded once.
    vi.stubEnv("XDG_CONFIG_HOME", folder);
    expect((await openStore()).path).toBe(join(folder, "transmission/config.json"));
    vi.stubEnv("XDG_CONFIG_HOME", undefined);
  }
  await expect(openStore()).rejects.toThrow("there is no home folder to keep the configuration in");
  vi.stubEnv("TRANSMISSION_HOME", folder);
  const store = await openStore();
  store.write({ fusion: { keep: 100 } });
  expect(store.path).toBe(join(folder, "config.json"));
  expect((await openStore()).read()).toEqual({ fusion: { keep: 100 } });
  expect(await dataFolder()).toBe(join(folder, "data"));
  // A program that is told of something gets no home that there is not.
  expect(process.env.HOME).toBeUndefined();
});
