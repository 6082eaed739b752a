// What is told over the view: how much it matters, as one where it comes in bursts, and gone again.

import { describe, expect, it } from "vitest";
import { Alerts } from "../../src/tui/alerts.js";
import { Bulletin } from "../../src/tui/bulletin.js";
import { frameLines } from "../../src/tui/frame.js";
import { withToasts } from "../../src/tui/panels/toasts.js";
import { isReadable, type Toast, Toasts } from "../../src/tui/toasts.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { openLive as open } from "./live-cockpits.js";
import { live, POSITION, snapshot, state, tape } from "./states.js";
import { fact, places, told } from "./told.js";

const READY = { from: "HALTED", to: "READY", reason: "reconcile" } as const;
const HALTED = { from: "READY", to: "HALTED", reason: "no link" } as const;

describe("a toast", () => {
  it.each([
    ["constraint_violation", {}, "warn"],
    ["guard_reject", { reason: "htf_gate" }, "info"],
    ["order_submitted", {}, "info"],
    ["fill", {}, "info"],
    ["stop_moved", {}, "info"],
    ["tripwire", { state: "TRIPPED" }, "alarm"],
    ["tripwire", { state: "ENDED" }, "info"],
    ["mode_changed", HALTED, "alarm"],
    ["mode_changed", READY, "info"],
    ["protection", { state: "NAKED", naked_ms: 3_000 }, "alarm"],
  ] as const)("of %s %o is %s", (type, change, severity) => {
    expect(told(fact(type, change)).map((one) => one.severity)).toEqual([severity]);
  });

  it.each([
    ["signal", {}],
    ["regime_changed", {}],
    // Its violation tells it.
    ["guard_reject", { reason: "constraint:max_trades_per_day" }],
    // A stop rests as it should.
    ["protection", { state: "PROTECTED", naked_ms: 4 }],
    ["order_state", { state: "FILLED" }],
  ] as const)("of %s %o is none", (type, change) => {
    expect(told(fact(type, change))).toEqual([]);
  });

  it("tells as one what comes in bursts, and apart what is of another symbol or reason", () => {
    const reject = (reason: string, symbol = "MNQ") => fact("guard_reject", { reason, symbol });
    const burst = Array.from({ length: 500 }, () => reject("htf_gate"));
    const toasts = told(...burst, reject("regime"), reject("htf_gate", "MES"), ...burst);
    expect(toasts.map(({ count, symbol }) => `${symbol} ${count}`)).toEqual([
      ...["MNQ 1", "MES 1", "MNQ 1000"],
    ]);
    expect(told(fact("fill"), fact("fill"))).toMatchObject([{ count: 2 }]);
  });

  it("is kept with few others, and an alarm before all of them", () => {
    const symbols = Array.from({ length: 100 }, (_, at) => `S${at}`);
    const facts = symbols.map((symbol) => fact("fill", { symbol }));
    const toasts = told(fact("mode_changed", HALTED), ...facts);
    expect(toasts.length).toBe(20);
    expect(toasts[0]?.severity).toBe("alarm");
    expect(toasts.at(-1)?.symbol).toBe("S99");
  });

  it("goes by itself, an alarm by a key that came when it had been seen", () => {
    const toasts = new Toasts();
    toasts.take(fact("fill"), places, 0);
    toasts.take(fact("constraint_violation"), places, 0);
    toasts.take(fact("mode_changed", HALTED), places, 0);
    const left = (ms: number): string[] => toasts.at(ms).map((one) => one.severity);
    expect(left(3_999)).toEqual(["info", "warn", "alarm"]);
    expect(left(4_000)).toEqual(["warn", "alarm"]);
    expect(left(8_000)).toEqual(["alarm"]);
    expect(left(1e9)).toEqual(["alarm"]);
    toasts.take(fact("tripwire", { state: "TRIPPED" }), places, 1e9);
    toasts.dismiss("x", 1e9 + 999);
    expect(toasts.at(1e9).map(({ kin }) => kin.split(" ")[0])).toEqual(["tripwire"]);
    toasts.dismiss("x", 1e9 + 1_000);
    expect(left(1e9)).toEqual([]);
    toasts.take(fact("fill"), places, 1e9);
    toasts.dismiss("x", 1e9 + 2_000);
    expect(left(1e9)).toEqual(["info"]);
    toasts.dismiss("esc", 1e9 + 2_000);
    expect(left(1e9)).toEqual([]);
  });

  it("goes by a key only where it was seen; the next ones then have their moment", () => {
    const toasts = new Toasts();
    toasts.take(fact("mode_changed", HALTED), places, 0);
    toasts.take(fact("tripwire", { state: "TRIPPED" }), places, 0);
    const kinds = (): (string | undefined)[] => toasts.at(1e9).map(({ kin }) => kin.split(" ")[0]);
    const [first, second] = toasts.at(0);
    expect([first, second].map((one) => one?.severity)).toEqual(["alarm", "alarm"]);
    toasts.dismiss("x", 1_000, second === undefined ? [] : [second]);
    expect(kinds()).toEqual(["mode_changed"]);
    // It has come into sight only now.
    toasts.dismiss("x", 1_999);
    expect(kinds()).toEqual(["mode_changed"]);
    toasts.dismiss("x", 2_000);
    expect(kinds()).toEqual([]);
  });

  it("stays a while longer when more of it comes", () => {
    const toasts = new Toasts();
    toasts.take(fact("fill"), places, 0);
    toasts.take(fact("fill"), places, 3_000);
    expect(toasts.at(6_999)).toMatchObject([{ count: 2 }]);
    expect(toasts.at(7_000)).toEqual([]);
  });
});

