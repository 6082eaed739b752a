// Holds that people and limits put on, and what a resume ends of them, worked by hand.

import { describe, expect, it } from "vitest";
import { resumeObstacle, stillHeld } from "../../src/engine/control/refusal.js";
import { standingOf } from "../../src/engine/risk/standing.js";
import { systemStateOf } from "../../src/engine/risk/system-state.js";
import { symbolsOf } from "../../src/runtime/views.js";
import { factsOf } from "../harness.js";
import {
  type LiveDesk,
  liveDesk,
  long,
  modesOf,
  opened,
  ordersOf,
  positionOf,
  reasonsOf,
  survives,
} from "./live-desk.js";
import { plainConfig } from "./risk/attempts.js";

describe("a flatten", () => {
  it("holds, cancels and exits; it is PAUSED once flat, and a resume frees it", () => {
    const desk = long();
    desk.command({ name: "flatten", symbol: null });
    expect(systemStateOf(desk.engine.core).state).toBe("FLATTENING");
    const exits = factsOf(desk.facts, "order_submitted").filter(({ role }) => role === "exit");
    expect(exits.map(({ qty, reason }) => [qty, reason])).toEqual([[10, "flatten"]]);
    desk.bar(2, 101);
    expect(positionOf(desk)).toBeNull();
    expect(ordersOf(desk)).toEqual([]);
    expect(factsOf(desk.facts, "trade_closed")[0]?.exit_reason).toBe("flatten");
    expect(modesOf(desk.facts).slice(2)).toEqual([
      "READY FLATTENING flatten",
      "FLATTENING PAUSED flatten",
    ]);
    desk.signal(3);
    expect(reasonsOf(desk.facts)).toEqual(["paused"]);
    expect(standingOf(desk.engine.core, 0).gear).toBe("P");
    desk.command({ name: "resume" });
    desk.signal(3, { stop: 91 });
    desk.bar(3, 101);
    expect(positionOf(desk)?.entryLots).toBe(10);
    survives(desk);
  });

  it("repeated sends no second exit", () => {
    const desk = long();
    desk.command({ name: "flatten", symbol: null });
    desk.command({ name: "flatten", symbol: null });
    desk.command({ name: "flatten", symbol: 0 });
    const exits = desk.sent.filter((one) => one.kind === "place" && one.order.role === "exit");
    expect(exits).toHaveLength(1);
    desk.bar(2, 100);
    expect(positionOf(desk)).toBeNull();
    survives(desk);
  });

  it("of one symbol holds that one alone", () => {
    const config = plainConfig();
    const desk = liveDesk({ symbols: 2, config });
    for (const symbol of [0, 1]) desk.bar(0, 100, 100, { symbol });
    for (const symbol of [0, 1]) desk.signal(1, { symbol });
    for (const symbol of [0, 1]) desk.bar(1, 100, 100, { symbol });
    desk.command({ name: "flatten", symbol: 1 });
    for (const symbol of [0, 1]) desk.bar(2, 100, 100, { symbol });
    expect(positionOf(desk, 0)?.entryLots).toBe(10);
    expect(positionOf(desk, 1)).toBeNull();
    expect(systemStateOf(desk.engine.core).state).toBe("READY");
    desk.signal(3, { symbol: 1, stop: 91 });
    expect(
      factsOf(desk.facts, "guard_reject").map(({ symbol, reason }) => [symbol, reason]),
    ).toEqual([["B", "paused"]]);
    expect(standingOf(desk.engine.core, 0).objection).toBeNull();
    const held = (): boolean[] => symbolsOf(desk.engine.core, []).map((one) => one.held);
    expect(held()).toEqual([false, true]);
    survives(desk, 2);
    desk.command({ name: "resume" });
    expect(held()).toEqual([false, false]);
    expect(standingOf(desk.engine.core, 1).objection).toBeNull();
  });

  it("gets out again of an entry that filled while it was being cancelled", () => {
    // The entry's answer never comes until after the flatten; then it has filled all the same.
    const desk = opened({ fateOf: ({ role }) => (role === "entry" ? "silence" : "match") });
    desk.signal(1);
    const entry = ordersOf(desk)?.[0]?.clientOrderId ?? "";
    desk.command({ name: "flatten", symbol: null });
    expect(systemStateOf(desk.engine.core).state).toBe("FLATTENING");
    desk.step({
      ...{
        type: "report",
        kind: "fill",
        symbol: 0,
        ts: desk.engine.state.now,
        qty: 10,
        cumQty: 10,
      },
      ...{ clientOrderId: entry, price: 400, executionId: "late", commissionNano: 0 },
      ...{ stalePrice: false, reason: "" },
    });
    expect(positionOf(desk)?.entryLots).toBe(10);
    desk.bar(1, 100);
    expect(positionOf(desk)).toBeNull();
    expect(factsOf(desk.facts, "trade_closed")[0]?.exit_reason).toBe("flatten");
    expect(systemStateOf(desk.engine.core)).toEqual({ state: "PAUSED", reason: "flatten" });
    survives(desk);
  });
});

