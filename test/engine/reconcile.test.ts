// What the broker has against what the ledger says, worked by hand.

import { describe, expect, it } from "vitest";
import type { BrokerOrderState, ReconcileEvent } from "../../src/engine/event.js";
import { factsOf } from "../harness.js";
import {
  cancelled,
  opened,
  placed,
  type Script,
  script,
  states,
  survives,
  there,
} from "./orders/scripted.js";

const reconciled = (run: Script) => factsOf(run.facts, "reconcile").at(-1);
const holds = ({ engine }: Script) => {
  const { mismatch, adoptedPause } = engine.state.ledger;
  return { mismatch, adoptedPause };
};
const held = (lots: number, entryTicks: number | null = null) => [{ symbol: 0, lots, entryTicks }];
const TRIGGERS: ReconcileEvent["trigger"][] = ["boot", "reconnect", "unknown", "operator"];

describe("where everything agrees", () => {
  it.each(TRIGGERS)("%s says so, and nothing else", (trigger) => {
    const run = opened(2);
    run.reconcile({ trigger, positions: held(2), orders: [there(run.order("stop"))] });
    const { facts, sent } = run.news();
    expect(facts).toMatchObject([
      { type: "reconcile", trigger, agrees: true, positions: [], orphans: [], adopted: [] },
    ]);
    expect(sent).toEqual([]);
    survives(run);
  });

  it("a timer says nothing", () => {
    const run = opened(2);
    run.reconcile({ positions: held(2), orders: [there(run.order("stop"))] });
    expect(run.news()).toEqual({ facts: [], sent: [] });
  });

  it("cash that differs is said once, to the cent", () => {
    const run = script();
    run.reconcile({ cashNano: 50_000_004_000_000n });
    expect(reconciled(run)).toMatchObject({ trigger: "timer", cash_difference: 0 });
    for (let time = 0; time < 3; time++) run.reconcile({ cashNano: 49_998_760_000_000n });
    const facts = factsOf(run.facts, "reconcile");
    expect(facts.map((f) => [f.trigger, f.agrees, f.cash_difference])).toEqual([
      ["boot", true, null],
      ["timer", true, 0],
      ["timer", false, -1.24],
    ]);
  });
});

describe("a position that differs", () => {
  it("holds entries until it agrees again; no fill is invented", () => {
    const run = opened(2);
    run.reconcile({ orders: [there(run.order("stop"))] });
    expect(reconciled(run)).toMatchObject({
      ...{ trigger: "timer", agrees: false, adopted: [], dropped: [] },
      positions: [{ symbol: "TST", ours: 2, brokers: 0 }],
    });
    expect(holds(run)).toEqual({ mismatch: ["TST"], adoptedPause: false });
    expect(run.position()?.exitedLots).toBe(0);
    expect(factsOf(run.facts, "fill")).toHaveLength(1);
    survives(run);
    run.reconcile({ positions: held(2), orders: [there(run.order("stop"))] });
    expect(reconciled(run)).toMatchObject({ agrees: true, positions: [] });
    expect(holds(run).mismatch).toEqual([]);
    survives(run);
  });

  it("is dropped on a person's word, once it was said, without a result", () => {
    const run = opened(2);
    const stop = run.order("stop").clientOrderId;
    run.reconcile({ trigger: "operator" });
    expect(run.position()).not.toBeNull();
    run.reconcile({ trigger: "operator" });
    expect(reconciled(run)).toMatchObject({ dropped: ["TST"] });
    expect(run.position()).toBeNull();
    expect(cancelled(run.sent)).toEqual([stop]);
    expect(factsOf(run.facts, "trade_closed")).toHaveLength(0);
    expect(holds(run)).toEqual({ mismatch: [], adoptedPause: false });
    expect(run.engine.state.views[0]?.excursion.heldLots).toBe(0);
    survives(run);
  });

  it("once dropped comes back by no late fill: the broker's answer had it", () => {
    const run = script();
    const id = run.enter(3);
    run.fill(id, 2, 2, 100);
    run.report(id, "cancelled", { reason: "asked" });
    run.reconcile({ trigger: "operator" });
    run.reconcile({ trigger: "operator" });
    run.news();
    run.fill(id, 1, 3, 100);
    expect(run.news()).toEqual({ facts: [], sent: [] });
    survives(run);
  });

  it("is dropped on nothing else", () => {
    const run = opened(2);
    for (const trigger of ["boot", "reconnect", "timer", "unknown"] as const) {
      run.reconcile({ trigger });
      run.reconcile({ trigger });
    }
    expect(run.position()).not.toBeNull();
  });

  it("is covered as far as the broker has it: a stop for more would open something", () => {
    const run = opened(2);
    run.reconcile({ positions: held(1), orders: [there(run.order("stop"), { qtyLots: 1 })] });
    const { facts, sent } = run.news();
    expect(states(facts)).toEqual(["stop WORKING reconciled"]);
    expect(sent).toEqual([]);
    // Nor does an exit take more than there is.
    run.step({
      type: "command",
      ts: run.engine.state.now,
      by: "test",
      command: { name: "flatten", symbol: null },
    });
    expect(placed(run.news().sent)).toEqual(["sell market 1"]);
    survives(run);
  });
});

