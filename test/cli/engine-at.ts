// A home of one's own for the commands that look for an engine, with an engine that a test speaks
// for, or a paper account that one has left behind.

import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, vi } from "vitest";
import type { PaperBroker } from "../../src/brokers/paper/broker.js";
import { openPaperBroker } from "../../src/brokers/paper/open.js";
import { nodeDisk } from "../../src/disk/node-disk.js";
import type { Approved, OrderIntent } from "../../src/engine/effect.js";
import { FakeSession } from "../control/fake-session.js";
import { atEnd, type Listening, serve, shortFolder } from "../control/listening.js";
import { bar, fills, instrument, MINUTE } from "../fixtures.js";

let home = "";

/** Gives each test of a file its home. */
export function giveHome(): void {
  beforeEach(() => {
    home = shortFolder();
    vi.stubEnv("TRANSMISSION_HOME", home);
    atEnd(() => void vi.unstubAllEnvs());
  });
}

/** A place in the home. */
export const homePath = (name: string): string => join(home, name);

/** The data folder, which is made. */
export function dataPath(): string {
  mkdirSync(homePath("data"), { recursive: true, mode: 0o700 });
  return homePath("data");
}

/** An engine that runs. */
export async function engine(session = new FakeSession()): Promise<Listening> {
  return await serve(session, dataPath());
}

/** Segments of the paper book: one for each that has taken it over. */
export function segments(): string[] {
  return readdirSync(dataPath()).filter((name) => name.startsWith("book."));
}

type Order = Pick<OrderIntent, "clientOrderId" | "side" | "type" | "role" | "qtyLots"> &
  Partial<OrderIntent>;

async function place(broker: PaperBroker, order: Order): Promise<void> {
  const whole = { symbol: 0, priceTicks: 0, group: "g", ...order };
  await broker.submit({ kind: "place", order: whole as Approved<OrderIntent> });
}

/**
 * A paper account with 2 MNQ long from 25,000.25, their stop at 24,990 and a target for one at
 * 25,020, of which it was told 25,005 last; and 1 MES short with its stop. Whoever had it is still
 * there.
 */
export async function leaveAccount(): Promise<PaperBroker> {
  const symbols = ["MNQ", "MES"].map((symbol) => {
    return {
      instrument: instrument({ symbol }),
      interval: MINUTE,
      hasVolume: true,
      fills: fills(),
    };
  });
  const options = { disk: nodeDisk, folder: dataPath(), symbols, equityNano: 50_000n * 10n ** 9n };
  const broker = openPaperBroker(options);
  await broker.connect({ onReport: () => {}, onLink: () => {}, onFenced: () => {} });
  const entry = { type: "market", role: "entry" } as const;
  await place(broker, { ...entry, clientOrderId: "txaaaaa-1-e", side: "buy", qtyLots: 2 });
  await place(broker, {
    ...entry,
    clientOrderId: "txaaaaa-4-e",
    side: "sell",
    qtyLots: 1,
    symbol: 1,
  });
  const bars = [bar(1, 25_000, 25_006, 24_999, 25_005), bar(1, 6_000, 6_001, 5_999, 6_000)];
  for (const [symbol, one] of bars.entries()) {
    broker.beginPhase(symbol, one, "open");
    while (broker.matchNext());
    broker.noteClose(symbol, one.ts + MINUTE, one.close);
  }
  const stop = { type: "stop", role: "stop" } as const;
  await place(broker, {
    ...{ ...stop, clientOrderId: "txaaaaa-2-s", side: "sell", qtyLots: 2 },
    priceTicks: 24_990 * 4,
  });
  await place(broker, {
    ...{ clientOrderId: "txaaaaa-3-t", side: "sell", type: "limit", role: "target", qtyLots: 1 },
    priceTicks: 25_020 * 4,
  });
  await place(broker, {
    ...{ ...stop, clientOrderId: "txaaaaa-5-s", side: "buy", qtyLots: 1, symbol: 1 },
    ...{ priceTicks: 6_010 * 4, group: "h" },
  });
  return broker;
}
