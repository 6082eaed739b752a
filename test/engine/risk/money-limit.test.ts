// The day's money limit, worked by hand: 2 a point and contract, stops 10 points away.

import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../../src/engine/config.js";
import type { Fact } from "../../../src/engine/effect.js";
import { DAY, engineConfig, FIRST_TS, fills, MINUTE } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { type AccountRun, accountRun } from "./account-run.js";
import { contracts, OTHERS_OFF, plainConfig, tapeOf } from "./attempts.js";

function limited(limit: number, change: Partial<EngineConfig> = {}): EngineConfig {
  const config = plainConfig({}, change);
  return { ...config, constraints: { ...config.constraints, daily_loss_limit: limit } };
}

/** What the default costs are: a tick of slippage a fill and 0.62 a contract and side. */
const COSTS = { fills: fills() };

/** Attempts on the first day, then some on the second. */
function play(results: readonly number[], later: readonly number[], change: Partial<AccountRun>) {
  const on = (day: number) => (r: number, nth: number) => ({
    ...{ ts: FIRST_TS + day * DAY + nth * 5 * MINUTE, symbol: 0, openR: 0, r },
  });
  const { tape, signals } = tapeOf([...results.map(on(0)), ...later.map(on(1))], 1);
  return accountRun({
    ...{ instruments: contracts(1), config: plainConfig(), tape, signals, without: OTHERS_OFF },
    ...change,
  }).facts;
}

/** A bar that runs straight from its open to its close. */
const level = (ts: number, open: number, close: number) => ({
  ...{ ts, open, close, high: Math.max(open, close), low: Math.min(open, close), volume: 1e6 },
});

const sizes = (facts: readonly Fact[]) =>
  factsOf(facts, "entry_sized").map((fact) => `${fact.qty} ${fact.limited_by}`);
const nets = (facts: readonly Fact[]) => factsOf(facts, "trade_closed").map((fact) => fact.net_pnl);
const reasons = (facts: readonly Fact[]): string[] =>
  factsOf(facts, "guard_reject").map(({ guards }) => guards.join("+"));

