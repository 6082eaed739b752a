import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema.js";
import { clampConstraints } from "../../../src/engine/risk/ceilings.js";

/** Key, hard ceiling: typed by hand from the specification. */
const CEILINGS: readonly (readonly [string, number])[] = [
  ["risk_per_trade_pct", 2],
  ["dll_fraction_per_trade", 0.1],
  ["max_trades_per_day", 10],
  ["max_trades_per_week", 50],
  ["max_open_positions", 5],
  ["max_contracts", 50],
  ["max_spread_ticks", 5],
  ["max_slippage_ticks", 5],
  ["max_order_rate_per_min", 60],
  ["price_collar_pct", 5],
];

function configWith(constraints: object, fills: object = {}) {
  return configSchema.parse({ constraints, fills });
}

describe("ceilings", () => {
  it.each(CEILINGS)("%s is held to %d and said", (rule, ceiling) => {
    const asked = ceiling + 1;
    const { effective, clamped } = clampConstraints(configWith({ [rule]: asked }));
    expect(effective.constraints).toMatchObject({ [rule]: ceiling });
    expect(clamped).toEqual([{ rule, asked, effective: ceiling, ceiling }]);
  });

  it.each(CEILINGS)("%s at %d itself stands", (rule, ceiling) => {
    const { effective, clamped } = clampConstraints(configWith({ [rule]: ceiling }));
    expect(effective.constraints).toMatchObject({ [rule]: ceiling });
    expect(clamped).toEqual([]);
  });

  it("notional is held by asset class", () => {
    const asked = { max_notional_pct: { stock: 500, crypto: 401, fx: 3001 } };
    const { effective, clamped } = clampConstraints(configWith(asked));
    expect(effective.constraints.max_notional_pct).toEqual({ stock: 400, crypto: 400, fx: 3000 });
    expect(clamped.map(({ rule }) => rule)).toEqual([
      "max_notional_pct.stock",
      "max_notional_pct.crypto",
      "max_notional_pct.fx",
    ]);
  });

  it("simulated slippage is held to the slippage limit as it is after its own ceiling", () => {
    const config = configWith({ max_slippage_ticks: 9 }, { slippage_ticks: 7 });
    const { effective, clamped } = clampConstraints(config);
    expect(effective.fills.slippage_ticks).toBe(5);
    expect(clamped).toEqual([
      { rule: "max_slippage_ticks", asked: 9, effective: 5, ceiling: 5 },
      { rule: "fills.slippage_ticks", asked: 7, effective: 5, ceiling: 5 },
    ]);
  });

  it("a value that is no number falls to the ceiling, not through it", () => {
    const config = configWith({});
    config.constraints.max_contracts = Number.NaN;
    expect(clampConstraints(config).effective.constraints.max_contracts).toBe(50);
  });

  it("leaves what was asked as it was", () => {
    const config = configWith({ max_contracts: 99, max_notional_pct: { fx: 9999 } });
    const before = structuredClone(config);
    clampConstraints(config);
    expect(config).toEqual(before);
  });
});
