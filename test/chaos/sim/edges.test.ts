// Places of the crash protocol that no point of a story hits: a second instance, a day's end while
// the machine is down, a journal that is gone or old; and a broker that loses nothing but says so.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPaperBroker } from "../../../src/brokers/paper/open.js";
import { nanoOf } from "../../../src/engine/orders/money.js";
import { takeLock } from "../../../src/journal/lock.js";
import { FIRST_TS, MINUTE } from "../../fixtures.js";
import { FOLDER, type LifeOptions, LiveWorld } from "../../live-world.js";
import { Deaths } from "./deaths.js";
import { judgeEnd, judgeQuiet, Verdict } from "./judge.js";
import { covered } from "./records.js";
import { SCENARIOS, type Scenario } from "./scenarios.js";
import { stopsMalformed } from "./troubled-brokers.js";

const JOURNAL = `${FOLDER}/journal`;
const at = (minute: number): number => FIRST_TS + minute * MINUTE;

function story(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no story "${name}"`);
  return found;
}

/** A world that is watched at every quiet moment. */
function watched(script: Scenario): { world: LiveWorld; verdict: Verdict } {
  const world = new LiveWorld(script);
  const verdict = new Verdict();
  world.look = (run) => {
    const isTroubled = script.isTroubled === true;
    judgeQuiet(world, verdict, `at ${run.options.engineClock.now()}`, isTroubled);
  };
  return { world, verdict };
}

/** Lives until a bar is about to come, and dies there, the machine with it. */
async function diesBefore(world: LiveWorld, ts: number, options: LifeOptions = {}): Promise<void> {
  const { look } = world;
  const deaths = new Deaths();
  world.look = async (run, paper) => {
    await look(run, paper);
    if (run.options.engineClock.now() >= ts) deaths.die();
  };
  const { isDead } = await world.live({ ...options, deaths });
  expect(isDead).toBe(true);
  world.look = look;
  world.afterDeath({ random: () => 0 });
}

const exitsOf = ({ journal }: LiveWorld) => journal.trades.map(({ exit_reason }) => exit_reason);
const factsOf = ({ journal }: LiveWorld, type: string) =>
  journal.facts.filter((fact) => fact.type === type);

describe("C26: a second instance", () => {
  it("is refused by the lock, which names the first", async () => {
    const folder = mkdtempSync(join(tmpdir(), "transmission-lock-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const lock = await takeLock(folder);
    await expect(takeLock(folder)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(String(process.pid)),
    });
    lock.release();
  });

  it("that takes the book all the same has it alone: nothing of the first is obeyed", async () => {
    const { world, verdict } = watched(story("trail"));
    const { look } = world;
    let sentBefore = Number.POSITIVE_INFINITY;
    world.look = async (run, paper) => {
      if (sentBefore === Number.POSITIVE_INFINITY) await look(run, paper);
      if (run.options.engineClock.now() !== at(2) || sentBefore < Infinity) return;
      sentBefore = world.book.orders.size;
      openPaperBroker({
        ...{ disk: world.disk, folder: FOLDER, symbols: paper.symbols },
        equityNano: nanoOf(world.script.config.account.equity),
      });
    };
    await world.live();
    const { book } = world;
    expect(book.orders.size).toBe(sentBefore);
    expect([...book.orders.values()].find(({ role }) => role === "stop")?.price).toBe(95);
    expect(world.notices.join("\n")).toContain("has taken over");
    // The position is still there, and covered, for whoever has the book now.
    expect(book.positions.get("TST")).toBe(10);
    expect(covered(book, "TST")).toBe(true);
    expect(verdict.problems).toEqual([]);
  });
});

describe("C27: down over the day's end", () => {
  it("fills the stop by the bars that were missed, and takes no signal of then", async () => {
    const base = story("over the day's end");
    const midnight = at(9 * 60);
    const signals = [...base.signals, { ...base.signals[0], ts: midnight + 4 * MINUTE }];
    const script = { ...base, signals: signals as Scenario["signals"] };
    const { world, verdict } = watched(script);
    await diesBefore(world, midnight - MINUTE);
    expect(world.book.positions.get("TST")).toBe(10);
    await world.live({ missedTo: midnight + 4 * MINUTE });
    expect(exitsOf(world)).toEqual(["stop"]);
    const entries = [...world.book.orders.values()].filter(({ role }) => role === "entry");
    expect(entries).toHaveLength(1);
    judgeEnd(world, verdict);
    expect(verdict.problems).toEqual([]);
  });
});

describe("C28: the journal", () => {
  /** A story in mid-trade, dead. */
  async function inTrade() {
    const { world, verdict } = watched({ ...story("entry, stop"), isTroubled: true });
    const copies: Map<string, string>[] = [];
    const { look } = world;
    world.look = (run, paper) => {
      copies.push(world.disk.image());
      return look(run, paper);
    };
    await diesBefore(world, at(3));
    world.look = look;
    expect(world.book.positions.get("TST")).toBe(10);
    return { world, verdict, copies };
  }

  function isInJournal(path: string): boolean {
    return path.startsWith(`${JOURNAL}/`);
  }

  it("lost: the position is taken over with its stop, and entries are held", async () => {
    const { world } = await inTrade();
    for (const path of world.disk.image().keys()) if (isInJournal(path)) world.disk.remove(path);
    const naked: boolean[] = [];
    world.look = () => {
      naked.push(!covered(world.book, "TST"));
    };
    const before = new Set(world.book.orders.keys());
    await world.live();
    expect(naked).not.toContain(true);
    const [fact] = factsOf(world, "reconcile");
    expect(fact).toMatchObject({ trigger: "boot", adopted: [{ symbol: "TST", qty: 10 }] });
    expect(factsOf(world, "mode_changed").at(-1)).toMatchObject({ to: "PAUSED" });
    // The stop that rested before still does its work, and nothing new has an old id.
    const { book, journal } = world;
    expect(book.positions.get("TST")).toBe(0);
    expect(exitsOf(world)).toEqual(["stop"]);
    for (const id of journal.intents.keys()) expect(before.has(id)).toBe(false);
  });

  it("an older copy: what it does not know is taken over, and covered all along", async () => {
    const { world, copies } = await inTrade();
    // As it was before the entry filled.
    const old = copies[1] as Map<string, string>;
    for (const path of world.disk.image().keys()) if (isInJournal(path)) world.disk.remove(path);
    for (const [path, text] of old) {
      if (isInJournal(path)) world.disk.put(path, Buffer.from(text, "latin1"));
    }
    const naked: boolean[] = [];
    world.look = () => {
      naked.push(!covered(world.book, "TST"));
    };
    await world.live();
    expect(naked).not.toContain(true);
    expect(world.book.positions.get("TST")).toBe(0);
    expect(world.book.problems).toEqual([]);
    expect(world.journal.problems).toEqual([]);
  });
});

describe("C29: the wall clock", () => {
  it.each([-7 * 86_400_000, 7 * 86_400_000])(
    "jumps by %d ms and nothing else happens",
    async (jumpMs) => {
      const { world, verdict } = watched(story("target, break-even, stop"));
      await diesBefore(world, at(3));
      await world.live({ jumpMs });
      expect(exitsOf(world)).toEqual(["break_even"]);
      judgeEnd(world, verdict);
      expect(verdict.problems).toEqual([]);
    },
  );
});

describe("a stop that is called a duplicate and is not known", () => {
  it("is not sent for ever: what is naked is closed", async () => {
    const script = { ...story("entry, stop"), isTroubled: true, gapMs: 10_000 };
    const { world, verdict } = watched({ ...script, brokerOf: stopsMalformed });
    await world.live();
    expect(world.requests.length).toBeLessThan(10);
    expect(exitsOf(world)).toEqual(["flatten"]);
    expect(world.book.positions.get("TST")).toBe(0);
    expect(verdict.problems).toEqual([]);
  });
});
