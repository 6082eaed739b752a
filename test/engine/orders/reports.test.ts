// What a broker may say of an order, worked by hand: no answer, the same answer again, answers in
// another order, fills of orders that were given up, fills beyond flat.

import { describe, expect, it } from "vitest";
import type { ReportEvent } from "../../../src/engine/event.js";
import { factsOf } from "../../harness.js";
import { cancelled, opened, placed, type Script, script, states, survives } from "./scripted.js";

describe("an order of which nothing is known", () => {
  it("stays, takes the symbol, and only the broker ends it", () => {
    const run = script();
    const id = run.enter(2);
    run.report(id, "unknown", { reason: "no answer" });
    expect(states(run.facts)).toEqual(["entry UNKNOWN no answer"]);
    run.bar(1);
    run.bar(2);
    expect(run.order("entry").state).toBe("UNKNOWN");
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "b" },
      ...{ side: "long", stop: 90, target: null, qty: 1 },
    });
    expect(factsOf(run.facts, "guard_reject").at(-1)?.reason).toBe("position_open");
    run.report(id, "ack");
    expect(run.order("entry").state).toBe("WORKING");
    survives(run);
  });

  it.each([
    ["fill", "FILLED"],
    ["cancelled", "CANCELLED"],
    ["rejected", "REJECTED"],
    ["expired", "EXPIRED"],
  ] as const)("ends with %s", (kind, state) => {
    const run = script();
    const id = run.enter(2);
    run.report(id, "unknown");
    if (kind === "fill") run.fill(id, 2, 2, 100);
    else run.report(id, kind, { reason: "presumed_lost" });
    expect(factsOf(run.facts, "order_state").findLast((f) => f.role === "entry")?.state).toBe(
      state,
    );
    expect(run.orders("entry")).toHaveLength(0);
    survives(run);
  });
});

describe("the same report again", () => {
  const again = (run: Script, report: () => void): void => {
    report();
    run.news();
    for (let time = 0; time < 3; time++) report();
    expect(run.news()).toEqual({ facts: [], sent: [] });
    survives(run);
  };

  it("changes nothing of an entry", () => {
    const run = script();
    const id = run.enter(3);
    again(run, () => run.report(id, "unknown"));
    again(run, () => run.report(id, "ack"));
    again(run, () => run.report(id, "amended", { qty: 2, price: 402 }));
    again(run, () => run.fill(id, 1, 1, 100, 0.62));
    again(run, () => run.report(id, "ack"));
    again(run, () => run.report(id, "cancelled", { reason: "asked", cumQty: 1 }));
    again(run, () => run.report(id, "rejected"));
    again(run, () => run.report(id, "expired"));
    again(run, () => run.report(id, "amended", { qty: 9, price: 402 }));
    again(run, () => run.report("txother-1-e", "fill", { qty: 1, cumQty: 1, price: 400 }));
    expect(run.position()).toMatchObject({ entryLots: 1, entryTickLots: 400n });
    // 50,000 less one commission.
    expect(run.cash()).toBe(49_999.38);
  });

  it("changes nothing of a stop", () => {
    const run = opened(2);
    const stop = run.order("stop").clientOrderId;
    again(run, () => run.report(stop, "unknown"));
    again(run, () => run.report(stop, "ack"));
    again(run, () => run.fill(stop, 2, 2, 94.75));
    expect(run.position()).toBeNull();
    // Two contracts lose 5.25 points at 2 money.
    expect(run.cash()).toBe(50_000 - 21);
  });
});

describe("fills", () => {
  it("come before their ack", () => {
    const run = script();
    const id = run.enter(2);
    run.fill(id, 1, 1, 100);
    run.report(id, "ack");
    expect(run.order("entry").state).toBe("PARTIAL");
    expect(placed(run.news().sent)).toEqual(["buy limit 2 @ 100.5", "sell stop 1 @ 95"]);
    run.fill(id, 1, 2, 100.25);
    run.report(id, "ack");
    expect(run.news()).toMatchObject({ sent: [{ kind: "amend", qtyLots: 2, priceTicks: 380 }] });
    survives(run);
  });

  it("that jump count as the difference, and the missed one never again", () => {
    const run = script();
    const id = run.enter(5);
    run.fill(id, 1, 1, 100, 0.5);
    // The second of two contracts was missed; the third fill brings two more: three at 100.25.
    run.fill(id, 2, 4, 100.25, 1);
    run.fill(id, 1, 2, 100, 0.5);
    expect(factsOf(run.facts, "fill").map((f) => [f.qty, f.cum_qty, f.price])).toEqual([
      [1, 1, 100],
      [3, 4, 100.25],
    ]);
    expect(run.position()).toMatchObject({ entryLots: 4, entryTickLots: 400n + 3n * 401n });
    expect(run.cash()).toBe(49_998.5);
    expect(run.engine.state.views[0]?.excursion.heldLots).toBe(4);
    survives(run);
  });

  it("beyond an order's quantity are true all the same, and covered", () => {
    const run = script();
    const id = run.enter(2);
    run.fill(id, 3, 3, 100);
    expect(run.orders("entry")).toEqual([]);
    expect(run.position()?.entryLots).toBe(3);
    expect(placed(run.sent).at(-1)).toBe("sell stop 3 @ 95");
    survives(run);
  });

  it("that an ending has told of are no incident when they come after it", () => {
    const run = script();
    const id = run.enter(3);
    run.report(id, "cancelled", { cumQty: 2, reason: "asked" });
    run.fill(id, 2, 2, 100);
    expect(states(run.facts)).toEqual(["entry CANCELLED asked", "entry CANCELLED"]);
    expect(run.position()?.entryLots).toBe(2);
    survives(run);
  });
});

