// A position and its stop at a live broker, worked by hand: refused stops, answers that do not
// come, amendments that get lost. Alarm after 2 s, market exit after 10 s.

import { describe, expect, it } from "vitest";
import { engineConfig, intrade } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import {
  BARE,
  cancelled,
  opened,
  placed,
  type Script,
  script,
  states,
  survives,
  WALL,
} from "../orders/scripted.js";

const protections = (run: Script): unknown[] =>
  factsOf(run.facts, "protection").map(({ state, protected_qty, naked_ms, alarm }) =>
    alarm === undefined
      ? [state, protected_qty, naked_ms]
      : [state, protected_qty, naked_ms, alarm],
  );

/** An entry of two that has filled at 100; of its stop nothing is known yet. */
function filled(): Script {
  const run = script();
  run.clock(0);
  const id = run.enter(2);
  run.report(id, "ack");
  run.fill(id, 2, 2, 100);
  run.news();
  return run;
}

describe("a position is", () => {
  it("unknown until its stop is answered, then protected, timed by the machine's clock", () => {
    const run = filled();
    expect(protections(run)).toEqual([["UNKNOWN", 0, 0]]);
    expect(run.position()?.nakedSince).toBe(WALL);
    run.clock(300);
    run.report(run.order("stop").clientOrderId, "ack");
    expect(protections(run).at(-1)).toEqual(["PROTECTED", 2, 300]);
    expect(run.position()).toMatchObject({ protection: "PROTECTED", nakedSince: 0 });
    survives(run);
  });

  it("naked for what a growing entry adds, until the stop has followed", () => {
    const run = script();
    run.clock(0);
    const id = run.enter(3);
    run.fill(id, 1, 1, 100);
    const stop = run.order("stop").clientOrderId;
    run.report(stop, "ack");
    run.fill(id, 2, 3, 100);
    run.clock(100);
    run.report(stop, "amended", { qty: 3, price: 380 });
    expect(protections(run)).toEqual([
      ["UNKNOWN", 0, 0],
      ["PROTECTED", 1, 0],
      ["NAKED", 1, 0],
      ["PROTECTED", 3, 100],
    ]);
    survives(run);
  });

  it("unknown while its stop is, and protected again when that works", () => {
    const run = opened(2);
    run.clock(1_000);
    run.report(run.order("stop").clientOrderId, "unknown");
    run.clock(1_500);
    run.report(run.order("stop").clientOrderId, "ack");
    expect(protections(run).slice(-2)).toEqual([
      ["UNKNOWN", 0, 0],
      ["PROTECTED", 2, 500],
    ]);
  });

  it("is not timed in a replay", () => {
    const run = opened(2, { mode: "REPLAY" });
    run.step({ type: "clock", ts: run.engine.state.now });
    expect(protections(run)).toEqual([["PROTECTED", 2, undefined]]);
    expect(placed(run.sent)[0]).toBe("buy market 2");
  });
});

describe("without its stop", () => {
  it("for longer than the alarm it is said once, then it is closed at the market, once", () => {
    const run = filled();
    run.clock(2_000);
    expect(run.news().facts).toEqual([]);
    run.clock(2_001);
    run.clock(3_000);
    expect(protections(run).slice(1)).toEqual([["NAKED", 0, 2_001, true]]);
    // Nothing is known of the stop still: it stays said.
    run.report(run.order("stop").clientOrderId, "unknown");
    run.clock(10_000);
    expect(protections(run)).toHaveLength(2);
    expect(placed(run.news().sent)).toEqual([]);
    run.clock(10_001);
    run.clock(10_500);
    run.clock(25_000);
    expect(placed(run.news().sent)).toEqual(["sell market 2"]);
    expect(run.order("exit").reason).toBe("flatten");
    survives(run);
    run.fill(run.order("exit").clientOrderId, 2, 2, 99);
    expect(factsOf(run.facts, "trade_closed")[0]?.exit_reason).toBe("flatten");
    survives(run);
  });

  it("it is closed only when the broker has been asked: its stop may work", () => {
    const run = filled();
    const reconciling = (isOn: boolean): void =>
      run.step({
        ...{ type: "condition", ts: run.engine.state.now, condition: "reconciling", isOn },
        reason: "",
      });
    reconciling(true);
    run.clock(60_000);
    expect(protections(run).at(-1)).toEqual(["NAKED", 0, 60_000, true]);
    expect(placed(run.news().sent)).toEqual([]);
    reconciling(false);
    run.clock(60_001);
    expect(placed(run.news().sent)).toEqual(["sell market 2"]);
  });

  it("an alarm ends with protection, and the next time is said anew", () => {
    const run = filled();
    const stop = run.order("stop").clientOrderId;
    run.clock(2_500);
    run.report(stop, "ack");
    run.report(stop, "unknown");
    run.clock(5_000);
    expect(protections(run).slice(1)).toEqual([
      ["NAKED", 0, 2_500, true],
      ["PROTECTED", 2, 2_500],
      ["UNKNOWN", 0, 0],
      ["NAKED", 0, 2_500, true],
    ]);
    survives(run);
  });

  it("a refused market exit is asked for again, not at every tick", () => {
    const run = filled();
    run.clock(10_001);
    run.report(run.order("exit").clientOrderId, "rejected", { reason: "closed" });
    // Once more at once; then every 10 s.
    run.report(run.order("exit").clientOrderId, "rejected", { reason: "closed" });
    run.news();
    for (let ms = 10_500; ms < 20_000; ms += 500) run.clock(ms);
    expect(placed(run.news().sent)).toEqual([]);
    run.clock(20_001);
    expect(placed(run.news().sent)).toEqual(["sell market 2"]);
    survives(run);
  });
});

