// Tripwires, worked by hand. R is 10 points in every trade; costs are off, so that each makes
// exactly the R it is made for.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../../src/engine/effect.js";
import { createEngine } from "../../../src/engine/engine.js";
import { apply } from "../../../src/engine/orders/apply.js";
import { createLedger } from "../../../src/engine/orders/ledger.js";
import { nanoOf } from "../../../src/engine/orders/money.js";
import { DAY, FIRST_TS, MINUTE } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { type AccountRun, accountRun } from "./account-run.js";
import { type Attempt, contracts, OTHERS_OFF, plainConfig, tapeOf } from "./attempts.js";

/** Tuesday 18 November 2025, the first attempt of a day a few minutes after it begins. */
const TUESDAY = FIRST_TS;
const at = (day: number, nth = 0): number => TUESDAY + day * DAY + nth * 5 * MINUTE;

/** Attempts of one symbol: by day (0 is Tuesday), in order, each with its result. */
function attemptsOf(
  days: readonly (readonly (number | [openR: number, r: number])[])[],
): Attempt[] {
  return days.flatMap((results, day) =>
    results.map((one, nth) => {
      const [openR, r] = typeof one === "number" ? [0, one] : one;
      return { ts: at(day, nth), symbol: 0, openR, r };
    }),
  );
}

type Results = Parameters<typeof attemptsOf>[0];

function play(days: Results, change: Partial<AccountRun> = {}) {
  const { tape, signals } = tapeOf(attemptsOf(days), 1);
  const instruments = contracts(1);
  return accountRun({
    instruments,
    config: plainConfig(),
    tape,
    signals,
    without: OTHERS_OFF,
    ...change,
  });
}

const shortly = (facts: readonly Fact[]): string[] =>
  factsOf(facts, "tripwire").map(
    ({ rule, state, action, day }) =>
      `${rule} ${state} ${action} ${day - Math.floor(TUESDAY / DAY)}`,
  );
const reasons = (facts: readonly Fact[]): string[] =>
  factsOf(facts, "guard_reject").map(({ guards }) => guards.join("+"));
const closed = (facts: readonly Fact[]): string[] =>
  factsOf(facts, "trade_closed").map((fact) => `${fact.result_R} ${fact.exit_reason}`);

describe("the day's R", () => {
  const config = plainConfig({ day_r: -2 });

  it("locks the rest of the day once closed trades reach it, and the roll ends it", () => {
    // -1 and -1 make -2: reached. The third is refused; a day later all is free again.
    const { facts } = play([[-1, -1, 1, 1], [0.5]], { config });
    expect(closed(facts)).toEqual(["-1 signal", "-1 signal", "0.5 signal"]);
    expect(shortly(facts)).toEqual(["tripwire_day TRIPPED LOCK 0", "tripwire_day ENDED LOCK 1"]);
    expect(reasons(facts)).toEqual(["tripwire_day", "tripwire_day"]);
    const [tripped, ended] = factsOf(facts, "tripwire");
    expect(tripped?.inputs).toEqual({ r: -2, closed_r: -2, open_r: 0, limit: -2 });
    expect(ended?.auto).toBe(true);
    expect(factsOf(facts, "guard_reject")[0]?.inputs.tripwire_day).toMatchObject({
      ...{ action: "LOCK", r: -2, limit: -2 },
    });
  });

  it("is not reached a step before it, and a win gives it back", () => {
    // -1.975; then +1 - 1 = -1.975 again.
    expect(reasons(play([[-1, -0.975, 1, -1]], { config }).facts)).toEqual([]);
  });

  it("counts what is open at each close: all closes at the next open", () => {
    // -1.2 closed and -0.8 open is -2. The position leaves at the next open, by then at +0.5: the
    // day is at -0.7 and stays locked.
    const { facts } = play([[-1.2, [-0.8, 0.5], 1]], { config });
    expect(closed(facts)).toEqual(["-1.2 signal", "0.5 tripwire"]);
    expect(reasons(facts)).toEqual(["tripwire_day"]);
    const [tripped] = factsOf(facts, "tripwire");
    expect(tripped?.inputs).toEqual({ r: -2, closed_r: -1.2, open_r: -0.8, limit: -2 });
    // At the close of the second bar of the second attempt.
    expect(tripped?.ts).toBe(at(0, 1) + 2 * MINUTE);
  });

  it("with BLOCK leaves what is open alone, and ends with the next week", () => {
    // Tuesday is day 0, so Monday is day 6; there it counts from zero.
    const block = plainConfig({ day_r: -2, day_action: "BLOCK" });
    const { facts } = play([[-1.2, [-0.8, -0.4]], [1], [], [1], [], [], [-1, 1]], {
      config: block,
    });
    expect(closed(facts)).toEqual(["-1.2 signal", "-0.4 signal", "-1 signal", "1 signal"]);
    expect(reasons(facts)).toEqual(["tripwire_day", "tripwire_day"]);
    expect(shortly(facts)).toEqual(["tripwire_day TRIPPED BLOCK 0", "tripwire_day ENDED BLOCK 6"]);
  });

  it("with FLATTEN closes first, and then blocks as BLOCK does", () => {
    const flatten = plainConfig({ day_r: -2, day_action: "FLATTEN" });
    const { facts } = play([[-1.2, [-0.8, -0.4]], [1], [], [], [], [], [1]], { config: flatten });
    expect(closed(facts)).toEqual(["-1.2 signal", "-0.4 tripwire", "1 signal"]);
    expect(reasons(facts)).toEqual(["tripwire_day"]);
  });

  it("live, a BLOCK does not end by itself, and a LOCK does", () => {
    const week: Results = [[-2], [1], [], [], [], [], [1]];
    const block = plainConfig({ day_r: -2, day_action: "BLOCK" });
    expect(reasons(play(week, { config: block, mode: "PAPER" }).facts)).toHaveLength(2);
    expect(reasons(play(week, { config, mode: "PAPER" }).facts)).toHaveLength(0);
  });
});

