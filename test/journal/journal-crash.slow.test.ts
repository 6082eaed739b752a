// The process dies at every call to the disk that a journal makes, alone or with the machine, and
// again at every call of the start that follows. After that nothing is lost whose append returned.

import { expect, it } from "vitest";
import type { Journal } from "../../src/journal/journal.js";
import { verifyJournal } from "../../src/journal/verify.js";
import { seeded } from "../bare-run.js";
import { Died, SimDisk } from "../sim-disk.js";
import { FOLDER, groupAt, opened, seqsOf, upTo } from "./journals.js";

/** What one life got done before it died. */
interface Life {
  /** Facts whose append returned, or which the start found. */
  durable: number;
  /** It came to its end. */
  isOver: boolean;
}

/** One day's work from wherever the last life stopped. Snapshots name the facts before them. */
function live(disk: SimDisk, epochs: Set<string>): Life {
  const life = { durable: 0, isOver: false };
  try {
    const { journal, recorded } = opened(disk, { createEpoch: () => `e${epochs.size + 1}` });
    life.durable = recorded.lastSeq;
    if (recorded.lastSeq > 0) epochs.add(recorded.epoch);
    const append = (facts: number) => {
      journal.append(groupAt(life.durable + 1, facts), false);
      life.durable += facts;
      epochs.add(journal.header.epoch);
    };
    const roll = (to: Journal, day: string) => to.roll(day, `after ${life.durable}`);
    append(1);
    append(3);
    roll(journal, "2026-01-06");
    append(2);
    // The clock was set back.
    roll(journal, "2026-01-05");
    append(1);
    journal.close();
    life.isOver = true;
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
  return life;
}

/** Holds what a start finds against what is known to be durable; answers it. */
function check(disk: SimDisk, durable: number, told: string): number {
  const { segments, faults } = verifyJournal(disk, FOLDER);
  const { recorded } = opened(disk);
  const last = recorded.lastSeq;
  const before = Number(recorded.snapshot?.slice("after ".length) ?? 0);
  const found = {
    told,
    faults,
    isKept: last >= durable,
    all: seqsOf(recorded.all()),
    since: seqsOf(recorded.since()),
  };
  expect(found).toEqual({
    told,
    faults: [],
    isKept: true,
    all: upTo(last),
    since: upTo(last).slice(before),
  });
  expect(segments.at(-1)?.lastSeq ?? 0).toBe(last);
  return last;
}

/** What a death leaves: of the process alone, or of the machine with this much luck. */
const deaths: [string, (disk: SimDisk, random: () => number) => SimDisk][] = [
  ["killed", (disk) => disk.killed()],
  ["power", (disk, random) => disk.crashed(random)],
  ["killed, then power", (disk, random) => disk.killed().crashed(random)],
];

it.each(deaths)("keeps every line whose append returned (%s)", (name, end) => {
  const whole = new SimDisk();
  expect(live(whole, new Set())).toEqual({ durable: 7, isOver: true });
  const calls = whole.calls;
  expect(calls).toBeGreaterThan(40);
  const random = seeded(calls);
  let saved = 0;
  for (let first = 1; first <= calls; first += 1) {
    // Over all first deaths every call of the start is the second; all pairs take half a minute.
    for (let second = 1 + (first % 6); second <= 24; second += 6) {
      const told = `${name} at ${first}, then ${second}`;
      const epochs = new Set<string>();
      const one = new SimDisk();
      one.faults.dieAt = first;
      const before = live(one, epochs);
      expect(before.isOver).toBe(false);
      // The start after it dies as well: while it saves, cuts, clears away or begins.
      const two = end(one, random);
      two.faults.dieAt = second;
      const after = live(two, epochs);
      const three = end(two, random);
      const last = check(three, Math.max(before.durable, after.durable), told);
      saved += three.list(FOLDER).some((file) => file.includes(".torn-")) ? 1 : 0;
      const third = live(end(three, random), epochs);
      expect(third).toEqual({ durable: last + 7, isOver: true });
      // Ids of orders hang on it: once facts are durable it stays.
      expect(epochs.size).toBe(1);
    }
  }
  // Half lines were among what was found.
  expect(saved).toBeGreaterThan(10);
});

it("survives many lives in a row", () => {
  const random = seeded(77);
  let ends = 0;
  for (let round = 0; round < 60; round += 1) {
    let disk = new SimDisk();
    const epochs = new Set<string>();
    let durable = 0;
    for (let life = 0; life < 8; life += 1) {
      disk.faults.dieAt = disk.calls + 1 + Math.floor(random() * 60);
      durable = Math.max(durable, live(disk, epochs).durable);
      ends += disk.fired.get("died") ?? 0;
      disk = random() < 0.5 ? disk.killed() : disk.crashed(random);
      durable = check(disk, durable, `round ${round}, life ${life}`);
    }
  }
  expect(ends).toBeGreaterThan(250);
});
