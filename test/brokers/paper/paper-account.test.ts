// A paper account: what it keeps, what it refuses, how it is left without an engine, and what it
// does where its disk fails.

import { describe, expect, it } from "vitest";
import { openPaperBook } from "../../../src/brokers/paper/open.js";
import { placing } from "../../contracts/broker-account.js";
import { bar, FIRST_TS, instrument, MINUTE } from "../../fixtures.js";
import { SimDisk } from "../../sim-disk.js";
import { paperOptions } from "./account.js";
import { connected, FOLDER, open, tradedDisk } from "./sim-account.js";

describe("a paper account", () => {
  it("keeps its cash whatever equity it is opened with later", async () => {
    const disk = await tradedDisk();
    const account = await connected(open(disk, { equityNano: 1n }));
    expect((await account.snapshot()).cashNano).toBe(50_000_000_000_000n - 1_240_000_000n);
  });

  it("knows its symbols by name, whatever their order", async () => {
    const disk = await tradedDisk();
    const [traded] = paperOptions(FOLDER, disk).symbols;
    if (traded === undefined) expect.fail("one symbol is traded");
    const other = { ...traded, instrument: instrument({ symbol: "OTH" }) };
    const broker = open(disk, { symbols: [other, traded] });
    const account = await connected(broker);
    expect((await account.snapshot()).positions).toMatchObject([{ symbol: 1, lots: 2 }]);
    expect(await broker.find("stop")).toMatchObject({ symbol: 1 });
    expect(broker.others).toEqual([]);
    expect(open(disk, { symbols: [other] }).others).toEqual(["TST"]);
  });

  it("is opened again where an instrument and its rules say more than it needs", async () => {
    const disk = new SimDisk();
    const [traded] = paperOptions(FOLDER, disk).symbols;
    if (traded === undefined) expect.fail("one symbol is traded");
    const wordy = { ...traded.instrument, rth: "08:30-15:00", aliases: ["T"] };
    const fills = { ...traded.fills, comment: "mine" };
    const symbols = [{ ...traded, instrument: wordy, fills, timeframes: [] }];
    open(disk, { symbols });
    const again = openPaperBook({ disk, folder: FOLDER });
    expect(again?.symbols).toEqual([traded]);
  });

  it("refuses another grid under what is open, and takes it when that is closed", async () => {
    const disk = await tradedDisk();
    const [traded] = paperOptions(FOLDER, disk).symbols;
    if (traded === undefined) expect.fail("one symbol is traded");
    const finer = instrument({ tick: { unscaled: 5, scale: 2 } });
    const symbols = [{ ...traded, instrument: finer }];
    const fences = disk.list(FOLDER).length;
    expect(() => open(disk, { symbols })).toThrow(/TST has something open on tick 0.25/);
    expect(disk.list(FOLDER)).toHaveLength(fences);
    const account = await connected(open(disk));
    await account.trade(bar(1, 100, 106, 100, 105));
    expect((await account.snapshot()).positions).toEqual([]);
    await account.one.broker.close();
    const later = await connected(open(disk, { symbols }));
    const found = await later.one.broker.find("in");
    expect(found?.fills).toMatchObject([{ price: 2005 }]);
  });

  it("forgets the oldest of its ended orders beyond a thousand, never one that works", async () => {
    const disk = new SimDisk();
    const account = await connected(open(disk));
    const rest = { type: "limit", role: "target", priceTicks: 360 } as const;
    await account.send(placing("rest", rest));
    for (let i = 0; i < 1_002; i++) {
      await account.send(placing(`a${i}`, rest));
      await account.send({ kind: "cancel", symbol: 0, clientOrderId: `a${i}` });
    }
    const { broker } = account.one;
    expect(await broker.find("a1")).toBeNull();
    expect(await broker.find("a2")).toMatchObject({ state: "CANCELLED" });
    expect(await broker.find("rest")).toMatchObject({ state: "WORKING" });
  });
});

describe("a bar that was begun when its process died", () => {
  it("lets what came in answer to its open wait for its range", async () => {
    const disk = new SimDisk();
    const first = await connected(open(disk));
    await first.send(placing("in"));
    const day = bar(0, 100, 101, 99, 100);
    first.one.broker.bars?.beginPhase(0, day, "open");
    while (first.one.broker.bars?.matchNext());
    expect(first.heard.fills("in")).toHaveLength(1);
    // The open is better than the target asks: asked in its turn, it would fill there.
    const target = { side: "sell", type: "limit", role: "target", priceTicks: 398 } as const;
    await first.send(placing("target", target));
    const next = await connected(open(disk.killed()));
    const { bars } = next.one.broker;
    bars?.beginPhase(0, day, "open");
    expect(bars?.matchNext()).toBe(false);
    bars?.beginPhase(0, day, "range");
    expect(bars?.matchNext()).toBe(true);
    expect(next.heard.fills("target")).toMatchObject([{ qty: 1, price: 400 }]);
  });

  it("is silent on all that lies before, and fills at the next open", async () => {
    const disk = new SimDisk();
    const first = await connected(open(disk));
    // Only the first bar reaches the limit, which came after it.
    const deep = bar(0, 100, 101, 80, 100);
    const rest = { type: "limit", role: "target", priceTicks: 360 } as const;
    await first.trade(deep);
    await first.send(placing("late", rest));
    await first.trade(bar(1, 100, 101, 99, 100));
    await first.send(placing("in"));
    const next = await connected(open(disk.killed()));
    await next.trade(deep, bar(1, 100, 101, 99, 100));
    expect(next.heard.reports).toEqual([]);
    await next.trade(bar(2, 102, 103, 101, 102));
    expect(next.heard.fills("in")).toMatchObject([{ price: 409 }]);
  });
});

