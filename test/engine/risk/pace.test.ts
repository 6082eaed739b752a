// The loop, the order rate and doubles: what is counted is submitted entries, worked by hand.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/engine/effect.js";
import { DAY, engineConfig, FIRST_TS, MINUTE } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { type AccountRun, accountRun, type TapeSignal } from "./account-run.js";
import { contracts, OTHERS_OFF, plainConfig } from "./attempts.js";

const calm = (ts: number) => ({ ts, open: 100, high: 100.5, low: 99.5, close: 100, volume: 1e6 });

/** A bar for each minute, and signals by the minute's place. The venue refuses every entry. */
function play(
  minutes: readonly number[],
  signals: readonly TapeSignal[],
  change: Partial<AccountRun>,
) {
  return accountRun({
    instruments: contracts(1),
    config: plainConfig(),
    tape: minutes.map((minute) => [calm(FIRST_TS + minute * MINUTE)]),
    signals,
    without: OTHERS_OFF,
    fateOf: () => "reject",
    ...change,
  }).facts;
}

const entries = (facts: readonly Fact[]) => factsOf(facts, "order_submitted").length;
const reasons = (facts: readonly Fact[]): string[] =>
  factsOf(facts, "guard_reject").map(({ guards }) => guards.join("+"));
const loops = (facts: readonly Fact[]): string[] =>
  factsOf(facts, "tripwire").map(({ rule, state, action, auto }) =>
    [rule, state, action, ...(auto ? ["auto"] : [])].join(" "),
  );

/** One signal for each place; stops differ, so that none is a double. */
const each = (places: readonly number[], strategy = "signals"): TapeSignal[] =>
  places.map((minute, i) => ({ minute, symbol: 0, side: "long", stop: 90 - i * 0.25, strategy }));

describe("a loop", () => {
  const three = plainConfig({}, { loop: { entries: 3, window_min: 10 } });

  it("switches a strategy off at the entry that would be one too many, until the day rolls", () => {
    // Three entries in minutes 0 to 2; the fourth in minute 5 trips; the fifth finds it off, long
    // after the window. The next day it is armed again, and counts from zero.
    const minutes = [0, 1, 2, 5, 60, DAY / MINUTE, DAY / MINUTE + 1];
    const facts = play(minutes, each([0, 1, 2, 3, 4, 5, 6]), { config: three });
    expect(reasons(facts)).toEqual(["loop", "loop"]);
    expect(loops(facts)).toEqual(["loop TRIPPED DISABLE", "loop ENDED DISABLE auto"]);
    expect(factsOf(facts, "tripwire")[0]?.inputs).toEqual({
      ...{ strategy: "signals", entries: 3, limit: 3, window_min: 10 },
    });
    expect(entries(facts)).toBe(5);
  });

  it("is counted within the window: what lies its length back is out", () => {
    // Decisions at minutes 1, 2, 3 and 11: at 11 the first lies exactly 10 minutes back.
    expect(reasons(play([0, 1, 2, 10], each([0, 1, 2, 3]), { config: three }))).toEqual([]);
    expect(reasons(play([0, 1, 2, 9], each([0, 1, 2, 3]), { config: three }))).toEqual(["loop"]);
  });

  it("is one strategy's own, and refused signals are no entries", () => {
    const signals = [...each([0, 1, 2], "one"), ...each([3, 4, 5], "two")];
    expect(reasons(play([0, 1, 2, 3, 4, 5], signals, { config: three }))).toEqual([]);
    const wrong = each([0, 1, 2]).map((signal) => ({ ...signal, side: "short" as const }));
    const facts = play([0, 1, 2, 3], [...wrong, ...each([3])], { config: three });
    expect(reasons(facts)).toEqual(["stop_side", "stop_side", "stop_side"]);
    expect(entries(facts)).toBe(1);
  });

  it("live stays off until a person arms it, and does nothing where it is off by name", () => {
    const minutes = [0, 1, 2, 3, DAY / MINUTE];
    const signals = each([0, 1, 2, 3, 4]);
    const live = play(minutes, signals, { config: three, mode: "PAPER" });
    expect(reasons(live)).toEqual(["loop", "loop"]);
    const off = play(minutes, signals, { config: three, without: [...OTHERS_OFF, "loop"] });
    expect(loops(off)).toEqual([]);
    expect(entries(off)).toBe(5);
  });
});

