// A restart decides nothing again and is where it was: the same state, the same decisions after.

import { describe, expect, it } from "vitest";
import { seeded } from "../bare-run.js";
import { expectSurvives, type RecordedRun } from "./recalled.js";
import { recordedWalk } from "./recorded-walk.js";

/** What a step may be remembered for: kinds of its facts, exits while shadows live, late bars. */
function marksOf({ event, facts }: RecordedRun["steps"][number], shadows: number): string[] {
  const marks: string[] = facts.map(({ type }) => type);
  const exits = facts.some((fact) => fact.type === "signal" && fact.side === "exit");
  if (exits && shadows > 0) marks.push("exit of shadows", `exit of shadows ${event.ts}`);
  if (event.type === "bar" && event.stale === true) marks.push("late");
  return marks;
}

/** Steps after which to stop: at random, and before and after what is met for the first time. */
function cutsOf(run: RecordedRun, random: () => number, count: number): number[] {
  const cuts = new Set<number>([1, 2]);
  const seen = new Set<string>();
  let shadows = 0;
  for (const [i, step] of run.steps.entries()) {
    for (const mark of marksOf(step, shadows)) {
      if (seen.has(mark)) continue;
      seen.add(mark);
      cuts.add(i).add(i + 1);
    }
    for (const { type } of step.facts) {
      if (type === "shadow_opened") shadows++;
      else if (type === "shadow_closed") shadows--;
    }
  }
  for (let i = 0; i < count; i++) cuts.add(1 + Math.floor(random() * (run.steps.length - 1)));
  return [...cuts].filter((cut) => cut > 0).sort((a, b) => a - b);
}

const kindsOf = (run: RecordedRun): Set<string> =>
  new Set(run.steps.flatMap(({ facts }) => facts.map(({ type }) => type)));

describe("a run that is stopped and begun again", () => {
  it.each([1, 2, 3])("goes on as if it never was, whatever it was at (walk %i)", async (seed) => {
    const run = await recordedWalk({ seed, bars: 400 });
    const kinds = kindsOf(run);
    for (const kind of ["shadow_opened", "shadow_closed", "trade_closed", "news_window"]) {
      expect(kinds).toContain(kind);
    }
    expectSurvives(run, cutsOf(run, seeded(seed + 100), 4));
  });

  it("was still warming", async () => {
    const run = await recordedWalk({ seed: 4, bars: 350, warmBars: 200 });
    expect(run.steps.some(({ event }) => event.type === "bar" && event.phase === "warm")).toBe(
      true,
    );
    expectSurvives(run, cutsOf(run, seeded(104), 4));
  });

  it("had tripped, cooled down and switched a strategy off", async () => {
    const run = await recordedWalk({
      seed: 5,
      bars: 900,
      config: { loop: { entries: 3, window_min: 200 } },
    });
    expect(kindsOf(run)).toContain("tripwire");
    expect(kindsOf(run)).toContain("governor_changed");
    expectSurvives(run, cutsOf(run, seeded(105), 4));
  });

  it("was live, with people and circumstances at work on it", async () => {
    const run = await recordedWalk({ seed: 7, bars: 400, isLive: true });
    const kinds = kindsOf(run);
    for (const kind of ["operator", "mode_changed", "reconcile", "trade_closed", "protection"]) {
      expect(kinds).toContain(kind);
    }
    expectSurvives(run, cutsOf(run, seeded(107), 6));
  });

  it("had guards switched off", async () => {
    const run = await recordedWalk({
      seed: 6,
      bars: 500,
      without: ["outside_session", "governor"],
    });
    expectSurvives(run, cutsOf(run, seeded(106), 4));
  });
});
