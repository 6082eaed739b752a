import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadConfig } from "../../src/config/load.js";
import { openStore } from "../../src/config/store.js";
import { UserError } from "../../src/engine/errors.js";

let home = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "config-"));
  vi.stubEnv("TRANSMISSION_HOME", home);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

const stored = (): string => join(home, "config.json");

async function complaintOf(request: Parameters<typeof loadConfig>[0]): Promise<string> {
  const error = await loadConfig(request).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const fault = error as UserError;
  expect(fault.exitCode).toBe(2);
  expect(fault.message).not.toContain("\n");
  return fault.message;
}

describe("layers", () => {
  it("--set wins over the file, the file over the default", async () => {
    writeFileSync(stored(), '{"fusion": {"adx_threshold": 30, "keep": 50}}');
    const { config } = await loadConfig({ set: ["fusion.keep=60"] });
    expect(config.fusion).toMatchObject({ adx_threshold: 30, keep: 60, warmup: "refuse" });
  });

  it("--config is read in place of the stored file", async () => {
    writeFileSync(stored(), '{"orb": {"minutes": 30}}');
    const file = join(home, "other.json");
    writeFileSync(file, '\uFEFF{"fusion": {"keep": 7}}');
    const { config } = await loadConfig({ file });
    expect(config.orb.minutes).toBe(15);
    expect(config.fusion.keep).toBe(7);
  });

  it("--set merges objects and replaces lists", async () => {
    writeFileSync(stored(), '{"intrade": {"trail": {"lookback": 9}}}');
    const { config } = await loadConfig({
      set: ['intrade={"trail":{"mode":"swing"},"scale_out":[{"at_r":3,"pct":1}]}'],
    });
    expect(config.intrade.trail).toEqual({
      mode: "swing",
      atr_mult: 1.5,
      lookback: 9,
      start_at_r: 1,
    });
    expect(config.intrade.scale_out).toEqual([{ at_r: 3, pct: 1 }]);
  });

  it("a later --set wins, and text that is no JSON is text", async () => {
    const { config } = await loadConfig({
      set: ["account.currency=EUR", "orb.minutes=5", "orb.minutes=10", "account.day=6E"],
    });
    expect(config.account).toMatchObject({ currency: "EUR", day: "6E" });
    expect(config.orb.minutes).toBe(10);
  });

  it("a value may hold an equals sign", async () => {
    const { config } = await loadConfig({ set: ["notify.command=notify --level=high"] });
    expect(config.notify.command).toBe("notify --level=high");
  });

  it("an object may stand where the default is null", async () => {
    const { config } = await loadConfig({ set: ["news.low.before_min=3"] });
    expect(config.news.low).toEqual({ before_min: 3, after_min: 0 });
  });

  it("knows which keys were asked for by name", async () => {
    writeFileSync(stored(), '{"orb": {"minutes": 15}}');
    const { explicit } = await loadConfig({ set: ['fusion={"timeframes":["15m","1h"]}'] });
    expect(explicit("fusion.timeframes")).toBe(true);
    expect(explicit("fusion")).toBe(true);
    expect(explicit("fusion.keep")).toBe(false);
    expect(explicit("orb.minutes")).toBe(true);
    expect(explicit("account.equity")).toBe(false);
  });
});

