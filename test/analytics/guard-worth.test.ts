// What guards are worth, worked by hand from facts.

import { describe, expect, it } from "vitest";
import {
  addGuardFact,
  createGuards,
  type GuardsState,
  guardRows,
  guardWorths,
} from "../../src/analytics/guard-worth.js";
import { metricsOf } from "../../src/analytics/metrics.js";
import { addFact, createMetrics } from "../../src/analytics/metrics-state.js";
import type { Fact } from "../../src/engine/effect.js";

/** A fact with the fields that the fold reads. */
function fact(type: Fact["type"], fields: Record<string, unknown>): Fact {
  return { seq: 0, ts: 0, type, symbol: "MNQ", ...fields } as unknown as Fact;
}

const refused = (trace_id: string, ...guards: string[]): Fact =>
  fact("guard_reject", { trace_id, guards, reason: guards[0], inputs: {} });
const shadow = (result_R: number, ...guards: string[]): Fact =>
  fact("shadow_closed", { trace_id: "s", guards, result_R });
const sized = (trace_id: string, governor: number, regime_size: number): Fact =>
  fact("entry_sized", { trace_id, governor, regime_size });
const closed = (trace_id: string, result_R: number): Fact =>
  fact("trade_closed", { trace_id, result_R });

function fold(facts: readonly Fact[]): GuardsState {
  const state = createGuards();
  for (const each of facts) addGuardFact(state, each);
  return state;
}

describe("what guards are worth", () => {
  it("books a shadow to every guard that objected, in the order of the guards", () => {
    // news: −(−1 + 2) = −1. regime: −(2 − 0.5) = −1.5. position_open only counts.
    const state = fold([
      refused("a", "news_blackout"),
      shadow(-1, "news_blackout"),
      refused("b", "news_blackout", "regime"),
      shadow(2, "news_blackout", "regime"),
      refused("c", "regime"),
      shadow(-0.5, "regime"),
      refused("d", "position_open", "regime"),
    ]);
    const none = { cut: 0 };
    expect(guardRows(state)).toEqual([
      { guard: "position_open", refused: 1, ...none, shadow_closed: 0, shadow_R: 0, saved_R: 0 },
      { guard: "news_blackout", refused: 2, ...none, shadow_closed: 2, shadow_R: 1, saved_R: -1 },
      { guard: "regime", refused: 3, ...none, shadow_closed: 2, shadow_R: 1.5, saved_R: -1.5 },
    ]);
  });

  it("books a cut as the part of the result that was cut off, by its own share", () => {
    // A loss of 1R at governor 0.75 and regime 0.5: 0.25 and 0.5 saved. A win of 2R at regime
    // 0.5 cost 1. Regime in all 0.5 − 1 = −0.5.
    const state = fold([
      sized("a", 0.75, 0.5),
      closed("a", -1),
      sized("b", 1, 0.5),
      closed("b", 2),
      sized("c", 1, 1),
      closed("c", -1),
    ]);
    expect(guardRows(state)).toMatchObject([
      { guard: "regime", refused: 0, cut: 2, shadow_closed: 0, shadow_R: 0, saved_R: -0.5 },
      { guard: "governor", refused: 0, cut: 1, saved_R: 0.25 },
    ]);
  });

  it("counts no cut of an entry that came to nothing, and keeps none of them", () => {
    const state = fold([
      sized("a", 1, 0.5),
      refused("a", "entry_drift"),
      sized("b", 1, 0.5),
      fact("order_state", { trace_id: "b", role: "entry", state: "CANCELLED", filled_qty: 0 }),
      sized("c", 1, 0.5),
      closed("c", 1),
    ]);
    expect(state.cuts).toEqual({});
    expect(guardRows(state).map(({ guard, cut }) => [guard, cut])).toEqual([
      ["regime", 1],
      ["entry_drift", 0],
    ]);
  });

  it("counts the cut of a trade whose rest was refused after a part had filled", () => {
    const part = fact("position_opened", { trace_id: "a" });
    const state = fold([sized("a", 1, 0.5), part, refused("a", "entry_drift"), closed("a", -1)]);
    expect(guardRows(state)).toMatchObject([
      { guard: "regime", cut: 1, saved_R: 0.5 },
      { guard: "entry_drift", refused: 1, cut: 0 },
    ]);
    expect(state.cuts).toEqual({});
  });

  it("says how sure it is from 20 on", () => {
    // Ten shadows of −1 and nine, then ten, of +1: saved +1 − with n = 20 the sum is 0, the
    // variance 20 / 19, t (19 degrees of freedom) 2.0930, so ± 2.0930 x sqrt(20 x 20 / 19).
    const losses = Array.from({ length: 10 }, () => shadow(-1, "regime"));
    const wins = Array.from({ length: 9 }, () => shadow(1, "regime"));
    expect(guardWorths(fold([...losses, ...wins]))[0]?.interval_R).toBeNull();
    const [worth] = guardWorths(fold([...losses, ...wins, shadow(1, "regime")]));
    const reach = 2.093 * Math.sqrt(400 / 19);
    expect(worth?.interval_R?.low).toBeCloseTo(-reach, 3);
    expect(worth?.interval_R?.high).toBeCloseTo(reach, 3);
  });

  it("is part of the metrics, under the pinned names, and goes on from its JSON", () => {
    const first = createMetrics();
    addFact(first, refused("a", "governor"));
    const restored: typeof first = JSON.parse(JSON.stringify(first));
    for (const state of [first, restored]) addFact(state, shadow(-1, "governor"));
    expect(metricsOf(restored).guards).toEqual(metricsOf(first).guards);
    expect(metricsOf(first).guards).toEqual([
      { guard: "governor", refused: 1, cut: 0, shadow_closed: 1, shadow_R: -1, saved_R: 1 },
    ]);
    expect(metricsOf(createMetrics()).guards).toEqual([]);
  });
});