describe("a tape", () => {
  it.each([
    ["at full speed", { speed: null }, "READY", false, false],
    ["at 600 times", { speed: 600 }, "READY", false, false],
    ["at 60 times", { speed: 60 }, "READY", false, true],
    ["that stands", { speed: null }, "PAUSED", false, true],
    ["that runs to the next trade", { speed: 10 }, "READY", true, false],
  ] as const)("%s", (_, change, at, isSeeking, readable) => {
    const shown = snapshot({ replay: tape(change), state: at });
    expect(isReadable(shown, isSeeking)).toBe(readable);
  });

  it("tells nothing of what was there before the screen, nor asks how one feels", () => {
    const clock = { nowMs: () => 0, monotonicMs: () => 0 };
    const bulletin = new Bulletin(clock, 1_000_000);
    const shown = state({ snapshot: snapshot({ state: "PAUSED" }) });
    bulletin.take({ ...fact("fill"), seq: 1_000_000 }, places, shown);
    expect(bulletin.look(shown)).toEqual([]);
    bulletin.take({ ...fact("fill"), seq: 1_000_001 }, places, shown);
    expect(bulletin.look(shown)).toHaveLength(1);
  });
});

const WORDS = { glyph: "●", symbol: "MNQ", count: 1, fromMs: 0, untilMs: 9 } as const;
const toast = (kin: string, change: Partial<Toast> = {}): Toast => {
  return { ...WORDS, kin, text: kin, severity: "info", ...change };
};

describe("the rows of toasts", () => {
  const rowsOf = (shown: Parameters<typeof frameLines>[0]): string[] =>
    frameLines(shown, () => []).map((line) => line.map(({ text }) => text).join(""));
  const quiet = { snapshot: live({ positions: [POSITION] }) };

  it("lie over the last three rows of the view and nothing else", () => {
    const toasts = ["a", "b", "c", "d", "e"].map((kin, at) => toast(kin, { fromMs: at }));
    const grave = toast("grave", { severity: "alarm", count: 12 });
    const plain = rowsOf(state(quiet));
    const shown = rowsOf(state({ ...quiet, toasts: [grave, ...toasts] }));
    const changed = shown.flatMap((row, at) => (row === plain[at] ? [] : [at]));
    expect(changed).toEqual([20, 21, 22]);
    // What matters most first, then the newest; the rest is counted.
    expect(shown[20]).toMatch(/▌ ALARM ● grave ×12 +$/);
    expect(shown[21]).toMatch(/▌ INFO ● e +$/);
    expect(shown[22]).toMatch(/▌ 4 more: 5 Log has them all +$/);
  });

  it("wait behind a plan and the list of keys", () => {
    const toasts = [toast("a")];
    const lines = Array.from({ length: 8 }, () => []);
    const prompt = { kind: "kill", typed: "" } as const;
    for (const change of [{ prompt }, { isHelpOpen: true }]) {
      expect(withToasts(state({ ...quiet, ...change, toasts }), lines, 80)).toEqual(lines);
    }
  });
});

describe("an engine that does not answer", () => {
  it("is an alarm once, after a moment, and is told of when it does again", () => {
    const bulletin = new Bulletin({ nowMs: () => 0, monotonicMs: () => 0 }, 0);
    const told = (ms: number | null): string[] => {
      const silence = ms === null ? null : { words: "gone", ms };
      const shown = state({ snapshot: live({ mood: 4 }), silence });
      return bulletin
        .look(shown)
        .map(({ severity, text, count }) => `${severity} ${text} ${count}`);
    };
    expect(told(2_999)).toEqual([]);
    expect(told(3_000)).toEqual(["alarm the engine does not answer 1"]);
    expect(told(60_000)).toEqual(["alarm the engine does not answer 1"]);
    expect(told(null)).toEqual(["info the engine answers again 1"]);
  });
});

