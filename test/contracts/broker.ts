// What every live broker must keep to, as one call. It is driven from outside: requests, a market
// that trades as a bar says, and a second opening of the same account.

import { describe, expect, it } from "vitest";
import { bar } from "../fixtures.js";
import {
  Account,
  amending,
  type BrokerUnderTest,
  cancelling,
  placing,
  RESTING,
} from "./broker-account.js";

/** Runs the contract on a broker; `make` makes a new account. */
export function describeBroker(name: string, make: () => BrokerUnderTest): void {
  const opened = (): Promise<Account> => Account.open(make());

  describe(`${name} keeps the broker contract`, () => {
    it("says that the link is up before it reports anything", async () => {
      const { heard, ...account } = await opened();
      expect(heard.links).toEqual([true]);
      expect(heard.reportsBeforeLink).toBe(0);
      expect(account.one.broker.name).not.toBe("");
      expect(await account.one.broker.snapshot()).toMatchObject({ positions: [], orders: [] });
    });

    it("acknowledges an order, which then works and is found", async () => {
      const account = await opened();
      expect(await account.send(placing("a", RESTING))).toEqual({ kind: "accepted" });
      expect(account.heard.of("a", "ack")).toHaveLength(1);
      const resting = {
        ...{ clientOrderId: "a", symbol: 0, side: "buy", type: "limit" },
        ...{ qtyLots: 5, filledLots: 0, priceTicks: 360 },
      };
      expect((await account.snapshot()).orders).toEqual([resting]);
      const found = await account.one.broker.find("a");
      expect(found).toMatchObject({ ...resting, state: "WORKING", fills: [] });
    });

    it("fills a market order once, and tells the same of it when it is asked", async () => {
      const account = await opened();
      await account.send(placing("a", { side: "sell", qtyLots: 3 }));
      await account.trade(bar(0, 100, 101, 99, 100));
      const fills = account.heard.fills("a");
      expect(fills.map(({ qty, cumQty, symbol }) => [qty, cumQty, symbol])).toEqual([[3, 3, 0]]);
      expect(fills[0]?.executionId).not.toBe("");
      const found = await account.one.broker.find("a");
      expect(found).toMatchObject({ state: "FILLED", filledLots: 3, fills });
      const { positions, orders } = await account.snapshot();
      expect(positions.map(({ symbol, lots }) => [symbol, lots])).toEqual([[0, -3]]);
      expect(positions[0]?.entryTicks).toBe(fills[0]?.price);
      expect(orders).toEqual([]);
    });

    it("fills in parts whose quantities add up and whose executions differ", async () => {
      const account = await opened();
      await account.send(placing("a", { ...RESTING, priceTicks: 400 }));
      await account.trade(bar(0, 101, 101, 100, 101, 30));
      expect((await account.snapshot()).orders).toMatchObject([{ filledLots: 3, qtyLots: 5 }]);
      expect(await account.one.broker.find("a")).toMatchObject({ state: "WORKING" });
      await account.trade(bar(1, 101, 101, 100, 101, 10), bar(2, 101, 101, 100, 101, 1000));
      const fills = account.heard.fills("a");
      expect(fills.map(({ qty, cumQty }) => [qty, cumQty])).toEqual([
        [3, 3],
        [1, 4],
        [1, 5],
      ]);
      expect(new Set(fills.map(({ executionId }) => executionId)).size).toBe(3);
      expect((await account.one.broker.find("a"))?.fills).toEqual(fills);
    });

    it("cancels what works, and refuses to cancel what has ended or never was", async () => {
      const account = await opened();
      await account.send(placing("a", RESTING));
      expect(await account.send(cancelling("a"))).toEqual({ kind: "accepted" });
      expect(account.heard.of("a", "cancelled")).toHaveLength(1);
      expect(await account.one.broker.find("a")).toMatchObject({ state: "CANCELLED" });
      expect((await account.snapshot()).orders).toEqual([]);
      for (const id of ["a", "nobody"]) {
        expect(await account.send(cancelling(id))).toMatchObject({ kind: "rejected" });
      }
      await account.trade(bar(0, 80, 81, 79, 80));
      expect(account.heard.fills("a")).toEqual([]);
      expect((await account.snapshot()).positions).toEqual([]);
    });

    it("changes what works, and refuses what leaves nothing to fill", async () => {
      const account = await opened();
      if (!account.one.broker.capabilities.replace) return;
      await account.send(placing("a", { ...RESTING, priceTicks: 400 }));
      expect(await account.send(amending("a", 4, 396))).toEqual({ kind: "accepted" });
      expect(account.heard.of("a", "amended")).toMatchObject([{ qty: 4, price: 396 }]);
      await account.trade(bar(0, 99.5, 99.5, 99, 99.5, 30));
      expect((await account.snapshot()).orders).toMatchObject([
        { filledLots: 3, qtyLots: 4, priceTicks: 396 },
      ]);
      const refused = await account.send(amending("a", 3, 396));
      expect(refused).toMatchObject({ kind: "rejected", reason: expect.stringMatching(/./) });
      expect(await account.send(amending("nobody", 3, 396))).toMatchObject({ kind: "rejected" });
      expect((await account.snapshot()).orders).toMatchObject([{ filledLots: 3, qtyLots: 4 }]);
    });

    it("takes an id once", async () => {
      const account = await opened();
      if (!account.one.broker.capabilities.dedupesIds) return;
      await account.send(placing("a"));
      expect(await account.send(placing("a", { qtyLots: 7 }))).toEqual({ kind: "duplicate" });
      await account.trade(bar(0, 100, 101, 99, 100));
      expect(await account.send(placing("a"))).toEqual({ kind: "duplicate" });
      await account.trade(bar(1, 100, 101, 99, 100));
      expect((await account.snapshot()).positions).toMatchObject([{ lots: 1 }]);
    });

    it("knows nothing of an id that it was never given", async () => {
      const account = await opened();
      expect(await account.one.broker.find("nobody")).toBeNull();
    });

    it("obeys in the order in which it is told", async () => {
      const account = await opened();
      const { broker, settle } = account.one;
      const outcomes = [placing("a", RESTING), amending("a", 6, 361), cancelling("a")].map(
        (command) => broker.submit(command),
      );
      await settle();
      expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual([
        "accepted",
        "accepted",
        "accepted",
      ]);
      expect(await broker.find("a")).toMatchObject({ state: "CANCELLED", qtyLots: 6 });
    });

    it("counts a group once: what its target takes, its stop no longer covers", async () => {
      const account = await opened();
      await account.goLong();
      await account.trade(bar(1, 100, 106, 99, 105, 10));
      expect(account.heard.fills("target")).toMatchObject([{ qty: 1, cumQty: 1, price: 420 }]);
      const { orders, positions } = await account.snapshot();
      expect(positions).toMatchObject([{ lots: 1 }]);
      const stop = orders.find(({ clientOrderId }) => clientOrderId === "stop");
      expect((stop?.qtyLots ?? 0) - (stop?.filledLots ?? 0)).toBe(1);
      await account.trade(bar(2, 100, 101, 94, 95));
      expect(await account.snapshot()).toMatchObject({ orders: [], positions: [] });
      expect(account.heard.fills("stop")).toMatchObject([{ qty: 1 }]);
      expect(await account.one.broker.find("target")).toMatchObject({ state: "CANCELLED" });
    });

    it("reports so that who adds the reports up has its orders and positions", async () => {
      const account = await opened();
      await account.goLong();
      await account.send(placing("rest", RESTING));
      await account.send(placing("gone", RESTING));
      await account.send(cancelling("gone"));
      await account.trade(bar(1, 100, 106, 99, 105, 10), bar(2, 100, 106, 99, 105, 10));
      await account.send(placing("short", { side: "sell", qtyLots: 4 }));
      await account.trade(bar(3, 105, 106, 104, 105));
      const { orders, positions } = await account.snapshot();
      const ids = ["in", "stop", "target", "rest", "gone", "short"];
      const sides = { in: 1, stop: -1, target: -1, rest: 1, gone: 1, short: -1 } as const;
      const filled = (id: string): number =>
        account.heard.fills(id).reduce((sum, { qty }) => sum + qty, 0);
      let lots = 0;
      for (const [id, sign] of Object.entries(sides)) lots += sign * filled(id);
      expect(positions.map((each) => each.lots)).toEqual([lots]);
      const ended = (id: string): boolean =>
        account.heard.of(id, "cancelled").length > 0 ||
        filled(id) === (account.heard.of(id, "amended").at(-1)?.qty ?? SIZES[id]);
      expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual(
        ids.filter((id) => !ended(id)),
      );
      for (const id of ids) {
        const cumulated = account.heard.of(id, "fill").map(({ cumQty }) => cumQty);
        expect(cumulated, id).toEqual([...cumulated].sort((a, b) => a - b));
        expect(account.heard.fills(id).at(-1)?.cumQty ?? 0, id).toBe(filled(id));
      }
    });

    it("keeps orders, positions, cash and ids when it is closed and opened again", async () => {
      const account = await opened();
      await account.goLong();
      await account.trade(bar(1, 100, 106, 99, 105, 10));
      const before = await account.snapshot();
      const found = await account.one.broker.find("target");
      const again = await account.reopen();
      expect(again.heard.links).toEqual([true]);
      expect(await again.snapshot()).toEqual(before);
      expect(await again.one.broker.find("target")).toEqual(found);
      if (again.one.broker.capabilities.dedupesIds) {
        expect(await again.send(placing("in"))).toEqual({ kind: "duplicate" });
      }
      await again.trade(bar(2, 100, 101, 94, 95));
      expect(again.heard.fills("stop")).toMatchObject([{ qty: 1, cumQty: 1 }]);
      const [execution] = again.heard.fills("stop");
      const others = [...account.heard.fills("in"), ...account.heard.fills("target")];
      expect(others.map(({ executionId }) => executionId)).not.toContain(execution?.executionId);
    });

    it("shuts out who was there before", async () => {
      const account = await opened();
      if (!account.one.fences) return;
      await account.goLong();
      const next = await Account.open(account.one.reopen());
      const { broker } = account.one;
      expect(["not_sent", "rejected"]).toContain((await account.send(placing("late"))).kind);
      expect(account.heard.fenced).toHaveLength(1);
      const reports = account.heard.reports.length;
      await account.trade(bar(1, 90, 90, 90, 90));
      expect(account.heard.reports).toHaveLength(reports);
      await expect(broker.find("in")).rejects.toThrow();
      await expect(broker.snapshot()).rejects.toThrow();
      expect(await next.one.broker.find("late")).toBeNull();
      await next.trade(bar(1, 90, 90, 90, 90));
      expect(next.heard.fills("stop")).toMatchObject([{ qty: 2, cumQty: 2 }]);
      expect(account.heard.fenced).toHaveLength(1);
    });
  });
}

const SIZES: Readonly<Record<string, number>> = {
  in: 2,
  stop: 2,
  target: 2,
  rest: 5,
  gone: 5,
  short: 4,
};
