// Guards of a live run: circumstances, data that is too old, what the broker has otherwise. Which
// is named first, what the gear makes of it, and that no switch lifts them.

import { describe, expect, it } from "vitest";
import { CONDITIONS } from "../../../src/engine/event.js";
import { standingOf } from "../../../src/engine/risk/standing.js";
import type { Strategy } from "../../../src/engine/strategy.js";
import { factsOf } from "../../harness.js";
import { at, type LiveDesk, liveDesk, opened, positionOf } from "../live-desk.js";
import { plainConfig } from "./attempts.js";

const guardsOf = (desk: LiveDesk) =>
  factsOf(desk.facts, "guard_reject").map(({ guards }) => guards.join("+"));
const stands = (desk: LiveDesk) => {
  const { objection, gear } = standingOf(desk.engine.core, 0);
  return [objection, gear];
};

describe("a circumstance", () => {
  it("each holds entries back by its own guard, with its gear, until it ends", () => {
    const expected = {
      reconciling: ["reconcile_hold", "R"],
      circuit_open: ["circuit_open", "P"],
      broker_down: ["halted", "P"],
      feed_down: ["halted", "P"],
      feed_ended: ["stale_data", "N"],
      journal_full: ["halted", "P"],
      fenced: ["halted", "P"],
    };
    for (const condition of CONDITIONS) {
      const desk = opened();
      desk.condition(condition, true, "so it is");
      expect(stands(desk)).toEqual(expected[condition]);
      desk.signal(1);
      expect(guardsOf(desk)).toEqual([expected[condition][0]]);
      const [refusal] = factsOf(desk.facts, "guard_reject");
      expect(refusal?.inputs[refusal.reason]).toEqual({ [condition]: "so it is" });
      desk.condition(condition, false);
      desk.signal(1, { stop: 91 });
      desk.bar(1, 100);
      expect(positionOf(desk)).not.toBeNull();
    }
  });

  it("all that object are named, in the order of SPEC 7", () => {
    const desk = opened();
    for (const condition of CONDITIONS) desk.condition(condition, true, "x");
    desk.engine.state.ledger.mismatch = ["A"];
    desk.command({ name: "pause" });
    desk.signal(9);
    expect(guardsOf(desk)).toEqual(["paused+halted+reconcile_hold+stale_data+circuit_open"]);
    const seen = factsOf(desk.facts, "guard_reject")[0]?.inputs;
    expect(seen?.halted).toEqual({
      broker_down: "x",
      feed_down: "x",
      journal_full: "x",
      fenced: "x",
    });
    expect(seen?.reconcile_hold).toEqual({ mismatch: ["A"] });
    expect(stands(desk)).toEqual(["paused", "P"]);
  });

  it("lets an exit go", () => {
    const desk = opened();
    desk.signal(1);
    desk.bar(1, 100);
    for (const condition of CONDITIONS) desk.condition(condition, true, "x");
    desk.signal(2, { side: "exit", stop: null });
    desk.bar(2, 100);
    expect(positionOf(desk)).toBeNull();
  });

  it("is lifted by no switch, and a replay has none", () => {
    for (const change of [{ unguarded: true }, { without: ["paused", "halted", "circuit_open"] }]) {
      const desk = opened(change);
      desk.command({ name: "pause" });
      desk.condition("broker_down", true, "x");
      desk.condition("circuit_open", true, "x");
      desk.signal(1);
      expect(guardsOf(desk)).toEqual(["paused+halted+circuit_open"]);
    }
    const replay = opened({ mode: "REPLAY" });
    for (const condition of CONDITIONS) replay.condition(condition, true, "x");
    replay.signal(9);
    expect(guardsOf(replay)).toEqual([]);
    expect(factsOf(replay.facts, "mode_changed")).toEqual([]);
  });

  it("of an earlier process does not outlive it", () => {
    const first = opened();
    first.condition("feed_down", true, "x");
    const next = liveDesk({ state: structuredClone(first.engine.state) });
    expect(next.engine.state.conditions).toEqual({});
    next.signal(1);
    expect(guardsOf(next)).toEqual([]);
  });
});

describe("a boot", () => {
  it("holds entries until the broker was asked", () => {
    const desk = opened({ isBooting: true });
    expect(stands(desk)).toEqual(["reconcile_hold", "R"]);
    desk.signal(1);
    expect(guardsOf(desk)).toEqual(["reconcile_hold"]);
    desk.reconcile();
    expect(stands(desk)[0]).toBeNull();
  });
});

