// A recorded run with restarts in it, run again.

import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { EngineConfig } from "../../src/engine/config.js";
import type { Fact, Out } from "../../src/engine/effect.js";
import { createEngine, type Engine } from "../../src/engine/engine.js";
import type { BootEvent } from "../../src/engine/event.js";
import { encodeFact } from "../../src/journal/fact-line.js";
import { decodeGroup, encodeGroup, type Group } from "../../src/journal/group.js";
import { replayJournal } from "../../src/runtime/journal-replay.js";
import { recoverState, snapshotOf } from "../../src/runtime/recover.js";
import type { NamedStrategy } from "../../src/runtime/replay-setup.js";
import type { RecordedRun } from "../engine/recalled.js";
import { recordedWalk, strategiesOf } from "../engine/recorded-walk.js";
import type { RecordedStep } from "../recorded.js";
import { groupsOf, recordedOf } from "./recorded-journal.js";

const CODE = "code";
const named = (): NamedStrategy[] =>
  strategiesOf().map((strategy) => ({ strategy, source: "test" }));
const options = { strategiesOf: named, code: CODE };

/** What a journal holds of a run that died and began again at some of its steps. */
function withRestarts(
  run: RecordedRun,
  restarts: ReadonlyMap<number, Partial<EngineConfig>>,
): { steps: RecordedStep[]; engine: Engine; boot: BootEvent } {
  const steps: RecordedStep[] = [];
  let { boot } = run;
  let engine = createEngine(boot, run.strategies());
  const step = (event: RecordedStep["event"]): void => {
    const out: Out = { facts: [], orders: [] };
    engine.step(structuredClone(event), out);
    steps.push(structuredClone({ event, facts: out.facts, orders: out.orders }));
  };
  for (const [i, { event }] of run.steps.entries()) {
    const change = restarts.get(i);
    if (change !== undefined) {
      boot = { ...boot, ts: engine.state.now, config: { ...boot.config, ...change } };
      const found = recoverState(recordedOf(groupsOf(steps)), boot, named(), CODE);
      if (found === null) throw new Error("nothing was recorded");
      engine = createEngine(boot, run.strategies(), found.state);
      step(boot);
    }
    step(event);
  }
  return { steps, engine, boot };
}

const digestOf = (facts: readonly Fact[]): string =>
  createHash("sha256")
    .update(facts.map((fact) => `${encodeFact(fact)}\n`).join(""))
    .digest("hex");
const factsIn = (steps: readonly RecordedStep[]): Fact[] => steps.flatMap(({ facts }) => facts);

let run: RecordedRun;
let steps: RecordedStep[];
beforeAll(async () => {
  run = await recordedWalk({ seed: 2, bars: 350 });
  const { intrade } = run.boot.config;
  const at = (share: number): number => Math.floor(run.steps.length * share);
  ({ steps } = withRestarts(
    run,
    new Map<number, Partial<EngineConfig>>([
      [at(0.2), {}],
      [at(0.45), { intrade: { ...intrade, break_even_at_r: 0.5 } }],
      [at(0.7), { orb: { minutes: 5 } }],
    ]),
  ));
}, 60_000);

/** The lines with one fact otherwise. */
function edited(groups: readonly Group[], seq: number, change: (fact: Fact) => Fact): Group[] {
  return groups.map((group) => ({
    ...group,
    steps: group.steps.map((step) => ({
      ...step,
      facts: step.facts.map((fact) => (fact.seq === seq ? change(fact) : fact)),
    })),
  }));
}

