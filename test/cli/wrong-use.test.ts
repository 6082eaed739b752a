// Every complaint about the command line: one line, exit 2, the nearest right word.

import { describe, expect, it } from "vitest";
import { called, everyCommand } from "./called.js";

const see = "see `transmission --help`";

describe("wrong use", () => {
  it.each([
    [["replya"], "unknown command 'replya' (Did you mean replay?)"],
    [["backtest"], "unknown command 'backtest'"],
    [["config", "shwo"], "unknown command 'shwo' (Did you mean show?)"],
    [["help", "cal"], "unknown command 'cal' (Did you mean calendar?)"],
    [["metrics", "exprot"], "unknown command 'exprot' (Did you mean export?)"],
    [["help", "cnofig"], "unknown command 'cnofig' (Did you mean config?)"],
    [["config", "help", "resset"], "unknown command 'resset' (Did you mean reset?)"],
    [["help", "zzzzzz"], "unknown command 'zzzzzz'"],
    [["--versoin"], "unknown option '--versoin' (Did you mean --version?)"],
    [["replay", "a", "--hedless"], "unknown option '--hedless' (Did you mean --headless?)"],
    // Words that are equally near are all named.
    [["replay", "a", "--t"], "unknown option '--t' (Did you mean one of --to, --tz?)"],
    [["features", "a", "--timeframe"], "option '--timeframe <length>' argument missing"],
    [["config", "show", "--jsn"], "unknown option '--jsn' (Did you mean --json?)"],
    [
      ["replay", "a", "--label", "clsoe"],
      "option '--label <which>' argument 'clsoe' is invalid. " +
        "Allowed choices are open, close (Did you mean close?)",
    ],
    [
      ["replay", "a", "--label", "zzzzzz"],
      "option '--label <which>' argument 'zzzzzz' is invalid. Allowed choices are open, close",
    ],
    [
      ["metrics", "export", "--trades", "a", "--format", "promethus"],
      "option '--format <format>' argument 'promethus' is invalid. " +
        "Allowed choices are json, csv, prometheus (Did you mean prometheus?)",
    ],
    [
      ["completion", "fihs"],
      "'shell' cannot be 'fihs'. Allowed choices are bash, zsh, fish (Did you mean fish?)",
    ],
    [
      ["replay", "a", "--speed", "fast"],
      "option '--speed <n>' argument 'fast' is invalid. Give max, or a number above 0",
    ],
    [
      ["replay", "a", "--price-scale", "0"],
      "option '--price-scale <n>' argument '0' is invalid. Give a number above 0",
    ],
    [
      ["replay", "a", "--symbol", ""],
      "option '--symbol <symbol>' argument '' is invalid. Give a symbol such as MNQ",
    ],
    [["replay"], "missing required argument 'files'"],
    [["config", "set", "fusion.keep"], "missing required argument 'value'"],
    [["replay", "a", "--out"], "option '--out <folder>' argument missing"],
    [
      ["trades", "list", "--limit", "0"],
      "option '--limit <n>' argument '0' is invalid. Give a whole number, 1 or above",
    ],
    [["features", "a", "b"], "too many arguments for 'features'. Expected 1 argument but got 2"],
    [["--debug"], "transmission needs to be told what to do"],
  ])("%j is one line that says so", async (args, message) => {
    const { stdout, stderr, code } = await called(...args);
    expect(stderr).toBe(`transmission: ${message}; ${see}\n`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  // What may not be looked at says so as well, but tests run as one who may look at everything.
  const long = `${"x".repeat(300)}.jsonl`;
  it.each([
    [["replay", long], `${long}: can't be read (ENAMETOOLONG); check the file`],
    [["calendar", "check", long], `${long}: cannot be read (ENAMETOOLONG); give a calendar`],
    [["journal", "verify", long], `${long}: cannot be read (ENAMETOOLONG); name a journal's file`],
  ])("of a path that cannot be looked at is unusable input", async (args, message) => {
    const { stderr, stdout, code } = await called(...args);
    expect(stderr).toMatch(/^transmission: /);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([stdout, code]).toEqual(["", 2]);
  });

  it.each([
    [["config", "get", "fusion.kep"], "config get: unknown key 'fusion.kep'"],
    [["config", "set", "fusion.kep", "5"], "config set: unknown key 'fusion.kep'"],
    [["config", "reset", "fusion.kep"], "config reset: unknown key 'fusion.kep'"],
    [["config", "show", "--set", "fusion.kep=5"], "--set: unknown key 'fusion.kep'"],
    [["features", "a", "--set", "fusion.kep=5"], "--set: unknown key 'fusion.kep'"],
  ])("%j names the nearest key", async (args, message) => {
    const { stdout, stderr, code } = await called(...args);
    expect(stderr).toBe(`transmission: ${message}; did you mean 'fusion.keep'?\n`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.each([
    // An abbreviation is no slip of the finger: it begins a name, is in it, or has its words.
    ["constraints.risk_pct", "constraints.risk_per_trade_pct"],
    ["fusion.adx", "fusion.adx_threshold"],
    ["governor.cooldown", "governor.cooldown_bars"],
    ["orb.minute", "orb.minutes"],
    ["fusion.treshold", "fusion.adx_threshold"],
  ])("of the key %s names %s", async (typed, meant) => {
    const { stderr, code } = await called("config", "get", typed);
    expect(stderr).toContain(`did you mean '${meant}'?`);
    expect(code).toBe(2);
  });

  it("of a strategy names the nearest strategy and parameter", async () => {
    const strategy = await called("config", "show", "--set", 'strategies.enabled=["orb_retst"]');
    expect(strategy.code).toBe(2);
    expect(strategy.stderr).toContain("orb_retest");
    const parameter = await called("config", "show", "--set", "strategies.orb_retest.stop_art=2");
    expect(parameter.code).toBe(2);
    expect(parameter.stderr).toContain("did you mean 'stop_atr'?");
    expect(parameter.stderr.trimEnd()).not.toContain("\n");
  });
});

describe("help", () => {
  const asked = everyCommand()
    .filter(({ path }) => path.at(-1) !== "help")
    .map(({ path }) => ({ path, name: ["transmission", ...path].join(" ") }));

  it.each(asked)("of $name has examples and exit codes", async ({ path, name }) => {
    const { stdout, code } = await called(...path, "--help");
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    expect(lines[0]?.startsWith(`Usage: ${name}`)).toBe(true);
    expect(stdout).toMatch(/\nExamples:\n( {2}\$ .+\n)+/);
    expect(stdout).toContain("\nExit codes:\n");
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it("lists what commands do, those of the program in one style and those below in another", () => {
    const lists = everyCommand().filter(({ command }) => command.commands.length > 0);
    expect(lists.length).toBeGreaterThan(6);
    for (const { path, command } of lists) {
      const below = command.commands.filter((one) => one.name() !== "help");
      for (const one of below) {
        const told = command.createHelp().subcommandDescription(one);
        // A part of a sentence, or a whole one.
        const style =
          path.length === 0 || one.commands.length > 0 ? /^[a-z].*[^.]$/ : /^[A-Z].*\.$/;
        expect([one.name(), told]).toEqual([one.name(), expect.stringMatching(style)]);
      }
    }
  });

  it.each([
    [["help"], "transmission [options] [command]"],
    [["help", "replay"], "transmission replay [options] <files...>"],
    [["config", "help", "set"], "transmission config set [options] <key> <value>"],
    [["metrics", "help"], "transmission metrics [options] [command]"],
  ])("%j is that of the command", async (args, usage) => {
    const { stdout, code } = await called(...args);
    expect(stdout.split("\n")[0]).toBe(`Usage: ${usage}`);
    expect(code).toBe(0);
  });
});