describe("the order rate", () => {
  const base = plainConfig();
  const constraints = { ...base.constraints, max_order_rate_per_min: 3 };
  const config = { ...base, constraints };

  it("holds back the entry that is one too many within a minute", () => {
    const facts = play([0], each([0, 0, 0, 0, 0]), { config });
    expect(entries(facts)).toBe(3);
    expect(reasons(facts)).toEqual(Array(2).fill("constraint:max_order_rate_per_min"));
    expect(factsOf(facts, "constraint_violation")[0]).toMatchObject({
      rule: "max_order_rate_per_min",
      inputs: { entries: 3, limit: 3 },
    });
  });

  it("is free again a whole minute later, and counts no exits", () => {
    expect(reasons(play([0, 1], each([0, 0, 0, 1, 1, 1]), { config }))).toEqual([]);
    // One entry that fills, and four exits on its close: the second entry is the second.
    const exits = Array.from({ length: 4 }, () => ({
      minute: 1,
      symbol: 0,
      side: "exit" as const,
    }));
    const again = { minute: 2, symbol: 0, side: "long", stop: 91 } as const;
    const signals: TapeSignal[] = [...each([0]), ...exits, again];
    const facts = play([0, 1, 2], signals, { config, fateOf: () => "match" });
    expect(reasons(facts)).toEqual([]);
  });
});

describe("a double", () => {
  it("is the same symbol, side and stop within the window, and not one step beside it", () => {
    const same: TapeSignal[] = [90, 90, 89.75].map((stop) => ({
      ...{ minute: 0, symbol: 0, side: "long", stop },
    }));
    expect(reasons(play([0], same, {}))).toEqual(["duplicate"]);
    const other: TapeSignal[] = [
      { minute: 0, symbol: 0, side: "long", stop: 90 },
      { minute: 0, symbol: 1, side: "long", stop: 90 },
      { minute: 0, symbol: 0, side: "short", stop: 110 },
    ];
    const tape = [[calm(FIRST_TS), calm(FIRST_TS)]];
    expect(reasons(play([], other, { instruments: contracts(2), tape }))).toEqual([]);
  });

  it("is one too when other entries came in between", () => {
    const config = plainConfig({}, { duplicate_window_s: 600 });
    const stops: readonly (readonly [symbol: number, stop: number])[] = [
      [0, 90],
      [0, 89.75],
      [1, 95],
      [0, 90],
    ];
    const signals: TapeSignal[] = stops.map(([symbol, stop], minute) => ({
      ...{ minute, symbol, side: "long", stop },
    }));
    const tape = stops.map((_, minute) => {
      const each = calm(FIRST_TS + minute * MINUTE);
      return [each, each];
    });
    const facts = play([], signals, { instruments: contracts(2), tape, config });
    expect(reasons(facts)).toEqual(["duplicate"]);
    // The first came on the close of minute 0, its double on that of minute 3.
    const [double] = factsOf(facts, "guard_reject");
    expect(double?.inputs).toEqual({ duplicate: { age_ms: 3 * MINUTE } });
  });

  it("is none any more after the window: a minute against 59.9 s and 60 s", () => {
    const twice: TapeSignal[] = [0, 1].map((minute) => ({
      ...{ minute, symbol: 0, side: "long", stop: 90 },
    }));
    const within = (seconds: number) => plainConfig({}, { duplicate_window_s: seconds });
    expect(reasons(play([0, 1], twice, { config: within(59.9) }))).toEqual([]);
    expect(reasons(play([0, 1], twice, { config: within(60) }))).toEqual(["duplicate"]);
  });
});

it("the default loop is ten entries in ten minutes", () => {
  // Eleven entries in six minutes.
  expect(engineConfig().loop).toEqual({ entries: 10, window_min: 10 });
  const twice = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5];
  const facts = play([0, 1, 2, 3, 4, 5], each(twice), {});
  expect(entries(facts)).toBe(10);
  expect(reasons(facts)).toEqual(["loop"]);
});
