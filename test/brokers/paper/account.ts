// Paper accounts for the tests, with time that passes when it is told to.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { LiveBroker } from "../../../src/brokers/broker.js";
import { MischievousBroker } from "../../../src/brokers/paper/mischief.js";
import { parseMischief } from "../../../src/brokers/paper/mischief-plan.js";
import { openPaperBroker, type PaperOptions } from "../../../src/brokers/paper/open.js";
import type { Disk } from "../../../src/disk/disk.js";
import { nodeDisk } from "../../../src/disk/node-disk.js";
import type { MatchBar } from "../../../src/engine/fills.js";
import {
  type BrokerUnderTest,
  CONTRACT_INSTRUMENT,
  CONTRACT_VOLUME_PCT,
} from "../../contracts/broker-account.js";
import { fills, MINUTE } from "../../fixtures.js";

/** An empty folder on the machine's disk, removed when the test is over. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "paper-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const EQUITY_NANO = 50_000_000_000_000n;

/** One symbol, as the contract suite has it. */
export function paperOptions(folder: string, disk: Disk = nodeDisk): PaperOptions {
  const traded = {
    instrument: CONTRACT_INSTRUMENT,
    interval: MINUTE,
    hasVolume: true,
    fills: fills({ max_volume_pct: CONTRACT_VOLUME_PCT }),
  };
  return { disk, folder, symbols: [traded], equityNano: EQUITY_NANO };
}

/** Takes a bar through the broker. */
export function tradeBar(broker: LiveBroker, bar: MatchBar, symbol = 0): void {
  const { bars } = broker;
  if (bars === null) throw new Error("it fills from no bars");
  for (const phase of ["open", "range"] as const) {
    bars.beginPhase(symbol, bar, phase);
    while (bars.matchNext());
  }
  bars.noteClose(symbol, bar.ts + MINUTE, bar.close);
}

/** Timers that fire, by their time, when they are told to. */
export class HandTimers {
  #waiting: { readonly at: number; readonly callback: () => void }[] = [];
  #now = 0;

  readonly setTimer = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + ms, callback };
    this.#waiting.push(timer);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== timer);
    };
  };

  /** Time passes until nothing waits. */
  async run(): Promise<void> {
    for (;;) {
      const [first] = this.#waiting.sort((a, b) => a.at - b.at);
      if (first === undefined) return;
      this.#waiting.shift();
      this.#now = first.at;
      first.callback();
      await Promise.resolve();
    }
  }
}

/** A paper account for the contract suite, misbehaving by a plan where one is given. */
function paperUnderTest(folder: string, plan: string | null): BrokerUnderTest {
  const timers = new HandTimers();
  const paper = openPaperBroker(paperOptions(folder));
  const broker =
    plan === null
      ? paper
      : new MischievousBroker({
          broker: paper,
          plan: parseMischief(plan),
          setTimer: timers.setTimer,
        });
  return {
    broker,
    trade: async (bar) => tradeBar(broker, bar),
    settle: () => timers.run(),
    reopen: () => paperUnderTest(folder, plan),
    fences: true,
  };
}

/** A new one of them. */
export function newAccount(plan: string | null): BrokerUnderTest {
  return paperUnderTest(newFolder(), plan);
}
