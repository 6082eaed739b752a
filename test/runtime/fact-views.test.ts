// What viewers are shown goes on where an earlier run left it.

import { beforeAll, describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import { FactViews, type ViewsMemory } from "../../src/runtime/fact-views.js";
import { recordedWalk } from "../engine/recorded-walk.js";

let facts: Fact[];
beforeAll(async () => {
  const { steps } = await recordedWalk({ seed: 8, bars: 400, isLive: true });
  facts = steps.flatMap((step) => [...step.facts]);
});

function shown(some: readonly Fact[], memory: ViewsMemory | null = null): FactViews {
  const views = new FactViews(memory);
  for (const fact of some) views.take(null, fact);
  return views;
}

const stored = (views: FactViews): ViewsMemory => JSON.parse(JSON.stringify(views.memory));

describe("an analysis", () => {
  it("is the same after a restart at any time, with what stood when trades were decided", () => {
    const whole = JSON.stringify(shown(facts).analysis());
    const { attribution } = shown(facts).analysis();
    expect(attribution.self_report.map(({ self_report }) => self_report)).toEqual([3, "none"]);
    // Between an entry's order and its fill, while it is open, and anywhere else.
    const opened = facts.flatMap(({ type }, at) =>
      type === "position_opened" ? [at, at + 1] : [],
    );
    expect(opened.length).toBeGreaterThan(10);
    for (const at of [0, 100, ...opened, facts.length]) {
      const views = shown(facts.slice(at), stored(shown(facts.slice(0, at))));
      expect(JSON.stringify(views.analysis()), `restart after ${at}`).toBe(whole);
    }
  });

  it("goes on from a page of older code, whose trades nobody knows more of", () => {
    const closed = facts.findLastIndex(({ type }) => type === "trade_closed");
    const memory = stored(shown(facts.slice(0, closed)));
    const older = {
      ...memory,
      contexts: undefined,
      trades: memory.trades.map(({ context: _, tags: __, ...trade }) => trade),
    } as unknown as ViewsMemory;
    const { attribution, performance } = shown(facts.slice(closed), older).analysis();
    expect(performance.trades).toBe(memory.trades.length + 1);
    expect(attribution.gear).toMatchObject([{ gear: null, trades: memory.trades.length + 1 }]);
  });
});

describe("views that keep no facts", () => {
  it("show all that is no fact, and neither a timeline nor what has been", () => {
    const [usual, frugal] = [shown(facts), new FactViews(null, 0)];
    for (const fact of facts) frugal.take(null, fact);
    expect(frugal.analysis()).toEqual(usual.analysis());
    expect(frugal.metrics(400, 20)).toEqual(usual.metrics(400, 20));
    expect(frugal.shadows({})).toEqual(usual.shadows({}));
    const [trade] = frugal.trades({});
    const trace_id = trade?.trace_id ?? "";
    expect(usual.timeline({ trace_id }).length).toBeGreaterThan(5);
    expect(frugal.timeline({ trace_id })).toEqual([]);
    const heard: number[] = [];
    frugal.subscribe(0, ({ seq }) => heard.push(seq as number));
    expect(heard).toEqual([]);
    frugal.take(null, facts[0] as Fact);
    expect(heard).toEqual([facts[0]?.seq]);
  });
});
