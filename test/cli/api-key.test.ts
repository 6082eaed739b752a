// `config api-key`, and who may look into the data folder.

import { chmodSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkOwnFolder } from "../../src/cli/live-control.js";
import { isApiKey } from "../../src/control/api-key.js";
import { called } from "./called.js";
import { giveHome, homePath } from "./engine-at.js";

giveHome();

const stored = () => readFileSync(homePath("config.json"), "utf8");

async function made(...args: string[]) {
  const { stdout, stderr, code } = await called("config", "api-key", ...args);
  expect(code).toBe(0);
  return { stdout, stderr };
}

describe("config api-key", () => {
  it("prints a key alone, stores only its hash, and says so", async () => {
    const { stdout, stderr } = await made();
    const key = stdout.trimEnd();
    expect(stdout).toMatch(/^tx_[\w-]{43}\n$/);
    expect(stderr).toContain("shown this once");
    expect(stderr).not.toContain(key);
    expect(stored()).not.toContain(key);
    const { key_hash } = JSON.parse(stored()).api;
    expect(isApiKey(key, key_hash)).toBe(true);
    expect(isApiKey(`${key}x`, key_hash)).toBe(false);
    expect(statSync(homePath("config.json")).mode & 0o777).toBe(0o600);
    // Nothing else that is printed has it.
    for (const args of [["show"], ["show", "--json"], ["get", "api"], ["path"]]) {
      const words = await called("config", ...args);
      expect(words.stdout + words.stderr).not.toContain(key);
    }
  });

  it("keeps what else is stored, and a file that others could read is theirs no more", async () => {
    await called("config", "set", "api.cors_origins", '["https://desk.example"]');
    chmodSync(homePath("config.json"), 0o644);
    await made();
    expect(JSON.parse(stored()).api).toEqual({
      cors_origins: ["https://desk.example"],
      key_hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(statSync(homePath("config.json")).mode & 0o777).toBe(0o600);
  });

  it("makes another each time, in place of the one before, which it says", async () => {
    const first = await made();
    const second = await made("--json");
    const { key, path } = JSON.parse(second.stdout);
    expect(path).toBe(homePath("config.json"));
    expect(second.stderr).toContain("the one before is worth nothing");
    expect(first.stderr).not.toContain("the one before");
    const { key_hash } = JSON.parse(stored()).api;
    expect(isApiKey(key, key_hash)).toBe(true);
    expect(isApiKey(first.stdout.trimEnd(), key_hash)).toBe(false);
  });

  it("is taken away by config reset", async () => {
    await made();
    expect((await called("config", "reset", "api.key_hash")).code).toBe(0);
    expect(JSON.parse(stored())).toEqual({});
  });

  it("changes no file that --config names", async () => {
    const { stderr, code } = await called("config", "api-key", "--config", homePath("mine.json"));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^[^\n]*leave --config out\n$/);
  });

  it("is not set by hand to something that is no hash", async () => {
    const { stderr, code } = await called("config", "set", "api.key_hash", "secret");
    expect(code).toBe(2);
    expect(stderr).toContain("config api-key");
  });
});

describe("the data folder", () => {
  it.each([0o750, 0o705, 0o701, 0o777, 0o710])("of mode %o is refused with what to do", (mode) => {
    mkdirSync(homePath("data"));
    chmodSync(homePath("data"), mode);
    const folder = homePath("data");
    expect(() => checkOwnFolder(folder)).toThrow(
      `${folder}: others may look into it (mode ${mode.toString(8)}); run: chmod 700 ${folder}`,
    );
    chmodSync(folder, 0o700);
    expect(() => checkOwnFolder(folder)).not.toThrow();
  });

  it("that others may look into stops run before anything is written", async () => {
    mkdirSync(homePath("data"));
    chmodSync(homePath("data"), 0o755);
    const { stderr, code } = await called("run", "--feed", homePath("bars.csv"), "--headless");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^[^\n]*run: chmod 700 [^\n]*\n$/);
  });
});

describe("run --api", () => {
  it.each(["8787", "localhost", ":80", "http://localhost:80"])("%s is wrong use", async (place) => {
    const { stderr, code } = await called("run", "--feed", "x.csv", "--api", place);
    expect(code).toBe(2);
    expect(stderr).toContain("127.0.0.1:8787");
  });
});
