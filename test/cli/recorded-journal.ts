// Our own journal for tests of commands: a live walk as a run would have recorded it.

import { nodeDisk } from "../../src/disk/node-disk.js";
import type { Fact } from "../../src/engine/effect.js";
import type { Journal } from "../../src/journal/journal.js";
import { recordedWalk } from "../engine/recorded-walk.js";
import { opened } from "../journal/journals.js";
import type { RecordedStep } from "../recorded.js";
import { path } from "./replay-run.js";

/** Steps of a line: each line waits for the disk. Lines of a day. */
const PER_LINE = 20;
const PER_DAY = 12;

/** Where our own journal lies. */
export const journalFolder = (): string => path("home/data/journal");
/** And its view. */
export const viewPath = (): string => path("home/data/projection.sqlite");

/** Steps of a walk, the same for the same seed. */
export async function walkSteps(seed: number, bars = 250): Promise<readonly RecordedStep[]> {
  return (await recordedWalk({ seed, bars, isLive: true })).steps;
}

/** All facts of steps. */
export const factsIn = (steps: readonly RecordedStep[]): Fact[] =>
  steps.flatMap(({ facts }) => facts);

/** Records steps, a segment for every few lines of them. Leaves the journal open. */
export function record(steps: readonly RecordedStep[]): Journal {
  const { journal } = opened(nodeDisk, { folder: journalFolder() });
  append(journal, steps);
  return journal;
}

/** Goes on recording. */
export function append(journal: Journal, steps: readonly RecordedStep[]): void {
  for (let at = 0, line = 1; at < steps.length; at += PER_LINE, line++) {
    journal.append({ wall: line, steps: steps.slice(at, at + PER_LINE), orders: [] }, false);
    if (line % PER_DAY !== 0) continue;
    const before = Date.parse(journal.header.day);
    journal.roll(new Date(before + 86_400_000).toISOString().slice(0, 10), "state");
  }
}
