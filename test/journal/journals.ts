// Journals for tests: groups of plain facts, and a journal opened on any disk.

import { expect } from "vitest";
import type { Disk } from "../../src/disk/disk.js";
import type { Fact } from "../../src/engine/effect.js";
import type { Group } from "../../src/journal/group.js";
import type { Journal, Recorded } from "../../src/journal/journal.js";
import { type JournalOptions, openJournal } from "../../src/journal/open.js";
import type { SimDisk } from "../sim-disk.js";

/** Where it lies. */
export const FOLDER = "/data/journal";
/** Milliseconds of the tests' clock. */
export const clock = { ms: 0 };

/** A group of so many facts, the first of which has this `seq`. */
export function groupAt(seq: number, facts = 1): Group {
  const some = Array.from({ length: facts }, (_, at) => ({
    seq: seq + at,
    ts: 1_000 * (seq + at),
    type: "operator",
    symbol: null,
    trace_id: null,
    command: "pause",
    by: "a test",
  }));
  const event = { type: "timer", ts: 1_000 * seq, name: "x".repeat(seq % 40) };
  return {
    wall: 5_000 + seq,
    steps: [{ event, facts: some } as unknown as Group["steps"][number]],
    orders: [],
  };
}

/** Opens it as the account `paper` on Monday 2026-01-05. */
export function opened(
  disk: Disk,
  options: Partial<JournalOptions> = {},
): { journal: Journal; recorded: Recorded } {
  return openJournal({
    disk,
    folder: FOLDER,
    account: "paper",
    code: "code-1",
    zones: "2026a",
    day: "2026-01-05",
    createEpoch: () => "ab12c",
    monotonicMs: () => clock.ms,
    ballastBytes: 4_096,
    ...options,
  });
}

/** `seq` of all facts of groups. */
export function seqsOf(groups: Iterable<Group>): number[] {
  return [...groups].flatMap(({ steps }) =>
    steps.flatMap(({ facts }) => facts.map(({ seq }: Fact) => seq)),
  );
}

/** 1 to n. */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

/** What an error says, and its exit code. */
export function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode?: number };
    return `${exitCode}: ${message}`;
  }
  return "nothing was refused";
}

/** Records three days: facts 1 to 3, 4 and 5, 6. */
export function threeDays(disk: Disk): void {
  const { journal } = opened(disk);
  for (const seq of [1, 2, 3]) journal.append(groupAt(seq), false);
  journal.roll("2026-01-06", "after 3");
  journal.append(groupAt(4, 2), false);
  journal.roll("2026-01-07", "after 5");
  journal.append(groupAt(6), false);
  journal.close();
}

/** Edits a file as a person would. */
export function edit(disk: SimDisk, path: string, from: string, to: string): void {
  const text = disk.peek(path).toString("latin1");
  expect(text).toContain(from);
  disk.put(path, Buffer.from(text.replace(from, to), "latin1"));
}
