// `config` in this process, on a folder of its own.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { knownKeys } from "../../src/config/key.js";
import { called } from "./called.js";
import { giveFolders, path } from "./replay-run.js";

giveFolders();

const stored = (): unknown => JSON.parse(readFileSync(path("home/config.json"), "utf8"));

async function config(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await called("config", ...args);
  expect(code, stderr).toBe(0);
  return stdout;
}

async function refusal(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await called("config", ...args);
  expect(stdout).toBe("");
  expect(code).toBe(2);
  expect(stderr.trimEnd()).not.toContain("\n");
  return stderr.trimEnd().replace(/^transmission: /, "");
}

describe("config show", () => {
  const cells = (text: string): string[][] =>
    text.split("\n").map((line) => line.trim().split(/ {2,}/));

  it("has a line for every key, a strategy's parameters each on its own", async () => {
    const keys = cells(await config("show")).map(([key = ""]) => key);
    for (const { key } of knownKeys()) {
      const isStrategy = /^strategies\.(?!enabled)/.test(key);
      expect(keys.some((one) => (isStrategy ? one.startsWith(`${key}.`) : one === key))).toBe(true);
    }
  });

  it("tells what was asked from the default, and what was lowered and why", async () => {
    const text = await config(
      ...["show", "--set", "constraints.max_contracts=7", "--set", "fusion.keep=9"],
      ...["--set", "constraints.risk_per_trade_pct=3", "--set", "fills.slippage_ticks=4"],
    );
    const lines = cells(text);
    // The last column is the meaning, which has its own test.
    const lineOf = (key: string) => lines.find(([name]) => name === key)?.slice(1, -1);
    // Ceilings of SPEC: 50 contracts, 2 %; slippage may not be above max_slippage_ticks, 2.
    expect(lineOf("limit")).toEqual(["asked", "effective", "ceiling", "why"]);
    expect(lineOf("constraints.max_contracts")).toEqual(["7", "7", "50", "as asked"]);
    expect(lineOf("constraints.risk_per_trade_pct")).toEqual([
      ...["3", "2", "2", "lowered: above the ceiling"],
    ]);
    expect(lineOf("constraints.min_stop_ticks")).toEqual(["4", "4", "–", "default"]);
    expect(lineOf("fusion.keep")).toEqual(["9", "as asked"]);
    expect(lineOf("fills.slippage_ticks")).toEqual([
      ...["4", "2", "2", "lowered: above max_slippage_ticks"],
    ]);
    expect(lineOf("fusion.warmup")).toEqual(["refuse"]);
  });

  it("says what a key means, and a parameter's unit, where there is room", async () => {
    const meaning = "constraints.max_trades_per_day  ";
    const unit = / ATRs: \S/;
    const parameter = (text: string): string =>
      text.split("\n").find((line) => line.startsWith("strategies.orb_retest.stop_atr")) ?? "";
    const whole = await config("show");
    expect(whole.split("\n").find((line) => line.startsWith(meaning))).toContain(
      "filled entries a day",
    );
    expect(parameter(whole)).toMatch(unit);
    const { meanings } = JSON.parse(await config("show", "--json"));
    expect(meanings["strategies.orb_retest.stop_atr"]).toMatch(/^ATRs: /);
    const { isTTY, columns } = process.stdout;
    try {
      Object.assign(process.stdout, { isTTY: true, columns: 80 });
      expect(parameter(await config("show"))).not.toMatch(unit);
      Object.assign(process.stdout, { columns: 170 });
      const wide = await config("show");
      expect(parameter(wide)).toMatch(unit);
      expect(wide.split("\n").filter((line) => line.length > 170)).toEqual([]);
    } finally {
      Object.assign(process.stdout, { isTTY, columns });
    }
  });

  it("is one object as JSON", async () => {
    const text = await config("show", "--json", "--set", "fills.slippage_ticks=4");
    const { config: shown, constraints } = JSON.parse(text);
    expect(shown.fills.slippage_ticks).toBe(2);
    expect(shown.account).toMatchObject({ equity: 50_000, currency: "USD" });
    expect(constraints).toContainEqual({
      ...{ key: "fills.slippage_ticks", asked: 4, effective: 2, ceiling: 2 },
      why: "lowered: above max_slippage_ticks",
    });
    expect(constraints).toContainEqual({
      ...{ key: "constraints.daily_loss_limit", asked: null, effective: null, ceiling: null },
      why: "default",
    });
  });
});

describe("config path", () => {
  it("names the stored file without making it, or the one that is given", async () => {
    expect(await config("path")).toBe(`${path("home/config.json")}\n`);
    expect(JSON.parse(await config("path", "--json"))).toEqual({ path: path("home/config.json") });
    expect(await config("path", "--config", "other.json")).toBe("other.json\n");
    expect(existsSync(path("home/config.json"))).toBe(false);
  });
});

describe("config get", () => {
  it("prints text as it is and everything else as JSON", async () => {
    expect(await config("get", "fusion.warmup")).toBe("refuse\n");
    expect(await config("get", "tripwires.day_r")).toBe("-2\n");
    expect(await config("get", "fusion.timeframes")).toBe('["15m","1h"]\n');
    expect(JSON.parse(await config("get", "regime.size"))).toEqual({
      ...{ TREND: 1, RANGE: 0.85, VOLATILE: 0.5 },
    });
    expect(await config("get", "orb.minutes", "--json")).toBe('{"key":"orb.minutes","value":15}\n');
  });

  it("reads another file where one is given", async () => {
    writeFileSync(path("other.json"), '{"orb":{"minutes":30}}');
    expect(await config("get", "orb.minutes", "--config", path("other.json"))).toBe("30\n");
  });

  it("tells a key that is not set from one that there is not", async () => {
    expect(await refusal("get", "account.fx.EUR")).toBe("config get: account.fx.EUR is not set");
    expect(await refusal("get", "acount.fx")).toContain("did you mean 'account.fx'?");
  });
});

