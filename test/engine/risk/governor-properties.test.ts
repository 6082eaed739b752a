// Any history at all: the governor against a second one that was written from SPEC's words, its
// way back to full size, and restarts.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GovernorConfig } from "../../../src/engine/config.js";
import { apply } from "../../../src/engine/orders/apply.js";
import { createLedger } from "../../../src/engine/orders/ledger.js";
import { engineConfig, instrument, MINUTE } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { naiveGovernor } from "../../naive/governor.js";
import { GovernorHistory, type Happening } from "./governor-history.js";

const { governor: config } = engineConfig();

function lived(happenings: readonly Happening[], given = config): GovernorHistory {
  const history = new GovernorHistory(given);
  for (const happening of happenings) history.happen(happening);
  return history;
}

/** Sixteenths, so that every sum is exact in whatever order it is taken. */
const result = fc.integer({ min: -40, max: 32 }).map((n) => n / 16);
const loss = fc.integer({ min: -24, max: -3 }).map((n) => n / 16);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: result.map((each) => ({ kind: "trade", result: each }) as const) },
  { weight: 4, arbitrary: loss.map((each) => ({ kind: "trade", result: each }) as const) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 12 }).map((bars) => ({ kind: "wait", bars }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 5 }).map((score) => ({ kind: "mood", score }) as const),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "day" } as const) },
);
const anyConfig: fc.Arbitrary<GovernorConfig> = fc.record({
  window: fc.integer({ min: 1, max: 20 }),
  drawdown_r: fc.constantFrom<[number, number, number][]>([-2, -3, -4], [-1, -1, -2.5]),
  streak: fc.constantFrom<[number, number, number][]>([2, 3, 4], [1, 2, 3], [3, 3, 9]),
  cooldown_bars: fc.integer({ min: 0, max: 30 }),
  scratch_r: fc.constantFrom(0, 0.125),
});
const histories = fc.array(happening, { maxLength: 60, size: "max" });

describe("any history", () => {
  it("is judged as by the words of the rules alone, at every bar", () => {
    let stops = 0;
    fc.assert(
      fc.property(anyConfig, histories, (given, happenings) => {
        const history = new GovernorHistory(given, ({ governor, now, day, trades, reports }) => {
          const asked = { trades, reports, now, day, barMs: MINUTE, config: given };
          const { multiplier, until } = naiveGovernor(asked);
          expect([governor.multiplier, governor.cooldownUntil]).toEqual([multiplier, until]);
          if (until !== null) stops++;
        });
        for (const each of happenings) history.happen(each);
      }),
      { numRuns: 150 },
    );
    expect(stops).toBeGreaterThan(1000);
  });

  it("is over after a window of wins at most, one after a cool-down, and never locks", () => {
    fc.assert(
      fc.property(anyConfig, histories, (given, happenings) => {
        const history = lived(happenings, given);
        // Time alone lifts a stop: a cool-down ends with its bars, a self-report with its day.
        history.happen({ kind: "wait", bars: given.cooldown_bars + 1 });
        history.happen({ kind: "day" });
        expect(history.governor.multiplier).toBeGreaterThan(0);
        expect(history.governor.cooldownUntil).toBeNull();
        // The first win ends the streak and the half after a cool-down. What is left is the
        // drawdown; once the window holds wins alone, their sum is its own peak.
        const isFresh = history.governor.results.length === 0;
        let wins = 0;
        let before = history.governor.multiplier;
        while (history.governor.multiplier < 1) {
          history.happen({ kind: "trade", result: 0.1875 });
          wins++;
          expect(history.governor.multiplier).toBeGreaterThanOrEqual(before);
          before = history.governor.multiplier;
          expect(wins).toBeLessThanOrEqual(isFresh ? 1 : given.window);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("goes on the same after a restart, from the state or from the facts", () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(60), { maxLength: 5 }), (happenings, cuts) => {
        const straight = lived(happenings);
        const broken = [...happenings];
        for (const cut of cuts) broken.splice(cut, 0, { kind: "restart" });
        const restarted = lived(broken);
        const told = ({ facts }: GovernorHistory) => factsOf(facts, "governor_changed");
        expect(told(restarted)).toEqual(told(straight));
        const ledger = createLedger([instrument()], 0n);
        for (const fact of straight.facts) apply(ledger, fact);
        expect(ledger.risk.governor).toEqual(straight.governor);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps no more than a window of it", () => {
    const history = new GovernorHistory(config);
    for (let i = 0; i < 5_000; i++) history.happen({ kind: "trade", result: i % 3 === 0 ? -1 : 1 });
    expect(history.governor.results).toHaveLength(20);
    expect(JSON.stringify(history.governor).length).toBeLessThan(600);
  });
});
