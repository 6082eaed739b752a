// What became of signals, told by hand.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import { Projection } from "../../src/projection/projection.js";
import { linesOf } from "./views.js";

type Said = { type: Fact["type"] } & Record<string, unknown>;

const signal: Said = { type: "signal", strategy: "mine", side: "long", stop: 95 };
const sized: Said = { type: "entry_sized", qty: 3, governor: 0.5, regime_size: 1 };
const submitted: Said = {
  ...{ type: "order_submitted", client_order_id: "tx-1", role: "entry", trade_id: "7" },
  ...{ side: "buy", order_type: "limit", qty: 3 },
};
const opened: Said = { type: "position_opened", trade_id: "7" };
const refused = (...guards: string[]): Said => ({
  ...{ type: "guard_reject", strategy: "mine", reason: guards[0], guards },
  inputs: Object.fromEntries(guards.map((guard) => [guard, { limit: 1 }])),
});
const state = (name: string, filled: number, reason = ""): Said => ({
  ...{ type: "order_state", client_order_id: "tx-1", role: "entry", state: name, qty: 3 },
  ...{ filled_qty: filled, reason },
});

/** The decision's row after facts of one trace. */
async function decided(...facts: Said[]): Promise<Record<string, unknown> | undefined> {
  const projection = await Projection.create("nowhere");
  const head = { ts: 0, symbol: "MNQ", trace_id: "t-000001" };
  const all = facts.map((fact, at) => ({ seq: at + 1, ...head, ...fact }) as unknown as Fact);
  const event = { type: "clock", ts: 0 } as const;
  projection.takeAll(linesOf(all.map((fact) => ({ event, facts: [fact], orders: [] }))));
  const [row] = projection.rows<Record<string, unknown>>("SELECT * FROM decisions");
  projection.close();
  return row;
}

describe("a decision", () => {
  it("was refused, by whom and on what", async () => {
    expect(await decided(signal, refused("regime", "htf_gate"))).toMatchObject({
      ...{ outcome: "refused", reason: "regime", guards: '["regime","htf_gate"]' },
      inputs: '{"regime":{"limit":1},"htf_gate":{"limit":1}}',
      ...{ sized_qty: null, client_order_id: null, trade_id: null },
    });
  });

  it("was accepted, with its size and its trade", async () => {
    const filled = [state("WORKING", 0), state("FILLED", 3), opened];
    expect(await decided(signal, sized, submitted, ...filled)).toMatchObject({
      ...{ outcome: "accepted", reason: null, guards: "[]", inputs: null },
      ...{ sized_qty: 3, governor: 0.5, client_order_id: "tx-1", trade_id: "7" },
    });
  });

  it("came to nothing, where its entry ended before anything had filled", async () => {
    for (const name of ["CANCELLED", "REJECTED", "EXPIRED"]) {
      const row = await decided(signal, sized, submitted, state(name, 0, "presumed_lost"));
      expect(row).toMatchObject({ outcome: "unfilled", reason: "presumed_lost", trade_id: null });
    }
  });

  it("was accepted, where a part had filled", async () => {
    const part = [state("PARTIAL", 1), opened, state("CANCELLED", 1, "group")];
    expect(await decided(signal, submitted, ...part)).toMatchObject({ outcome: "accepted" });
    // The fact of the trade may come after the order's end.
    const late = await decided(signal, submitted, state("CANCELLED", 1, "late"), opened);
    expect(late).toMatchObject({ outcome: "accepted", reason: null, trade_id: "7" });
    const first = await decided(signal, submitted, state("CANCELLED", 1, "late"));
    expect(first).toMatchObject({ outcome: "accepted", reason: null });
  });

  it("was refused at the open, which cancelled its order", async () => {
    const drifted = [refused("entry_drift"), state("CANCELLED", 0, "asked")];
    expect(await decided(signal, sized, submitted, ...drifted)).toMatchObject({
      ...{ outcome: "refused", reason: "entry_drift", client_order_id: "tx-1" },
    });
    const rest = await decided(signal, submitted, opened, refused("entry_drift"));
    expect(rest).toMatchObject({ outcome: "accepted", guards: '["entry_drift"]' });
  });

  it("was to leave, or is not made yet", async () => {
    expect(await decided({ ...signal, side: "exit" })).toMatchObject({ outcome: "exit" });
    expect(await decided(signal)).toMatchObject({ outcome: "signalled", reason: null });
  });

  it("has the results of its trade, or of its shadow", async () => {
    const shadow: Said = {
      ...{ type: "shadow_closed", strategy: "mine", side: "long", guards: ["regime"] },
      ...{ entry_ts: 0, exit_ts: 0, exit_reason: "stop", bars_held: 2, result_R: -1.02 },
    };
    const row = await decided(signal, refused("regime"), shadow);
    expect(row).toMatchObject({ result_R: null, shadow_R: -1.02 });
  });
});
