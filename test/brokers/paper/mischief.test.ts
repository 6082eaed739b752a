// Each kind of misbehaviour by itself, with a chance of one: what we hear, and what is true.

import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/brokers/broker.js";
import type { PaperBroker } from "../../../src/brokers/paper/broker.js";
import { MischievousBroker } from "../../../src/brokers/paper/mischief.js";
import { MISCHIEF, parseMischief } from "../../../src/brokers/paper/mischief-plan.js";
import { Account, placing } from "../../contracts/broker-account.js";
import { bar } from "../../fixtures.js";
import { SimDisk } from "../../sim-disk.js";
import { HandTimers, tradeBar } from "./account.js";
import { open } from "./sim-account.js";

interface Naughty {
  readonly account: Account;
  readonly broker: MischievousBroker;
  /** What is true. */
  readonly paper: PaperBroker;
  readonly timers: HandTimers;
}

async function naughty(plan: string): Promise<Naughty> {
  const timers = new HandTimers();
  const paper = open(new SimDisk());
  const { setTimer } = timers;
  const broker = new MischievousBroker({ broker: paper, plan: parseMischief(plan), setTimer });
  const account = await Account.open({
    broker,
    trade: async (each) => tradeBar(broker, each),
    settle: async () => {},
    reopen: () => expect.fail("not here"),
    fences: false,
  });
  return { account, broker, paper, timers };
}

/** The answer, or null while there is none. */
async function answerOf(outcome: Promise<Outcome>): Promise<Outcome | null> {
  const none = new Promise<null>((resolve) => setImmediate(() => resolve(null)));
  return Promise.race([outcome, none]);
}

