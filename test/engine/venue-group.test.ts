import { describe, expect, it } from "vitest";
import type { OrderIntent } from "../../src/engine/effect.js";
import type { ReportEvent } from "../../src/engine/event.js";
import { beginPhase, matchNext } from "../../src/engine/fills.js";
import { addOrder, createVenueBook } from "../../src/engine/venue-book.js";
import { fills, instrument } from "../fixtures.js";

const RULES = { instrument: instrument(), fills: fills(), hasVolume: true };
/** A long of four lots at 400 ticks: what rests for it. */
function order(id: string, change: Partial<OrderIntent>): OrderIntent {
  return {
    ...{ clientOrderId: id, symbol: 0, side: "sell", type: "stop", role: "stop" },
    ...{ qtyLots: 4, priceTicks: 380, group: "7" },
    ...change,
  };
}
const bar = { ts: 0, open: 100, high: 100, low: 94, close: 95, volume: 10_000 };

describe("a group at a venue", () => {
  it("exits no more than its position: a stop that fills takes a market exit with it", () => {
    const book = createVenueBook(0);
    addOrder(book, order("s", {}));
    beginPhase(book, bar, "open", RULES);
    // It comes in the middle of the bar, and would wait for the next open.
    addOrder(book, order("x", { type: "market", role: "exit", qtyLots: 3, priceTicks: 0 }));
    beginPhase(book, bar, "range", RULES);
    const also: ReportEvent[] = [];
    expect(matchNext(book, RULES, also)).toMatchObject({ clientOrderId: "s", qty: 4 });
    expect(also).toMatchObject([{ clientOrderId: "x", kind: "cancelled", reason: "group" }]);
    expect(book.orders).toEqual([]);
  });

  it("leaves a market exit what a target has left of the position", () => {
    const book = createVenueBook(0);
    addOrder(book, order("s", { priceTicks: 300 }));
    addOrder(book, order("t", { type: "limit", role: "target", qtyLots: 2, priceTicks: 396 }));
    beginPhase(book, bar, "open", RULES);
    addOrder(book, order("x", { type: "market", role: "exit", qtyLots: 3, priceTicks: 0 }));
    beginPhase(book, bar, "range", RULES);
    const also: ReportEvent[] = [];
    expect(matchNext(book, RULES, also)).toMatchObject({ clientOrderId: "t", qty: 2 });
    expect(also).toMatchObject([
      { clientOrderId: "s", kind: "amended", qty: 2 },
      { clientOrderId: "x", kind: "amended", qty: 2 },
    ]);
  });
});
