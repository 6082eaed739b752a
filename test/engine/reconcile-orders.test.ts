// Orders that the broker has against those of the ledger, worked by hand.

import { describe, expect, it } from "vitest";
import type { BrokerOrderState } from "../../src/engine/event.js";
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
const held = (lots: number) => [{ symbol: 0, lots, entryTicks: null }];

describe("orders", () => {
  it("that rest though all is flat are cancelled", () => {
    const run = opened(1);
    const stop = run.order("stop");
    run.step({
      ...{ type: "signal", symbol: 0, ts: run.engine.state.now, origin: "hand", strategy: "hand" },
      ...{ side: "exit", stop: null, target: null, qty: null },
    });
    run.fill(run.order("exit").clientOrderId, 1, 1, 99);
    run.news();
    run.reconcile({ orders: [there(stop)] });
    expect(cancelled(run.news().sent)).toEqual([stop.clientOrderId]);
    expect(reconciled(run)).toMatchObject({ trigger: "timer", agrees: false, orphans: [] });
  });

  it("of ours that nobody knows are cancelled, foreign ones never touched", () => {
    const run = script();
    const one: BrokerOrderState = {
      ...{ clientOrderId: "txtest0-9-e", symbol: 0, side: "buy", type: "limit", qtyLots: 1 },
      ...{ filledLots: 0, priceTicks: 400 },
    };
    run.reconcile({ orders: [one, { ...one, clientOrderId: "5f1c-manual" }] });
    expect(cancelled(run.sent)).toEqual(["txtest0-9-e"]);
    expect(reconciled(run)?.orphans).toEqual([
      { client_order_id: "txtest0-9-e", action: "cancelled" },
    ]);
  });

  it("of ours that nobody knows leave their number taken", () => {
    const run = script();
    run.reconcile({
      orders: [
        {
          ...{ clientOrderId: "txtest0-1k-e", symbol: 0, side: "buy", type: "limit", qtyLots: 1 },
          ...{ filledLots: 0, priceTicks: 400 },
        },
      ],
    });
    // 1k in base 36 is 56.
    expect(run.enter(1)).toBe("txtest0-1l-e");
    survives(run);
  });

  it("of a flatten without an engine leave our numbers as they are", () => {
    const run = script();
    const exit: BrokerOrderState = {
      ...{ symbol: 0, side: "sell", type: "market", qtyLots: 1, filledLots: 0, priceTicks: 0 },
      // Ten random hexadecimal digits and a count: as a number of base 36 it is beyond 2^53, where
      // adding one changes nothing any more.
      clientOrderId: "txflat0-725fccd86f1-x",
    };
    run.reconcile({ orders: [exit] });
    expect(reconciled(run)?.orphans).toEqual([
      { client_order_id: exit.clientOrderId, action: "cancelled" },
    ]);
    expect(run.enter(1)).toBe("txtest0-1-e");
    run.fill("txtest0-1-e", 1, 1, 100);
    const ids = run.sent.flatMap((each) => (each.kind === "place" ? each.order.clientOrderId : []));
    expect(ids).toEqual(["txtest0-1-e", "txtest0-2-s"]);
    survives(run);
  });

  it("presumed lost that work are cancelled as orphans", () => {
    const run = script();
    const id = run.enter(1);
    const entry = there(run.order("entry"));
    run.report(id, "expired", { reason: "presumed_lost" });
    run.reconcile({ orders: [entry] });
    expect(cancelled(run.sent)).toEqual([id]);
    expect(reconciled(run)?.orphans).toHaveLength(1);
  });

  it("of which nothing was known work when the broker lists them", () => {
    const run = script();
    const id = run.enter(1);
    run.report(id, "unknown");
    run.reconcile({ trigger: "unknown", orders: [there(run.order("entry"))] });
    expect(states(run.facts).at(-1)).toBe("entry WORKING reconciled");
    survives(run);
  });

  it("that the broker does not list are left as they are", () => {
    const run = script();
    const id = run.enter(1);
    run.report(id, "unknown");
    run.reconcile({ trigger: "unknown" });
    expect(run.order("entry").state).toBe("UNKNOWN");
  });

  it("a move of the stop that got lost is asked for again", () => {
    const run = opened(1);
    run.step({
      ...{ type: "command", ts: run.engine.state.now, by: "cli" },
      command: { name: "move_stop", symbol: 0, priceTicks: 392 },
    });
    run.news();
    run.reconcile({ positions: held(1), orders: [there(run.order("stop"))] });
    expect(run.news().sent).toMatchObject([{ kind: "amend", qtyLots: 1, priceTicks: 392 }]);
  });

  it("a position without any stop gets one", () => {
    const run = opened(1);
    for (const kind of ["rejected", "rejected"] as const) {
      run.report(run.order("stop").clientOrderId, kind);
    }
    // Two refusals: it leaves at the market. That is refused as well, twice.
    for (let time = 0; time < 2; time++) {
      run.report(run.order("exit").clientOrderId, "rejected");
    }
    run.news();
    run.reconcile({ positions: held(1) });
    expect(placed(run.news().sent)).toEqual(["sell stop 1 @ 95"]);
  });
});