describe("a paper account without its engine", () => {
  it("is opened with nothing but its folder, and left at the last price", async () => {
    const disk = new SimDisk();
    const engine = await connected(open(disk));
    await engine.goLong();
    await engine.trade(bar(1, 101, 102, 100, 101.5));
    // Stopped in mid-air: nothing is closed. The machine loses what was not synced.
    const book = openPaperBook({ disk: disk.crashed(() => 0), folder: FOLDER });
    const account = await connected(book ?? expect.fail("there is a book"));
    const exit = { side: "sell", role: "exit", qtyLots: 2, group: "flat" } as const;
    expect(await account.send(placing("flat", exit))).toEqual({ kind: "accepted" });
    account.one.broker.bars?.fillStale(0);
    // The last close is 101.5, 406 ticks; a sale slips one.
    expect(account.heard.fills("flat")).toMatchObject([
      { qty: 2, price: 405, stalePrice: true, ts: FIRST_TS + MINUTE },
    ]);
    expect((await account.snapshot()).positions).toEqual([]);
    expect(book?.symbols.map(({ instrument: { symbol } }) => symbol)).toEqual(["TST"]);
  });

  it("fills nothing else at the last price, though it is reached", async () => {
    const account = await connected(open(new SimDisk()));
    await account.trade(bar(0, 100, 101, 99, 100));
    await account.send(placing("entry"));
    await account.send(placing("limit", { type: "limit", role: "target", priceTicks: 800 }));
    account.one.broker.bars?.fillStale(0);
    expect(account.heard.of("entry", "fill")).toEqual([]);
    expect(account.heard.of("limit", "fill")).toEqual([]);
    // Both still meet the next open.
    await account.trade(bar(1, 100, 101, 99, 100));
    expect(account.heard.fills("entry")).toHaveLength(1);
    expect(account.heard.fills("limit")).toHaveLength(1);
  });

  it("is none where nothing was ever opened", () => {
    const disk = new SimDisk();
    expect(openPaperBook({ disk, folder: FOLDER })).toBeNull();
    expect(disk.list(FOLDER)).toEqual([]);
  });
});

describe("a paper book whose disk fails", () => {
  it("refuses an order for which there is no room, and takes the next when there is", async () => {
    const disk = new SimDisk();
    const account = await connected(open(disk));
    disk.faults.capacity = 0;
    expect(await account.send(placing("a"))).toMatchObject({ kind: "rejected" });
    expect(await account.one.broker.find("a")).toBeNull();
    disk.faults.capacity = Infinity;
    expect(await account.send(placing("b"))).toEqual({ kind: "accepted" });
    await account.trade(bar(0, 100, 101, 99, 100));
    expect(account.heard.fills("a")).toEqual([]);
    expect(account.heard.fills("b")).toHaveLength(1);
  });

  it("says nothing of a fill that it cannot write, and is down until it can", async () => {
    const disk = new SimDisk();
    const account = await connected(open(disk));
    await account.send(placing("a"));
    disk.faults.capacity = 0;
    await account.trade(bar(0, 100, 101, 99, 100));
    expect(account.heard.fills("a")).toEqual([]);
    expect(account.heard.links.at(-1)).toBe(false);
    disk.faults.capacity = Infinity;
    await account.one.broker.connect(account.heard);
    await account.trade(bar(1, 102, 103, 101, 102));
    expect(account.heard.fills("a")).toMatchObject([{ qty: 1, price: 409 }]);
  });

  it("does nothing more after a sync that failed", async () => {
    const disk = new SimDisk();
    const account = await connected(open(disk));
    disk.faults.next.push(["synced", "EIO"]);
    expect(await account.send(placing("a"))).toMatchObject({ kind: "unknown" });
    expect(account.heard.links).toEqual([true, false]);
    expect(await account.send(placing("b"))).toMatchObject({ kind: "not_sent" });
    await expect(account.one.broker.find("a")).rejects.toThrow(/EIO/);
  });
});
