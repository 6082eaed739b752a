// Why nothing is entered, where on the tape one is, and when it is to be flat.

import { describe, expect, it } from "vitest";
import type { WhyView } from "../../src/runtime/why-view.js";
import { flatByLine } from "../../src/tui/panels/positions.js";
import { scrubLine } from "../../src/tui/panels/scrub.js";
import { whyLines } from "../../src/tui/panels/why.js";
import type { Line } from "../../src/tui/theme.js";
import { FakeLiveSession } from "./fake-live-session.js";
import { openLive } from "./live-cockpits.js";
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
    const text = textOf(whyLines(state(), why, 120));
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
    const lines = whyLines(state(), cold, 80).map((line) => textOf([line]).slice(0, 40));
    const from = lines.findIndex((line) => line.includes("× higher"));
    expect(lines[from]?.trim()).toBe("× higher timeframes warming, 504 bars");
    expect(lines[from + 1]?.trim()).toBe("left");
    expect(lines[from + 2]?.trim()).toBe("side long, adx threshold 20, 15m adx");
    expect(lines[from + 3]?.trim()).toBe("14.29, 15m trend 1");
    expect(lines.join("\n")).not.toMatch(/warming warming|do not agree/);
  });

  it("says its times by the exchange's clock, as every screen does", () => {
    // 18:38 UTC is 12:38 in Chicago.
    const inputs = { titles: ["CPI"], from_ts: Date.UTC(2025, 10, 18, 18, 38) };
    const shut = { qty: 0, R: 0, verdicts: [{ guard: "news_blackout", ok: false, inputs }] };
    const text = textOf(whyLines(state(), { ...why, long: shut }, 120));
    expect(text).toMatch(/× news, CPI[^\n]*\n {3}from 12:38 /);
    expect(text).not.toContain("UTC");
  });

  it("begins with what was said on this very close, and on no other", () => {
    const said = (ts: string) => ({
      ...{ seq: 1, ts, type: "signal", symbol: "MNQ", trace_id: "a", strategy: "orb_retest" },
      ...{ side: "long", price: 24_830.5, stop: 24_800, target: null },
    });
    const now = textOf(whyLines(state({ facts: [said(why.ts)] }), why, 120));
    expect(now).toContain("orb_retest proposes long at 24,830.50, stop 24,800.00");
    const before = said("2025-11-18T18:41:00.000Z");
    const later = textOf(whyLines(state({ facts: [before] }), why, 120));
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

describe("a why that is longer than its place", () => {
  const verdicts = Array.from({ length: 6 }, (_, at) => ({
    ...{ guard: `guard_${at + 1}`, ok: false },
    inputs: { [`seen_by_${at + 1}`]: at, limit: 2, note: "of what this guard goes by" },
  }));
  const LONG_WHY: WhyView = {
    ...{ symbol: "MNQ", ts: "2025-11-18T18:42:00.000Z", price: 24_830.5, stop_distance: 25 },
    ...{ regime: "TREND", strategies: [] },
    long: { qty: 0, R: 0, verdicts },
    short: { qty: 0, R: 0, verdicts: [...verdicts].reverse() },
  };

  it("says that more follows, and is scrolled to its end and back", async () => {
    const session = new FakeLiveSession();
    session.answers = { why: LONG_WHY };
    const { terminal, type } = await openLive(session, () => null, { columns: 80, rows: 24 });
    await type("w");
    // 3 rows, 1 of heads, 6 guards of 3 each and 1 of ends are 23; of 11 rows 10 and the mark.
    const top = await terminal.shows(/refused by 6 of 6[\s\S]*… 13 more {2}j {2}PgDn {2}G/);
    expect(top).toContain("× guard 1");
    expect(top).not.toContain("guards let it pass");
    await type("j");
    await terminal.shows(/… 12 more/);
    await type("G");
    const end = await terminal.shows(/✓ 0 guards let it pass/);
    expect(end).toContain("seen by 6 5, limit 2, note of what");
    expect(end).not.toMatch(/… \d+ more/);
    // The first key upwards moves it: it stands where its end is seen.
    await type("k");
    await terminal.shows(/… 2 more/);
    await type("pageup", "g");
    await terminal.shows(/WHY MNQ[\s\S]*no strategy proposed anything[\s\S]*… 13 more/);
    await type("pagedown");
    await terminal.shows(/… 3 more/);
    await type("esc", "w");
    await terminal.shows(/… 13 more/);
  });
});
