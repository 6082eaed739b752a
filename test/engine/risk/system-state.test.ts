// The system's state: what outweighs what, and that each change is one fact.

import { describe, expect, it } from "vitest";
import type { Condition } from "../../../src/engine/event.js";
import { systemStateOf } from "../../../src/engine/risk/system-state.js";
import { FIRST_TS, MINUTE } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { liveDesk, long, modesOf, opened, positionOf, survives } from "../live-desk.js";

describe("the system's state", () => {
  it("of what applies the one that weighs most, and the next one once that ends", () => {
    const desk = long();
    const stateOf = () => systemStateOf(desk.engine.core).state;
    const on: [Condition, boolean][] = [
      ...([
        ["feed_down", true],
        ["reconciling", true],
        ["journal_full", true],
      ] as const),
    ].map(([condition, isOn]) => [condition, isOn]);
    desk.command({ name: "pause" });
    const seen = [stateOf()];
    for (const [condition] of on) {
      desk.condition(condition, true, "x");
      seen.push(stateOf());
    }
    desk.command({ name: "flatten", symbol: null });
    seen.push(stateOf());
    expect(seen).toEqual(["PAUSED", "HALTED", "RECONCILING", "PROTECT_ONLY", "FLATTENING"]);
    desk.bar(2, 100);
    const back = [stateOf()];
    for (const [condition] of [...on].reverse()) {
      desk.condition(condition, false);
      back.push(stateOf());
    }
    desk.command({ name: "resume" });
    back.push(stateOf());
    expect(back).toEqual(["PROTECT_ONLY", "RECONCILING", "HALTED", "PAUSED", "READY"]);
    expect(modesOf(desk.facts).slice(2)).toEqual([
      "READY PAUSED pause",
      "PAUSED HALTED no data: x",
      "HALTED RECONCILING the broker is being asked: x",
      "RECONCILING PROTECT_ONLY the journal cannot grow: x",
      "PROTECT_ONLY FLATTENING flatten",
      "FLATTENING PROTECT_ONLY the journal cannot grow: x",
      "PROTECT_ONLY RECONCILING the broker is being asked: x",
      "RECONCILING HALTED no data: x",
      "HALTED PAUSED flatten",
      "PAUSED READY resumed",
    ]);
    survives(desk);
  });

  it("is HALTED by a breaker, a link, a feed, another engine and a mismatch", () => {
    for (const condition of ["circuit_open", "broker_down", "feed_down", "fenced"] as const) {
      const desk = opened();
      desk.condition(condition, true, "");
      expect(systemStateOf(desk.engine.core).state).toBe("HALTED");
    }
    const desk = opened();
    desk.engine.state.ledger.mismatch = ["A"];
    expect(systemStateOf(desk.engine.core)).toEqual({
      ...{ state: "HALTED", reason: "the broker has other positions: A" },
    });
  });

  it("begins BOOTING at each boot, a pause of before stands after it", () => {
    const first = opened();
    first.command({ name: "pause" });
    const state = structuredClone(first.engine.state);
    // It was down for a while: the time is the boot's.
    state.now = FIRST_TS - MINUTE;
    const next = liveDesk({ state, isBooting: true });
    expect(systemStateOf(next.engine.core).state).toBe("BOOTING");
    expect(factsOf(next.facts, "mode_changed")[0]?.ts).toBe(FIRST_TS);
    next.condition("reconciling", true, "boot");
    next.reconcile();
    next.condition("reconciling", false);
    expect(modesOf(next.facts)).toEqual([
      "PAUSED BOOTING boot",
      "BOOTING RECONCILING the broker is being asked: boot",
      "RECONCILING PAUSED pause",
    ]);
    next.signal(1);
    expect(factsOf(next.facts, "guard_reject")[0]?.reason).toBe("paused");
  });

  it("a pause that becomes a flatten's says so, though the state is the same", () => {
    const desk = opened();
    desk.command({ name: "pause" });
    desk.command({ name: "flatten", symbol: null });
    expect(modesOf(desk.facts).at(-1)).toBe("PAUSED PAUSED flatten");
  });

  it("a flatten whose exit is refused stays FLATTENING and tries again in 5 s", () => {
    // A refused exit is sent again at once; a second refusal leaves it to time.
    let refusals = 2;
    const desk = long({
      fateOf: ({ role }) => (role === "exit" && refusals-- > 0 ? "reject" : "match"),
    });
    desk.command({ name: "flatten", symbol: null });
    const { core } = desk.engine;
    expect(systemStateOf(core).state).toBe("FLATTENING");
    expect(core.nextDueTs).toBe(core.state.now + 5_000);
    desk.step({ type: "clock", ts: core.nextDueTs });
    // Ordered 5 s into the bar of minute 2: the first open it can have is that of minute 3.
    desk.bar(2, 100);
    expect(systemStateOf(core).state).toBe("FLATTENING");
    desk.bar(3, 100);
    expect(positionOf(desk)).toBeNull();
    expect(systemStateOf(core)).toEqual({ state: "PAUSED", reason: "flatten" });
  });
});