describe("the week's R", () => {
  it("locks until the first day of the next week", () => {
    // -1 -1 | -1 -1 | -1 -> -5 on Thursday; Friday (3) is refused, Monday (6) is free.
    const config = plainConfig({ week_r: -5 });
    const { facts } = play([[-1, -1], [-1, -1], [-1], [1], [], [], [-1, 1]], { config });
    expect(shortly(facts)).toEqual(["tripwire_week TRIPPED LOCK 2", "tripwire_week ENDED LOCK 6"]);
    expect(reasons(facts)).toEqual(["tripwire_week"]);
  });
});

describe("red days", () => {
  const config = plainConfig({ red_days: 3 });

  it("in a row are judged at the roll; a day without trades neither counts nor breaks", () => {
    // Red: -0.1 is just enough (scratch_r), and +1 -1.2 = -0.2. Day 1 has no trades. The third red
    // day is day 3, a Friday; the roll to Saturday (4) trips.
    const { facts } = play([[-0.1], [], [1, -1.2], [-1], [1]], { config });
    expect(shortly(facts)).toEqual(["tripwire_red_days TRIPPED BLOCK 4"]);
    expect(factsOf(facts, "tripwire")[0]?.inputs).toEqual({ red_days: 3, limit: 3 });
    expect(reasons(facts)).toEqual(["tripwire_red_days"]);
  });

  it("are broken by a day that ends above the scratch", () => {
    // -0.075 is no red day.
    expect(reasons(play([[-1], [-1], [-0.075], [-1], [1]], { config }).facts)).toEqual([]);
  });

  it("count from zero after they held", () => {
    // Tripped at the roll to day 3; over on Monday, day 6. Two red days later nothing holds yet.
    const days: Results = [[-1], [-1], [-1], [1], [], [], [-1], [-1], [1]];
    const { facts } = play(days, { config });
    expect(shortly(facts)).toEqual([
      "tripwire_red_days TRIPPED BLOCK 3",
      "tripwire_red_days ENDED BLOCK 6",
    ]);
    expect(reasons(facts)).toEqual(["tripwire_red_days"]);
  });

  it("with LOCK hold for the day that follows them", () => {
    const lock = plainConfig({ red_days: 2, red_days_action: "LOCK" });
    const { facts } = play([[-1], [-1], [1], [1]], { config: lock });
    expect(reasons(facts)).toEqual(["tripwire_red_days"]);
    expect(closed(facts)).toEqual(["-1 signal", "-1 signal", "1 signal"]);
  });
});