describe("config set and reset", () => {
  it("merge objects, replace lists, and forget what is left empty", async () => {
    await config("set", "fusion", '{"keep":50,"timeframes":["15m","1h","4h"]}');
    await config("set", "fusion.timeframes", '["5m"]');
    await config("set", "account.currency", "EUR");
    expect(stored()).toEqual({
      ...{ fusion: { keep: 50, timeframes: ["5m"] }, account: { currency: "EUR" } },
    });
    await config("reset", "fusion.keep");
    expect(stored()).toEqual({ fusion: { timeframes: ["5m"] }, account: { currency: "EUR" } });
    await config("reset", "fusion.timeframes");
    expect(stored()).toEqual({ account: { currency: "EUR" } });
    // What was never stored is forgotten as well.
    await config("reset", "orb.minutes");
    await config("reset");
    expect(stored()).toEqual({});
    expect(await config("get", "account.currency")).toBe("USD\n");
  });

  it("take a list as one", async () => {
    const steps = '[{"at_r":3,"pct":1}]';
    await config("set", "intrade.scale_out", steps);
    expect(await refusal("reset", "intrade.scale_out.0.at_r")).toBe(
      "config reset: intrade.scale_out is stored as one list; reset intrade.scale_out itself",
    );
    expect(stored()).toEqual({ intrade: { scale_out: JSON.parse(steps) } });
    await config("reset", "intrade.scale_out");
    expect(stored()).toEqual({});
  });

  it("say what they did, in words or as JSON", async () => {
    const file = path("home/config.json");
    const said = await called("config", "set", "orb.minutes", "20");
    expect(said).toEqual({
      ...{ stdout: "", code: 0 },
      stderr: `orb.minutes is 20; stored in ${file}\n`,
    });
    const args = ["set", "constraints.max_contracts", "500", "--json"];
    const lowered = await called("config", ...args);
    expect(lowered.stderr).toBe(
      "constraints.max_contracts: 500 is above the ceiling; 50 is in force\n",
    );
    const told = { key: "constraints.max_contracts", value: 50, path: file };
    expect(JSON.parse(lowered.stdout)).toEqual(told);
    // What was asked is kept: a ceiling may rise in a later version.
    expect(stored()).toMatchObject({ constraints: { max_contracts: 500 } });
    const forgotten = await called("config", "reset", "orb");
    expect(forgotten.stderr).toBe(`orb is back to its default; stored in ${file}\n`);
    expect(JSON.parse(await config("reset", "--json"))).toEqual({ key: null, path: file });
  });

  it("change the stored file alone", async () => {
    for (const args of [["set", "orb.minutes", "20"], ["reset"]]) {
      const message = await refusal(...args, "--config", "mine.json");
      expect(message).toBe(`config ${args[0]} changes the stored file; edit mine.json by hand`);
    }
    expect(existsSync(path("home/config.json"))).toBe(false);
  });

  it("store nothing that is no value, or cannot be with the rest", async () => {
    expect(await refusal("set", "orb.minutes", "soon")).toContain(
      'config set: orb.minutes is "soon"; give a number from 1 to 1440',
    );
    await config("set", "regime.adx_trend", "30");
    expect(await refusal("set", "regime.adx_range", "31")).toContain("must not be above");
    expect(stored()).toEqual({ regime: { adx_trend: 30 } });
  });

  it("leave a broken file as it is, until reset begins anew", async () => {
    await config("set", "orb.minutes", "20");
    const file = path("home/config.json");
    writeFileSync(file, "{broken");
    expect(await refusal("set", "orb.minutes", "30")).toContain(`config file ${file} is not JSON`);
    expect(readFileSync(file, "utf8")).toBe("{broken");
    expect(await refusal("reset", "orb.minutes")).toContain("transmission config reset");
    await config("reset");
    expect(stored()).toEqual({});
  });
});

describe("what is set and shown to nobody", () => {
  const ADDRESS = "https://hooks.example/T0/token-of-this-test";

  it("is stored, and hidden by every command that prints", async () => {
    const words = await called("config", "set", "notify.url", ADDRESS);
    expect(words).toMatchObject({ code: 0, stdout: "" });
    expect(stored()).toEqual({ notify: { url: ADDRESS } });
    const texts = [
      words.stderr,
      await config("set", "notify.heartbeat_url", ADDRESS, "--json"),
      await config("show"),
      await config("show", "--json"),
      await config("get", "notify"),
    ];
    expect(texts.join("\n")).not.toContain("token-of-this-test");
    expect(await config("get", "notify.url")).toBe("(hidden)\n");
    expect(JSON.parse(await config("show", "--json")).config.notify).toMatchObject({
      ...{ url: "(hidden)", heartbeat_url: "(hidden)", command: null },
    });
  });

  it("is not repeated where it cannot be", async () => {
    expect(await refusal("set", "notify.url", ADDRESS.replace("https", "gopher"))).toBe(
      "config set: notify.url cannot be that; give an http or https address, or null",
    );
  });
});
