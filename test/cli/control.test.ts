// The commands that ask a running engine to act, against one that a test speaks for.

import { describe, expect, it } from "vitest";
import { FakeSession, snapshotOf } from "../control/fake-session.js";
import { called } from "./called.js";
import { engine, giveHome } from "./engine-at.js";

giveHome();

type Case = [args: string[], command: object];
const CASES: Case[] = [
  [["pause"], { command: "pause" }],
  [["resume"], { command: "resume" }],
  [["stop"], { command: "stop" }],
  [["mood", "4"], { command: "mood", score: 4 }],
  [["close", "MNQ"], { command: "close", symbol: "MNQ" }],
  [["close", "MNQ", "--pct", "50"], { command: "close", symbol: "MNQ", pct: 50 }],
  [["move-stop", "MNQ", "24995.5"], { command: "move_stop", symbol: "MNQ", price: 24_995.5 }],
  [["cancel", "txab1cd-8-t"], { command: "cancel", client_order_id: "txab1cd-8-t" }],
  [["rearm", "orb_retest"], { command: "rearm", strategy: "orb_retest" }],
  [["calendar", "reload"], { command: "reload_calendar" }],
  [
    ["signal", "MNQ", "long", "--stop", "24990", "--target", "25030", "--qty", "2", "--tag", "my"],
    {
      ...{ command: "signal", symbol: "MNQ", side: "long", stop: 24_990, target: 25_030 },
      ...{ qty: 2, tag: "my", dry_run: false, origin: "hand" },
    },
  ],
  [
    ["signal", "MNQ", "exit"],
    { command: "signal", symbol: "MNQ", side: "exit", dry_run: false, origin: "hand" },
  ],
];

describe("a command", () => {
  it.each(CASES)("%j asks for it and says so", async (args, command) => {
    const session = new FakeSession();
    await engine(session);
    const { stdout, stderr, code } = await called(...args);
    expect(session.commands).toEqual([{ ...command, by: "cli", command_id: expect.any(String) }]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^.{5,99}\n$/);
    expect(code).toBe(0);
  });

  it.each(CASES)("%j prints the answer alone with --json", async (args) => {
    const session = new FakeSession();
    await engine(session);
    const { stdout, stderr, code } = await called(...args, "--json");
    const { command_id } = session.commands[0] ?? {};
    expect(JSON.parse(stdout)).toMatchObject({ accepted: true, command_id });
    expect([stderr, code]).toEqual(["", 0]);
  });

  it.each(CASES)("%j ends with 3 and the reason where it is refused", async (args) => {
    const session = new FakeSession();
    session.answer = ({ command_id }) => {
      return { accepted: false, command_id, code: "halted", message: "the broker is cut off" };
    };
    await engine(session);
    const words = await called(...args);
    expect(words).toEqual({ stdout: "", stderr: "transmission: the broker is cut off\n", code: 3 });
    const asJson = await called(...args, "--json");
    expect(JSON.parse(asJson.stdout)).toEqual({
      ...{ accepted: false, reason: "halted", message: "the broker is cut off" },
    });
    expect(asJson.code).toBe(3);
  });

  it.each(CASES)("%j ends with 4 where no engine runs", async (args) => {
    const { stdout, stderr, code } = await called(...args);
    expect([stdout, code]).toEqual(["", 4]);
    expect(stderr).toMatch(/^transmission: no engine is running for .*\n$/);
  });
});

describe("resume", () => {
  it.each([
    ["tripwire_day", "the day's R limit"],
    ["tripwire_week", "the week's R limit"],
    ["daily_loss_limit", "the day's money limit"],
    ["governor", "the mental governor"],
    ["reconcile_hold", "orders to reconcile"],
    ["halted", "halted"],
  ])("ends with 3 where %s holds on", async (reason, words) => {
    const session = new FakeSession();
    session.shown = snapshotOf({ can_trade: false, reason });
    await engine(session);
    const { stderr, code } = await called("resume");
    expect(stderr).toBe(`transmission: resumed, but no entries: ${words} (${reason}) holds on\n`);
    expect(code).toBe(3);
    expect(session.commands).toMatchObject([{ command: "resume" }]);
  });

  it("is done where only time stands between it and an entry", async () => {
    const session = new FakeSession();
    session.shown = snapshotOf({ can_trade: false, reason: "outside_session" });
    await engine(session);
    const { stderr, code } = await called("resume");
    expect(stderr).toBe("resumed; no entry just now: outside the session\n");
    expect(code).toBe(0);
  });
});