describe("several symbols", () => {
  /** Both are long from 100 with their stop at 90, and stand at -0.95 after the second bar. */
  const bar = (ts: number, open: number, close: number) => ({
    ...{ ts, open, close, high: Math.max(open, close), low: Math.min(open, close), volume: 1e6 },
  });
  const row = (minute: number, open: number, close: number) =>
    [0, 1].map(() => bar(TUESDAY + minute * MINUTE, open, close));
  const tape = [row(0, 100, 100), row(1, 100, 90.5), row(2, 93, 93), row(3, 93, 93)];
  const signals = [0, 1].map((symbol) => ({ minute: 0, symbol, side: "long" as const, stop: 90 }));
  const both = { instruments: contracts(2), tape, signals, without: OTHERS_OFF };

  it("add up, and all of them leave", () => {
    // -0.95 each: -1.9 together. The first one's close sees the second at its earlier close.
    const { facts } = accountRun({ ...both, config: plainConfig({ day_r: -1.9 }) });
    const [tripped] = factsOf(facts, "tripwire");
    expect(tripped?.ts).toBe(TUESDAY + 2 * MINUTE);
    expect(tripped?.inputs.open_r).toBeCloseTo(-1.9, 12);
    expect(factsOf(facts, "trade_closed")).toMatchObject([
      { symbol: "A", exit_reason: "tripwire", exit_price: 93, ts: TUESDAY + 2 * MINUTE },
      { symbol: "B", exit_reason: "tripwire", exit_price: 93, ts: TUESDAY + 2 * MINUTE },
    ]);
  });

  it("a rule that trips on one's close cancels what another has working", () => {
    // B is signalled at minute 1 and has no bar at minute 2, where A's close (-0.6) trips: its
    // entry still waits for a bar, and must not get one.
    const gapped = [
      [bar(TUESDAY, 100, 100), bar(TUESDAY, 100, 100)],
      [bar(TUESDAY + MINUTE, 100, 97), bar(TUESDAY + MINUTE, 100, 100)],
      [bar(TUESDAY + 2 * MINUTE, 97, 94), undefined],
      row(3, 100, 100),
    ];
    const { facts } = accountRun({
      ...both,
      tape: gapped,
      signals: [
        { minute: 0, symbol: 0, side: "long", stop: 90 },
        { minute: 1, symbol: 1, side: "long", stop: 90 },
      ],
      config: plainConfig({ day_r: -0.5, day_action: "BLOCK" }),
    });
    expect(factsOf(facts, "position_opened").map((fact) => fact.symbol)).toEqual(["A"]);
    expect(factsOf(facts, "order_state")).toContainEqual(
      expect.objectContaining({ symbol: "B", role: "entry", state: "CANCELLED" }),
    );
  });
});

describe("a lock", () => {
  const config = plainConfig({ day_r: -2 });
  const days: Results = [[-1, -1]];

  it("is a fold of the facts: folded again it is the same, and it outlives its own setting", () => {
    const { facts, engine, boot } = play(days, { config });
    const ledger = createLedger(contracts(1), nanoOf(config.account.equity));
    for (const fact of facts) apply(ledger, fact);
    expect(ledger).toEqual(engine.state.ledger);
    expect(ledger.risk.tripwires.holds.tripwire_day).toMatchObject({ action: "LOCK" });
    // The same account with the tripwires taken out of its configuration.
    const edited = { ...boot, config: plainConfig() };
    const next = createEngine(edited, [], { ...engine.state, ledger });
    const out = { facts: [] as Fact[], orders: [] };
    const ts = at(0, 3);
    next.step({ ...edited, ts }, out);
    const signal = { type: "signal", symbol: 0, ts, origin: "hand", strategy: "hand" } as const;
    next.step({ ...signal, side: "long", stop: 90, target: null, qty: null }, out);
    expect(reasons(out.facts)).toEqual(["tripwire_day"]);
  });

  it("is switched off by its name, with all that it closes, and without guards", () => {
    const open: Results = [[-1.2, [-0.8, 0.5], -1, 1]];
    const without = [...OTHERS_OFF, "tripwire_day"];
    for (const change of [{ without }, { unguarded: true }]) {
      const { facts } = play(open, { config, ...change });
      expect(shortly(facts)).toEqual([]);
      expect(closed(facts)).toEqual(["-1.2 signal", "0.5 signal", "-1 signal", "1 signal"]);
    }
  });
});