describe("a stop that the broker refuses", () => {
  it("is placed again once; refused twice, the position leaves at the market", () => {
    const run = filled();
    const first = run.order("stop").clientOrderId;
    run.report(first, "rejected", { reason: "too far" });
    const again = run.news();
    expect(states(again.facts)).toEqual(["stop REJECTED too far"]);
    expect(placed(again.sent)).toEqual(["sell stop 2 @ 95"]);
    const second = run.order("stop").clientOrderId;
    expect(second).not.toBe(first);
    run.report(second, "rejected", { reason: "too far" });
    expect(placed(run.news().sent)).toEqual(["sell market 2"]);
    expect(run.position()?.protection).toBe("NAKED");
    survives(run);
  });

  it("or gives up while it works is placed again, as long as that lies a minute apart", () => {
    const run = opened(1);
    for (let minute = 1; minute <= 4; minute++) {
      run.bar(2 * minute);
      run.report(run.order("stop").clientOrderId, "expired", { reason: "day order" });
      expect(placed(run.news().sent)).toEqual(["sell stop 1 @ 95"]);
      run.report(run.order("stop").clientOrderId, "ack");
    }
    expect(run.orders("exit")).toHaveLength(0);
    survives(run);
  });

  it("of a trade that is over says nothing of the next one", () => {
    const run = opened(1);
    const old = run.order("stop").clientOrderId;
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    run.fill(run.order("exit").clientOrderId, 1, 1, 99);
    run.fill(run.enter(1, 94), 1, 1, 100);
    const stop = run.order("stop");
    expect([stop.clientOrderId === old, stop.priceTicks]).toEqual([false, 376]);
    run.news();
    run.report(old, "cancelled", { reason: "asked" });
    expect(placed(run.news().sent)).toEqual([]);
    survives(run);
  });
});

describe("what was asked for and has not come about", () => {
  it("a stop's move is asked for again every 10 s, until it stands there", () => {
    const run = opened(1);
    run.clock(0);
    run.step({
      ...{ type: "command", ts: run.engine.state.now, by: "cli" },
      command: { name: "move_stop", symbol: 0, priceTicks: 392 },
    });
    const move = { kind: "amend", qtyLots: 1, priceTicks: 392 };
    expect(run.news().sent).toMatchObject([move]);
    for (let ms = 500; ms < 10_000; ms += 500) run.clock(ms);
    expect(run.news().sent).toEqual([]);
    run.clock(10_000);
    expect(run.news().sent).toMatchObject([move]);
    run.report(run.order("stop").clientOrderId, "amended", { qty: 1, price: 392 });
    run.clock(30_000);
    expect(run.news().sent).toEqual([]);
    survives(run);
  });

  it("an entry's size does not take a stop back that was moved meanwhile", () => {
    const run = script();
    const id = run.enter(3);
    run.fill(id, 1, 1, 100);
    run.report(run.order("stop").clientOrderId, "ack");
    run.step({
      ...{ type: "command", ts: run.engine.state.now, by: "cli" },
      command: { name: "move_stop", symbol: 0, priceTicks: 392 },
    });
    run.fill(id, 2, 3, 100);
    expect(run.sent.at(-1)).toMatchObject({ kind: "amend", qtyLots: 3, priceTicks: 392 });
  });

  it("cancels after a trade are asked for again", () => {
    const run = opened(1);
    const stop = run.order("stop").clientOrderId;
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    run.fill(run.order("exit").clientOrderId, 1, 1, 99);
    run.clock(0);
    expect(cancelled(run.news().sent)).toEqual([stop, stop]);
    run.report(stop, "cancelled");
    run.clock(20_000);
    expect(run.news().sent).toEqual([]);
  });
});

it("a market exit that is refused goes out once more, its stop at rest", () => {
  const config = engineConfig({ intrade: intrade(BARE) });
  const run = opened(2, { config });
  run.step({
    ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
    ...{ side: "exit", stop: null, target: null, qty: null },
  });
  run.report(run.order("exit").clientOrderId, "rejected", { reason: "busy" });
  expect(placed(run.news().sent)).toEqual(["sell market 2", "sell market 2"]);
  run.report(run.order("exit").clientOrderId, "rejected", { reason: "busy" });
  expect(placed(run.news().sent)).toEqual([]);
  expect(run.order("stop")).toMatchObject({ state: "WORKING", qtyLots: 2 });
  survives(run);
});
