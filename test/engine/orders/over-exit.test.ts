// Fills of exits that go beyond flat, worked by hand: what they leave is taken over and closed.

import { describe, expect, it } from "vitest";
import { factsOf } from "../../harness.js";
import { opened, placed, type Script, states, survives } from "./scripted.js";

describe("a fill beyond flat", () => {
  /** Two long; a market exit of both fills, and so does the stop that was to be cancelled. */
  const overExited = (ending: "working" | "ended"): Script => {
    const run = opened(2);
    const stop = run.order("stop").clientOrderId;
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    run.fill(run.order("exit").clientOrderId, 2, 2, 99);
    expect(run.position()).toBeNull();
    if (ending === "ended") run.report(stop, "cancelled", { reason: "asked" });
    run.news();
    run.fill(stop, 2, 2, 95, 1.24);
    return run;
  };

  it.each(["working", "ended"] as const)("of a stop that is %s is closed at once", (ending) => {
    const run = overExited(ending);
    const { facts, sent } = run.news();
    expect(states(facts)[0]).toBe("stop FILLED over_exit");
    expect(factsOf(facts, "reconcile")).toMatchObject([
      {
        ...{ trigger: "over_exit", agrees: false },
        adopted: [{ trade_id: "2", side: "short", qty: 2, entry_price: 95 }],
      },
    ]);
    // No ATR yet: 1 % of the last close, 100, is the stop's distance.
    expect(placed(sent)).toEqual(["buy stop 2 @ 101", "buy market 2"]);
    expect(run.engine.state.ledger.adoptedPause).toBe(true);
    survives(run);
    run.fill(run.order("exit").clientOrderId, 2, 2, 95.5);
    expect(run.position()).toBeNull();
    // Long 2 from 100 to 99: −4. Short 2 from 95 to 95.5: −2 and the commission, −1.24.
    expect(factsOf(run.facts, "trade_closed").map((f) => [f.exit_reason, f.net_pnl])).toEqual([
      ["signal", -4],
      ["flatten", -3.24],
    ]);
    expect(run.cash()).toBe(50_000 - 7.24);
    survives(run);
  });

  it("closes the rest of the position first, each part with its share of the commission", () => {
    const run = opened(3);
    const stop = run.order("stop").clientOrderId;
    run.step({
      ...{ type: "command", ts: run.engine.state.now, by: "cli" },
      command: { name: "close", symbol: 0, qtyLots: 2 },
    });
    run.fill(run.order("exit").clientOrderId, 2, 2, 101);
    run.news();
    // One is open, three fill: one closes, two are short at 95; 3 of commission is 1 and 2.
    run.fill(stop, 3, 3, 95, 3);
    const { facts } = run.news();
    expect(factsOf(facts, "trade_closed")).toMatchObject([{ qty: 1, price: 95, net_pnl: -7 }]);
    expect(run.position()).toMatchObject({
      ...{ side: "short", entryLots: 2, entryTickLots: 760n, entryCommissionNano: 2_000_000_000n },
    });
    expect(run.cash()).toBe(50_000 + 4 - 10 - 3);
    survives(run);
  });

  it("takes off the next trade where that lies on the other side", () => {
    const run = opened(1);
    const stop = run.order("stop").clientOrderId;
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    run.fill(run.order("exit").clientOrderId, 1, 1, 99);
    const next = run.enter(1, 94);
    run.fill(next, 1, 1, 100);
    run.news();
    run.fill(stop, 1, 1, 95);
    expect(run.position()).toBeNull();
    expect(factsOf(run.facts, "trade_closed")).toMatchObject([
      { trade_id: "1", net_pnl: -2 },
      { trade_id: "2", net_pnl: -10, exit_reason: "stop" },
    ]);
    survives(run);
  });

  it("adds to a trade on the same side, and what it added leaves", () => {
    const run = opened(1);
    const stop = run.order("stop").clientOrderId;
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    run.fill(run.order("exit").clientOrderId, 1, 1, 99);
    const next = run.enter(1, 104, "short");
    run.fill(next, 1, 1, 100);
    run.news();
    run.fill(stop, 1, 1, 95);
    expect(run.position()).toMatchObject({ tradeId: "2", side: "short", entryLots: 2 });
    const { sent } = run.news();
    expect(sent).toMatchObject([
      { kind: "amend", qtyLots: 2, priceTicks: 416 },
      { kind: "place", order: { type: "market", side: "buy", qtyLots: 1 } },
    ]);
    survives(run);
  });
});
