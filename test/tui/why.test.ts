// Why nothing is entered, where on the tape one is, and when it is to be flat.

import { describe, expect, it } from "vitest";
import type { WhyView } from "../../src/runtime/why-view.js";
import { flatByLine } from "../../src/tui/panels/positions.js";
import { scrubLine } from "../../src/tui/panels/scrub.js";
import { whyLines } from "../../src/tui/panels/why.js";
import type { Line } from "../../src/tui/theme.js";
import { POSITION, snapshot, state, tape } from "./states.js";

const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => line.map(({ text }) => text).join("")).join("\n");

describe("why nothing is entered", () => {
  const guards = [
    { guard: "governor", ok: true, inputs: {} },
    { guard: "htf_gate", ok: false, inputs: { "1h_adx": 17.234, side: "long" } },
  ];
  const why: WhyView = {
    ...{ symbol: "MNQ", ts: "2025-11-18T18:42:00.000Z", price: 24_830.5, stop_distance: 25 },
    regime: "TREND",
    strategies: [
      { name: "vwap_pullback", regimes: ["TREND"], fits: true, off: null },
      { name: "mean_reversion", regimes: ["RANGE"], fits: false, off: null },
    ],
    long: { qty: 0, R: 0, verdicts: guards },
    short: { qty: 4, R: 200, verdicts: guards.map((one) => ({ ...one, ok: true })) },
  };

  it("is said by strategy and by guard, with what each saw", () => {
    const text = textOf(whyLines(state(), why, 120, 20));
    expect(text).toContain("✓ vwap_pullback looks for an entry: wants TREND");
    expect(text).toContain("× mean_reversion wants RANGE, it is TREND");
    expect(text).toMatch(/▲ LONG refused by 1 of 2 .*▼ SHORT 4, risking 200\.00/);
    expect(text).toContain("× higher timeframes do not agree");
    expect(text).toContain("1h adx 17.23, side long");
  });

  const warming = {
    ...{ side: "long", adx_threshold: 20, "15m_adx": 14.287, "15m_trend": 1, "1h_adx": null },
    warming: "warming, 504 bars left",
  };
  const cold = {
    ...why,
    long: { ...why.long, verdicts: [{ guard: "htf_gate", ok: false, inputs: warming }] },
  };

  it("says once that timeframes are warming, and all that was seen, wrapped", () => {
    const lines = whyLines(state(), cold, 80, 20).map((line) => textOf([line]).slice(0, 40));
    const from = lines.findIndex((line) => line.includes("× higher"));
    expect(lines[from]?.trim()).toBe("× higher timeframes warming, 504 bars");
    expect(lines[from + 1]?.trim()).toBe("left");
    expect(lines[from + 2]?.trim()).toBe("side long, adx threshold 20, 15m adx");
    expect(lines[from + 3]?.trim()).toBe("14.29, 15m trend 1");
    expect(lines.join("\n")).not.toMatch(/warming warming|do not agree/);
  });

  it("gives each guard its line where there are too few for all of it", () => {
    // Head, strategies and what is asked take four rows, the sides' heads and ends two.
    const some = textOf(whyLines(state(), cold, 80, 9));
    expect(some).toMatch(/timeframes warming, 504 bars[^\n]*\n {3}left[^\n]*\n {3}side long.*…/);
    const text = textOf(whyLines(state(), cold, 80, 8));
    expect(text).toMatch(/× higher timeframes warming[^\n]*\n {3}side long[^\n]*\n ✓ 0 guards/);
  });

  it("begins with what was said on this very close, and on no other", () => {
    const said = (ts: string) => ({
      ...{ seq: 1, ts, type: "signal", symbol: "MNQ", trace_id: "a", strategy: "orb_retest" },
      ...{ side: "long", price: 24_830.5, stop: 24_800, target: null },
    });
    const now = textOf(whyLines(state({ facts: [said(why.ts)] }), why, 120, 20));
    expect(now).toContain("orb_retest proposes long at 24,830.50, stop 24,800.00");
    const before = said("2025-11-18T18:41:00.000Z");
    const later = textOf(whyLines(state({ facts: [before] }), why, 120, 20));
    expect(later).toContain("no strategy proposed anything");
  });
});

describe("the tape's line", () => {
  it("stands where the tape is, with the trades where they closed", () => {
    // Ten hours in ten cells: at half past four it stands in the fifth.
    const replay = tape({
      ...{ from: "2025-11-18T00:00:00.000Z", to: "2025-11-18T10:00:00.000Z" },
      ts: "2025-11-18T04:30:00.000Z",
    });
    const marks = [
      { ms: Date.parse("2025-11-18T01:10:00Z"), R: 1 },
      { ms: Date.parse("2025-11-18T01:50:00Z"), R: -0.5 },
      { ms: Date.parse("2025-11-18T03:00:00Z"), R: -1 },
    ];
    const line = scrubLine(state({ snapshot: snapshot({ replay }), marks }), 10);
    expect(textOf([line])).toBe("━▲━▼●─────");
  });
});

describe("when it is to be flat", () => {
  it("is counted down to, for what is open, and stands out when it is near", () => {
    const line = flatByLine(state({ snapshot: snapshot({ positions: [POSITION] }) }));
    expect(textOf([line])).toBe("flat by 15:55, in 3h13");
    expect(line[0]?.role).toBe("dim");
    const near = snapshot({ positions: [POSITION], now: "2025-11-18T21:45:00.000Z" });
    expect(flatByLine(state({ snapshot: near }))[0]).toEqual({
      text: "flat by 15:55, in 10m",
      role: "loss",
    });
  });
});
