import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMetrics, metricsOf } from "../../src/analytics/metrics.js";
import { OutputFile, saveText } from "../../src/cli/output-file.js";
import { ReplayOutputs } from "../../src/cli/replay-outputs.js";
import { UserError } from "../../src/engine/errors.js";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "output-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe("an output file", () => {
  it("appears whole at the end, and nothing stays beside it", () => {
    const path = join(folder, "out.csv");
    const file = new OutputFile(path);
    file.write("a\n");
    file.write("é".repeat(100_000));
    expect(existsSync(path)).toBe(false);
    file.finish();
    expect(readFileSync(path, "utf8")).toBe(`a\n${"é".repeat(100_000)}`);
    expect(readdirSync(folder)).toEqual(["out.csv"]);
  });

  it("that is saved is not written over one that is there, unless that may be", async () => {
    const path = join(folder, "trades.csv");
    await saveText(path, "first", false);
    await expect(saveText(path, "second", false)).rejects.toThrow(
      /trades\.csv is there already; --replace behind it writes over it/,
    );
    expect(readFileSync(path, "utf8")).toBe("first");
    await saveText(path, "second", true);
    expect(readFileSync(path, "utf8")).toBe("second");
  });

  it("that a trader typed lies in the home folder where it begins there", async () => {
    vi.stubEnv("HOME", folder);
    await saveText("~/wins of März.csv", "wins", false);
    expect(readFileSync(join(folder, "wins of März.csv"), "utf8")).toBe("wins");
    await expect(saveText("~/wins of März.csv", "again", false)).rejects.toThrow(
      `${folder}/wins of März.csv is there already; --replace behind it writes over it`,
    );
    await saveText("~/wins of März.csv", "again", true);
    expect(readFileSync(join(folder, "wins of März.csv"), "utf8")).toBe("again");
    await expect(saveText("~", "x", true)).rejects.toThrow(
      `${folder}: this is a folder; give the name of a file`,
    );
    vi.stubEnv("HOME", "");
    await expect(saveText("~/x.csv", "x", false)).rejects.toThrow(
      "~/x.csv: there is no home folder; begin with / or with a folder here",
    );
    // Elsewhere it is a letter like any other.
    const odd = join(folder, "a~");
    await saveText(odd, "odd", false);
    expect(readdirSync(folder).sort()).toEqual(["a~", "wins of März.csv"]);
  });

  it("leaves what was there when it is given up", () => {
    const path = join(folder, "out.csv");
    writeFileSync(path, "before");
    const file = new OutputFile(path);
    file.write("x".repeat(200_000));
    file.discard();
    file.discard();
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(readdirSync(folder)).toEqual(["out.csv"]);
  });

  it("stays after being finished, whatever comes later", () => {
    const path = join(folder, "out.csv");
    const file = new OutputFile(path);
    file.finish();
    file.discard();
    expect(existsSync(path)).toBe(true);
  });

  it("goes when the program is broken off, which then ends as it was told to", () => {
    const before = process.listeners("SIGTERM");
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const file = new OutputFile(join(folder, "out.csv"));
    file.write("half");
    const own = process.listeners("SIGTERM").filter((listener) => !before.includes(listener));
    expect(own).toHaveLength(1);
    own[0]?.("SIGTERM");
    expect(readdirSync(folder)).toEqual([]);
    expect(kill.mock.calls).toEqual([[process.pid, "SIGTERM"]]);
    kill.mockRestore();
    // Nobody watches for files that are no more.
    expect(process.listeners("SIGTERM")).toEqual(before);
  });

  it("that cannot be put in its place is given up, and says why", () => {
    const inner = join(folder, "inner");
    mkdirSync(inner);
    const file = new OutputFile(join(inner, "out.csv"));
    rmSync(inner, { recursive: true });
    const finish = () => file.finish();
    expect(finish).toThrow(new UserError(`${file.path}: no such folder; make it first`, 1));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("says why it cannot be", () => {
    const missing = join(folder, "none", "out.csv");
    expect(() => new OutputFile(missing)).toThrow(`${missing}: no such folder; make it first`);
    expect(() => new OutputFile(folder)).toThrow(`${folder}: this is a folder`);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a replay's outputs", () => {
  it("are put into a folder that is made for them", () => {
    const out = join(folder, "deep", "er");
    const outputs = new ReplayOutputs({ out });
    outputs.finish(metricsOf(createMetrics()));
    expect(readdirSync(out).sort()).toEqual(["facts.jsonl", "metrics.json", "trades.csv"]);
    expect(readFileSync(join(out, "trades.csv"), "utf8").startsWith("trade_id,symbol,")).toBe(true);
    expect(JSON.parse(readFileSync(join(out, "metrics.json"), "utf8")).trades).toBe(0);
  });

  it("leave no folder that was made for them when the program is broken off", () => {
    const before = process.listeners("SIGINT");
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    new ReplayOutputs({ out: join(folder, "deep", "er") });
    const [own] = process.listeners("SIGINT").filter((listener) => !before.includes(listener));
    own?.("SIGINT");
    expect(readdirSync(folder)).toEqual([]);
    expect(kill.mock.calls).toEqual([[process.pid, "SIGINT"]]);
    kill.mockRestore();
  });

  it("are no device", () => {
    const device = "/dev/null";
    expect(() => new OutputFile(device)).toThrow(`${device}: this is a device or a pipe`);
  });

  it("leave nothing when the run fails", () => {
    const outputs = new ReplayOutputs({ out: join(folder, "new"), trades: join(folder, "t.csv") });
    outputs.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leave nothing when one of them cannot be made", () => {
    writeFileSync(join(folder, "taken"), "");
    const trades = join(folder, "t.csv");
    const make = () => new ReplayOutputs({ trades, out: join(folder, "taken") });
    expect(make).toThrow(UserError);
    mkdirSync(join(folder, "half", "trades.csv"), { recursive: true });
    expect(() => new ReplayOutputs({ trades, out: join(folder, "half") })).toThrow("a folder");
    expect(readdirSync(folder).sort()).toEqual(["half", "taken"]);
    expect(readdirSync(join(folder, "half"))).toEqual(["trades.csv"]);
  });
});
