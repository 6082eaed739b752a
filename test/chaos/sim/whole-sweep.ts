// The sweep as a whole, told to a person.

import { systemClock } from "../../../src/runtime/clock.js";
import { CRASH_POINTS, NOT_OF_PAPER, OTHER_POINTS } from "./crash-points.js";
import { SCENARIOS } from "./scenarios.js";
import { type SweepFigures, sweep } from "./sweep.js";

/** A second death at every so many points of a restart, after every so many first ones. */
const RECOVERY = { recoveryEvery: 23, recoveryOf: 17 };

/** Dies at every point of every story; answers whether nothing failed. */
export async function sweepWhole(say: (line: string) => void): Promise<boolean> {
  const began = systemClock.monotonicMs();
  const all: SweepFigures[] = [];
  for (const { name } of SCENARIOS) {
    const figures = await sweep({ names: [name], ...RECOVERY });
    all.push(figures);
    const { points, deaths, deathsInRecovery, failures } = figures;
    say(`${name}: ${points} points, ${deaths} deaths, ${deathsInRecovery} in restarts`);
    for (const failure of failures) say(`  FAILURE ${failure}`);
  }
  const sum = (pick: (figures: SweepFigures) => number): number =>
    all.reduce((total, figures) => total + pick(figures), 0);
  const at = (name: string): number => sum(({ crashPoints }) => crashPoints[name] ?? 0);
  say("");
  say(`points ${sum(({ points }) => points)}, deaths ${sum(({ deaths }) => deaths)},`);
  say(`deaths in restarts ${sum(({ deathsInRecovery }) => deathsInRecovery)},`);
  say(`processes ${sum(({ lives }) => lives)}, checks ${sum(({ checks }) => checks)}`);
  for (const { name, what } of CRASH_POINTS) {
    const form = NOT_OF_PAPER[name] === undefined ? "" : ` (paper: ${NOT_OF_PAPER[name]})`;
    say(`${name} ${what}: ${at(name)} deaths${form}`);
  }
  for (const [name, what] of Object.entries(OTHER_POINTS)) {
    say(`${name} ${what}: ${at(name) > 0 ? `${at(name)} deaths` : "edges.test.ts"}`);
  }
  const failed = sum(({ failures }) => failures.length);
  say(`failures ${failed}, ${Math.round((systemClock.monotonicMs() - began) / 1_000)} s`);
  return failed === 0;
}