describe("daily_loss_limit", () => {
  it("locks the day when it is reached, to the cent, and the roll ends it", () => {
    // A tenth of 400 is 40: 2 contracts at 20. Gaps to -5 R cost 2 x 50 x 2 = 200 each.
    const facts = play([-5, -5, 1], [1], { config: limited(400) });
    expect(nets(facts)).toEqual([-200, -200, 40]);
    expect(reasons(facts)).toEqual(["daily_loss_limit"]);
    expect(factsOf(facts, "tripwire")).toMatchObject([
      {
        ...{ rule: "daily_loss_limit", state: "TRIPPED", action: "LOCK" },
        inputs: { money: -400, closed_money: -400, open_money: 0, limit: 400 },
      },
      { rule: "daily_loss_limit", state: "ENDED", action: "LOCK", auto: true },
    ]);
  });

  it("counts commission, and what is open with that of closing it", () => {
    // A tenth of 401 is 40.1: 2 contracts each. A is held over the day's roll and stands at 91:
    // -2 x 9 x 2 - 2.48 = -38.48. B is in at 100 and out at 9.5: -2 x 90.5 x 2 - 2.48 = -364.48.
    // Together -402.96; without the commission of closing A it would be -401.72.
    const config = limited(402, { fills: fills({ slippage_ticks: 0 }) });
    const row = (minute: number, a: number, b: number) =>
      [a, b].map((price) => level(FIRST_TS + minute * MINUTE, price, price));
    const tomorrow = DAY / MINUTE;
    const tape = [
      row(0, 100, 100),
      row(1, 100, 100),
      row(tomorrow, 91, 100),
      row(tomorrow + 1, 91, 100),
      row(tomorrow + 2, 91, 9.5),
      row(tomorrow + 3, 91, 9.5),
    ];
    const signals = [
      { minute: 0, symbol: 0, side: "long" as const, stop: 90 },
      { minute: 2, symbol: 1, side: "long" as const, stop: 90 },
      { minute: 3, symbol: 1, side: "exit" as const },
    ];
    const run = { instruments: contracts(2), config, tape, signals, without: OTHERS_OFF };
    const { facts } = accountRun(run);
    const [tripped] = factsOf(facts, "tripwire");
    expect(tripped?.inputs.closed_money).toBeCloseTo(-364.48, 9);
    expect(tripped?.inputs.open_money).toBeCloseTo(-38.48, 9);
    expect(factsOf(facts, "trade_closed").map((fact) => fact.exit_reason)).toEqual([
      "signal",
      "tripwire",
    ]);
  });

  it("cuts the size so that a full stop with its costs stays inside what is left", () => {
    // 5 contracts by a tenth of 1,000. In at 100.25, out at 9.75 (open 10): 5 x 90.5 x 2 = 905, and
    // 6.20 commission: 88.80 are left. A contract's full stop is 20 + 2 ticks (1) + 1.24 = 22.24:
    // 3 cost 66.72, 4 would 88.96.
    const facts = play([-9, -1], [], { config: limited(1_000, COSTS) });
    expect(nets(facts)[0]).toBeCloseTo(-911.2, 9);
    expect(sizes(facts)).toEqual(["5 dll_fraction_per_trade", "3 daily_loss_limit"]);
    // The stop at 90 is met by the third bar's open: in at 100.25, out at 89.75.
    expect(nets(facts)[1]).toBeCloseTo(-66.72, 9);
    expect(factsOf(facts, "tripwire")).toEqual([]);
  });

  it("cuts again at a fill further from the stop, so that it stays inside all the same", () => {
    // As above 88.80 are left and 3 contracts are meant. The open is 105: 15 points and the costs
    // are 32.24 a contract; 2 cost 64.48 and 3 would 96.72.
    const prices = [100, 100, 10, 100, 105, 90];
    const { facts } = accountRun({
      instruments: contracts(1),
      config: limited(1_000, COSTS),
      tape: prices.map((price, minute) => [level(FIRST_TS + minute * MINUTE, price, price)]),
      signals: [
        { minute: 0, symbol: 0, side: "long", stop: 90 },
        { minute: 1, symbol: 0, side: "exit" },
        { minute: 3, symbol: 0, side: "long", stop: 90 },
      ],
      without: OTHERS_OFF,
    });
    expect(sizes(facts)[1]).toBe("3 daily_loss_limit");
    const trades = factsOf(facts, "trade_closed");
    expect(trades[1]?.trade_qty).toBe(2);
    expect(trades[1]?.net_pnl).toBeCloseTo(-64.48, 9);
  });

  it("leaves no size where not one contract's full stop fits", () => {
    // A tenth of 250 is 25: 1 contract. Out at 0.25, in at 100.25: 200 + 1.24 = 201.24, and 48.76
    // are left; after a full stop of 22.24 it is 26.52, after another 4.28.
    const facts = play([-9.95, -1, -1, 1], [1], { config: limited(250, COSTS) });
    expect(reasons(facts)).toEqual(["size_zero"]);
    const [refused] = factsOf(facts, "guard_reject");
    expect(refused?.inputs.size_zero).toMatchObject({ limited_by: "daily_loss_limit" });
    expect(nets(facts)).toHaveLength(4);
  });

  it("counts what other positions and working entries may still lose as given out", () => {
    // A tenth of 500 is 50: 2 contracts, 40 at the stop. A first trade gaps from 200 to 100 and
    // loses 2 x 100 x 2 = 400. With 100 left five symbols signal: two get 40 each, the third one
    // contract for 20, and the others nothing.
    const row = (minute: number, first: number, close = first) =>
      Array.from({ length: 5 }, (_, i) =>
        i === 0
          ? level(FIRST_TS + minute * MINUTE, first, close)
          : level(FIRST_TS + minute * MINUTE, 200, 200),
      );
    const { facts } = accountRun({
      instruments: contracts(5),
      config: limited(500),
      tape: [row(0, 200), row(1, 200, 200), row(2, 100), row(3, 200), row(4, 200)],
      signals: [
        { minute: 0, symbol: 0, side: "long", stop: 190 },
        { minute: 1, symbol: 0, side: "exit" },
        // The first two are open when the others come: they stand at 0 and may lose 40 each.
        ...[0, 1, 2, 3, 4].map((symbol) => ({
          ...{ minute: symbol < 2 ? 3 : 4, symbol, side: "long" as const, stop: 190 },
        })),
      ],
      without: OTHERS_OFF,
    });
    expect(nets(facts)).toEqual([-400]);
    expect(sizes(facts)).toEqual([
      "2 dll_fraction_per_trade",
      "2 dll_fraction_per_trade",
      "2 dll_fraction_per_trade",
      "1 daily_loss_limit",
    ]);
    expect(reasons(facts)).toEqual(["size_zero", "size_zero"]);
  });

  it("is off by its name: no share, no cut, no lock", () => {
    const without = [...OTHERS_OFF, "daily_loss_limit"];
    // 250 of risk at 20: 12, cut to max_contracts.
    const facts = play([-5, -5, 1], [], { config: limited(400), without });
    expect(sizes(facts)).toEqual(Array(3).fill("10 max_contracts"));
    expect(factsOf(facts, "tripwire")).toEqual([]);
    // Nor is anything asked while it is null.
    expect(engineConfig().constraints.daily_loss_limit).toBeNull();
  });
});

describe("other ceilings of the size", () => {
  it("are off by their names, up to what is in code", () => {
    // 250 / 20 = 12 contracts without the limit of 10.
    const off = [...OTHERS_OFF, "constraint:max_contracts"];
    expect(sizes(play([1], [], { without: off }))).toEqual(["12 risk"]);
    // 62 of 2 % risk are cut to the ceiling of 50, which nothing switches off.
    const config = plainConfig();
    const constraints = { ...config.constraints, risk_per_trade_pct: 2 };
    const facts = play([1], [], {
      without: off,
      config: { ...config, constraints, account: { ...config.account, equity: 62_000 } },
    });
    expect(reasons(facts)).toEqual([]);
    expect(sizes(facts)).toEqual(["50 max_contracts"]);
  });
});
