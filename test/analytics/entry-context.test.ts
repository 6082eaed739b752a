// How things stood at an entry, told by hand. Any order of facts at all is held against a second
// reckoning where the view of the journal is tested.

import { describe, expect, it } from "vitest";
import {
  addContextFact,
  type ContextState,
  createContexts,
  takeContext,
} from "../../src/analytics/entry-context.js";
import type { Fact, TradeClosedFact } from "../../src/engine/effect.js";

/** A fact with the fields that the fold reads. */
const fact = (type: Fact["type"], fields: Record<string, unknown>): Fact =>
  ({ seq: 0, ts: 0, type, symbol: "MNQ", trace_id: "a", ...fields }) as unknown as Fact;

const sized = fact("entry_sized", { governor: 0.75, regime_size: 0.5 });
const sent = fact("order_submitted", { role: "entry" });
const opened = fact("position_opened", { day: 7 });
const closed = fact("trade_closed", {}) as TradeClosedFact;
const mood = (score: number, day: number): Fact =>
  fact("operator", { trace_id: null, command: "mood", inputs: { score, day } });
const gear = (to: string): Fact => fact("gear_changed", { trace_id: null, to });
const governor = (badge: string, multiplier: number): Fact =>
  fact("governor_changed", { trace_id: null, badge, multiplier });

function fold(...facts: readonly Fact[]): ContextState {
  const state = createContexts();
  for (const each of facts) addContextFact(state, each);
  return state;
}

describe("how things stood at an entry", () => {
  it("is what stood when it left, whatever changed until it filled", () => {
    const before = [gear("D"), governor("CAUTION", 0.75), mood(3, 7), gear("L")];
    const state = fold(...before, sized, sent, gear("R"), governor("COOL-DOWN", 0), opened);
    expect(takeContext(state, closed)).toEqual({
      gear: "L",
      governor: "CAUTION",
      governor_multiplier: 0.75,
      regime_size: 0.5,
      self_report: 3,
    });
    // It is forgotten then, and nothing is kept of it.
    expect(takeContext(state, closed)).toBeNull();
    expect([state.sized, state.waiting, state.open]).toEqual([{}, {}, {}]);
  });

  it("is neutral and calm before anything has changed, and whole without guards", () => {
    expect(takeContext(fold(sent, opened), closed)).toEqual({
      gear: "N",
      governor: "CALM",
      governor_multiplier: 1,
      regime_size: 1,
      self_report: null,
    });
  });

  it("takes no self-report of another day, and the last of this one", () => {
    const said = (...moods: readonly Fact[]) =>
      takeContext(fold(...moods, sent, opened), closed)?.self_report;
    expect(said(mood(1, 6))).toBeNull();
    expect(said(mood(1, 7), mood(4, 7))).toBe(4);
  });

  it("is not known of a trade that was never sent, or whose entry came to nothing", () => {
    expect(takeContext(fold(opened), closed)).toBeNull();
    const refused = fact("guard_reject", { guards: ["entry_drift"] });
    expect(takeContext(fold(sent, refused, opened), closed)).toBeNull();
    const over = fact("order_state", { role: "entry", state: "CANCELLED", filled_qty: 0 });
    expect(fold(sized, sent, over)).toEqual(createContexts());
  });

  it("stays with a trade whose rest is refused", () => {
    const refused = fact("guard_reject", { guards: ["entry_drift"] });
    expect(takeContext(fold(gear("D"), sent, opened, refused), closed)?.gear).toBe("D");
  });

  it("goes on from its JSON", () => {
    const state: ContextState = JSON.parse(JSON.stringify(fold(gear("L"), mood(2, 7), sized)));
    for (const each of [sent, opened]) addContextFact(state, each);
    expect(takeContext(state, closed)).toMatchObject({ gear: "L", self_report: 2 });
  });
});
