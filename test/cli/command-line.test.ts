// The built program as a person or a script meets it. `npm test` builds it first.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PROGRAM = fileURLToPath(new URL("../../bin/transmission.js", import.meta.url));
const BARS = fileURLToPath(new URL("../../replays/mnq-3day.csv", import.meta.url));

let home = "";

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "command-line-"));
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, TRANSMISSION_HOME: join(home, "config") };
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: home,
    env: environment(),
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("help", () => {
  it("says in three lines what can be done", () => {
    const { status, stdout, stderr } = run();
    expect(status).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    expect(stderr).toBe("");
  });

  it("gives the version alone", () => {
    const { status, stdout } = run("--version");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [["--help"], ["replay", "features", "metrics", "config"]],
    [
      ["replay", "--help"],
      ["--speed", "--json", "--headless", "--signals", "--strategy", "--set"],
    ],
    [
      ["replay", "--help"],
      ["--from", "--to", "--unguarded", "--detail", "--strict", "--symbol"],
    ],
    [
      ["replay", "--help"],
      ["--tz", "--label", "--timeframe", "--price-scale", "--trades", "--out"],
    ],
    [
      ["config", "--help"],
      ["show", "path", "get", "set", "reset"],
    ],
    [
      ["metrics", "export", "--help"],
      ["--trades", "--format", "--from", "--to", "--strategy"],
    ],
    [
      ["features", "--help"],
      ["--timeframes", "--json", "--config", "--debug"],
    ],
  ])("of %j names what there is, with examples and exit codes", (args, words) => {
    const { status, stdout } = run(...args);
    expect(status).toBe(0);
    for (const word of words) expect(stdout).toContain(word);
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain("Exit codes:");
  });
});

