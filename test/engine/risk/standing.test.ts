// The gear: each letter with its reason, which of several wins, and where its fact stands among
// those that caused it. Bars are a minute long and begin at 15:00Z.

import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../../src/engine/config.js";
import type { Fact } from "../../../src/engine/effect.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import type { NewsWindow } from "../../../src/engine/risk/news-window.js";
import { bar, engineConfig, FIRST_TS, intrade, MINUTE } from "../../fixtures.js";
import { factsOf, run, type Scenario, utcDayAt } from "../../harness.js";

const at = (minute: number): number => FIRST_TS + minute * MINUTE;

const base = engineConfig({
  intrade: intrade({ break_even_at_r: null, scale_out: [], max_bars_in_trade: null }),
});
const config = (change: Partial<EngineConfig> = {}): EngineConfig => ({ ...base, ...change });
const SIZE_ONE = { ...base.regime, size: { TREND: 1, RANGE: 1, VOLATILE: 1 } };
const HALVED = "VOLATILE cuts size to 0.5";

function window(from: number, to: number): NewsWindow {
  return {
    from: at(from),
    to: at(to),
    titles: ["CPI m/m", "CPI y/y"],
    impact: "high",
    flattenFrom: null,
  };
}

/** Bars that stand still at 100, but for those that are told. */
function bars(count: number, change: Readonly<Record<number, Bar>> = {}): Bar[] {
  return Array.from({ length: count }, (_, i) => change[i] ?? bar(i, 100, 100.25, 99.75, 100));
}

/**
 * Signals that are filled at the open of the bar after `minutes`, and bars that stop each of them
 * out four bars later: a loss of about one R.
 */
function losses(...minutes: number[]): Pick<Scenario, "signals"> & { bars: Record<number, Bar> } {
  return {
    signals: minutes.map((m) => ({ ts: at(m), side: "long" as const, stop: 95 })),
    bars: Object.fromEntries(minutes.map((m) => [m + 5, bar(m + 5, 100, 100.25, 94, 100)])),
  };
}

type Shift = [minute: number, from: string, to: string, reason: string];

async function shifts(scenario: Scenario): Promise<{ said: Shift[]; facts: Fact[] }> {
  const { facts } = await run(scenario);
  const said = factsOf(facts, "gear_changed").map(
    ({ ts, from, to, reason }): Shift => [(ts - FIRST_TS) / MINUTE, from, to, reason],
  );
  return { said, facts };
}

