// Facts of a live run in words.

import { describe, expect, it } from "vitest";
import { sentenceOf } from "../../src/tui/fact-sentence.js";
import { ALL_FACTS } from "./facts.js";

const tell = (type: string, change: Record<string, unknown> = {}) => {
  const fact = ALL_FACTS.find((one) => one.type === type);
  if (fact === undefined) throw new Error(`no fact ${type}`);
  return sentenceOf({ ...fact, ...change }, () => 2);
};
const text = (type: string, change?: Record<string, unknown>): string => tell(type, change).text;

describe("a change of the system's state", () => {
  it("is told with its reason, unless the state says it already", () => {
    const mode = (to: string, reason: string): string => text("mode_changed", { to, reason });
    expect(mode("RECONCILING", "the broker is asked")).toBe("RECONCILING: the broker is asked");
    expect(mode("READY", "all is up again")).toBe("READY: all is up again");
    expect(mode("PAUSED", "pause")).toBe("PAUSED");
    expect(mode("PAUSED", "flatten")).toBe("PAUSED: after a flatten");
    expect(mode("FLATTENING", "flatten")).toBe("FLATTENING");
    expect(mode("BOOTING", "boot")).toBe("BOOTING");
    // Others may be open: this is about one symbol, which goes on being held.
    const change = { from: "FLATTENING", to: "READY", reason: "flat" };
    expect(text("mode_changed", change)).toBe(
      "READY: the flatten is done, what it was of is held until resumed",
    );
  });

  it("is no news where it belongs to every start", () => {
    const isTold = (from: string, to: string): boolean =>
      !tell("mode_changed", { from, to, reason: "x" }).isDetail;
    expect([isTold("READY", "BOOTING"), isTold("BOOTING", "RECONCILING")]).toEqual([false, false]);
    expect([isTold("READY", "RECONCILING"), isTold("BOOTING", "HALTED")]).toEqual([true, true]);
  });

  it("is an alarm where trading has stopped for a fault, and says so by its sign", () => {
    const shown = (to: string) => {
      const { glyph, role } = tell("mode_changed", { to, reason: "x" });
      return `${glyph} ${role}`;
    };
    for (const to of ["HALTED", "PROTECT_ONLY", "FLATTENING"]) expect(shown(to)).toBe("! alarm");
    for (const to of ["PAUSED", "RECONCILING", "BOOTING"]) expect(shown(to)).toBe("◇ loss");
    expect(shown("READY")).toBe("◆ strong");
  });
});

describe("a reconciliation", () => {
  const nothing = { positions: [], orphans: [], adopted: [], dropped: [], cash_difference: null };
  const differs = (change: Record<string, unknown>): string =>
    text("reconcile", { ...nothing, agrees: false, ...change });

  it("that agrees is told when it was asked for, and at every regular check not at all", () => {
    const agrees = (trigger: string) => tell("reconcile", { ...nothing, agrees: true, trigger });
    expect(agrees("boot").text).toBe("the broker agrees at the start");
    expect(agrees("reconnect").text).toBe("the broker agrees after the reconnect");
    expect(agrees("unknown").text).toBe("the broker agrees after an unanswered order");
    expect(agrees("boot").isDetail).toBe(false);
    expect(agrees("timer").isDetail).toBe(true);
  });

  it("that differs says in what, and is an alarm where it is a position", () => {
    const mismatch = { positions: [{ symbol: "MNQ", ours: 2, brokers: -1 }], trigger: "timer" };
    expect(differs(mismatch)).toBe(
      "the broker differs at the regular check: MNQ here long 2, there short 1",
    );
    expect(differs({ positions: [{ symbol: "ES", ours: 0, brokers: 3 }] })).toBe(
      "the broker differs at the start: ES here flat, there long 3",
    );
    expect(tell("reconcile", { ...nothing, agrees: false, ...mismatch }).role).toBe("alarm");
    expect(tell("reconcile", { ...nothing, agrees: false, dropped: ["ES"] }).role).toBe("loss");
  });

  it("says what was done about what was found", () => {
    expect(differs({ orphans: [{ client_order_id: "tx9", action: "cancelled" }] })).toBe(
      "the broker differs at the start: order tx9 was not known: cancelled",
    );
    const adopted = [
      { symbol: "ES", trade_id: "7", side: "long", qty: 1, entry_price: 6_012.25, stop: 5_990 },
    ];
    expect(differs({ adopted, dropped: ["MES"], cash_difference: -12.5 })).toBe(
      "the broker differs at the start: ES long 1 at 6,012.25 taken over, stop 5,990.00; " +
        "MES dropped, the broker has none; cash there −12.50",
    );
  });

  it("that nobody asked for does not say that the broker was asked", () => {
    const positions = [{ symbol: "MNQ", ours: -1, brokers: -1 }];
    expect(differs({ trigger: "over_exit", positions })).toBe(
      "exits went beyond flat: MNQ here short 1, there short 1",
    );
  });
});

