import { describe, expect, it } from "vitest";
import type { SymbolLedger } from "../../src/engine/orders/ledger.js";
import { isStillWanted } from "../../src/runtime/found-order.js";

/** A long of trade 7 with so many lots open, and orders by id, role and lots. */
function ledger(open: number, orders: readonly (readonly [string, string, number, string?])[]) {
  return {
    position: { tradeId: "7", entryLots: open + 1, exitedLots: 1 },
    orders: orders.map(([clientOrderId, role, qtyLots, tradeId = "7"]) => {
      return { clientOrderId, role, qtyLots, tradeId, filledLots: 0 };
    }),
  } as unknown as SymbolLedger;
}

describe("an exit that the broker does not know", () => {
  it("is sent again while its trade is open and nothing else takes it off", () => {
    expect(isStillWanted(ledger(3, [["s", "stop", 3]]), "s")).toBe(true);
    expect(isStillWanted(ledger(3, [["x", "exit", 3]]), "x")).toBe(true);
  });

  it("is not when the trade is over, or is another one", () => {
    const flat = { ...ledger(3, [["s", "stop", 3]]), position: null } as SymbolLedger;
    expect(isStillWanted(flat, "s")).toBe(false);
    expect(isStillWanted(ledger(3, [["s", "stop", 3, "6"]]), "s")).toBe(false);
  });

  it("is not for more than is open and not on its way out", () => {
    expect(isStillWanted(ledger(2, [["s", "stop", 3]]), "s")).toBe(false);
    const leaving = ledger(3, [
      ["s", "stop", 3],
      ["x", "exit", 1],
    ]);
    expect(isStillWanted(leaving, "s")).toBe(false);
    // The exit itself is among what is on its way.
    expect(isStillWanted(leaving, "x")).toBe(true);
  });
});
