// What the log's lines are, and what is in none of them.

import { mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { configSchema } from "../../src/config/schema.js";
import { LogFile } from "../../src/telemetry/log-file.js";
import { RunLog } from "../../src/telemetry/run-log.js";
import { secretsOf } from "../../src/telemetry/secrets.js";
import { linesOf, ownFolder } from "./folder.js";

const WALL = Date.parse("2026-01-05T15:00:00.250Z");
const REJECT = {
  ...{ seq: 7, ts: "2026-01-05T15:00:00.000Z", type: "guard_reject", symbol: "MNQ" },
  ...{ trace_id: "t-4", reason: "cooldown", level: 3, time: "never" },
};

function opened() {
  const path = join(ownFolder(), "engine.log");
  const clock = { ms: 0 };
  const rotation = { maxBytes: 1_000_000, files: 1 };
  const file = new LogFile({ path, rotation, monotonicMs: () => clock.ms });
  return { path, clock, file, log: new RunLog({ file, wallMs: () => WALL }) };
}

describe("the log of a run", () => {
  it("has a fact with its trace, its level and its sentence; no names clash", async () => {
    const { path, file, log } = opened();
    log.fact(REJECT, () => "refused");
    log.fact({ seq: 8, ts: "t", type: "mode_changed", symbol: null, trace_id: null }, () => "up");
    await file.close();
    const own = { time: "2026-01-05T15:00:00.250Z", pid: process.pid };
    expect(linesOf(path)).toEqual([
      {
        ...{ level: "warn", ...own, seq: 7, ts: REJECT.ts, type: "guard_reject", symbol: "MNQ" },
        ...{ trace_id: "t-4", msg: "refused" },
        fact: { reason: "cooldown", level: 3, time: "never" },
      },
      { level: "info", ...own, seq: 8, ts: "t", type: "mode_changed", fact: {}, msg: "up" },
    ]);
  });

  it("leaves out what is quieter than asked, and makes no sentence for it", async () => {
    const { path, file, log } = opened();
    const sentence = vi.fn(() => "words");
    log.fact({ seq: 1, type: "regime_changed" }, sentence);
    expect(sentence).not.toHaveBeenCalled();
    log.configure("debug", []);
    log.fact({ seq: 2, type: "regime_changed" }, sentence);
    log.configure("error", []);
    log.fact({ seq: 3, type: "signal" }, sentence);
    log.say("words");
    log.fail("it ended");
    await file.close();
    expect(linesOf(path).map(({ level, seq }) => [level, seq])).toEqual([
      ["debug", 2],
      ["fatal", undefined],
    ]);
  });

  it("writes no value under a name that means a secret, wherever a line has names", async () => {
    const { path, file, log } = opened();
    const hidden = ["secret", "password", "token", "authorization", "api_key", "key_hash"];
    const names = [...hidden, "x-api-key", "X-API-Key", "heartbeat_url", "webhook_secret"];
    const all = Object.fromEntries(names.map((name, at) => [name, `hush-${at}`]));
    const headers = { any: "hush-header" };
    const fact = { seq: 1, type: "operator", command: "pause", ...all, headers };
    log.fact({ ...fact, inputs: { ...all, headers, deep: { ...all, headers } } }, () => "paused");
    await file.close();
    const text = readFileSync(path, "utf8");
    expect(text).not.toContain("hush");
    expect(text).toContain('"command":"pause"');
    expect(text.match(/\[redacted\]/g)).toHaveLength(3 * (names.length + 1));
  });

  it("writes no secret's value, wherever it occurs and however JSON spells it", async () => {
    const { path, file, log } = opened();
    const { notify, ...config } = configSchema.parse({});
    const command = ["notify", "--token=tok-12345678"];
    const url = "https://me:pass-word-1@hooks.example/services/T000/B000?sig=abcdefgh";
    const heartbeat = "https://beat.example/ping/0c9e-77aa";
    const addresses = { command, url, heartbeat_url: heartbeat };
    const webhook = 'a "quoted" secret\\';
    log.configure("info", secretsOf({ ...config, notify: { ...notify, ...addresses } }, webhook));
    log.say(`POST ${url} failed; GET /services/T000/B000?sig=abcdefgh; pass-word-1`);
    log.say(`spawn ${command.join(" ")}: ENOENT; ${heartbeat}; /ping/0c9e-77aa`);
    log.fact({ seq: 1, type: "operator", inputs: { tag: `x${webhook}y` } }, () => webhook);
    await file.close();
    const text = readFileSync(path, "utf8");
    for (const part of ["T000", "sig=", "pass-word", "tok-1234", "0c9e", "quoted"]) {
      expect(text).not.toContain(part);
    }
    // What is left is whole lines of JSON, with the rest of the words.
    const said = linesOf(path).map(({ msg }) => String(msg));
    expect(said[0]).toMatch(/^POST \[redacted\] failed; GET /);
    expect(said[1]).toMatch(/^spawn notify \[redacted\]: ENOENT; /);
    expect(said[2]).toBe("[redacted]");
  });

  it("says how many of its lines a disk has lost, once it takes lines again", async () => {
    const { path, clock, file, log } = opened();
    mkdirSync(path);
    for (const at of [1, 2, 3]) log.say(`lost ${at}`);
    await vi.waitFor(() => expect(file.hasRoom).toBe(false));
    rmdirSync(path);
    clock.ms = 30_000;
    log.say("here again");
    log.say("and on");
    await file.close();
    expect(linesOf(path).map(({ lost, msg }) => [lost, msg])).toEqual([
      [3, "lines of this log are lost: the disk did not take them"],
      [undefined, "here again"],
      [undefined, "and on"],
    ]);
  });
});
