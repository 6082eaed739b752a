// The book dies at every call to its disk, and is opened again: what was filled is what the venue
// of a replay fills that nothing ever happened to.

import { describe, expect, it } from "vitest";
import { openPaperBroker } from "../../../src/brokers/paper/open.js";
import { createReplayVenue } from "../../../src/brokers/replay/venue.js";
import type { OrderCommand } from "../../../src/engine/effect.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import { seeded } from "../../bare-run.js";
import { bar, MINUTE } from "../../fixtures.js";
import { Died, SimDisk } from "../../sim-disk.js";
import { EQUITY_NANO, paperOptions } from "./account.js";
import { type Told, Trader } from "./trader.js";

/** More by hand: `SEEDS=20 ROUNDS=2000 npx vitest run test/brokers/paper/crash`. */
const SEEDS = Number(process.env.SEEDS ?? 1);
const ROUNDS = Number(process.env.ROUNDS ?? 30);
const TIMEOUT_MS = 600_000;

/** Entries fill in parts (30 lots of volume are 3), targets too; a stop is gapped through. */
const BARS: readonly Bar[] = [
  bar(0, 100, 100.5, 99.5, 100),
  bar(1, 100, 100.5, 99.75, 100.25, 30),
  bar(2, 100.25, 101.5, 100, 101, 20),
  bar(3, 100.75, 101.25, 100.5, 101, 50),
  bar(4, 101, 103.5, 100.75, 103, 10),
  bar(5, 103, 103.25, 102, 102.5, 0),
  bar(6, 102.5, 102.75, 98, 98.5),
  bar(7, 96.5, 97, 94, 94.5),
  bar(8, 95, 99, 94, 98.5),
  bar(9, 99, 101.5, 98.5, 101, 20),
  bar(10, 101.25, 101.5, 100.5, 101, 10),
  bar(11, 101, 101, 97, 97.5, 20),
  bar(12, 97.5, 98, 97, 98, 30),
  bar(13, 98, 107, 97.5, 106),
  bar(14, 107, 108, 106, 107),
];

/** All fills as the replay's venue makes them, and the cash they leave by hand. */
function expected(): readonly Told[] {
  const trader = new Trader();
  const [traded] = paperOptions("/").symbols;
  if (traded === undefined) throw new Error("one symbol is traded");
  const venue = createReplayVenue([traded]);
  const drain = (): void => {
    for (;;) {
      for (; trader.sent < trader.commands.length; trader.sent++) {
        venue.send(trader.commands[trader.sent] as OrderCommand);
      }
      const report = venue.poll();
      if (report === null) return;
      trader.hear(report);
    }
  };
  for (const each of BARS) {
    for (const phase of ["open", "range"] as const) {
      venue.beginPhase(0, each, phase);
      drain();
    }
    trader.close();
    drain();
  }
  return trader.told;
}

/** Opens the book, finds out what it missed and trades on to the end of the bars. */
async function tradeOn(trader: Trader, disk: SimDisk): Promise<bigint | null> {
  const broker = openPaperBroker(paperOptions("/data", disk));
  await broker.connect({
    onReport: (report) => trader.hear(report),
    onLink: () => {},
    onFenced: (reason) => expect.fail(reason),
  });
  for (const command of trader.commands.slice(0, trader.sent)) {
    if (command.kind !== "place") continue;
    const found = await broker.find(command.order.clientOrderId);
    if (found !== null) trader.adopt(found);
  }
  const send = async (): Promise<void> => {
    while (trader.sent < trader.commands.length) {
      const command = trader.commands[trader.sent] as OrderCommand;
      const { kind } = await broker.submit(command);
      // Died after it was done and before it was said.
      const isAgain = command.kind === "place" ? kind === "duplicate" : kind === "rejected";
      expect(kind === "accepted" || isAgain, kind).toBe(true);
      trader.sent++;
    }
  };
  await send();
  for (let each = BARS[trader.bar]; each !== undefined; each = BARS[trader.bar]) {
    for (const phase of ["open", "range"] as const) {
      broker.beginPhase(0, each, phase);
      do await send();
      while (broker.matchNext());
      await send();
    }
    broker.noteClose(0, each.ts + MINUTE, each.close);
    trader.close();
    await send();
  }
  const { cashNano, positions, orders } = await broker.snapshot();
  expect(positions).toEqual([]);
  expect(orders).toEqual([]);
  return cashNano;
}

/**
 * Trades from the beginning and dies at each of the numbered calls, counted from each start: every
 * other time only the process, and with it nothing that it has written.
 */
async function tradeDying(dieAt: readonly number[], seed: number) {
  const trader = new Trader();
  const random = seeded(seed);
  let disk = new SimDisk();
  for (let deaths = 0; ; deaths++) {
    disk.faults.dieAt = dieAt[deaths] ?? 0;
    try {
      const cashNano = await tradeOn(trader, disk);
      return { trader, cashNano, deaths, calls: disk.calls };
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      disk = random() < 0.5 ? disk.killed() : disk.crashed(random);
    }
  }
}

/** What fills do to cash while everything is closed again: 0.5 money a tick and lot, by hand. */
function cashAfter(told: readonly Told[]): bigint {
  let nano = EQUITY_NANO;
  for (const [id, , qty, , ticks, commission] of told) {
    const isSale = id === "e2" || (id !== "e1" && !id.endsWith("-e2"));
    nano += BigInt(qty * ticks) * 500_000_000n * (isSale ? 1n : -1n) - BigInt(commission);
  }
  return nano;
}

describe("a paper book that dies", () => {
  const whole = expected();

  it("is tried on fills in parts, stops, targets and an exit", () => {
    const ids = new Set(whole.map(([id]) => id));
    expect([...ids].sort()).toEqual(["e1", "e2", "s-e1", "s-e2", "t0-e1", "t0-e2", "t1-e1", "x1"]);
    expect(whole.filter(([id]) => id === "e1").length).toBeGreaterThan(1);
  });

  it("fills as the replay's venue does where it never dies", async () => {
    const { trader, cashNano } = await tradeDying([], 1);
    expect(trader.told).toEqual(whole);
    expect(cashNano).toBe(cashAfter(whole));
  });

  it(
    "fills the same, once, wherever it dies",
    async () => {
      const { calls } = await tradeDying([], 1);
      expect(calls).toBeGreaterThan(150);
      for (let call = 1; call <= calls; call++) {
        for (let seed = 1; seed <= SEEDS; seed++) {
          const where = `call ${call}, seed ${seed}`;
          const { trader, cashNano, deaths } = await tradeDying([call], seed * calls + call);
          expect(deaths, where).toBe(1);
          expect(trader.told, where).toEqual(whole);
          expect(cashNano, where).toBe(cashAfter(whole));
        }
      }
    },
    TIMEOUT_MS,
  );

  it(
    "fills the same, once, where it dies again and again, also while it is opened",
    async () => {
      const random = seeded(11);
      for (let round = 0; round < ROUNDS; round++) {
        const dieAt = Array.from({ length: 8 }, () => 1 + Math.floor(random() * 60));
        const { trader, cashNano } = await tradeDying(dieAt, round);
        expect(trader.told, `round ${round}`).toEqual(whole);
        expect(cashNano, `round ${round}`).toBe(cashAfter(whole));
      }
    },
    TIMEOUT_MS,
  );
});
