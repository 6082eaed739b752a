// The governor in whole runs: signals that are cut or refused, and trades that are left alone.
// Bars are a minute long and begin at 15:00Z, so the bar number m is decided on at 15:00 + m + 1
// minutes. A trade takes four bars: signal on the close of the first, filled at the open of the
// second at 100 and a tick, exit signal on the close of the third, out at the open of the fourth
// less a tick. The stop is at 90, so that R is 10.25 points; commission is 0.62 points.

import { describe, expect, it } from "vitest";
import { createReplayVenue } from "../../../src/brokers/replay/venue.js";
import type { EngineConfig } from "../../../src/engine/config.js";
import type { Fact } from "../../../src/engine/effect.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import { Replay } from "../../../src/runtime/replay.js";
import type { ReplaySignal } from "../../../src/runtime/replay-options.js";
import { bar, DAY, engineConfig, FIRST_TS, instrument, intrade, MINUTE } from "../../fixtures.js";
import { factsOf, replayOf, run, type Scenario, sourceOf, utcDayAt } from "../../harness.js";

const at = (minute: number): number => FIRST_TS + minute * MINUTE;

const base = engineConfig();
const config: EngineConfig = engineConfig({
  intrade: intrade({ break_even_at_r: null, scale_out: [], max_bars_in_trade: null }),
  constraints: { ...base.constraints, max_trades_per_day: 10, max_open_positions: 2 },
});
/** What else would cut or refuse these signals. */
const without = ["tripwire_day", "tripwire_week", "regime", "price_collar"];

/** The price at which the fourth bar opens, by how the trade ends. */
const OUT = {
  // 103.75 - 100.25 - 0.62 is 2.88: 0.28R.
  win: 104,
  // 101 - 100.25 - 0.62 is 0.13: 0.01R.
  scratch: 101.25,
  // 96.75 - 100.25 - 0.62 is -4.12: -0.40R. Four of them are no drawdown of 2R.
  loss: 97,
} as const;
type End = keyof typeof OUT;
type Given = Partial<ReplaySignal> & Pick<ReplaySignal, "ts" | "side">;

const long = (minute: number): Given => ({ ts: at(minute), side: "long", stop: 90 });

/** Bars at 100 from `from` to before `to`, and the signals of trades by their first minute. */
function market(
  to: number,
  ends: Readonly<Record<number, End>>,
): { bars: Bar[]; signals: Given[] } {
  const bars = Array.from({ length: to }, (_, minute) => bar(minute, 100, 100.25, 99.75, 100));
  const signals: Given[] = [];
  for (const [key, end] of Object.entries(ends)) {
    const minute = Number(key);
    const price = OUT[end];
    bars[minute + 3] = bar(minute + 3, price, price + 0.25, price - 0.25, price);
    signals.push(long(minute), { ts: at(minute + 2), side: "exit" });
  }
  return { bars, signals };
}

const told = (facts: readonly Fact[]) =>
  factsOf(facts, "governor_changed").map(({ ts, rule, multiplier, badge }) => [
    (ts - FIRST_TS) / MINUTE,
    rule,
    multiplier,
    badge,
  ]);

const sized = (facts: readonly Fact[]) =>
  factsOf(facts, "entry_sized").map(({ governor, risk_money }) => [governor, risk_money]);

const LOSSES: Readonly<Record<number, End>> = { 0: "loss", 10: "loss", 20: "loss", 30: "loss" };

