// A flatten at the broker itself, against one that does what it is told, and one that does not.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FlattenEnd, flattenAtBroker, Overtaken } from "../../src/control/flatten.js";
import { instrument } from "../fixtures.js";
import { FakeBroker, type Mischief, type Resting } from "./fake-broker.js";

const INSTRUMENTS = [instrument({ symbol: "MNQ" }), instrument({ symbol: "MES" })];

function resting(clientOrderId: string, over: Partial<Resting> = {}): Resting {
  return {
    ...{ clientOrderId, symbol: 0, side: "sell", type: "limit", qtyLots: 1, filledLots: 0 },
    priceTicks: 100,
    ...over,
  };
}

interface Ran {
  end: FlattenEnd;
  fills: string[];
}

async function flattened(
  broker: FakeBroker,
  only: number | null = null,
  rounds = 20,
): Promise<Ran> {
  const fills: string[] = [];
  let ids = 0;
  const end = await flattenAtBroker({
    ...{ broker, instruments: INSTRUMENTS, only, rounds },
    nextId: () => `x${++ids}`,
    wait: async () => broker.pass(),
    onFill: ({ qty, symbol }, side) => fills.push(`${side} ${qty} of ${symbol}`),
  });
  return { end, fills };
}

const NOTHING = { positions: [], orders: [] };

describe("a flatten at the broker", () => {
  it("has nothing to do where nothing is open", async () => {
    const broker = new FakeBroker([0, 0], []);
    expect((await flattened(broker)).end).toEqual({ residual: NOTHING, why: null });
    expect(broker.done).toEqual([]);
  });

  it("cancels the target, leaves at the market, and cancels the stop last", async () => {
    const broker = new FakeBroker(
      [2, 0],
      [
        resting("stop", { type: "stop", qtyLots: 2, priceTicks: 90 }),
        resting("target", { qtyLots: 1 }),
      ],
    );
    const { end, fills } = await flattened(broker);
    expect(end).toEqual({ residual: NOTHING, why: null });
    expect(broker.done).toEqual(["cancel target", "sell 2", "cancel stop"]);
    expect(fills).toEqual(["sell 2 of 0"]);
  });

  it("does not leave beside a target that may still fill", async () => {
    const broker = new FakeBroker([2], [resting("target", { qtyLots: 2 })], { slowCancels: 2 });
    await flattened(broker);
    const exits = broker.done.filter((step) => step.startsWith("sell"));
    expect(exits).toEqual(["sell 2"]);
    expect(broker.done.at(-1)).toBe("sell 2");
    expect(broker.turned).toEqual([]);
  });

  it("leaves a short with a buy, and what an entry filled meanwhile too", async () => {
    const entry = resting("entry", { side: "sell", qtyLots: 3 });
    const broker = new FakeBroker([-2], [entry], { slowCancels: 1 });
    const end = flattened(broker);
    broker.fill(entry, 1);
    expect((await end).end.why).toBeNull();
    expect(broker.lots).toEqual([0]);
    expect(broker.turned).toEqual([]);
  });

  it("cancels a stop that would open, as an entry does", async () => {
    const broker = new FakeBroker([0], [resting("stop entry", { type: "stop", side: "buy" })]);
    await flattened(broker);
    expect(broker.done).toEqual(["cancel stop entry"]);
  });

  it("leaves one symbol and does not touch another", async () => {
    const broker = new FakeBroker(
      [1, -1],
      [resting("a", { type: "stop" }), resting("b", { type: "stop", symbol: 1, side: "buy" })],
    );
    const { end } = await flattened(broker, 1);
    expect(end).toEqual({ residual: NOTHING, why: null });
    expect(broker.done).toEqual(["buy 1", "cancel b"]);
    expect(broker.lots).toEqual([1, 0]);
  });

  it("asks again after a plain refusal", async () => {
    const broker = new FakeBroker([3], [], { exits: ["rejected", "taken"] });
    expect((await flattened(broker)).end.why).toBeNull();
    expect(broker.done).toEqual(["sell 3 (rejected)", "sell 3"]);
  });

  it("waits for a slow exit and does not send a second", async () => {
    const broker = new FakeBroker([5], [], { lotsPerRound: 2 });
    const { end, fills } = await flattened(broker);
    expect(end.why).toBeNull();
    expect(broker.done).toEqual(["sell 5"]);
    expect(fills).toEqual(["sell 2 of 0", "sell 2 of 0", "sell 1 of 0"]);
  });

  it("looks up an exit whose answer was lost", async () => {
    const broker = new FakeBroker([1], [], { exits: ["lost"] });
    expect((await flattened(broker)).end.why).toBeNull();
    expect(broker.done).toEqual(["sell 1 (lost)"]);
  });

  it("does not send another while one may still come, and says what is left", async () => {
    const broker = new FakeBroker([1], [], { exits: ["dropped"] });
    const { end } = await flattened(broker);
    expect(end).toEqual({
      residual: { positions: [{ symbol: "MNQ", qty: 1 }], orders: [] },
      why: "the broker does not say that it is flat",
    });
    expect(broker.done).toEqual(["sell 1 (dropped)"]);
  });

  it("takes a broker that cannot be asked for one that says nothing", async () => {
    const broker = new FakeBroker([1], [], { snapshots: ["fails", "fails"] });
    expect((await flattened(broker)).end).toEqual({ residual: NOTHING, why: null });
    const never = new FakeBroker([1], [], { snapshots: Array(30).fill("fails") });
    await expect(flattened(never)).rejects.toThrow("503");
    expect(never.done).toEqual([]);
  });

  it("stops where another acts for the account", async () => {
    const broker = new FakeBroker([2], [], { lotsPerRound: 1 });
    const flattening = flattened(broker);
    broker.fence();
    // What is left is no longer ours to say.
    const error = await flattening.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Overtaken);
    expect(String(error)).toContain("someone else came; who has it knows of this flatten");
  });
});

describe("whatever goes wrong", () => {
  const side = fc.constantFrom("buy" as const, "sell" as const);
  const type = fc.constantFrom("limit" as const, "stop" as const);
  const order = fc.record({
    side,
    type,
    symbol: fc.nat(1),
    qtyLots: fc.integer({ min: 1, max: 5 }),
  });
  const mischief: fc.Arbitrary<Mischief> = fc.record({
    exits: fc.array(fc.constantFrom("taken", "lost", "dropped", "rejected"), { maxLength: 6 }),
    snapshots: fc.array(fc.constantFrom("told", "fails"), { maxLength: 6 }),
    slowCancels: fc.nat(3),
    lotsPerRound: fc.integer({ min: 1, max: 9 }),
  });

  it("no position is ever turned round, and flat is said only where it is so", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })),
        fc.array(order, { maxLength: 6 }),
        mischief,
        async (lots, orders, wrong) => {
          const rest = orders.map((each, index) => resting(`o${index}`, each));
          const broker = new FakeBroker([...lots], rest, wrong);
          const { end } = await flattened(broker, null, 40);
          expect(broker.turned).toEqual([]);
          const isFlat = broker.lots.every((left) => left === 0) && broker.orders.length === 0;
          expect(end.why === null).toBe(isFlat && !broker.done.some((one) => /dropped/.test(one)));
        },
      ),
      { numRuns: 400 },
    );
  });
});