describe("stale data", () => {
  // The bar of minute 0 closes at minute 1; two intervals and 30 s on are minute 3.5.
  it("is refused beyond two intervals and 30 s, and not before", () => {
    const desk = opened();
    desk.signal(3.5, { stop: 99.9 });
    desk.signal(3.5, { ts: at(3.5) + 1, stop: 91 });
    expect(guardsOf(desk)).toEqual(["constraint:min_stop_ticks", "stale_data"]);
    const seen = factsOf(desk.facts, "guard_reject")[1]?.inputs.stale_data;
    expect(seen).toEqual({ last_ts: at(1), age_ms: 150_001, limit_ms: 150_000, late: false });
  });

  it("makes itself heard between bars: the clock is told when, and the gear shifts", () => {
    const desk = opened();
    const due = at(3.5) + 1;
    expect(desk.engine.core.nextDueTs).toBe(due);
    desk.step({ type: "clock", ts: due });
    expect(factsOf(desk.facts, "gear_changed").at(-1)).toMatchObject({
      ...{ ts: due, to: "N", reason: "no bar for 150 s" },
    });
    expect(stands(desk)).toEqual(["stale_data", "N"]);
    expect(desk.engine.core.nextDueTs).toBe(Number.POSITIVE_INFINITY);
    desk.bar(4, 100);
    expect(stands(desk)[0]).toBeNull();
  });

  it("a bar that came too late is not entered on, by a strategy either", () => {
    const always: Strategy = {
      ...{ name: "always", params: {}, regimes: [], trend: false, init: () => ({}) },
      onBar: () => ({ side: "long", stop: 90 }),
    };
    const desk = liveDesk({ strategies: [always] });
    desk.bar(0, 100, 100, { stale: true });
    expect(guardsOf(desk)).toEqual(["stale_data"]);
    expect(stands(desk)).toEqual(["stale_data", "N"]);
    desk.bar(1, 100);
    expect(factsOf(desk.facts, "order_submitted")).toHaveLength(1);
  });

  it("no bar at all fails closed", () => {
    const desk = liveDesk();
    desk.signal(0);
    expect(factsOf(desk.facts, "guard_reject")[0]?.inputs.stale_data).toEqual({
      ...{ last_ts: null, limit_ms: 150_000 },
    });
  });
});

describe("an order of which nothing is known", () => {
  const unknown = (desk: LiveDesk, clientOrderId: string): void =>
    desk.step({
      ...{ type: "report", kind: "unknown", symbol: 0, ts: desk.engine.state.now, qty: 0 },
      ...{ clientOrderId, cumQty: 0, price: 0, executionId: "", commissionNano: 0 },
      ...{ stalePrice: false, reason: "no answer" },
    });

  it("counts as a position of its symbol", () => {
    const desk = opened({ fateOf: () => "silence" });
    desk.signal(1);
    const [entry] = desk.engine.state.ledger.symbols[0]?.orders ?? [];
    unknown(desk, entry?.clientOrderId ?? "");
    desk.signal(1, { stop: 91 });
    expect(guardsOf(desk)).toEqual(["position_open"]);
    expect(stands(desk)[0]).toBeNull();
  });

  it("does so also where the position it protected is closed", () => {
    const desk = opened({ fateOf: ({ role }) => (role === "stop" ? "silence" : "match") });
    desk.signal(1);
    desk.bar(1, 100);
    const [stop] = desk.engine.state.ledger.symbols[0]?.orders ?? [];
    expect(stop?.role).toBe("stop");
    unknown(desk, stop?.clientOrderId ?? "");
    desk.signal(2, { side: "exit", stop: null });
    desk.bar(2, 100);
    expect(positionOf(desk)).toBeNull();
    desk.signal(3);
    const [refusal] = factsOf(desk.facts, "guard_reject");
    expect(refusal?.inputs).toEqual({ position_open: { unknown: stop?.clientOrderId } });
  });
});

describe("between bars", () => {
  it("a news window begins and ends by the clock alone", () => {
    const desk = opened();
    const window = { from: at(2), to: at(3), titles: ["CPI"], impact: "high" as const };
    desk.step({
      ...{ type: "calendar", ts: at(1), files: [], problem: null },
      windows: [[{ ...window, flattenFrom: null }]],
    });
    expect(desk.engine.core.nextDueTs).toBe(at(2));
    desk.clock(2);
    expect(stands(desk)).toEqual(["news_blackout", "N"]);
    desk.clock(3);
    expect(stands(desk)[0]).toBeNull();
    const said = factsOf(desk.facts, "news_window").map(({ ts, state }) => [ts, state]);
    expect(said).toEqual([
      [at(2), "ENTERED"],
      [at(3), "LEFT"],
    ]);
  });

  it("what is open leaves before the news, with no bar to say so", () => {
    const desk = opened();
    desk.signal(1);
    desk.bar(1, 100);
    const window = { from: at(4), to: at(5), titles: ["CPI"], impact: "high" as const };
    desk.step({
      ...{ type: "calendar", ts: at(2), files: [], problem: null },
      windows: [[{ ...window, flattenFrom: at(3) }]],
    });
    expect(desk.engine.core.nextDueTs).toBe(at(3));
    desk.clock(3);
    const exits = factsOf(desk.facts, "order_submitted").filter(({ role }) => role === "exit");
    expect(exits.map(({ ts, reason }) => [ts, reason])).toEqual([[at(3), "news"]]);
  });

  it("a cool-down ends by the clock alone", () => {
    const base = plainConfig();
    const governor = { ...base.governor, streak: [1, 1, 1] as [number, number, number] };
    const desk = opened({ config: { ...base, governor: { ...governor, cooldown_bars: 2 } } });
    desk.signal(1);
    desk.bar(1, 100);
    desk.bar(2, 100, 89);
    // Out in the bar of minute 2, which closes at 3; two bars more.
    expect(desk.engine.state.ledger.risk.governor.cooldownUntil).toBe(at(5));
    desk.clock(4.9);
    expect(stands(desk)[0]).toBe("governor");
    desk.clock(5);
    expect(factsOf(desk.facts, "governor_changed").at(-1)).toMatchObject({
      ...{ ts: at(5), rule: "cooldown_served", multiplier: 0.5 },
    });
    expect(stands(desk)[0]).toBeNull();
  });
});
