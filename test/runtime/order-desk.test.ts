import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { SymbolLedger } from "../../src/engine/orders/ledger.js";
import { systemClock } from "../../src/runtime/clock.js";
import { isStillWanted } from "../../src/runtime/found-order.js";
import { OrderDesk } from "../../src/runtime/order-desk.js";

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

describe("a desk that is closed", () => {
  it("waits for no further look-up: that would keep the program from its end", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const symbols = [ledger(1, [["e", "entry", 1]])];
    const find = vi.fn(async () => null);
    const desk = new OrderDesk({
      broker: { find, capabilities: { dedupesIds: true } },
      core: { state: { now: 0, conditions: {}, ledger: { symbols } } },
      ...{ clock: systemClock, patience: { ackMs: 3_000, lostMs: 30_000 } },
      ...{ enqueue: () => {}, onUnknown: () => {}, onFailure: () => {} },
    } as unknown as ConstructorParameters<typeof OrderDesk>[0]);
    desk.lookUp("e", null);
    // Looks at 0.25 and 0.75 s have found nothing; the next comes at 1.75 s.
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(1);
    // As after an order without an answer: the account is compared once it is known.
    const settled = desk.settled(30_000);
    desk.close();
    await settled;
    expect(vi.getTimerCount()).toBe(0);
    expect(find).toHaveBeenCalledTimes(2);
  });
});