describe("a recorded run", () => {
  it("runs again to the same facts, its restarts included", () => {
    const again = replayJournal({ recorded: recordedOf(groupsOf(steps)), ...options });
    expect(again.difference).toBeNull();
    expect(again.sha256).toBe(digestOf(factsIn(steps)));
    expect(again.recordedSha256).toBe(again.sha256);
    const closes = steps.filter(({ event }) => event.type === "bar" && event.phase === "close");
    const trades = factsIn(steps).filter(({ type }) => type === "trade_closed");
    expect(again).toMatchObject({ boots: 4, bars: closes.length, symbols: ["TST", "ALT"] });
    expect(again.metrics.trades).toBe(trades.length);
    expect(again.facts).toBe(factsIn(steps).length);
  });

  it("runs again from a page on, under the page's code and under other code", () => {
    const at = Math.floor(steps.length / 3);
    const engine = withRestarts(run, new Map([[Math.floor(run.steps.length * 0.2), {}]]));
    // The state after the first third, by stepping what was recorded until then.
    const rest = steps.slice(at);
    const found = recoverState(
      recordedOf(groupsOf(steps.slice(0, at))),
      engine.boot,
      named(),
      CODE,
    );
    if (found === null) throw new Error("nothing was recorded");
    const snapshot = snapshotOf(found.state, engine.boot, CODE);
    const recorded = recordedOf(groupsOf(steps.slice(0, at)), snapshot, groupsOf(rest));
    for (const code of [CODE, "other"]) {
      const again = replayJournal({ recorded, strategiesOf: named, code });
      expect(again.difference).toBeNull();
      expect(again.sha256).toBe(digestOf(factsIn(rest)));
    }
  });

  it("names the first fact that differs, and its field", () => {
    const groups = groupsOf(steps);
    const refused = factsIn(steps).find((fact) => fact.type === "guard_reject");
    // After the last restart: one before it would be found by that restart.
    const fill = factsIn(steps).findLast((fact) => fact.type === "fill");
    if (refused?.type !== "guard_reject" || fill?.type !== "fill") throw new Error("none");
    const later = edited(groups, fill.seq, (fact) => ({ ...fact, price: 7 }) as Fact);
    const first = replayJournal({ recorded: recordedOf(later), ...options });
    expect(first.difference).toEqual({
      ...{ seq: fill.seq, field: "price", recorded: 7, now: fill.price },
    });
    expect(first.sha256).toBe(digestOf(factsIn(steps)));
    expect(first.recordedSha256).not.toBe(first.sha256);
    const nested = edited(groups, refused.seq, (fact) => ({ ...fact, inputs: { odd: 1 } }) as Fact);
    expect(replayJournal({ recorded: recordedOf(nested), ...options }).difference).toMatchObject({
      ...{ seq: refused.seq, field: "inputs.odd", recorded: 1, now: null },
    });
  });

  it("names a fact that is missing, and orders that are others", () => {
    const groups = groupsOf(steps, [1]);
    const last = factsIn(steps).findLast((fact) => fact.type === "regime_changed") as Fact;
    const without = groups.map((group) => ({
      ...group,
      steps: group.steps.map((step) => ({
        ...step,
        facts: step.facts.filter(({ seq }) => seq !== last.seq),
      })),
    }));
    const missing = replayJournal({ recorded: recordedOf(without), ...options }).difference;
    expect(missing?.seq).toBeGreaterThanOrEqual(last.seq);
    const at = groups.findIndex(({ orders }) => orders.length > 0);
    const other = groups.map((group, i) => (i === at ? { ...group, orders: [] } : group));
    const orders = replayJournal({ recorded: recordedOf(other), ...options }).difference;
    expect(orders).toMatchObject({ field: "orders", recorded: [] });
    expect(orders?.now).toEqual(groups[at]?.orders);
  });

  it("stops where the engine cannot follow, and says what differed before", () => {
    const groups = groupsOf(steps, [1]);
    // A bar that was not there then: what it decides is not what was decided.
    const bars = groups.filter(({ steps: [step] }) => {
      return step?.event.type === "bar" && step.event.phase === "close";
    });
    const odd = bars[120] as Group;
    const turned = groups.map((group) => {
      if (group !== odd) return group;
      const [step] = group.steps as [Group["steps"][number]];
      const event = { ...step.event, close: 5, low: 5 } as typeof step.event;
      return decodeGroup(encodeGroup({ ...group, steps: [{ ...step, event }] }));
    });
    const again = replayJournal({ recorded: recordedOf(turned), ...options });
    expect(again.difference).not.toBeNull();
    expect(again.recordedSha256).toBe(digestOf(factsIn(steps)));
  });
});
