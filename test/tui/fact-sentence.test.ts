// Facts in words.

import { describe, expect, it } from "vitest";
import { sentenceOf } from "../../src/tui/fact-sentence.js";
import { ALL_FACTS, type JournalFact } from "./facts.js";

const tell = (fact: JournalFact, places = 2) => sentenceOf(fact, () => places);
const ofType = (type: string, change: Record<string, unknown> = {}): JournalFact => {
  const fact = ALL_FACTS.find((one) => one.type === type);
  if (fact === undefined) throw new Error(`no fact ${type}`);
  return { ...fact, ...change };
};

describe("a fact in words", () => {
  // By hand, from what each fact says.
  it.each([
    ["boot", "REPLAY of MNQ"],
    ["signal", "orb_retest proposes long at 104.50, stop 100.25"],
    ["guard_reject", "orb_retest refused: higher timeframes do not agree"],
    ["constraint_violation", "held to the limit max_trades_per_day"],
    ["constraint_clamped", "max_contracts: 90 is above the ceiling, 50 is in force"],
    ["entry_sized", "orb_retest sized 3: risk 212.50 over 16.25, limited by max_contracts"],
    ["order_submitted", "stop sent: buy 3 stop 100.25"],
    ["order_state", "entry order rejected: price collar"],
    ["fill", "entry filled: buy 3 at 104.75, slippage +1 tick"],
    ["protection", "NAKED: a stop covers 1 of 3"],
    ["position_opened", "long 3 at 104.75, stop 100.25 (orb_retest, TREND)"],
    ["stop_moved", "stop 100.25 → 104.75 to break-even"],
    ["tp_hit", "1 out at 109.25, level 1 of +1.0 R: +0.31 R, +8.50"],
    ["time_exit", "time is up after 120 bars: out at the next open"],
    ["trade_closed", "closed −0.23 R, −6.28: out at break-even at 104.50 after 12 min, late"],
    ["regime_changed", "regime TREND → RANGE, ADX 19.7"],
  ])("%s", (type, text) => {
    expect(tell(ofType(type)).text).toBe(text);
  });

  it("has a sentence of its own for every type there is", () => {
    for (const fact of ALL_FACTS) expect(tell(fact).text).not.toBe(fact.type.replaceAll("_", " "));
  });

  it("writes prices with the places of the symbol's tick", () => {
    expect(tell(ofType("stop_moved"), 5).text).toBe("stop 100.25000 → 104.75000 to break-even");
  });

  it("tells what it has never heard of by its name", () => {
    expect(tell({ ...ofType("boot"), type: "moon_phase" }).text).toBe("moon phase");
  });

  it("tells wins from losses and alarms from news without colour", () => {
    const glyph = (change: Record<string, unknown>): string =>
      tell(ofType("trade_closed", change)).glyph;
    expect([glyph({ net_pnl: 5 }), glyph({ net_pnl: -5 }), glyph({ net_pnl: 0 })]).toEqual([
      "+",
      "−",
      "=",
    ]);
    expect(tell(ofType("protection")).glyph).toBe("!");
    expect(tell(ofType("protection", { state: "PROTECTED" })).glyph).toBe("■");
  });

  it("says a fill without slippage without it, and a quantity without needless places", () => {
    expect(tell(ofType("fill", { slippage_ticks: 0, qty: 0.25 })).text).toBe(
      "entry filled: buy 0.25 at 104.75",
    );
    expect(tell(ofType("fill", { slippage_ticks: -2 })).text).toContain("slippage −2 ticks");
  });
});