describe("stop", () => {
  it.each([
    ["PROTECTED", "its stop at 24990 rests"],
    ["NAKED", "NO STOP WORKS"],
    ["UNKNOWN", "whether it is still there, and its stop, only the broker knows"],
  ] as const)("says of a position that is %s what it leaves", async (protection, words) => {
    const session = new FakeSession();
    const [position] = session.shown.positions;
    if (position === undefined) throw new Error("the session has a position");
    const { side, qty, entry } = position;
    session.shown = snapshotOf({ positions: [{ ...position, stop: 24_990, protection }] });
    await engine(session);
    const { stderr } = await called("stop");
    const left = `MNQ ${side} ${qty} from ${entry} stays open`;
    expect(stderr).toBe(`the engine ends; ${left}, ${words}\n`);
  });

  it("says which entry it leaves, of which nobody knows whether it works", async () => {
    const session = new FakeSession();
    const asked = { symbol: "MNQ", side: "buy", type: "limit", qty: 2, price: 25_000 } as const;
    const order = { ...asked, client_order_id: "tx00001-1-e", state: "UNKNOWN" };
    session.shown = snapshotOf({ positions: [], orders: [{ ...order, role: "entry" }] });
    await engine(session);
    const left = "MNQ entry tx00001-1-e (UNKNOWN) is left at the broker";
    expect((await called("stop")).stderr).toBe(`the engine ends; ${left}\n`);
  });

  it("says so where nothing is open", async () => {
    const session = new FakeSession();
    session.shown = snapshotOf({ positions: [], orders: [] });
    await engine(session);
    expect((await called("stop")).stderr).toBe("the engine ends; nothing is open\n");
  });
});

describe("signal", () => {
  it.each([
    [["exit"], "leaving MNQ\n"],
    [["long", "--stop", "24990"], "MNQ long passed the guards\n"],
  ])("%j says what was done, and of guards only where some were asked", async (args, words) => {
    await engine();
    expect((await called("signal", "MNQ", ...args)).stderr).toBe(words);
  });
});

describe("signal --dry-run", () => {
  const verdicts = [
    { guard: "paused", ok: true, inputs: {} },
    { guard: "news_blackout", ok: true, inputs: { titles: [] } },
  ];
  const args = ["signal", "MNQ", "short", "--stop", "25010", "--dry-run"];

  it("shows size, risk and every guard's word, and trades nothing", async () => {
    const session = new FakeSession();
    const dry_run = { qty: 2, R: 40, verdicts };
    session.answer = ({ command_id }) => ({ accepted: true, command_id, dry_run });
    await engine(session);
    const { stdout, code } = await called(...args);
    expect(stdout).toBe(
      "MNQ short: 2 would be traded, 40.00 at risk\n\n" +
        'pass  paused\npass  news_blackout  {"titles":[]}\n',
    );
    expect(code).toBe(0);
    expect(session.commands).toMatchObject([{ command: "signal", dry_run: true }]);
    expect(JSON.parse((await called(...args, "--json")).stdout)).toEqual(dry_run);
  });

  it("says that nothing would be traded where a guard refuses", async () => {
    const session = new FakeSession();
    const refused = [{ guard: "regime", ok: false, inputs: { regime: "RANGE" } }, ...verdicts];
    const dry_run = { qty: 0, R: 0, verdicts: refused };
    session.answer = ({ command_id }) => ({ accepted: true, command_id, dry_run });
    await engine(session);
    const { stdout, code } = await called(...args);
    expect(stdout).toMatch(/^MNQ short: nothing would be traded\n\nREFUSE {2}regime/);
    expect(code).toBe(0);
  });
});

describe("wrong use", () => {
  it.each([
    [["mood", "6"], "'score' cannot be '6'"],
    [["mood", "2.5"], "'score' cannot be '2.5'"],
    [["close", "MNQ", "--pct", "0"], "'--pct <n>' argument '0' is invalid"],
    [["close", "MNQ", "--pct", "101"], "'--pct <n>' argument '101' is invalid"],
    [["move-stop", "MNQ", "up"], "'price' cannot be 'up'"],
    [["signal", "MNQ", "buy", "--stop", "1"], "'side' cannot be 'buy'"],
    [["signal", "MNQ", "long"], "give --stop <price>"],
    [["signal", "MNQ", "long", "--stop", "nan"], "argument 'nan' is invalid"],
    [["rearm"], "missing required argument 'strategy'"],
    [["pause", "MNQ"], "too many arguments"],
  ])("%j ends with 2 before anybody is asked", async (args, words) => {
    const session = new FakeSession();
    await engine(session);
    const { stdout, stderr, code } = await called(...args);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect([stdout, code]).toEqual(["", 2]);
    expect(session.commands).toEqual([]);
  });
});
