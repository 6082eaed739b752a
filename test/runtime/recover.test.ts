// A restart over a journal in memory is held against a run that was never stopped.

import { beforeAll, describe, expect, it } from "vitest";
import type { EngineState } from "../../src/engine/core.js";
import type { Out } from "../../src/engine/effect.js";
import { createEngine } from "../../src/engine/engine.js";
import type { BootEvent, EngineEvent } from "../../src/engine/event.js";
import { toPlain } from "../../src/journal/plain.js";
import { knownBars, recoverState, snapshotOf } from "../../src/runtime/recover.js";
import type { NamedStrategy } from "../../src/runtime/replay-setup.js";
import type { RecordedRun } from "../engine/recalled.js";
import { recordedWalk, strategiesOf } from "../engine/recorded-walk.js";
import { MINUTE } from "../fixtures.js";
import { groupsOf, recordedOf } from "./recorded-journal.js";

const CODE = "code";
const named = (): NamedStrategy[] =>
  strategiesOf().map((strategy) => ({ strategy, source: "test" }));

/** The state of a run that was never stopped, after so many steps. */
function stateAfter(run: RecordedRun, count: number): EngineState {
  const engine = createEngine(run.boot, run.strategies());
  for (const { event } of run.steps.slice(0, count)) {
    engine.step(structuredClone(event), { facts: [], orders: [] });
  }
  return engine.state;
}

/** The same boot with its symbols the other way round. */
const turned = (boot: BootEvent): BootEvent => ({ ...boot, symbols: [...boot.symbols].reverse() });

let run: RecordedRun;
let openAt = 0;
let page = 0;
let end = 0;
beforeAll(async () => {
  run = await recordedWalk({ seed: 1, bars: 400 });
  end = run.steps.length - 40;
  page = Math.floor(end / 2);
  // Somewhere a position is open, in the first symbol.
  openAt = run.steps.findIndex(({ facts }) =>
    facts.some((fact) => fact.type === "position_opened" && fact.symbol === "TST"),
  );
  openAt++;
}, 60_000);

describe("a restart", () => {
  it("finds nothing in an empty journal", () => {
    expect(recoverState(recordedOf([]), run.boot, named(), CODE)).toBeNull();
    expect(knownBars(recordedOf([]))).toBeNull();
  });

  it("has the state of a run that was never stopped", () => {
    for (const count of [1, 2, 3, page, end]) {
      const recorded = recordedOf(groupsOf(run.steps.slice(0, count)));
      const found = recoverState(recorded, run.boot, named(), CODE);
      const state = stateAfter(run, count);
      expect(toPlain(found?.state) === toPlain(state), `after ${count} steps`).toBe(true);
      expect(found?.from).toMatchObject({ hasSnapshot: false, lastSeq: state.ledger.seq });
    }
  });

  it("has it upon a page's state, and under other code from the bars before the page too", () => {
    const snapshot = snapshotOf(stateAfter(run, page), run.boot, CODE);
    const recorded = recordedOf(
      groupsOf(run.steps.slice(0, page)),
      snapshot,
      groupsOf(run.steps.slice(page, end)),
    );
    const wanted = toPlain(stateAfter(run, end));
    const same = recoverState(recorded, run.boot, named(), CODE);
    expect(toPlain(same?.state) === wanted).toBe(true);
    expect(same?.from).toMatchObject({ hasSnapshot: true, isRebuilt: false });
    const other = recoverState(recorded, run.boot, named(), "other code");
    expect(other?.from).toMatchObject({ hasSnapshot: true, isRebuilt: true });
    expect(other?.state).toEqual(stateAfter(run, end));
    expect(toPlain(other?.state) === wanted).toBe(true);
  });

  it("makes the market half anew where the boot wants another, and keeps the ledger", () => {
    const { config } = run.boot;
    const boot = { ...run.boot, config: { ...config, orb: { minutes: 5 } } };
    const snapshot = snapshotOf(stateAfter(run, page), run.boot, CODE);
    const [before, after] = [run.steps.slice(0, page), run.steps.slice(page, end)];
    const recorded = recordedOf(groupsOf(before), snapshot, groupsOf(after));
    const found = recoverState(recorded, boot, named(), CODE);
    const unlike = stateAfter(run, end);
    expect(found?.from.isRebuilt).toBe(true);
    expect(toPlain(found?.state.ledger)).toBe(toPlain(unlike.ledger));
    expect(found?.state.views[0]?.market.openingRange.length).toBe(5 * MINUTE);
    expect(found?.state.views[0]?.market.dmi).toEqual(unlike.views[0]?.market.dmi);
  });

  it("follows symbols by their names", () => {
    const state = stateAfter(run, end);
    const boot = turned(run.boot);
    const snapshot = snapshotOf(stateAfter(run, page), run.boot, CODE);
    const [before, after] = [run.steps.slice(0, page), run.steps.slice(page, end)];
    for (const recorded of [
      recordedOf(groupsOf([...before, ...after])),
      recordedOf(groupsOf(before), snapshot, groupsOf(after)),
    ]) {
      const found = recoverState(recorded, boot, named(), CODE);
      expect(found?.state.ledger.symbols).toEqual([...state.ledger.symbols].reverse());
      expect(found?.state.views).toEqual([...state.views].reverse());
      expect(found?.state.news).toEqual([...state.news].reverse());
      expect(found?.found.bars.map(({ lastTs }) => lastTs)).toEqual(
        [...state.views].reverse().map(({ market }) => market.ts),
      );
    }
  });

  it("refuses a boot that lacks what is open, and one that reckons it otherwise", () => {
    const recorded = recordedOf(groupsOf(run.steps.slice(0, openAt)));
    const [first, second] = run.boot.symbols as [
      BootEvent["symbols"][number],
      BootEvent["symbols"][number],
    ];
    const without = { ...run.boot, symbols: [second] };
    expect(() => recoverState(recorded, without, named(), CODE)).toThrow(
      /^TST has an open position and is not among the symbols of this run/,
    );
    const tick = { unscaled: 1, scale: 1 };
    const regrid = {
      ...run.boot,
      symbols: [{ ...first, instrument: { ...first.instrument, tick } }, second],
    };
    expect(() => recoverState(recorded, regrid, named(), CODE)).toThrow(
      /^TST has an open position or orders, and its tick/,
    );
  });

  it("goes on without a symbol that is flat", () => {
    const engine = createEngine(run.boot, run.strategies());
    let count = 0;
    do {
      const { event } = run.steps[count++] as RecordedRun["steps"][number];
      engine.step(structuredClone(event), { facts: [], orders: [] });
    } while (count < page || !engine.isIdle(1));
    const recorded = recordedOf(groupsOf(run.steps.slice(0, count)));
    const boot = { ...run.boot, symbols: run.boot.symbols.slice(0, 1) };
    const found = recoverState(recorded, boot, named(), CODE);
    expect(found?.state.ledger.symbols).toEqual(engine.state.ledger.symbols.slice(0, 1));
    expect(found?.state.views).toEqual(engine.state.views.slice(0, 1));
    expect(found?.state.ledger.seq).toBe(engine.state.ledger.seq);
  });
});

