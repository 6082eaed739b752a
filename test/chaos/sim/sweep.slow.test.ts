// Dies at a sample of the points of every story, and in the restarts after them: the short form of
// `npm run chaos -- --sweep`. Each story begins at another point, so that not all of them are tried
// at the same ones.

import { describe, expect, it } from "vitest";
import { CRASH_POINTS } from "./crash-points.js";
import { SCENARIOS } from "./scenarios.js";
import { sweep } from "./sweep.js";

/** Only every so many points: all of them take minutes. */
const STEP = Number(process.env.STEP ?? 71);

describe("a process that dies at any point", () => {
  const stories = SCENARIOS.map(({ name }, i) => [name, i] as const);

  it.each(stories)("%s: ends as one that never dies", async (name, i) => {
    const figures = await sweep({
      ...{ names: [name], every: STEP, from: 1 + (i % STEP), mostFailures: 3 },
      ...{ recoveryEvery: 29, recoveryOf: 5 },
    });
    expect(figures.failures).toEqual([]);
    expect(figures.deaths).toBeGreaterThan(0);
  });
});

describe("points of the stories", () => {
  it("lie at every place of the protocol that has no story of its own", async () => {
    const met = new Set<string>();
    for (const { name } of SCENARIOS) {
      const { places } = await sweep({ names: [name], isKilled: false, crashes: 0 });
      for (const place of places) met.add(place);
    }
    // A torn tail is there to be cut only after a death.
    expect(CRASH_POINTS.map(({ name }) => name).filter((name) => !met.has(name))).toEqual(["C24"]);
  });
});
