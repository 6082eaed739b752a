// A dry run says what the signal itself would meet, and changes nothing.

import { expect, it } from "vitest";
import { dryRun } from "../../../src/engine/control/dry-run.js";
import type { SignalEvent } from "../../../src/engine/event.js";
import { factsOf } from "../../harness.js";
import { at, type LiveDesk, long, opened } from "../live-desk.js";

const signalAt = (minute: number, change: Partial<SignalEvent> = {}): SignalEvent => ({
  ...{ type: "signal", symbol: 0, ts: at(minute), origin: "hand", strategy: "hand" },
  ...{ side: "long", stop: 90, target: null, qty: null },
  ...change,
});

/** The names of SPEC 7's table, in its order. */
const ORDER = [
  ...["paused", "halted", "reconcile_hold", "outside_session", "stale_data", "bad_print"],
  ...["position_open", "news_blackout", "regime", "htf_gate", "tripwire_day", "tripwire_week"],
  ...["tripwire_red_days", "daily_loss_limit", "governor", "constraint:max_trades_per_day"],
  ...["constraint:max_trades_per_week", "constraint:max_open_positions"],
  ...["constraint:max_spread_ticks", "constraint:max_order_rate_per_min"],
  ...["constraint:min_stop_ticks", "constraint:allowed_symbols", "duplicate", "loop"],
  ...["stop_side", "price_collar", "size_zero", "entry_drift", "circuit_open"],
];

function dry(desk: LiveDesk, event: SignalEvent) {
  const before = structuredClone(desk.engine.state);
  const found = dryRun(desk.engine.core, event);
  expect(desk.engine.state).toEqual(before);
  expect(desk.engine.core.out).toEqual({ facts: [], orders: [] });
  const objecting = found.verdicts.filter(({ ok }) => !ok).map(({ guard }) => guard);
  return { ...found, objecting };
}

it("asks every guard in SPEC's order, those that pass too", () => {
  const found = dry(opened(), signalAt(1));
  expect(found.verdicts.map(({ guard }) => guard)).toEqual(ORDER);
  expect(found.objecting).toEqual([]);
  // 10 contracts, 10 points away, 2 a point.
  expect([found.qtyLots, found.riskMoney]).toEqual([10, 200]);
});

it("names each guard that objects with what it saw, and enters nothing", () => {
  const desk = long();
  desk.command({ name: "pause" });
  desk.condition("circuit_open", true, "5 failures in a row");
  const found = dry(desk, signalAt(2, { stop: 101 }));
  expect(found.objecting).toEqual(["paused", "position_open", "stop_side", "circuit_open"]);
  expect([found.qtyLots, found.riskMoney]).toEqual([0, 0]);
  expect(found.verdicts[0]?.inputs).toEqual({ hold: "pause", by: "cli" });
});

it("is asked at its own time, though the engine has not come to it yet", () => {
  // Minute 1 is the last close; two intervals and 30 s later the data is old.
  const desk = opened();
  expect(dry(desk, { ...signalAt(3), ts: at(3) + 30_000 }).objecting).toEqual([]);
  expect(dry(desk, { ...signalAt(3), ts: at(3) + 30_001 }).objecting).toEqual(["stale_data"]);
});

it("a size of nothing is an objection too", () => {
  const found = dry(opened(), signalAt(1, { qty: 0.5 }));
  expect([found.objecting, found.qtyLots]).toEqual([["size_zero"], 0]);
});

it("risks nothing where nothing would be entered, however far the stop", () => {
  // So far that its ticks are beyond all numbers: nothing times that is no number.
  const found = dry(opened(), signalAt(1, { stop: 1e308 }));
  expect(found.objecting).toContain("stop_side");
  expect([found.qtyLots, found.riskMoney]).toEqual([0, 0]);
});

it("agrees with what becomes of the signal", () => {
  for (const change of [{}, { stop: 99.5 }, { stop: 101 }, { qty: 3 }, { stop: 20 }]) {
    const desk = opened();
    const { objecting, qtyLots } = dry(desk, signalAt(1, change));
    desk.signal(1, change);
    expect(factsOf(desk.facts, "guard_reject")[0]?.guards ?? []).toEqual(objecting);
    expect(factsOf(desk.facts, "order_submitted")[0]?.qty ?? 0).toBe(qtyLots);
  }
});

it("of an exit says what would leave", () => {
  expect(dry(long(), signalAt(2, { side: "exit", stop: null }))).toMatchObject({
    ...{ qtyLots: 10, verdicts: [] },
  });
});
