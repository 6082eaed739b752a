// Whatever people and circumstances do, in whatever order: no entry leaves while a hold stands. The
// holds are kept here a second time, in the plainest way.

import fc from "fast-check";
import { expect, it } from "vitest";
import type { EngineCommand } from "../../src/engine/event.js";
import { CONDITIONS } from "../../src/engine/event.js";
import { standingOf } from "../../src/engine/risk/standing.js";
import { systemStateOf } from "../../src/engine/risk/system-state.js";
import { factsOf } from "../harness.js";
import { type LiveDesk, liveDesk, refolded } from "./live-desk.js";
import { plainConfig } from "./risk/attempts.js";

type Act =
  | { readonly act: "command"; readonly command: EngineCommand }
  | { readonly act: "condition"; readonly which: number; readonly isOn: boolean }
  | { readonly act: "signal"; readonly symbol: number; readonly stop: number }
  | { readonly act: "bar"; readonly close: number }
  | { readonly act: "late" }
  | { readonly act: "reconcile" }
  | { readonly act: "restart" };

const SYMBOLS = 2;
const symbol = fc.integer({ min: 0, max: SYMBOLS - 1 });
const command = fc.oneof<fc.Arbitrary<EngineCommand>[]>(
  fc.constant({ name: "pause" }),
  fc.constant({ name: "resume" }),
  fc.option(symbol).map((one) => ({ name: "flatten", symbol: one })),
  fc.record({
    name: fc.constant("close" as const),
    symbol,
    qtyLots: fc.integer({ min: 1, max: 12 }),
  }),
  fc.record({
    name: fc.constant("move_stop" as const),
    symbol,
    priceTicks: fc.integer({ min: 340, max: 420 }),
  }),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: command.map((one): Act => ({ act: "command", command: one })) },
  {
    weight: 3,
    // More end than begin, so that something is traded.
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: CONDITIONS.length - 1 }), fc.integer({ min: 0, max: 4 }))
      .map(([which, n]): Act => ({ act: "condition", which, isOn: n === 0 })),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(symbol, fc.integer({ min: 80, max: 95 }))
      .map(([index, stop]): Act => ({ act: "signal", symbol: index, stop })),
  },
  {
    weight: 6,
    arbitrary: fc.integer({ min: 96, max: 104 }).map((close): Act => ({ act: "bar", close })),
  },
  { weight: 1, arbitrary: fc.constant<Act>({ act: "late" }) },
  { weight: 5, arbitrary: fc.constant<Act>({ act: "reconcile" }) },
  { weight: 1, arbitrary: fc.constant<Act>({ act: "restart" }) },
);

/** The holds, kept a second time. */
class Holds {
  paused = false;
  all = false;
  booting = true;
  late = false;
  readonly own = new Set<number>();
  readonly conditions = new Set<string>();

  command(one: EngineCommand): void {
    if (one.name === "pause") this.paused = true;
    if (one.name === "flatten" && one.symbol === null) this.all = true;
    if (one.name === "flatten" && one.symbol !== null) this.own.add(one.symbol);
    if (one.name !== "resume") return;
    this.paused = false;
    this.all = false;
    this.own.clear();
  }

  holds(index: number): boolean {
    const byHand = this.paused || this.all || this.own.has(index);
    return byHand || this.booting || this.late || this.conditions.size > 0;
  }
}

const config = plainConfig();
let entries = 0;

function play(acts: readonly Act[]): void {
  let minute = 0;
  const holds = new Holds();
  let desk: LiveDesk = liveDesk({ symbols: SYMBOLS, isBooting: true, config });
  const facts = [...desk.facts];
  let seen = { facts: desk.facts.length, sent: 0 };
  const check = (): void => {
    facts.push(...desk.facts.slice(seen.facts));
    for (const one of desk.sent.slice(seen.sent)) {
      if (one.kind !== "place" || one.order.role !== "entry") continue;
      entries++;
      expect(holds.holds(one.order.symbol)).toBe(false);
    }
    seen = { facts: desk.facts.length, sent: desk.sent.length };
    for (let index = 0; index < SYMBOLS; index++) {
      const objection = standingOf(desk.engine.core, index).objection;
      if (minute > 0 && objection !== "governor")
        expect(objection !== null).toBe(holds.holds(index));
    }
    const written = factsOf(facts, "mode_changed").at(-1)?.to;
    expect(systemStateOf(desk.engine.core).state).toBe(written);
  };
  for (const one of [...acts, { act: "bar", close: 100 } as const]) {
    switch (one.act) {
      case "command":
        holds.command(one.command);
        desk.command(one.command);
        break;
      case "condition": {
        const condition = CONDITIONS[one.which] ?? "fenced";
        if (one.isOn) holds.conditions.add(condition);
        else holds.conditions.delete(condition);
        desk.condition(condition, one.isOn, "x");
        break;
      }
      case "signal":
        if (minute > 0) desk.signal(minute, { symbol: one.symbol, stop: one.stop });
        break;
      case "late":
      case "bar":
        for (let index = 0; index < SYMBOLS; index++) {
          const late = one.act === "late" ? { stale: true } : {};
          desk.bar(minute, 100, one.act === "bar" ? one.close : 100, { symbol: index, ...late });
        }
        holds.late = one.act === "late";
        minute++;
        break;
      case "reconcile":
        // A position of ours would be a mismatch with a broker that has none.
        if (desk.engine.isIdle(0) && desk.engine.isIdle(1)) {
          holds.booting = false;
          desk.reconcile();
        }
        break;
      case "restart":
        if (!desk.engine.isIdle(0) || !desk.engine.isIdle(1)) break;
        check();
        desk = liveDesk({
          ...{ symbols: SYMBOLS, isBooting: true, config },
          state: structuredClone(desk.engine.state),
        });
        seen = { facts: 0, sent: 0 };
        holds.booting = true;
        holds.conditions.clear();
        break;
    }
    check();
  }
  expect(refolded(facts, SYMBOLS)).toEqual(desk.engine.state.ledger);
}

it("no entry leaves while a hold stands, and one does where none stands", () => {
  fc.assert(fc.property(fc.array(act, { minLength: 10, maxLength: 60 }), play), {
    numRuns: 120,
    seed: 5,
  });
  expect(entries).toBeGreaterThan(60);
});
