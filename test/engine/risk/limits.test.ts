// Limits at a restart: tighter at once, looser at the next roll, and no restart, no edited file and
// no clock set back lifts a lock.

import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../../src/engine/config.js";
import { effectiveConfig, LIMIT_RULES } from "../../../src/engine/risk/limits-state.js";
import { standingOf } from "../../../src/engine/risk/standing.js";
import { engineConfig, FIRST_TS } from "../../fixtures.js";
import { factsOf, utcDayAt } from "../../harness.js";
import { type LiveDesk, liveDesk, opened, refolded } from "../live-desk.js";
import { plainConfig } from "./attempts.js";

type Change = Partial<EngineConfig["constraints"]>;
const withLimits = (change: Change): EngineConfig => {
  const base = plainConfig();
  return { ...base, constraints: { ...base.constraints, ...change } };
};
const restart = (desk: LiveDesk, config: EngineConfig): LiveDesk =>
  liveDesk({ config, state: structuredClone(desk.engine.state) });
const pendingOf = (desk: LiveDesk) =>
  factsOf(desk.facts, "limit_pending").map(
    ({ rule, effective, asked }) => `${rule} ${effective} ${asked}`,
  );
const inForce = (desk: LiveDesk) => desk.engine.core.config;
/** FIRST_TS is a Tuesday: 1 is Wednesday, 6 the next Monday. */
const rollTo = (desk: LiveDesk, days: number): void => {
  const ts = FIRST_TS + days * 86_400_000;
  desk.step({ type: "account_day", ts, day: utcDayAt(ts) });
};

describe("at a restart", () => {
  it("a tighter limit holds at once, a looser one from the next day", () => {
    const first = opened({ config: withLimits({ max_contracts: 5, max_trades_per_day: 3 }) });
    expect(pendingOf(first)).toEqual([]);
    const next = restart(first, withLimits({ max_contracts: 8, max_trades_per_day: 2 }));
    expect(pendingOf(next)).toEqual(["max_contracts 5 8"]);
    expect(inForce(next).constraints).toMatchObject({ max_contracts: 5, max_trades_per_day: 2 });
    next.signal(1);
    expect(factsOf(next.facts, "order_submitted")[0]?.qty).toBe(5);
    rollTo(next, 1);
    expect(pendingOf(next)).toEqual(["max_contracts 5 8", "max_contracts 8 8"]);
    expect(inForce(next)).toBe(next.engine.core.boot.config);
  });

  it("the boot's fact keeps what was asked for", () => {
    const next = restart(
      opened({ config: withLimits({ max_contracts: 5 }) }),
      withLimits({ max_contracts: 8 }),
    );
    expect(factsOf(next.facts, "boot")[0]?.config).toMatchObject({
      constraints: { max_contracts: 8 },
    });
  });

  it("a week's limit waits for the week", () => {
    const first = opened({ config: plainConfig({ week_r: -3, day_r: -1 }) });
    const next = restart(first, plainConfig({ week_r: -5, day_r: -2 }));
    expect(pendingOf(next)).toEqual(["tripwires.day_r -1 -2", "tripwires.week_r -3 -5"]);
    rollTo(next, 1);
    expect(inForce(next).tripwires).toMatchObject({ day_r: -2, week_r: -3 });
    rollTo(next, 6);
    expect(inForce(next).tripwires.week_r).toBe(-5);
  });

  it("no limit at all is the loosest", () => {
    const first = opened({ config: plainConfig({ day_r: -1 }) });
    const next = restart(first, plainConfig({ day_r: null }));
    expect(pendingOf(next)).toEqual(["tripwires.day_r -1 null"]);
    expect(inForce(next).tripwires.day_r).toBe(-1);
    const tight = restart(opened({ config: plainConfig() }), withLimits({ daily_loss_limit: 300 }));
    expect(pendingOf(tight)).toEqual([]);
    expect(inForce(tight).constraints.daily_loss_limit).toBe(300);
  });

  it("what was loosened, and taken back before the roll, never held", () => {
    const first = opened({ config: withLimits({ max_contracts: 5 }) });
    const second = restart(first, withLimits({ max_contracts: 8 }));
    const third = restart(second, withLimits({ max_contracts: 4 }));
    expect(pendingOf(third)).toEqual([]);
    rollTo(third, 1);
    expect(inForce(third).constraints.max_contracts).toBe(4);
  });

  it("a second restart loosens no more than the first", () => {
    const first = opened({ config: withLimits({ max_contracts: 5 }) });
    const second = restart(first, withLimits({ max_contracts: 8 }));
    const third = restart(second, withLimits({ max_contracts: 8 }));
    expect(pendingOf(third)).toEqual(["max_contracts 5 8"]);
    expect(inForce(third).constraints.max_contracts).toBe(5);
    const all = [...first.facts, ...second.facts, ...third.facts];
    expect(refolded(all)).toEqual(third.engine.state.ledger);
  });

  it("knows of each limit which way is looser", () => {
    const loose: Record<string, [tight: number | string, loose: number | string | null]> = {
      risk_per_trade_pct: [0.5, 1],
      daily_loss_limit: [300, null],
      dll_fraction_per_trade: [0.05, 0.1],
      max_trades_per_day: [4, 5],
      max_open_positions: [1, 2],
      max_contracts: [1, 2],
      max_spread_ticks: [1, 2],
      max_slippage_ticks: [1, 2],
      "max_notional_pct.stock": [100, 200],
      "max_notional_pct.crypto": [100, 200],
      "max_notional_pct.fx": [100, 200],
      max_order_rate_per_min: [10, 20],
      price_collar_pct: [1, 2],
      max_trades_per_week: [10, 20],
      min_stop_ticks: [8, 4],
      "tripwires.day_r": [-1, -2],
      "tripwires.day_action": ["LOCK", "BLOCK"],
      "tripwires.week_r": [-4, null],
      "tripwires.week_action": ["LOCK", "FLATTEN"],
      "tripwires.red_days": [2, 3],
      "tripwires.red_days_action": ["FLATTEN", "BLOCK"],
      "governor.drawdown_r.0": [-1, -2],
      "governor.drawdown_r.1": [-2, -3],
      "governor.drawdown_r.2": [-3, -4],
      "governor.streak.0": [1, 2],
      "governor.streak.1": [2, 3],
      "governor.streak.2": [3, 4],
      "governor.cooldown_bars": [30, 10],
      "loop.entries": [5, 10],
    };
    expect(Object.keys(loose).sort()).toEqual(LIMIT_RULES.map(({ rule }) => rule).sort());
    for (const { rule, looseness } of LIMIT_RULES) {
      const [tight, wide] = loose[rule] ?? [0, 0];
      expect(looseness(wide), rule).toBeGreaterThan(looseness(tight));
    }
  });

  it("holds back what it names, and nothing else of a configuration", () => {
    const config = engineConfig();
    const effective = Object.fromEntries(
      LIMIT_RULES.map(({ rule, path }) => [
        rule,
        path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], config) as number,
      ]),
    );
    expect(effectiveConfig(config, { effective, pending: {} })).toBe(config);
    const held = { ...effective, "governor.streak.1": 2, "max_notional_pct.fx": 7 };
    const before = structuredClone(config);
    const made = effectiveConfig(config, { effective: held, pending: {} });
    expect(config).toEqual(before);
    expect(made).toEqual({
      ...config,
      governor: { ...config.governor, streak: [2, 2, 4] },
      constraints: {
        ...config.constraints,
        max_notional_pct: { ...config.constraints.max_notional_pct, fx: 7 },
      },
    });
  });
});