describe("errors", () => {
  it.each([
    [
      "fusion.adx_treshold=3",
      "unknown key 'fusion.adx_treshold'; did you mean 'fusion.adx_threshold'?",
    ],
    ["adx_threshold=3", "unknown key 'adx_threshold'; did you mean 'fusion.adx_threshold'?"],
    ["fussion.keep=3", "unknown key 'fussion.keep'; did you mean 'fusion.keep'?"],
    ["__proto__.x=1", "unknown key '__proto__.x'; see `transmission config show` for all keys"],
    ['account={"equty":5}', "unknown key 'account.equty'; did you mean 'account.equity'?"],
    [
      "fusion.adx_threshold=abc",
      'fusion.adx_threshold is "abc"; give a number from 0 to 100 (default 20)',
    ],
    [
      "fusion.adx_threshold=101",
      "fusion.adx_threshold is 101; give a number from 0 to 100 (default 20)",
    ],
    ["fusion.enabled=maybe", 'fusion.enabled is "maybe"; give true or false (default true)'],
    [
      "fills.limit_fill=late",
      'fills.limit_fill is "late"; give one of touch, through (default "touch")',
    ],
    [
      "constraints.max_contracts=1.5",
      "constraints.max_contracts is 1.5; give a whole number of at least 0 (default 10)",
    ],
    [
      "intrade.max_bars_in_trade=0",
      "intrade.max_bars_in_trade is 0; give a whole number of at least 1, or null (default 120)",
    ],
    ["tripwires.day_r=2", "tripwires.day_r is 2; give a number of at most 0, or null (default -2)"],
    ["account.equity=-5", "account.equity is -5; give a number above 0 (default 50000)"],
    [
      'intrade.scale_out=[{"at_r":0,"pct":0.5}]',
      "intrade.scale_out.0.at_r is 0; give a number above 0 (default 1)",
    ],
    [
      'intrade.scale_out=[{"at_r":1,"pct":0}]',
      "intrade.scale_out.0.pct is 0; give a number above 0, at most 1 (default 0.5)",
    ],
    ["fusion=5", "fusion is 5; give an object"],
    [
      "constraints.sessions=all",
      'constraints.sessions is "all"; give rth or a list in which each is hours as HH:MM-HH:MM, ' +
        "midnight being 00:00 " +
        '(default "rth")',
    ],
  ])("--set %s says what is right", async (setting, expected) => {
    expect(await complaintOf({ set: [setting] })).toBe(`--set: ${expected}`);
  });

  it("says how --set is written", async () => {
    expect(await complaintOf({ set: ["fusion.keep"] })).toBe(
      "--set fusion.keep: no value; write --set key=value",
    );
  });

  it("names the file and the key, and how much else is wrong", async () => {
    writeFileSync(stored(), '{"orb": {"minutes": "x"}, "fusion": {"keep": "y"}}');
    expect(await complaintOf({})).toBe(
      `config file ${stored()}: fusion.keep is "y"; give a whole number from 1 to 100000 ` +
        "(default 200) (and 1 more)",
    );
  });

  it("names the layer that is at fault", async () => {
    writeFileSync(stored(), '{"orb": {"minutes": 0}}');
    const message = await complaintOf({ set: ["fusion.keep=5"] });
    expect(message.startsWith(`config file ${stored()}: orb.minutes is 0;`)).toBe(true);
  });

  it.each([
    ["{bad", "is not JSON"],
    ["", "is not JSON"],
    ["[1]", "is not a JSON object"],
  ])("a stored file that holds %j stops in one line and stays as it is", async (text, why) => {
    writeFileSync(stored(), text);
    const message = await complaintOf({});
    expect(message).toContain(`config file ${stored()} ${why}`);
    expect(message).toContain("transmission config reset");
    expect(readFileSync(stored(), "utf8")).toBe(text);
  });

  it("a named file that is not there, is a folder or holds no object is refused", async () => {
    const file = join(home, "none.json");
    expect(await complaintOf({ file })).toBe(`config file ${file}: no such file; give a JSON file`);
    expect(await complaintOf({ file: home })).toContain("this is a folder");
    writeFileSync(file, "{");
    expect(await complaintOf({ file })).toContain("not JSON");
    writeFileSync(file, "[]");
    expect(await complaintOf({ file })).toContain("not a JSON object");
  });
});

describe("the stored file", () => {
  it("is not written by reading", async () => {
    await loadConfig({});
    expect(existsSync(stored())).toBe(false);
    writeFileSync(stored(), '{ "orb":{"minutes":20} }');
    await loadConfig({});
    expect(readFileSync(stored(), "utf8")).toBe('{ "orb":{"minutes":20} }');
  });

  it("holds what was written, for its owner alone", async () => {
    const store = await openStore();
    store.write({ orb: { minutes: 20 } });
    expect(JSON.parse(readFileSync(stored(), "utf8"))).toEqual({ orb: { minutes: 20 } });
    expect(statSync(stored()).mode & 0o777).toBe(0o600);
    expect((await openStore()).read()).toEqual({ orb: { minutes: 20 } });
  });
});
