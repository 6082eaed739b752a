// What a flatten that worked without the engine has filled, booked by the engine that comes next.

import { describe, expect, it } from "vitest";
import { factsOf } from "../../harness.js";
import { opened, type Script, survives } from "./scripted.js";

/** An exit of two, at 99, with 1.24 of commission. */
function flattened(run: Script, side: "buy" | "sell" = "sell"): void {
  const { now } = run.engine.state;
  const about = { symbol: 0, ts: now, clientOrderId: "txflat0-a1-x" } as const;
  run.step({ type: "outside_order", ...about, side, qtyLots: 2, priceTicks: 396 });
  run.fill("txflat0-a1-x", 2, 2, 99, 1.24);
}

describe("a flatten without the engine", () => {
  it("closes the trade that the ledger has, with what it cost", () => {
    const run = opened(2);
    flattened(run);
    // Two from 100 to 99 at two a point: −4, and the commission.
    expect(factsOf(run.facts, "trade_closed")).toMatchObject([
      { qty: 2, exit_reason: "flatten", net_pnl: -5.24 },
    ]);
    expect(run.position()).toBeNull();
    expect(run.cash()).toBe(50_000 - 5.24);
    survives(run);
  });

  it("closes it also where an exit of our own was on its way as the engine died", () => {
    const run = opened(2);
    run.step({
      ...{ type: "command", ts: run.engine.state.now, by: "cli" },
      command: { name: "close", symbol: 0, qtyLots: 2 },
    });
    const own = run.order("exit").clientOrderId;
    flattened(run);
    expect(factsOf(run.facts, "trade_closed")).toMatchObject([{ net_pnl: -5.24 }]);
    expect(run.position()).toBeNull();
    // The flatten cancelled ours, and the broker says so when it is asked.
    run.news();
    run.report(own, "cancelled", { reason: "asked" });
    const { sent } = run.news();
    expect(sent.filter(({ kind }) => kind === "place")).toEqual([]);
    expect(
      run.engine.state.ledger.symbols[0]?.orders.filter(({ role }) => role === "exit"),
    ).toEqual([]);
    expect(run.cash()).toBe(50_000 - 5.24);
    survives(run);
  });

  it("books none that does not reduce what the ledger has", () => {
    const run = opened(1);
    flattened(run);
    flattened(run, "buy");
    expect(factsOf(run.facts, "trade_closed")).toEqual([]);
    expect(run.position()?.entryLots).toBe(1);
  });
});