describe("an order whose end is not known", () => {
  it("says that it may work, or that it was given up", () => {
    expect(text("order_state", { state: "UNKNOWN", reason: "no_answer" })).toBe(
      "entry order without an answer: it may work, or not (no answer)",
    );
    expect(text("order_state", { state: "EXPIRED", reason: "presumed_lost" })).toBe(
      "entry order presumed lost: the broker does not know it",
    );
    expect(text("order_state", { state: "EXPIRED", role: "stop", reason: "end_of_day" })).toBe(
      "stop order expired at the broker (end of day)",
    );
    for (const state of ["UNKNOWN", "EXPIRED"]) {
      expect(tell("order_state", { state, reason: "" })).toMatchObject({
        glyph: "!",
        role: "alarm",
        isDetail: false,
      });
    }
  });
});

describe("protection", () => {
  it("says how long it was missing", () => {
    expect(text("protection", { naked_ms: 3_240 })).toBe("NAKED for 3.2 s: a stop covers 1 of 3");
    expect(text("protection", { naked_ms: 45_400 })).toBe("NAKED for 45 s: a stop covers 1 of 3");
    const again = { state: "PROTECTED", protected_qty: 3, naked_ms: 3_240 };
    expect(text("protection", again)).toBe("stop covers 3 after 3.2 s without");
    expect(text("protection", { ...again, naked_ms: 4 })).toBe("stop covers 3 after 4 ms without");
    expect(text("protection", { ...again, naked_ms: 0 })).toBe("stop covers 3");
  });

  it("is told live whenever it is there, and not while the stop is on its way", () => {
    const isTold = (state: string, naked_ms?: number): boolean =>
      !tell("protection", { state, ...(naked_ms === undefined ? {} : { naked_ms }) }).isDetail;
    expect(["PROTECTED", "UNKNOWN", "NAKED"].map((one) => isTold(one, 4))).toEqual([
      ...[true, false, true],
    ]);
    expect(["PROTECTED", "UNKNOWN", "NAKED"].map((one) => isTold(one))).toEqual([
      ...[false, true, true],
    ]);
  });
});

describe("what a person asked for", () => {
  it("is told as what was asked, for it is not done yet", () => {
    const asked = (command: string, inputs: Record<string, unknown>, symbol: string | null) =>
      text("operator", { command, by: "cockpit", inputs, symbol });
    expect(asked("pause", {}, null)).toBe("hold entries, asked by cockpit");
    expect(asked("flatten", { symbol: null }, null)).toBe("FLATTEN everything, asked by cockpit");
    expect(asked("flatten", { symbol: "MNQ" }, "MNQ")).toBe("FLATTEN MNQ, asked by cockpit");
    expect(asked("close", { symbol: "MNQ", qty: 2 }, "MNQ")).toBe(
      "take 2 of MNQ off, asked by cockpit",
    );
    expect(asked("move_stop", { symbol: "MNQ", price: 24_850 }, "MNQ")).toBe(
      "stop of MNQ to 24,850.00, asked by cockpit",
    );
    expect(asked("cancel", { symbol: "MNQ", client_order_id: "tx1" }, "MNQ")).toBe(
      "cancel order tx1, asked by cockpit",
    );
    expect(asked("rearm", { strategy: "mine" }, null)).toBe("re-arm mine, asked by cockpit");
    expect(asked("move_moon", {}, null)).toBe("move moon, asked by cockpit");
  });
});

describe("a start", () => {
  it("that is not the first of its journal is told as one", () => {
    expect(text("boot", { mode: "PAPER", seq: 1 })).toBe("PAPER of MNQ");
    expect(text("boot", { mode: "PAPER", seq: 512 })).toBe("started again: PAPER of MNQ");
    expect(text("boot", { mode: "REPLAY", seq: 512 })).toBe("REPLAY of MNQ");
  });
});