describe("four losses in a row", () => {
  it("cut the size, stop entries for 30 bars, and leave half until a win", async () => {
    const { bars, signals } = market(100, { ...LOSSES, 63: "win", 80: "win" });
    const { facts, trades } = await run({
      bars,
      // Inside the cool-down: in its middle and on its last close but one, 15:63.
      signals: [...signals, long(45), long(62)].sort((a, b) => a.ts - b.ts),
      without,
      config,
    });
    expect(trades.map(({ result_R }) => result_R > 0)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(told(facts)).toEqual([
      [14, "streak", 0.75, "CAUTION"],
      [24, "streak", 0.5, "CAUTION"],
      [34, "streak", 0, "COOL-DOWN"],
      [64, "cooldown_served", 0.5, "CAUTION"],
      [67, "none", 1, "CALM"],
    ]);
    expect(
      factsOf(facts, "guard_reject").map(({ ts, guards, inputs }) => [ts, guards, inputs.governor]),
    ).toEqual(
      [at(46), at(63)].map((ts) => [
        ts,
        ["governor"],
        {
          ...{ multiplier: 0, badge: "COOL-DOWN", rule: "streak" },
          reason: "4 losses in a row: no entries for 30 bars",
          cooldown_until_ts: at(64),
        },
      ]),
    );
    // 0.5 % of an equity that falls a little with each loss.
    const shares = sized(facts).map(([share]) => share);
    expect(shares).toEqual([1, 1, 0.75, 0.5, 0.5, 1]);
    for (const { risk_money, equity, governor } of factsOf(facts, "entry_sized")) {
      expect(risk_money).toBeCloseTo(equity * 0.005 * governor, 9);
    }
  });

  it("are four with scratches between them, and not with a win", async () => {
    const most = { ...LOSSES, 0: "loss", 10: "scratch", 40: "loss", 50: "loss" } as const;
    const { bars, signals } = market(60, most);
    const { facts } = await run({ bars, signals, without, config });
    // Losses of minutes 0, 20, 30, 40; at 50 the cool-down refuses.
    expect(told(facts)).toEqual([
      [24, "streak", 0.75, "CAUTION"],
      [34, "streak", 0.5, "CAUTION"],
      [44, "streak", 0, "COOL-DOWN"],
    ]);
    expect(factsOf(facts, "guard_reject").map(({ ts }) => ts)).toEqual([at(51)]);
    const won = market(60, { ...most, 10: "loss", 20: "win" });
    const other = await run({ ...won, without, config });
    // 0 and 10; ended at 20; 30, 40, 50.
    expect(told(other.facts)).toEqual([
      [14, "streak", 0.75, "CAUTION"],
      [24, "none", 1, "CALM"],
      [44, "streak", 0.75, "CAUTION"],
      [54, "streak", 0.5, "CAUTION"],
    ]);
  });

  it("stop entries no longer where bars are missing", async () => {
    const { bars, signals } = market(100, { ...LOSSES, 80: "win" });
    const { facts } = await run({
      bars: bars.filter(({ ts }) => ts < at(40) || ts >= at(80)),
      signals,
      without,
      config,
    });
    const ends = factsOf(facts, "governor_changed").filter(
      ({ rule }) => rule === "cooldown_served",
    );
    // 15:64 lies in the gap; the fact bears that time and comes before anything of the bar after.
    expect(ends.map(({ ts }) => ts)).toEqual([at(64)]);
    const after = facts.filter(({ seq }) => seq > (ends[0]?.seq ?? 0));
    expect(after.every(({ ts }) => ts >= at(80))).toBe(true);
    expect(sized(facts).map(([share]) => share)).toEqual([1, 1, 0.75, 0.5, 0.5]);
  });

  it("change nothing with the governor off", async () => {
    const { bars, signals } = market(100, { ...LOSSES, 40: "loss" });
    for (const off of [{ without: [...without, "governor"] }, { unguarded: true }]) {
      const { facts, trades } = await run({ bars, signals, config, ...off });
      expect(told(facts)).toEqual([]);
      expect(trades).toHaveLength(5);
      expect(sized(facts).map(([share]) => share)).toEqual([1, 1, 1, 1, 1]);
    }
  });
});

/** Runs a scenario with words of the trader after so many bars. */
async function spoken(
  scenario: Scenario,
  words: readonly (readonly [bars: number, score: number])[],
) {
  const { replay, facts } = replayOf({ without, config, ...scenario });
  let done = 0;
  for (const [bars, score] of words) {
    await replay.advance({ bars: bars - done });
    done = bars;
    replay.mood(score, "cockpit");
  }
  await replay.advance();
  return facts;
}

describe("the trader's own word", () => {
  it("cuts, refuses, and ends with a better one", async () => {
    const { bars, signals } = market(60, { 10: "win", 20: "win", 30: "win", 40: "win" });
    const facts = await spoken({ bars, signals }, [
      [5, 3],
      [15, 2],
      [25, 1],
      [35, 4],
    ]);
    expect(told(facts)).toEqual([
      [5, "self_report", 0.75, "CAUTION"],
      [15, "self_report", 0.5, "CAUTION"],
      [25, "self_report", 0, "COOL-DOWN"],
      [35, "none", 1, "CALM"],
    ]);
    expect(sized(facts).map(([share]) => share)).toEqual([0.75, 0.5, 1]);
    expect(factsOf(facts, "guard_reject").map(({ reason, ts }) => [reason, ts])).toEqual([
      ["governor", at(31)],
    ]);
  });

  it("ends when the account's day rolls", async () => {
    const today = market(20, { 10: "win" });
    const next = today.bars.map((one) => ({ ...one, ts: one.ts + DAY }));
    const signals = [...today.signals, ...today.signals.map((s) => ({ ...s, ts: s.ts + DAY }))];
    const facts = await spoken({ bars: [...today.bars, ...next], signals }, [[5, 2]]);
    expect(told(facts)).toEqual([
      [5, "self_report", 0.5, "CAUTION"],
      [DAY / MINUTE, "none", 1, "CALM"],
    ]);
    expect(sized(facts).map(([share]) => share)).toEqual([0.5, 1]);
  });

  it("leaves a live trade alone", async () => {
    // A trade from minute 0 with a trail and scale-outs; at 1 it would not have been made.
    const { bars } = market(60, {});
    for (let i = 10; i < 40; i++) bars[i] = bar(i, 100 + i, 101.5 + i, 99.5 + i, 101 + i);
    const managed = { config: engineConfig({ constraints: config.constraints }) };
    const scenario = { bars, signals: [long(0)], ...managed };
    const silent = await spoken(scenario, []);
    const loud = await spoken(scenario, [
      [1, 1],
      [5, 2],
      [12, 1],
      [20, 3],
    ]);
    expect(told(loud)).toHaveLength(4);
    const ofTrade = (facts: readonly Fact[]) =>
      facts.filter(({ trace_id }) => trace_id !== null).map(({ seq, ...fact }) => fact);
    expect(ofTrade(silent).map(({ type }) => type)).toContain("stop_moved");
    expect(ofTrade(silent).map(({ type }) => type)).toContain("trade_closed");
    expect(ofTrade(loud)).toEqual(ofTrade(silent));
  });
});

describe("a cool-down that another symbol's losses begin", () => {
  /** Four losing trades in A, and one in B that lives through them. */
  async function played(off: readonly string[]): Promise<Fact[]> {
    const A = instrument({ symbol: "AAA" });
    const B = instrument({ symbol: "BBB" });
    const { bars, signals } = market(80, LOSSES);
    const facts: Fact[] = [];
    const symbols = [A, B].map((of) => ({
      ...{ instrument: of, interval: MINUTE, hasVolume: true, timeframes: [] },
    }));
    const given = { strategy: "signals", stop: null, target: null, qty: null };
    const calendar = { dayAt: utcDayAt };
    const replay = new Replay({
      boot: {
        ...{ type: "boot", ts: FIRST_TS, mode: "REPLAY", epoch: "test0", config, clamped: [] },
        ...{ unguarded: false, without: [...without, ...off], symbols, strategies: [] },
      },
      strategies: [],
      feeds: [A, B].map((of, i) => ({
        source: sourceOf(i === 0 ? bars : rising(80), of),
        ...{ calendar, detail: null },
      })),
      signals: [
        ...signals.map((signal) => ({ ...given, ...signal, symbol: 0 })),
        { ...given, symbol: 1, ...long(5) },
        { ...given, symbol: 1, ts: at(50), side: "exit" },
        { ...given, symbol: 1, ...long(55) },
      ],
      venue: createReplayVenue(symbols.map((each) => ({ ...each, fills: config.fills }))),
      clock: { nowMs: () => 0, monotonicMs: () => 0 },
      onFact: (fact) => facts.push(fact),
    });
    await replay.advance();
    return facts;
  }
  const rising = (to: number): Bar[] =>
    Array.from({ length: to }, (_, i) =>
      bar(i, 100 + i / 4, 100.5 + i / 4, 99.75 + i / 4, 100.25 + i / 4),
    );

  it("refuses the next entry and leaves the live trade alone", async () => {
    const on = await played([]);
    const off = await played(["governor"]);
    expect(told(on).map(([minute, , multiplier]) => [minute, multiplier])).toEqual([
      [14, 0.75],
      [24, 0.5],
      [34, 0],
      [64, 0.5],
    ]);
    const [opened] = factsOf(on, "position_opened").filter(({ symbol }) => symbol === "BBB");
    const ofLive = (facts: readonly Fact[]) =>
      facts.filter(({ trace_id }) => trace_id === opened?.trace_id).map(({ seq, ...fact }) => fact);
    expect(ofLive(on).map(({ type }) => type)).toContain("trade_closed");
    expect(ofLive(on)).toEqual(ofLive(off));
    const refused = factsOf(on, "guard_reject").map(({ symbol, ts }) => [symbol, ts]);
    expect(refused).toEqual([["BBB", at(56)]]);
  });
});
