// The program's door in this process: what it says where, and the code that it ends with.

import { mkdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { captured } from "./called.js";
import { DAYS, giveFolders, path } from "./replay-run.js";

giveFolders();

const { argv, exitCode } = process;
const known = process.stdout.listeners("error");
const knownOfErrors = process.stderr.listeners("error");

beforeEach(() => {
  process.exitCode = undefined;
});

afterEach(() => {
  process.argv = argv;
  process.exitCode = exitCode;
  for (const listener of process.stdout.listeners("error")) {
    if (!known.includes(listener)) process.stdout.off("error", listener as () => void);
  }
  for (const listener of process.stderr.listeners("error")) {
    if (!knownOfErrors.includes(listener)) process.stderr.off("error", listener as () => void);
  }
});

async function main(...args: string[]) {
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  process.argv = ["node", "transmission", ...args];
  vi.resetModules();
  try {
    await import("../../src/cli/main.js");
    return { stdout: stdout.text(), stderr: stderr.text(), code: process.exitCode ?? 0 };
  } finally {
    stdout.end();
    stderr.end();
  }
}

describe("the program", () => {
  it("says in three lines what can be done when it is asked for nothing", async () => {
    const { stdout, stderr, code } = await main();
    expect(stdout.split("\n")).toHaveLength(4);
    expect(stdout).toContain("transmission replay data.csv");
    expect([stderr, code]).toEqual(["", 0]);
  });

  it.each([
    [["config", "set", "--json"], "missing required argument 'key'", "transmission config set"],
    [["config", "shwo"], "unknown command 'shwo' (Did you mean show?)", "transmission config"],
    [["journal"], "journal needs to be told what to do", "transmission journal"],
    [["help", "repaly"], "unknown command 'repaly' (Did you mean replay?)", "transmission"],
    [["help", "trades", "lst"], "unknown command 'lst' (Did you mean list?)", "transmission"],
    // A folder of that name is here.
    [["calendars"], "unknown command 'calendars' (Did you mean calendar?)", "transmission"],
    [["--verison"], "unknown option '--verison' (Did you mean --version?)", "transmission"],
    [["--fed", "a.csv"], "unknown option '--fed' (Did you mean --feed?)", "transmission run"],
    [["--", "replya"], "unknown command 'replya' (Did you mean replay?)", "transmission"],
  ])("answers %j with the help that is nearest", async (args, message, command) => {
    const { stdout, stderr, code } = await main(...args);
    expect(stderr).toBe(`transmission: ${message}; see \`${command} --help\`\n`);
    expect([stdout, code]).toEqual(["", 2]);
  });

  it("says what plays a file that stands where a command should", async () => {
    const { stdout, stderr, code } = await main(DAYS);
    expect(stderr).toBe(
      `transmission: ${DAYS} is a file, not a command; \`transmission replay ${DAYS}\` plays it\n`,
    );
    expect([stdout, code]).toEqual(["", 2]);
  });

  it("shows the help of a command below another", async () => {
    const [asked, own] = [await main("help", "trades", "list"), await main("trades", "list", "-h")];
    expect(asked).toEqual(own);
    expect(asked.stdout).toMatch(/^Usage: transmission trades list /);
    expect(asked.code).toBe(0);
  });

  it("takes no blame for a disk that refuses", async () => {
    mkdirSync(path("home"), { recursive: true });
    writeFileSync(path("home/data"), "");
    const { stdout, stderr, code } = await main("run", "--feed", DAYS, "--headless");
    expect(stderr).toBe(
      `transmission: ${path("home/data")} cannot be made (EEXIST); ` +
        "check the disk's room, what is there and its permissions\n",
    );
    expect([stdout, code]).toEqual(["", 1]);
  });

  it("shows a stack trace with --debug, unless that is a value", async () => {
    const missing = path("none.csv");
    const debugged = await main("replay", missing, "--debug");
    expect(debugged.stderr).toMatch(/^transmission: .*none\.csv: .*\n[\s\S]*\n {4}at /);
    expect(debugged.code).toBe(2);
    const named = await main("replay", missing, "--", "--debug");
    expect(named.stderr).not.toContain("\n    at ");
    expect(named.code).toBe(2);
  });

  it("ends with the code of the error", async () => {
    const args = ["replay", DAYS, "--to", "2025-11-18", "--trades", path("none/t.csv")];
    const { stdout, stderr, code } = await main(...args);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      `transmission: ${path("none/t.csv")}: no such folder; make it first`,
    );
    expect(code).toBe(1);
  });

  it("ends quietly when its reader has seen enough, else in one line", async () => {
    await main("config", "path");
    const [own] = process.stdout.listeners("error").filter((one) => !known.includes(one));
    const exit = vi.spyOn(process, "exit").mockImplementation((code) => {
      throw new Error(`exit ${code}`);
    });
    const stderr = captured(process.stderr);
    const full = Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" });
    expect(() => own?.call(process.stdout, full)).toThrow("exit 1");
    const seen = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    expect(() => own?.call(process.stdout, seen)).toThrow("exit 0");
    expect(stderr.text()).toBe(
      "transmission: standard output: the disk is full; make room and run again\n",
    );
    stderr.end();
    exit.mockRestore();
  });
});
