// What a restart is held against: the same run with no restart.

import { expect } from "vitest";
import type { EngineState } from "../../src/engine/core.js";
import type { Fact, Out } from "../../src/engine/effect.js";
import { createEngine, type Engine } from "../../src/engine/engine.js";
import type { BootEvent } from "../../src/engine/event.js";
import type { Strategy } from "../../src/engine/strategy.js";
import { encodeFact } from "../../src/journal/fact-line.js";
import { readFact } from "../../src/journal/fact-read.js";
import { fromPlain, toPlain } from "../../src/journal/plain.js";
import type { RecordedStep } from "../recorded.js";

/** A recorded run, and how to begin it again. */
export interface RecordedRun {
  readonly boot: BootEvent;
  readonly strategies: () => readonly Strategy[];
  readonly steps: readonly RecordedStep[];
}

/** Facts as a journal gives them back. */
const readBack = (facts: readonly Fact[]): Fact[] =>
  facts.map((fact) => readFact(encodeFact(fact)));

function recallUpTo(
  engine: Engine,
  steps: readonly RecordedStep[],
  from: number,
  to: number,
): void {
  for (const { event, facts } of steps.slice(from, to)) engine.recall(event, readBack(facts));
}

/** Steps the rest, or so many steps of it, and holds it against what was recorded. */
function expectSameRest(
  engine: Engine,
  steps: readonly RecordedStep[],
  from: number,
  most = Number.POSITIVE_INFINITY,
): void {
  const out: Out = { facts: [], orders: [] };
  const to = Math.min(steps.length, from + most);
  for (let i = from; i < to; i++) {
    const { event, facts, orders } = steps[i] as RecordedStep;
    engine.step(structuredClone(event), out);
    const lines = out.facts.map(encodeFact);
    const wanted = facts.map(encodeFact);
    // Compared as one text first: a hundred thousand calls of `expect` take their time.
    if (lines.join("\n") !== wanted.join("\n")) {
      expect(lines, `step ${i}, recalled up to ${from}`).toEqual(wanted);
    }
    if (toPlain(out.orders) !== toPlain(orders)) {
      expect(out.orders, `step ${i}, recalled up to ${from}`).toEqual(orders);
    }
    out.facts.length = 0;
    out.orders.length = 0;
  }
}

/** The state of a run that was never stopped, after so many steps each. */
function statesAt(run: RecordedRun, cuts: readonly number[]): string[] {
  const engine = createEngine(run.boot, run.strategies());
  const out: Out = { facts: [], orders: [] };
  const states: string[] = [];
  let at = 0;
  for (const cut of cuts) {
    for (; at < cut; at++) {
      engine.step(structuredClone((run.steps[at] as RecordedStep).event), out);
      out.facts.length = 0;
      out.orders.length = 0;
    }
    states.push(toPlain(engine.state));
  }
  return states;
}

/**
 * Stops a run after so many steps, begins again by recalling all of them, or the later ones upon a
 * snapshot between, and expects the same state and the same decisions to the end.
 * @param cuts numbers of steps, ascending
 */
export function expectSurvives(run: RecordedRun, cuts: readonly number[]): void {
  const states = statesAt(run, cuts);
  let snapshot: { at: number; text: string } | null = null;
  for (const [i, cut] of cuts.entries()) {
    const fresh = createEngine(run.boot, run.strategies());
    recallUpTo(fresh, run.steps, 0, cut);
    if (toPlain(fresh.state) !== states[i]) {
      expect(fresh.state, `state after ${cut} steps`).toEqual(fromPlain(states[i] as string));
      expect(toPlain(fresh.state)).toBe(states[i]);
    }
    if (snapshot !== null) {
      const state = fromPlain(snapshot.text) as EngineState;
      const engine = createEngine(run.boot, run.strategies(), state);
      recallUpTo(engine, run.steps, snapshot.at, cut);
      expect(toPlain(engine.state) === states[i], `upon a snapshot at ${snapshot.at}`).toBe(true);
      expectSameRest(engine, run.steps, cut, 100);
    }
    snapshot = { at: cut, text: states[i] as string };
    // The state is the same to the last bit: a few go to the end, the others some way.
    expectSameRest(fresh, run.steps, cut, i % 8 === 0 ? undefined : 400);
  }
}
