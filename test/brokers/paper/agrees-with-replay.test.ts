// Random orders on random bars: the paper broker, opened anew in the middle of bars, says word for
// word what the venue of a replay says that nothing interrupts.

import { describe, expect, it } from "vitest";
import type { PaperBroker } from "../../../src/brokers/paper/broker.js";
import type { OrderCommand } from "../../../src/engine/effect.js";
import type { ReportEvent } from "../../../src/engine/event.js";
import { beginPhase, matchNext } from "../../../src/engine/fills.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import { acceptCommand, createVenueBook, type MatchPhase } from "../../../src/engine/venue-book.js";
import { randomBars, seeded } from "../../bare-run.js";
import { amending, cancelling, placing } from "../../contracts/broker-account.js";
import { instrument, MINUTE } from "../../fixtures.js";
import { SimDisk } from "../../sim-disk.js";
import { paperOptions } from "./account.js";
import { open } from "./sim-account.js";

const RUNS = Number(process.env.RUNS ?? 5);
const BARS = 40;

/** Something that takes commands and bars. */
interface Venue {
  readonly send: (command: OrderCommand) => void;
  readonly begin: (bar: Bar, phase: MatchPhase) => void;
  /** One thing at a time, until there is none. */
  readonly next: () => boolean;
  readonly closed: (bar: Bar) => void;
}

const what = ({ executionId: _, ...said }: ReportEvent): object => said;

/** The matcher over a book in memory, as a replay has it. */
function replayed(said: object[]): Venue {
  const book = createVenueBook(0);
  const [rules] = paperOptions("/").symbols;
  if (rules === undefined) throw new Error("one symbol is traded");
  const say = (reports: readonly ReportEvent[]): void => {
    said.push(...reports.map(what));
  };
  return {
    send: (command) => {
      const reports: ReportEvent[] = [];
      acceptCommand(book, command, reports);
      say(reports);
    },
    begin: (bar, phase) => beginPhase(book, bar, phase, rules),
    next: () => {
      const also: ReportEvent[] = [];
      const report = matchNext(book, rules, also);
      if (report !== null) say([report, ...also]);
      return report !== null;
    },
    closed: () => {},
  };
}

/** A paper account that is taken over by a new process wherever chance says so. */
function interrupted(said: object[], random: () => number): Venue {
  let disk = new SimDisk();
  const opened = (): PaperBroker => {
    const broker = open(disk);
    const listener = { onLink: () => {}, onFenced: (why: string) => expect.fail(why) };
    broker.connect({ ...listener, onReport: (report) => said.push(what(report)) });
    return broker;
  };
  let broker = opened();
  let at: readonly [Bar, MatchPhase] | null = null;
  const maybe = (): void => {
    if (random() > 0.05) return;
    disk = disk.killed();
    broker = opened();
    if (at !== null) broker.beginPhase(0, ...at);
  };
  return {
    send: (command) => {
      broker.submit(command);
      maybe();
    },
    begin: (bar, phase) => {
      at = [bar, phase];
      broker.beginPhase(0, bar, phase);
      maybe();
    },
    next: () => {
      const isMore = broker.matchNext();
      if (isMore) maybe();
      return isMore;
    },
    closed: (bar) => broker.noteClose(0, bar.ts + MINUTE, bar.close),
  };
}

/** Random orders about a price in ticks; a stop covers more than its group can ever take. */
function orderer(random: () => number): (near: number) => OrderCommand {
  let count = 0;
  const upTo = (most: number): number => Math.floor(random() * most);
  const group = (): string => ["", "g0", "g1"][upTo(3)] ?? "";
  return (near) => {
    const id = `o${count++}`;
    const side = random() < 0.5 ? "buy" : "sell";
    const qtyLots = 1 + upTo(9);
    const priceTicks = near - 40 + upTo(80);
    const shape = { side, qtyLots, group: group() } as const;
    const earlier = `o${upTo(count)}`;
    switch (upTo(7)) {
      case 0:
        return placing(id, { ...shape, group: "" });
      case 1:
        return placing(id, { ...shape, type: "limit", priceTicks, group: "" });
      case 2:
        return placing(id, { ...shape, role: "exit" });
      case 3:
        return placing(id, {
          ...{ ...shape, type: "stop", role: "stop", priceTicks, qtyLots: 1_000, group: id },
        });
      case 4:
        return cancelling(earlier);
      case 5:
        return amending(earlier, 2_000, priceTicks);
      default:
        return placing(id, { ...shape, type: "limit", role: "target", priceTicks });
    }
  };
}

function story(seed: number, venueOf: (said: object[]) => Venue): object[] {
  const said: object[] = [];
  const venue = venueOf(said);
  const random = seeded(seed);
  const order = orderer(random);
  const bars = randomBars(random, BARS, instrument()).map((bar) => ({
    ...bar,
    volume: bar.volume % 80,
  }));
  const some = (bar: Bar): void => {
    while (random() < 0.4) venue.send(order(Math.round(bar.open * 4)));
  };
  for (const bar of bars) {
    for (const phase of ["open", "range"] as const) {
      venue.begin(bar, phase);
      do some(bar);
      while (venue.next());
    }
    venue.closed(bar);
    some(bar);
  }
  return said;
}

describe("a paper broker that is interrupted", () => {
  it("says what a replay's venue says", () => {
    let fills = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const expected = story(seed, replayed);
      const actual = story(seed, (said) => interrupted(said, seeded(seed + 1_000)));
      expect(actual, `seed ${seed}`).toEqual(expected);
      fills += expected.filter((each) => (each as ReportEvent).kind === "fill").length;
    }
    expect(fills).toBeGreaterThan(RUNS * 15);
  });
});