describe("a lock", () => {
  /** One loss of 1 R, which is the day's limit. */
  function locked(): LiveDesk {
    const desk = opened({ config: plainConfig({ day_r: -1 }) });
    desk.signal(1);
    desk.bar(1, 100);
    desk.bar(2, 100, 89);
    desk.bar(3, 100);
    expect(standingOf(desk.engine.core, 0).objection).toBe("tripwire_day");
    return desk;
  }

  it("stands though its limit was loosened, taken out, or its guard left out", () => {
    for (const [tripwires, change] of [
      [{ day_r: -9 }, {}],
      [{ day_r: null }, {}],
      [{ day_r: -1, day_action: "BLOCK" }, {}],
      [{ day_r: -1 }, { without: ["tripwire_day"] }],
      [{ day_r: -1 }, { unguarded: true }],
    ] as const) {
      const state = structuredClone(locked().engine.state);
      const next = liveDesk({ config: plainConfig(tripwires), state, ...change });
      next.command({ name: "resume" });
      next.signal(4);
      expect(factsOf(next.facts, "guard_reject").map(({ reason }) => reason)).toEqual([
        "tripwire_day",
      ]);
      expect(standingOf(next.engine.core, 0)).toMatchObject({
        objection: "tripwire_day",
        gear: "P",
      });
      rollTo(next, 1);
      expect(standingOf(next.engine.core, 0).objection).not.toBe("tripwire_day");
    }
  });

  it("stands though the clock is set back, and ends with the day after its own", () => {
    const desk = locked();
    rollTo(desk, -1);
    rollTo(desk, 0);
    expect(standingOf(desk.engine.core, 0).objection).toBe("tripwire_day");
    expect(desk.engine.state.accountDay?.ordinal).toBe(utcDayAt(FIRST_TS).ordinal);
    rollTo(desk, 1);
    expect(standingOf(desk.engine.core, 0).objection).not.toBe("tripwire_day");
  });

  it("of a cool-down is served though the governor was left out", () => {
    const base = plainConfig();
    const governor = { ...base.governor, streak: [1, 1, 1] as [number, number, number] };
    const desk = opened({ config: { ...base, governor } });
    desk.signal(1);
    desk.bar(1, 100);
    desk.bar(2, 100, 89);
    expect(standingOf(desk.engine.core, 0)).toMatchObject({ objection: "governor", gear: "R" });
    const state = structuredClone(desk.engine.state);
    const next = liveDesk({ config: base, state, without: ["governor"] });
    expect(standingOf(next.engine.core, 0)).toMatchObject({ objection: "governor", gear: "R" });
  });
});