describe("a position of which the ledger knows nothing", () => {
  it("is taken over at a boot, gets a stop, counts as a trade and pauses entries", () => {
    const run = script();
    run.reconcile({ trigger: "boot", positions: held(-3, 401.5) });
    expect(reconciled(run)).toMatchObject({
      ...{ agrees: false, positions: [{ symbol: "TST", ours: 0, brokers: -3 }] },
      adopted: [
        // No ATR after one bar: 1 % of the close, 100.
        { symbol: "TST", trade_id: "1", side: "short", qty: 3, entry_price: 100.375, stop: 101 },
      ],
    });
    expect(placed(run.sent)).toEqual(["buy stop 3 @ 101"]);
    expect(run.position()).toMatchObject({
      ...{ side: "short", strategy: "adopted", regime: "VOLATILE", entryLots: 3 },
      // 3 lots at 401.5 ticks, to the tick and lot.
      entryTickLots: 1205n,
    });
    expect(factsOf(run.facts, "position_opened")).toMatchObject([{ strategy: "adopted", qty: 3 }]);
    expect(holds(run)).toEqual({ mismatch: [], adoptedPause: true });
    expect(run.engine.state.views[0]?.excursion.heldLots).toBe(-3);
    survives(run);
    run.step({
      ...{ type: "command", ts: run.engine.state.now, by: "cli", command: { name: "resume" } },
    });
    expect(holds(run).adoptedPause).toBe(false);
    run.fill(run.order("stop").clientOrderId, 3, 3, 101);
    // −0.625 points x 2 x 3; the mean entry is 1205 / 3 ticks.
    expect(factsOf(run.facts, "trade_closed")[0]?.net_pnl).toBeCloseTo(
      (1205 / 3 - 404) * 0.25 * 2 * 3,
      9,
    );
    survives(run);
  });

  it("keeps the stop that rests for it; what else rests goes, foreign orders stay", () => {
    const run = script();
    const order = (id: string, change: Partial<BrokerOrderState>): BrokerOrderState => ({
      ...{ clientOrderId: id, symbol: 0, side: "sell", type: "stop", qtyLots: 2, filledLots: 0 },
      priceTicks: 384,
      ...change,
    });
    run.reconcile({
      ...{ trigger: "boot", positions: held(2, 400) },
      orders: [
        order("txold00-7-e", { side: "buy", type: "limit", priceTicks: 396 }),
        order("txold00-8-s", {}),
        order("txold00-9-t", { type: "limit", priceTicks: 420 }),
        order("someone-else", { priceTicks: 380 }),
      ],
    });
    expect(reconciled(run)).toMatchObject({
      adopted: [{ side: "long", qty: 2, entry_price: 100, stop: 96 }],
      orphans: [
        { client_order_id: "txold00-7-e", action: "cancelled" },
        { client_order_id: "txold00-8-s", action: "adopted" },
        { client_order_id: "txold00-9-t", action: "cancelled" },
      ],
    });
    expect(placed(run.sent)).toEqual([]);
    expect(cancelled(run.sent)).toEqual(["txold00-7-e", "txold00-9-t"]);
    expect(run.order("stop")).toMatchObject({ state: "WORKING", qtyLots: 2, priceTicks: 384 });
    expect(run.position()).toMatchObject({ stopTicks: 384, protection: "PROTECTED" });
    survives(run);
    run.fill("txold00-8-s", 2, 2, 96);
    expect(run.position()).toBeNull();
    expect(run.cash()).toBe(50_000 - 16);
    survives(run);
  });

  it("in between is taken over only when the same is seen twice", () => {
    const run = script();
    run.reconcile({ positions: held(1, 400) });
    expect(holds(run)).toEqual({ mismatch: ["TST"], adoptedPause: false });
    run.reconcile({ positions: held(2, 400) });
    expect(run.position()).toBeNull();
    run.reconcile({ positions: held(2, 400) });
    expect(run.position()).toMatchObject({ strategy: "adopted", entryLots: 2 });
    survives(run);
  });

  it("is left to the entry that can still explain it", () => {
    const run = script();
    const id = run.enter(2);
    run.reconcile({ trigger: "boot", positions: held(2, 400) });
    run.reconcile({ trigger: "boot", positions: held(2, 400) });
    expect(run.position()).toBeNull();
    expect(holds(run).mismatch).toEqual(["TST"]);
    run.fill(id, 2, 2, 100);
    expect(run.position()?.strategy).toBe("hand");
    // More than it can explain is taken over; its stop grows.
    run.report(run.order("stop").clientOrderId, "ack");
    const orders = [there(run.order("stop"))];
    run.reconcile({ trigger: "boot", positions: held(5, 400), orders });
    expect(run.position()).toMatchObject({ entryLots: 5, tradeId: "1" });
    expect(run.sent.at(-1)).toMatchObject({ kind: "amend", qtyLots: 5, priceTicks: 380 });
    survives(run);
  });

  it("is not counted again by a fill that comes after all", () => {
    const run = script();
    const id = run.enter(2);
    run.report(id, "expired", { reason: "presumed_lost" });
    run.reconcile({ trigger: "boot", positions: held(2, 400) });
    run.news();
    run.fill(id, 2, 2, 100);
    expect(run.news()).toEqual({ facts: [], sent: [] });
    expect(run.position()?.entryLots).toBe(2);
    survives(run);
  });

  it("opposite to a trade whose exits were given up is closed at once", () => {
    const run = opened(1);
    const stop = run.order("stop").clientOrderId;
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    run.fill(run.order("exit").clientOrderId, 1, 1, 99);
    run.report(stop, "cancelled", { reason: "asked" });
    run.news();
    run.reconcile({ trigger: "reconnect", positions: held(-1, 380) });
    expect(placed(run.news().sent)).toEqual(["buy stop 1 @ 101", "buy market 1"]);
    run.fill(run.order("exit").clientOrderId, 1, 1, 95);
    expect(factsOf(run.facts, "trade_closed").at(-1)).toMatchObject({
      ...{ strategy: "adopted", exit_reason: "flatten", net_pnl: 0 },
    });
    survives(run);
  });
});
