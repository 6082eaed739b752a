// A paper account on a disk in memory that can lose, tear and refuse.

import { expect } from "vitest";
import type { PaperBroker } from "../../../src/brokers/paper/broker.js";
import { openPaperBroker, type PaperOptions } from "../../../src/brokers/paper/open.js";
import { Account } from "../../contracts/broker-account.js";
import { SimDisk } from "../../sim-disk.js";
import { paperOptions, tradeBar } from "./account.js";

export const FOLDER = "/data";

export function open(disk: SimDisk, change: Partial<PaperOptions> = {}): PaperBroker {
  return openPaperBroker({ ...paperOptions(FOLDER, disk), ...change });
}

export async function connected(broker: PaperBroker): Promise<Account> {
  return Account.open({
    broker,
    trade: async (each) => tradeBar(broker, each),
    settle: async () => {},
    reopen: () => expect.fail("not by this"),
    fences: true,
  });
}

/** A book with a position, a stop and a target, closed. */
export async function tradedDisk(): Promise<SimDisk> {
  const disk = new SimDisk();
  const account = await connected(open(disk));
  await account.goLong();
  await account.one.broker.close();
  return disk;
}