describe("a resume", () => {
  /** Two losses of 1 R on the first bars of the day. */
  function lost(config: ReturnType<typeof plainConfig>): LiveDesk {
    const desk = opened({ config });
    for (const minute of [1, 4]) {
      desk.signal(minute);
      desk.bar(minute, 100);
      desk.bar(minute + 1, 100, 89);
      desk.bar(minute + 2, 100);
    }
    return desk;
  }

  it("ends a BLOCK and what stood there counts no more", () => {
    const desk = lost(plainConfig({ day_r: -2, day_action: "BLOCK" }));
    desk.signal(7);
    expect(reasonsOf(desk.facts)).toEqual(["tripwire_day"]);
    expect(resumeObstacle(desk.engine.core)).toEqual([]);
    desk.command({ name: "resume" });
    const ended = factsOf(desk.facts, "tripwire").at(-1);
    expect(ended).toMatchObject({ state: "ENDED", action: "BLOCK", forgiven_r: -2 });
    expect(ended?.auto).toBeUndefined();
    desk.signal(7, { stop: 91 });
    desk.bar(7, 100);
    expect(positionOf(desk)).not.toBeNull();
    survives(desk);
  });

  it("leaves a LOCK, and names it", () => {
    const desk = lost(plainConfig({ day_r: -2 }));
    desk.command({ name: "pause" });
    desk.command({ name: "resume" });
    const words = "tripwire_day: the day's R limit: locked until the day rolls";
    expect(resumeObstacle(desk.engine.core)).toEqual([words]);
    expect(stillHeld(desk.engine.core)?.code).toBe("still_held");
    expect(standingOf(desk.engine.core, 0).objection).toBe("tripwire_day");
    desk.signal(7);
    expect(reasonsOf(desk.facts)).toEqual(["tripwire_day"]);
  });

  it("leaves a cool-down and a reconcile hold", () => {
    const base = plainConfig();
    const desk = lost({ ...base, governor: { ...base.governor, streak: [1, 1, 2] } });
    desk.condition("reconciling", true, "asking");
    desk.command({ name: "resume" });
    const words = resumeObstacle(desk.engine.core);
    expect(words).toHaveLength(2);
    expect(words[0]).toBe("reconcile hold: the broker is being asked: asking");
    expect(words[1]).toMatch(/^cool-down: 2 losses in a row/);
  });
});

describe("a re-arming", () => {
  it("ends a strategy's switch-off, and its entries count from zero", () => {
    const config = plainConfig({}, { loop: { entries: 1, window_min: 10 }, duplicate_window_s: 0 });
    const desk = opened({ config });
    desk.signal(1);
    desk.bar(1, 100, 89);
    desk.bar(2, 100, 89);
    desk.bar(3, 100);
    desk.signal(4);
    expect(reasonsOf(desk.facts)).toEqual(["loop"]);
    desk.command({ name: "rearm", strategy: "hand" });
    expect(factsOf(desk.facts, "tripwire").map(({ state, auto }) => [state, auto])).toEqual([
      ["TRIPPED", undefined],
      ["ENDED", undefined],
    ]);
    desk.signal(4, { stop: 91 });
    expect(reasonsOf(desk.facts)).toEqual(["loop"]);
    survives(desk);
  });
});

describe("a lock", () => {
  it("whose exit is refused twice tries again in 5 s", () => {
    // 10 from 100 with the stop at 90 stand at -0.6 R on a close of 94.
    let refusals = 2;
    const desk = long({
      config: plainConfig({ day_r: -0.5 }),
      fateOf: ({ role }) => (role === "exit" && refusals-- > 0 ? "reject" : "match"),
    });
    desk.bar(2, 100, 94);
    const { core } = desk.engine;
    expect(positionOf(desk)).not.toBeNull();
    const due = core.state.now + 5_000;
    expect(core.nextDueTs).toBe(due);
    // Without a link nothing is sent, however often the clock comes.
    desk.condition("broker_down", true, "x");
    const sent = desk.sent.length;
    desk.step({ type: "clock", ts: due });
    expect(desk.sent).toHaveLength(sent);
    desk.condition("broker_down", false);
    desk.step({ type: "clock", ts: due });
    // Ordered 5 s into the bar of minute 3.
    desk.bar(3, 94);
    desk.bar(4, 94);
    expect(factsOf(desk.facts, "trade_closed")[0]?.exit_reason).toBe("tripwire");
    survives(desk);
  });
});