describe("where the bars stand", () => {
  it("names the last bar of each symbol and the one that was begun", () => {
    const at = run.steps.findIndex(
      ({ event }, i) =>
        i > page && event.type === "bar" && event.phase === "range" && event.symbol === 0,
    );
    const { event } = run.steps[at] as { event: { ts: number } };
    const recorded = recordedOf(groupsOf(run.steps.slice(0, at + 1)));
    const found = recoverState(recorded, run.boot, named(), CODE);
    expect(found?.found.bars[0]).toEqual({
      lastTs: event.ts - MINUTE,
      broken: { ts: event.ts, phase: "range" },
    });
    expect(found?.found.bars[1]?.broken).toBeNull();
    expect(knownBars(recorded)?.get("TST")).toBe(event.ts - MINUTE);
    const snapshot = snapshotOf(stateAfter(run, at - 2), run.boot, CODE);
    const paged = recordedOf(
      groupsOf(run.steps.slice(0, at - 2)),
      snapshot,
      groupsOf(run.steps.slice(at - 2, at + 1)),
    );
    expect(knownBars(paged)).toEqual(knownBars(recorded));
    expect(recoverState(paged, run.boot, named(), CODE)?.found.bars).toEqual(found?.found.bars);
  });
});

describe("commands of which nobody knows whether they left", () => {
  /** Steps up to the first that sends such an order, as lines of one step each. */
  function upTo(kind: "place" | "amend" | "cancel", more: number) {
    const at = run.steps.findIndex(({ orders }) => orders.some((order) => order.kind === kind));
    const part = run.steps.slice(0, at + 1 + more);
    const { orders } = run.steps[at] as (typeof run.steps)[number];
    const recorded = recordedOf(groupsOf(part, [1]));
    return { orders, found: recoverState(recorded, run.boot, named(), CODE)?.found };
  }

  it.each(["place", "amend", "cancel"] as const)("names a %s that nothing answered", (kind) => {
    const { orders, found } = upTo(kind, 0);
    expect(found?.unanswered).toEqual(expect.arrayContaining(orders as unknown[]));
    const answered = upTo(kind, 12).found?.unanswered ?? [];
    for (const order of orders) expect(answered).not.toContainEqual(order);
  });

  it("names an order of which the broker said nothing before the end", () => {
    const at = run.steps.findIndex(({ orders }) => orders.some((order) => order.kind === "place"));
    const part = run.steps.slice(0, at + 1);
    const { orders } = run.steps[at] as (typeof run.steps)[number];
    const order = orders.flatMap((one) => (one.kind === "place" ? one.order : []))[0];
    if (order === undefined) throw new Error("no order was placed");
    const engine = createEngine(run.boot, run.strategies());
    for (const { event } of part) engine.step(structuredClone(event), { facts: [], orders: [] });
    const event: EngineEvent = {
      ...{ type: "report", kind: "unknown", symbol: order.symbol, ts: engine.state.now },
      ...{ clientOrderId: order.clientOrderId, qty: 0, cumQty: 0, price: 0, executionId: "" },
      ...{ commissionNano: 0, stalePrice: false, reason: "no answer" },
    };
    const out: Out = { facts: [], orders: [] };
    engine.step(structuredClone(event), out);
    expect(out.facts).toContainEqual(expect.objectContaining({ state: "UNKNOWN" }));
    const steps = [...part, { event, facts: out.facts, orders: out.orders }];
    const recorded = recordedOf(groupsOf(steps, [1]));
    const found = recoverState(recorded, run.boot, named(), CODE)?.found;
    expect(found?.unanswered).toContainEqual(expect.objectContaining({ kind: "place", order }));
  });
});