describe("wrong use", () => {
  it.each([
    [["repaly"], "unknown command 'repaly' (Did you mean replay?); see `transmission --help`"],
    [
      ["replay", "--jsno", "x"],
      "unknown option '--jsno' (Did you mean --json?); see `transmission replay --help`",
    ],
    [["replay"], "missing required argument 'files'; see `transmission replay --help`"],
    [["config"], "config needs to be told what to do; see `transmission config --help`"],
    [["config", "get"], "missing required argument 'key'; see `transmission config get --help`"],
    [
      ["replay", BARS, "--set", "fusion.adx_treshold=3"],
      "--set: unknown key 'fusion.adx_treshold'; did you mean 'fusion.adx_threshold'?",
    ],
    [
      ["replay", BARS, "--from", "2025-02-30"],
      "--from is '2025-02-30'; give a day such as 2025-11-18, or a moment such as " +
        "2025-11-18T14:30Z",
    ],
    [
      ["replay", BARS, "--from", "2025-11-20", "--to", "2025-11-18"],
      "--from is not before --to; give them the other way round",
    ],
  ])("%j is one line and exit 2", (args, message) => {
    const { status, stdout, stderr } = run(...args);
    expect(stderr).toBe(`transmission: ${message}\n`);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it.each(["none.csv", "."])("a file that is none (%s) is one line and exit 2", (file) => {
    const { status, stdout, stderr } = run("replay", file);
    expect(stderr.startsWith(`transmission: ${file}: `)).toBe(true);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("shows a stack trace only with --debug", () => {
    expect(run("replay", "none.csv").stderr).not.toContain("    at ");
    expect(run("replay", "none.csv", "--debug").stderr).toContain("    at ");
  });
});

describe("replay", () => {
  it("puts the page on standard output and words on standard error, without colour", () => {
    const { status, stdout, stderr } = run("replay", BARS);
    expect(status).toBe(0);
    expect(stdout.startsWith("MNQ · 1m · ")).toBe(true);
    expect(stdout).not.toContain("\u001b");
    expect(stderr).toMatch(/mnq-3day\.csv: .*MNQ tick 0\.25 \$2\/pt.*\n$/);
    expect(stderr).not.toContain("\r");
  });

  it("prints one object with the fields that scripts rely on", () => {
    const { status, stdout } = run("replay", BARS, "--json");
    expect(status).toBe(0);
    expect(Object.keys(JSON.parse(stdout))).toEqual([
      ...["files", "symbol", "timeframe", "format", "bars", "bad_rows", "gaps", "from", "to"],
      ...["elapsed_ms", "bars_per_second", "latency_us", "facts", "facts_sha256", "metrics"],
    ]);
  });

  it("takes its trades and facts to files, and metrics come out of them the same", () => {
    const { status, stdout } = run(
      "replay",
      BARS,
      "--json",
      "--out",
      "result",
      "--trades",
      "t.csv",
    );
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    const out = join(home, "result");
    expect(readdirSync(out).sort()).toEqual(["facts.jsonl", "metrics.json", "trades.csv"]);
    const facts = readFileSync(join(out, "facts.jsonl"), "utf8").trimEnd().split("\n");
    expect(facts).toHaveLength(report.facts);
    expect(JSON.parse(readFileSync(join(out, "metrics.json"), "utf8"))).toEqual(report.metrics);
    const trades = readFileSync(join(home, "t.csv"), "utf8");
    expect(readFileSync(join(out, "trades.csv"), "utf8")).toBe(trades);
    const exported = JSON.parse(run("metrics", "export", "--trades", "t.csv").stdout);
    // Only the bars know how long the market was open, only the facts what was refused.
    expect(exported).toEqual({ ...report.metrics, time_in_market: null, guards: [] });
  });

  it("says the same of bars from standard input", () => {
    const piped = spawnSync(
      process.execPath,
      [PROGRAM, "replay", "-", "--symbol", "MNQ", "--json"],
      {
        cwd: home,
        env: environment(),
        input: readFileSync(BARS),
        encoding: "utf8",
      },
    );
    const direct = run("replay", BARS, "--json");
    expect(JSON.parse(piped.stdout).facts_sha256).toBe(JSON.parse(direct.stdout).facts_sha256);
  });

  it("leaves no file when it fails", () => {
    const strategy = join(home, "broken.ts");
    writeFileSync(
      strategy,
      `export default { name: "broken", params: {}, regimes: [], trend: false,
        init: () => ({}), onBar: () => { throw new Error("no") } };`,
    );
    const { status, stderr } = run("replay", BARS, "--strategy", strategy, "--trades", "none.csv");
    expect(status).toBe(2);
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^transmission: strategy broken at /);
    expect(readdirSync(home).filter((name) => name.includes("none.csv"))).toEqual([]);
  });
});

describe("a reader that has seen enough", () => {
  it.each([
    ["features", BARS],
    ["replay", BARS, "--json"],
  ])("ends %s quietly", async (...args) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: home, env: environment() });
    let words = "";
    child.stderr.on("data", (chunk) => {
      words += chunk;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on("close", resolve));
    expect(status).toBe(0);
    expect(words).not.toContain("EPIPE");
    expect(words).not.toContain("transmission:");
  });
});

describe("config", () => {
  it("stores a value, shows it, and forgets it", () => {
    const path = run("config", "path").stdout.trimEnd();
    expect(path).toBe(join(home, "config", "config.json"));
    expect(run("config", "set", "fusion.keep", "50").status).toBe(0);
    expect(run("config", "get", "fusion.keep").stdout).toBe("50\n");
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ fusion: { keep: 50 } });
    expect(run("config", "reset", "fusion.keep").status).toBe(0);
    expect(run("config", "get", "fusion.keep").stdout).toBe("200\n");
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({});
  });

  it("stores nothing that is impossible with the rest", () => {
    run("config", "set", "regime.adx_trend", "30");
    const { status, stderr } = run("config", "set", "regime.adx_range", "40");
    expect(status).toBe(2);
    expect(stderr).toContain("adx_range must not be above adx_trend");
    expect(run("config", "get", "regime.adx_range").stdout).toBe("20\n");
    const unknown = run("config", "set", "strategies.orb_retest.stop_art", "2");
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain("did you mean 'stop_atr'?");
    run("config", "reset");
  });

  it("shows what was asked, what is in force, the ceiling and why", () => {
    const args = ["--set", "constraints.max_contracts=500"];
    const { stdout } = run("config", "show", ...args);
    const line = stdout.split("\n").find((text) => text.startsWith("constraints.max_contracts"));
    expect(line?.split(/ {2,}/)).toEqual([
      ...["constraints.max_contracts", "500", "50", "50", "lowered: above the ceiling"],
      "contracts of futures an entry",
    ]);
    const { constraints } = JSON.parse(run("config", "show", "--json", ...args).stdout);
    expect(constraints).toContainEqual({
      key: "constraints.max_contracts",
      asked: 500,
      effective: 50,
      ceiling: 50,
      why: "lowered: above the ceiling",
    });
  });
});

describe("metrics export", () => {
  it("writes what other programs read", () => {
    expect(run("replay", BARS, "--trades", "m.csv").status).toBe(0);
    const trades = readFileSync(join(home, "m.csv"), "utf8").trimEnd().split("\n").length - 1;
    const csv = run("metrics", "export", "--trades", "m.csv", "--format", "csv");
    expect(csv.stdout.split("\n")).toContain(`trades,${trades}`);
    const prometheus = run("metrics", "export", "--trades", "m.csv", "--format", "prometheus");
    expect(prometheus.stdout).toContain(`\ntransmission_trades ${trades}\n`);
    const none = run("metrics", "export", "--trades", "m.csv", "--to", "2000-01-01");
    expect(JSON.parse(none.stdout).trades).toBe(0);
    expect(run("metrics", "export", "--trades", "m.csv", "--out", "m.json").stdout).toBe("");
    expect(JSON.parse(readFileSync(join(home, "m.json"), "utf8")).trades).toBe(trades);
  });

  it("refuses a file that is no trades CSV", () => {
    const { status, stderr } = run("metrics", "export", "--trades", BARS);
    expect(status).toBe(2);
    expect(stderr).toContain("not the header of a trades CSV");
  });
});