describe("the gear", () => {
  it("drives where nothing cuts the size, and says the regime", async () => {
    const { said } = await shifts({ bars: bars(5), config: config({ regime: SIZE_ONE }) });
    expect(said).toEqual([[1, "N", "D", "VOLATILE"]]);
  });

  it("is low where the size is cut", async () => {
    const { said } = await shifts({ bars: bars(5), config: base });
    expect(said).toEqual([[1, "N", "L", HALVED]]);
  });

  it("is neutral outside the session", async () => {
    const dayAt: Scenario["dayAt"] = (ts) => ({ ...utcDayAt(ts), entryWindows: [[at(3), at(6)]] });
    const { said } = await shifts({ bars: bars(10), config: base, dayAt });
    expect(said).toEqual([
      [3, "N", "L", HALVED],
      [6, "L", "N", "outside the session"],
    ]);
  });

  it("is neutral in a news blackout, where NOTRADE lies over the regime", async () => {
    const { said, facts } = await shifts({ bars: bars(30), config: base, news: [window(10, 20)] });
    expect(said).toEqual([
      [1, "N", "L", HALVED],
      [10, "L", "N", "NOTRADE, news: CPI m/m, CPI y/y"],
      [20, "N", "L", HALVED],
    ]);
    // What caused it comes first.
    const order = facts.map(({ type }) => type).filter((type) => /news|gear/.test(type));
    expect(order).toEqual([
      ...["gear_changed", "news_window", "gear_changed", "news_window", "gear_changed"],
    ]);
  });

  it("is neutral while timeframes warm, and not where the gate is off", async () => {
    const warming: Scenario = {
      bars: bars(145),
      config: base,
      timeframes: [{ name: "5m", ms: 5 * MINUTE }],
    };
    // ADX of 14 needs 28 buckets of five minutes. A market that stands still is a RANGE by then.
    expect((await shifts(warming)).said).toEqual([[140, "N", "L", "RANGE cuts size to 0.85"]]);
    expect((await shifts({ ...warming, without: ["htf_gate"] })).said[0]?.[0]).toBe(1);
  });

  it("is neutral once the day's trades are used up, and says so", async () => {
    const { bars: changed, signals = [] } = losses(2);
    const { said } = await shifts({
      bars: bars(20, changed),
      signals,
      config: config({ constraints: { ...base.constraints, max_trades_per_day: 1 } }),
    });
    // Filled by the bar that opens at minute 3.
    expect(said).toEqual([
      [1, "N", "L", HALVED],
      [4, "L", "N", "the day's trades are used up"],
    ]);
  });

  it("recovers in a cool-down, and comes back lower", async () => {
    const { bars: changed, signals = [] } = losses(2, 12, 22, 32);
    const { said, facts } = await shifts({
      bars: bars(100, changed),
      signals,
      config: config({
        regime: SIZE_ONE,
        tripwires: { ...base.tripwires, day_r: null, week_r: null },
        constraints: { ...base.constraints, max_trades_per_day: 10 },
      }),
    });
    // Stopped out in the bars 7, 17, 27 and 37, which are judged at their closes. Thirty bars from
    // minute 38 on nothing is entered, and then half until the next win.
    expect(said.map(([minute, from, to]) => [minute, from, to])).toEqual([
      [1, "N", "D"],
      [18, "D", "L"],
      [38, "L", "R"],
      [68, "R", "L"],
    ]);
    const reasons = said.map(([, , , reason]) => reason);
    expect(reasons[0]).toBe("VOLATILE");
    const judged = factsOf(facts, "governor_changed");
    expect(reasons[1]).toBe(judged[0]?.reason);
    expect(reasons[2]).toMatch(/no entries for 30 bars/);
    expect(reasons[3]).toMatch(/until the next win/);
    for (const minute of [18, 38, 68]) {
      const types = facts.filter(({ ts }) => ts === at(minute)).map(({ type }) => type);
      expect(types.indexOf("gear_changed")).toBeGreaterThan(types.indexOf("governor_changed"));
      expect(types.at(-1)).toBe("gear_changed");
    }
  });

  it("parks where a limit holds, whatever else holds entries back too", async () => {
    const { bars: changed, signals = [] } = losses(2, 12);
    const scenario: Scenario = {
      bars: bars(40, changed),
      signals,
      config: base,
      news: [window(15, 30)],
    };
    const { said, facts } = await shifts(scenario);
    // Two losses of an R and costs are the day's -2, reached in the bar 17, in the blackout.
    expect(said).toEqual([
      [1, "N", "L", HALVED],
      [15, "L", "N", "NOTRADE, news: CPI m/m, CPI y/y"],
      [18, "N", "P", "the day's R limit: locked until the day rolls"],
    ]);
    const types = facts.filter(({ ts }) => ts === at(18)).map(({ type }) => type);
    expect(types.indexOf("gear_changed")).toBeGreaterThan(types.indexOf("tripwire"));
    const without = await shifts({ ...scenario, without: ["tripwire_day"] });
    expect(without.said.some(([, , to]) => to === "P")).toBe(false);
  });

  it.each([
    ["BLOCK", "the day's R limit: no entries until the week rolls"],
    ["FLATTEN", "the day's R limit: flat, no entries until the week rolls"],
  ] as const)("says of %s what ends it", async (day_action, reason) => {
    const { bars: changed, signals = [] } = losses(2, 12);
    const tripwires = { ...base.tripwires, day_action };
    const { said } = await shifts({
      bars: bars(40, changed),
      signals,
      config: config({ tripwires }),
    });
    expect(said.at(-1)).toEqual([18, "L", "P", reason]);
  });

  it("says of a week's lock that it is the week's", async () => {
    const { bars: changed, signals = [] } = losses(2, 12);
    const tripwires = { ...base.tripwires, day_r: null, week_r: -2 };
    const { said } = await shifts({
      bars: bars(40, changed),
      signals,
      config: config({ tripwires }),
    });
    expect(said.at(-1)).toEqual([18, "L", "P", "the week's R limit: locked until the week rolls"]);
  });

  it("drives without guards, whatever comes", async () => {
    const { said } = await shifts({
      bars: bars(30),
      config: base,
      news: [window(10, 20)],
      unguarded: true,
    });
    expect(said).toEqual([[1, "N", "D", "VOLATILE"]]);
  });
});