describe("a late fill of an entry", () => {
  it.each([
    ["cancelled", "CANCELLED"],
    ["expired", "EXPIRED"],
  ] as const)("that was %s opens the position it planned, covered at once", (kind, state) => {
    const run = script();
    const id = run.enter(2, 97);
    run.report(id, kind, { reason: "presumed_lost" });
    expect(run.engine.state.ledger.symbols[0]?.entry).toBeNull();
    run.news();
    run.fill(id, 1, 1, 100.25);
    const { facts, sent } = run.news();
    expect(placed(sent)).toEqual(["sell stop 1 @ 97"]);
    expect(states(facts)[0]).toBe(`entry ${state} late_fill`);
    expect(run.position()).toMatchObject({ side: "long", strategy: "hand", entryLots: 1 });
    run.fill(id, 1, 2, 100.25);
    expect(states(run.news().facts)[0]).toBe("entry FILLED late_fill");
    expect(run.sent.at(-1)).toMatchObject({ kind: "amend", qtyLots: 2 });
    survives(run);
  });

  it("takes back another entry that waits", () => {
    const run = script();
    const lost = run.enter(1);
    run.report(lost, "expired", { reason: "presumed_lost" });
    const next = run.enter(1, 94);
    run.news();
    run.fill(lost, 1, 1, 100);
    expect(cancelled(run.news().sent)).toEqual([next]);
    run.report(next, "cancelled");
    expect(run.position()?.tradeId).toBe("1");
    survives(run);
  });

  it("of a trade that has closed is a trade of its own", () => {
    const run = script();
    const id = run.enter(3);
    run.fill(id, 2, 2, 100);
    const stop = run.order("stop").clientOrderId;
    run.report(stop, "ack");
    run.fill(stop, 2, 2, 94.75);
    expect(factsOf(run.facts, "trade_closed")).toMatchObject([{ trade_id: "1", trade_qty: 2 }]);
    // Its cancel lost the race.
    run.fill(id, 1, 3, 100);
    expect(run.position()).toMatchObject({ tradeId: "1.2", entryLots: 1 });
    expect(placed(run.sent).at(-1)).toBe("sell stop 1 @ 95");
    run.fill(run.order("stop").clientOrderId, 1, 1, 95);
    expect(factsOf(run.facts, "trade_closed")[1]).toMatchObject({ trade_id: "1.2", trade_qty: 1 });
    survives(run);
  });

  it("leaves with a position that is on its way out", () => {
    const run = script();
    const id = run.enter(3);
    run.report(id, "ack");
    run.fill(id, 2, 2, 100);
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    run.news();
    run.fill(id, 1, 3, 100);
    expect(placed(run.news().sent)).toEqual(["sell market 1"]);
    survives(run);
  });
});

describe("requests that the broker refuses", () => {
  it.each(["amend_rejected: too near", "cancel_rejected: filled"])(
    "%s leave the order",
    (reason) => {
      const run = opened(1);
      run.report(run.order("stop").clientOrderId, "rejected", { reason });
      expect(run.news()).toEqual({ facts: [], sent: [] });
      expect(run.order("stop").state).toBe("WORKING");
    },
  );

  it("a cancel that comes too late is resolved by the fill", () => {
    const run = script();
    const id = run.enter(1);
    run.report(id, "ack");
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    expect(cancelled(run.sent)).toEqual([id]);
    expect(run.order("entry").state).toBe("WORKING");
    run.report(id, "rejected", { reason: "cancel_rejected: filled" });
    run.fill(id, 1, 1, 100);
    expect(run.position()?.entryLots).toBe(1);
    expect(placed(run.sent).at(-1)).toBe("sell stop 1 @ 95");
    survives(run);
  });

  it("one presumed lost that works after all is cancelled, and no more than that", () => {
    const run = script();
    const id = run.enter(1);
    run.report(id, "expired", { reason: "presumed_lost" });
    run.news();
    run.report(id, "ack");
    expect(run.news()).toMatchObject({ facts: [], sent: [{ kind: "cancel", clientOrderId: id }] });
  });
});

it("remembers ended orders up to a bound", () => {
  const run = script();
  const kinds: ReportEvent["kind"][] = ["cancelled", "expired", "rejected"];
  let first = "";
  for (let at = 0; at < 80; at++) {
    run.bar(at + 1);
    const id = run.enter(1, 90 - at / 4);
    if (at === 0) first = id;
    run.report(id, kinds[at % 3] ?? "cancelled");
  }
  expect(run.engine.state.ledger.symbols[0]?.ended).toHaveLength(64);
  run.news();
  run.fill(first, 1, 1, 100);
  expect(run.news()).toEqual({ facts: [], sent: [] });
  survives(run);
});
