// Live an entry is a limit, `max_slippage_ticks` beyond the close it was decided on: it takes the
// first open that it meets, as a market order would, or nothing, and does not rest.

import { describe, expect, it } from "vitest";
import type { OrderCommand, OrderIntent } from "../../../src/engine/effect.js";
import type { ReportEvent } from "../../../src/engine/event.js";
import { beginPhase, matchNext } from "../../../src/engine/fills.js";
import { acceptCommand, createVenueBook } from "../../../src/engine/venue-book.js";
import { bar, engineConfig, fills, instrument, intrade } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { BARE, script } from "../orders/scripted.js";
import { accountRun } from "../risk/account-run.js";

const RULES = { instrument: instrument(), fills: fills(), hasVolume: true };

/** An entry of 5 with its limit at 100.5, and what its venue says of it open by open. */
function venue(side: "buy" | "sell", limit: number, fromTs?: number) {
  const book = createVenueBook(0);
  const reports: ReportEvent[] = [];
  const order: OrderIntent = {
    ...{ clientOrderId: "e", symbol: 0, side, type: "limit", role: "entry", qtyLots: 5 },
    ...{ priceTicks: limit * 4, group: "1" },
  };
  const place = { kind: "place", order, ...(fromTs === undefined ? {} : { fromTs }) };
  acceptCommand(book, place as OrderCommand, reports);
  reports.length = 0;
  return (minute: number, open: number, volume = 1000, phase: "open" | "range" = "open") => {
    const one = bar(minute, open, open + 1, open - 1, open, volume);
    beginPhase(book, one, phase, RULES);
    const said: ReportEvent[] = [];
    for (;;) {
      const report = matchNext(book, RULES, reports);
      if (report === null) break;
      said.push(report, ...reports.splice(0));
    }
    return said.map(({ kind, qty, cumQty, price, reason }) => [
      kind,
      qty,
      cumQty,
      price / 4,
      reason,
    ]);
  };
}

describe.each([
  ["buy", (price: number) => price],
  ["sell", (price: number) => 200 - price],
] as const)("a limit to %s", (side, of) => {
  const at = (minute: number, open: number, volume = 1000) =>
    venue(side, of(100.5))(minute, of(open), volume);

  it("fills at the open and its slippage, never beyond its price", () => {
    expect(at(1, 100)).toEqual([["fill", 5, 5, of(100.25), ""]]);
    expect(at(1, 98)).toEqual([["fill", 5, 5, of(98.25), ""]]);
    expect(at(1, 100.25)).toEqual([["fill", 5, 5, of(100.5), ""]]);
    expect(at(1, 100.5)).toEqual([["fill", 5, 5, of(100.5), ""]]);
  });

  it("is over where the market has gone further", () => {
    expect(at(1, 100.75)).toEqual([["cancelled", 0, 0, 0, "rest"]]);
  });

  it("takes what the volume allows; the rest is over", () => {
    // 10 % of 30 is 3.
    expect(at(1, 100, 30)).toEqual([
      ["fill", 3, 3, of(100.25), ""],
      ["cancelled", 0, 3, 0, "rest"],
    ]);
    expect(at(1, 100, 0)).toEqual([["cancelled", 0, 0, 0, "rest"]]);
  });

  it("waits for an open that it may have, and never fills inside a bar", () => {
    const from = bar(3, 0, 0, 0, 0).ts;
    const says = venue(side, of(100.5), from);
    expect(says(2, of(100))).toEqual([]);
    expect(says(2, of(100), 1000, "range")).toEqual([]);
    expect(says(3, of(100))).toEqual([["fill", 5, 5, of(100.25), ""]]);
  });
});

describe("an entry of a live run", () => {
  it.each([
    ["long", 95, "buy", 402],
    ["short", 105, "sell", 398],
  ] as const)("%s goes out as a limit two ticks from the close", (side, stop, buys, priceTicks) => {
    const run = script();
    run.enter(2, stop, side);
    expect(run.sent).toMatchObject([
      { kind: "place", order: { type: "limit", role: "entry", side: buys, priceTicks } },
    ]);
    expect(factsOf(run.facts, "order_submitted")).toMatchObject([
      { order_type: "limit", price: priceTicks / 4, reference: 100 },
    ]);
    // Slippage is against the close: 100.25 is one tick of it, whichever way.
    run.fill(run.order("entry").clientOrderId, 2, 2, 100.25);
    expect(factsOf(run.facts, "fill")[0]?.slippage_ticks).toBe(side === "long" ? 1 : -1);
  });

  it("keeps its limit where the open cuts its size, and ends with the rest", () => {
    // Risk money: 0.2 % of 50,000 is 100.
    const config = engineConfig({ intrade: intrade(BARE) });
    config.constraints.risk_per_trade_pct = 0.2;
    const { facts } = accountRun({
      ...{ instruments: [instrument()], config, mode: "PAPER", without: ["regime", "htf_gate"] },
      tape: [
        [bar(0, 100, 100, 100, 100)],
        [bar(1, 100, 100, 100, 100)],
        [bar(2, 100.5, 100.5, 100.5, 100.5, 40)],
      ],
      signals: [{ minute: 1, symbol: 0, side: "long", stop: 95 }],
    });
    expect(factsOf(facts, "guard_reject")).toEqual([]);
    // 5 points at 2 money make 10 contracts at the close; 5.5 at the open make 9. The volume lets
    // 10 % of 40 through.
    expect(
      factsOf(facts, "order_state")
        .filter(({ role }) => role === "entry")
        .map(({ state, qty, filled_qty, price }) => [state, qty, filled_qty, price]),
    ).toEqual([
      ["WORKING", 10, 0, 100.5],
      ["WORKING", 9, 0, 100.5],
      ["PARTIAL", 9, 4, 100.5],
      ["CANCELLED", 9, 4, 100.5],
    ]);
  });

  it.each([
    // 4 ticks of a quarter from 100 are 1 %, what the collar allows; 5 are 1.25 %.
    ["long", 4, 95, []],
    ["short", 4, 105, []],
    ["long", 5, 95, [{ price: 101.25, reference: 100, limit_pct: 1 }]],
    ["short", 5, 105, [{ price: 98.75, reference: 100, limit_pct: 1 }]],
  ] as const)("%s with a limit %d ticks away is held to the collar", (side, ticks, stop, seen) => {
    const config = engineConfig({ intrade: intrade(BARE) });
    config.constraints.max_slippage_ticks = ticks;
    const { facts } = accountRun({
      ...{ instruments: [instrument()], config, mode: "PAPER", without: ["regime", "htf_gate"] },
      tape: [[bar(0, 100, 100, 100, 100)], [bar(1, 100, 100, 100, 100)]],
      signals: [{ minute: 1, symbol: 0, side, stop }],
    });
    const rejects = factsOf(facts, "guard_reject");
    expect(rejects.map(({ inputs }) => inputs.price_collar)).toEqual(seen);
    expect(rejects.every(({ guards }) => guards.join() === "price_collar")).toBe(true);
    const entries = factsOf(facts, "order_submitted").filter(({ role }) => role === "entry");
    expect(entries).toHaveLength(1 - seen.length);
  });
});