describe("a plan of misbehaviour", () => {
  it("is read from its text", () => {
    expect(parseMischief("lost_ack=0.05, error_500=1,seed=7")).toEqual({
      chances: { lost_ack: 0.05, error_500: 1 },
      seed: 7,
    });
    expect(parseMischief("reject=0").seed).toBe(1);
  });

  it("is refused with the word that is wrong and those that are known", () => {
    expect(() => parseMischief("lost_ack=0.1,loose_ack=0.1")).toThrow(
      /"loose_ack=0.1" is not known; known are lost_ack, .*seed$/,
    );
    for (const text of ["", "reject", "reject=", "reject=2", "reject=-1", "reject=x", "seed=1.5"]) {
      expect(() => parseMischief(text), text).toThrow(/^paper broker: "/);
    }
  });
});

describe("a broker that misbehaves", () => {
  it.each(["lost_ack", "lost_request", "timeout"])("%s: never answers", async (kind) => {
    const { account, broker, paper, timers } = await naughty(`${kind}=1`);
    expect(await answerOf(broker.submit(placing("a")))).toBeNull();
    await timers.run();
    expect(account.heard.reports).toEqual([]);
    expect(broker.counts).toMatchObject({ [kind]: 1 });
    const found = await paper.find("a");
    if (kind === "lost_ack") expect(found).toMatchObject({ state: "WORKING" });
    if (kind === "lost_request") expect(found).toBeNull();
  });

  it.each(["timeout", "error_500"])("%s: is sometimes done and sometimes not", async (kind) => {
    const { broker, paper } = await naughty(`${kind}=1`);
    const ids = Array.from({ length: 20 }, (_, i) => `a${i}`);
    for (const id of ids) {
      const answer = await answerOf(broker.submit(placing(id)));
      expect(answer?.kind ?? "none").toBe(kind === "timeout" ? "none" : "unknown");
    }
    const found = await Promise.all(ids.map((id) => paper.find(id)));
    expect(found).toContain(null);
    expect(found.some((each) => each !== null)).toBe(true);
  });

  it.each(["reject", "error_429"])("%s: is refused and not done", async (kind) => {
    const { account, broker, paper } = await naughty(`${kind}=1`);
    expect(await account.send(placing("a"))).toMatchObject({ kind: "rejected" });
    expect(await paper.find("a")).toBeNull();
    expect(broker.counts).toMatchObject({ [kind]: 1 });
  });

  it("late_ack: the order works at once and says so later, after its fill", async () => {
    const { account, broker, timers } = await naughty("late_ack=1");
    const outcome = broker.submit(placing("a"));
    expect(await answerOf(outcome)).toBeNull();
    await account.trade(bar(0, 100, 101, 99, 100));
    expect(account.heard.reports.map(({ kind }) => kind)).toEqual(["fill"]);
    await timers.run();
    expect(account.heard.reports.map(({ kind }) => kind)).toEqual(["fill", "ack"]);
    expect(await outcome).toEqual({ kind: "accepted" });
  });

  it("fill_before_ack: the ack comes with the fill, or after a while without one", async () => {
    const { account, broker, timers } = await naughty("fill_before_ack=1");
    const outcome = broker.submit(placing("a"));
    await account.trade(bar(0, 100, 101, 99, 100));
    expect(account.heard.reports.map(({ kind }) => kind)).toEqual(["fill", "ack"]);
    expect(await outcome).toEqual({ kind: "accepted" });
    expect(broker.counts.fill_before_ack).toBe(1);
    const later = broker.submit(placing("b"));
    await timers.run();
    expect(await later).toEqual({ kind: "accepted" });
    expect(account.heard.of("b", "ack")).toHaveLength(1);
  });

  it("duplicate_fill: the same report twice", async () => {
    const { account, broker } = await naughty("duplicate_fill=1");
    await account.send(placing("a"));
    await account.trade(bar(0, 100, 101, 99, 100));
    const fills = account.heard.of("a", "fill");
    expect(fills).toHaveLength(2);
    expect(fills[0]).toEqual(fills[1]);
    expect(broker.counts.duplicate_fill).toBe(1);
  });

  it("partial_then_cancel: the rest of an entry ends at its first part", async () => {
    const { account, paper } = await naughty("partial_then_cancel=1");
    await account.send(placing("a", { qtyLots: 5 }));
    await account.trade(bar(0, 100, 101, 99, 100, 20), bar(1, 100, 101, 99, 100));
    expect(account.heard.fills("a").map(({ qty }) => qty)).toEqual([2]);
    expect(account.heard.of("a", "cancelled")).toHaveLength(1);
    expect(await paper.find("a")).toMatchObject({ state: "CANCELLED", filledLots: 2 });
  });

  it("silent_oco_cancel: the others of a group end without a word", async () => {
    const { account, broker, paper } = await naughty("silent_oco_cancel=1");
    await account.goLong();
    const before = account.heard.reports.length;
    await account.trade(bar(1, 100, 106, 99, 105, 10));
    const heard = account.heard.reports.slice(before);
    expect(heard.map(({ clientOrderId, kind }) => [clientOrderId, kind])).toEqual([
      ["target", "fill"],
    ]);
    expect(await paper.find("stop")).toMatchObject({ state: "CANCELLED" });
    expect((await paper.snapshot()).positions).toMatchObject([{ lots: 1 }]);
    expect(broker.counts.silent_oco_cancel).toBe(1);
  });

  it("disconnect: what is reported meanwhile is lost, then the link is up again", async () => {
    const { account, broker, paper, timers } = await naughty("disconnect=1,seed=4");
    await paper.submit(placing("before"));
    account.heard.reports.length = 0;
    expect(await broker.submit(placing("a"))).toMatchObject({ kind: "unknown" });
    expect(account.heard.links).toEqual([true, false]);
    expect(await broker.submit(placing("b"))).toMatchObject({ kind: "not_sent" });
    await expect(broker.find("before")).rejects.toThrow(/link is down/);
    await expect(broker.snapshot()).rejects.toThrow(/link is down/);
    await account.trade(bar(0, 100, 101, 99, 100));
    expect(account.heard.reports).toEqual([]);
    await timers.run();
    expect(account.heard.links).toEqual([true, false, true]);
    expect(await broker.find("before")).toMatchObject({ state: "FILLED" });
  });

  it("does the same again for the same seed, and another thing for another", async () => {
    const all = MISCHIEF.map((kind) => `${kind}=0.2`).join(",");
    const story = async (seed: number): Promise<string> => {
      const { account, broker, timers } = await naughty(`${all},seed=${seed}`);
      for (let i = 0; i < 40; i++) {
        broker.submit(placing(`a${i}`, { qtyLots: 3, side: i % 2 ? "sell" : "buy" }));
        await account.trade(bar(i, 100, 101, 99, 100, 20));
        if (i % 5 === 0) await timers.run();
      }
      return JSON.stringify([account.heard.reports, account.heard.links, broker.counts]);
    };
    expect(await story(1)).toBe(await story(1));
    expect(await story(1)).not.toBe(await story(2));
  });

  it("calls nothing back once it is closed", async () => {
    const { account, broker, timers } = await naughty("late_ack=1");
    broker.submit(placing("a"));
    await broker.close();
    await timers.run();
    expect(account.heard.reports).toEqual([]);
  });
});