describe("the mood", () => {
  const LOSS = { net_pnl: -100, result_R: -1 };

  it("is asked for once at the day's start and after each loss, and withdrawn by its key", () => {
    const bulletin = new Bulletin({ nowMs: () => 0, monotonicMs: () => 5_000 }, 0);
    const shown = state({ snapshot: live() });
    const asks = (now = shown): string[] => bulletin.look(now).map(({ text }) => text);
    expect(asks()).toEqual([expect.stringContaining("How do you feel today? m says it")]);
    bulletin.dismiss("m");
    expect(asks()).toEqual([]);
    bulletin.take(fact("trade_closed", { net_pnl: 50 }), places, shown);
    expect(asks()).toEqual([]);
    bulletin.take(fact("trade_closed", LOSS), places, shown);
    expect(asks()).toEqual([expect.stringContaining("A loss.")]);
    bulletin.dismiss("m");
    const tomorrow = state({ snapshot: live({ account_day: 20_411 }) });
    expect(asks(tomorrow)).toEqual([expect.stringContaining("How do you feel today?")]);
  });

  it("is not asked for where it was said, no day has begun, or the screen looks on", () => {
    const clock = { nowMs: () => 0, monotonicMs: () => 0 };
    const asked = (change: Parameters<typeof state>[0]) =>
      new Bulletin(clock, 0).look(state(change));
    expect(asked({ snapshot: live({ mood: 4 }) })).toEqual([]);
    expect(asked({ snapshot: live({ account_day: null }) })).toEqual([]);
    expect(asked({ snapshot: live(), seat: "views" })).toEqual([]);
    expect(asked({ snapshot: live(), seat: "watches" })).toEqual([]);
    expect(asked({ snapshot: snapshot() })).toEqual([]);
  });

  it("takes no key away: digits show views, m opens it, and any other key leaves it", async () => {
    const session = new FakeLiveSession();
    const { terminal, type } = await open(session);
    await terminal.shows(/ASK \? How do you feel today\?/);
    await type("4");
    await terminal.shows(/\[4 Risk\]/);
    await type("m");
    expect(await terminal.shows(/How do you feel\? {2}1 awful/)).not.toMatch(/ASK \?/);
    await type("space");
    await terminal.shows(/\[4 Risk\]/);
    await type("m", "esc", "m", "2");
    expect(session.asked.map(({ command }) => command)).toEqual(["mood"]);
  });
});

describe("a call for a trader who looks elsewhere", () => {
  let ms = 0;
  const called = (options: Partial<ConstructorParameters<typeof Alerts>[0]>) => {
    const sent: string[] = [];
    const all = { bell: false, osc9: false, multiplexer: null, ...options };
    const clock = { nowMs: () => 0, monotonicMs: () => ms };
    return { sent, alerts: new Alerts(all, clock, (text) => sent.push(text)) };
  };
  const alarm = (fromMs: number): Toast =>
    toast("x", { severity: "alarm", text: "NAKED\u001b[31m\u0007", fromMs });

  it("is off until it is asked for, and for alarms alone", () => {
    const { sent, alerts } = called({});
    alerts.look([alarm(1)]);
    const rung = called({ bell: true });
    rung.alerts.look([toast("a"), toast("b", { severity: "warn" })]);
    expect([...sent, ...rung.sent]).toEqual([]);
  });

  it("is a bell and a notice without anything that a terminal obeys, wrapped for tmux", () => {
    for (const [multiplexer, wanted] of [
      [null, "\u0007\u001b]9;transmission MNQ NAKED[31m\u0007"],
      ["tmux", "\u0007\u001bPtmux;\u001b\u001b]9;transmission MNQ NAKED[31m\u0007\u001b\\"],
      ["screen", "\u0007"],
    ] as const) {
      const { sent, alerts } = called({ bell: true, osc9: true, multiplexer });
      alerts.look([alarm(1)]);
      expect(sent).toEqual([wanted]);
    }
  });

  it("comes once for an alarm, and no more often than every ten seconds", () => {
    const { sent, alerts } = called({ bell: true });
    ms = 0;
    alerts.look([alarm(1)]);
    alerts.look([alarm(1)]);
    expect(sent).toHaveLength(1);
    ms = 9_999;
    alerts.look([alarm(9_999)]);
    expect(sent).toHaveLength(1);
    ms = 10_000;
    alerts.look([alarm(10_000)]);
    expect(sent).toHaveLength(2);
  });
});
