// A stored configuration that cannot be reached.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadConfig } from "../../src/config/load.js";
import { dataFolder, openStore, readStored } from "../../src/config/store.js";
import { UserError } from "../../src/engine/errors.js";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
  vi.stubEnv("TRANSMISSION_HOME", folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function faultOf(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

describe("a stored configuration", () => {
  it("that cannot be read says where and why, and is no fault of use", async () => {
    writeFileSync(join(folder, "file"), "");
    vi.stubEnv("TRANSMISSION_HOME", join(folder, "file", "home"));
    const fault = faultOf(await loadConfig({}).catch((error: unknown) => error));
    // The file, or the folder that would hold it.
    const [start, end = ""] = fault.message.split(join(folder, "file", "home"));
    expect(start).toBe("the configuration ");
    expect(end.replace(/^\/config\.json/, "")).toBe(
      " cannot be read (ENOTDIR); check the folder and its permissions",
    );
    expect(fault.exitCode).toBe(1);
  });

  // Node's own recursive mkdir never comes back from there.
  it.runIf(existsSync("/proc/self"))(
    "in a folder that no system makes says so at once",
    async () => {
      vi.stubEnv("TRANSMISSION_HOME", "/proc/none/deep");
      const fault = faultOf(await loadConfig({}).catch((error: unknown) => error));
      expect(fault.message).toMatch(
        /^the configuration \/proc\/none cannot be read \(ENOENT\); check/,
      );
      expect(fault.exitCode).toBe(1);
      vi.stubEnv("TRANSMISSION_HOME", "");
      vi.stubEnv("XDG_CONFIG_HOME", "/proc/none");
      const second = faultOf(await openStore().catch((error: unknown) => error));
      expect(second.message).toContain("/proc/none cannot be read");
    },
  );

  it("lies nowhere where there is no home folder: not in whatever folder one is", async () => {
    vi.stubEnv("TRANSMISSION_HOME", "");
    vi.stubEnv("XDG_CONFIG_HOME", "");
    vi.stubEnv("HOME", "");
    for (const open of [readStored, openStore, dataFolder]) {
      const fault = faultOf(await open().catch((error: unknown) => error));
      expect(fault.message).toBe(
        "there is no home folder to keep the configuration in; " +
          "set HOME, or TRANSMISSION_HOME to a folder",
      );
      expect(fault.exitCode).toBe(1);
    }
    expect(existsSync(".config")).toBe(false);
    // A folder that is named needs none.
    vi.stubEnv("TRANSMISSION_HOME", folder);
    expect(await dataFolder()).toBe(join(folder, "data"));
  });

  it("that cannot be written says so", async () => {
    const store = await openStore();
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    let thrown: unknown;
    try {
      store.write({ orb: { minutes: 5 } });
    } catch (error) {
      thrown = error;
    }
    const { message, exitCode } = faultOf(thrown);
    expect(message).toMatch(/^the configuration \S+ cannot be written \((ENOTDIR|EEXIST)\); check/);
    expect(exitCode).toBe(1);
  });

  it("says whether it is broken before it is read", async () => {
    expect((await openStore()).isBroken).toBe(false);
    writeFileSync(join(folder, "config.json"), "[]");
    const store = await openStore();
    expect(store.isBroken).toBe(true);
    expect(store.path).toBe(join(folder, "config.json"));
    expect(() => store.read()).toThrow("is not a JSON object; mend it");
  });
});

describe("a complaint", () => {
  const messageOf = async (...set: string[]): Promise<string> =>
    faultOf(await loadConfig({ set }).catch((error: unknown) => error)).message;

  it("finds a key by its last name where the whole is too far off", async () => {
    expect(await messageOf("x.y.z.break_even_at_rr=1")).toBe(
      "--set: unknown key 'x.y.z.break_even_at_rr'; did you mean 'intrade.break_even_at_r'?",
    );
    // Names of a letter or two are near to anything.
    expect(await messageOf("x.y.z.q=1")).toBe(
      "--set: unknown key 'x.y.z.q'; see `transmission config show` for all keys",
    );
  });

  it("about a name that cannot be a key says which may", async () => {
    const message = await messageOf('account.fx={"dollars":1}');
    expect(message).toContain("account.fx has the key 'dollars'; ");
    expect(message).not.toContain("\n");
  });

  it("shows a long value cut", async () => {
    const message = await messageOf(`fusion.warmup=${"x".repeat(200)}`);
    expect(message).toBe(
      // Sixty characters of it, the opening quote among them.
      `--set: fusion.warmup is "${"x".repeat(59)}…; give one of refuse, pass (default "refuse")`,
    );
  });
});
