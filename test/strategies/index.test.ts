import { describe, expect, it } from "vitest";
import { UserError } from "../../src/engine/errors.js";
import { builtInStrategies, createStrategy } from "../../src/strategies/index.js";

function failure(name: string, params: Record<string, unknown>): UserError {
  try {
    createStrategy(name, params);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("the strategy registry", () => {
  it("holds the three built-in strategies and what they declare", () => {
    const declared = builtInStrategies.map(({ name }) => {
      const { regimes, trend } = createStrategy(name, {});
      return { name, regimes, trend };
    });
    expect(declared).toEqual([
      { name: "vwap_pullback", regimes: ["TREND"], trend: true },
      { name: "orb_retest", regimes: [], trend: true },
      { name: "mean_reversion", regimes: ["RANGE"], trend: false },
    ]);
  });

  it("lays given values over the defaults", () => {
    const built = builtInStrategies.find(({ name }) => name === "orb_retest");
    expect(createStrategy("orb_retest", { stop_atr: 1.75 }).params).toEqual({
      ...built?.defaults,
      stop_atr: 1.75,
    });
  });

  it("has every default inside its own bounds", () => {
    for (const { name, defaults } of builtInStrategies) {
      expect(createStrategy(name, { ...defaults }).params).toEqual(defaults);
    }
  });

  it("names the nearest parameter for one that is unknown", () => {
    const error = failure("orb_retest", { stop_atrs: 1 });
    expect(error.exitCode).toBe(2);
    expect(error.message).toBe(
      "unknown parameter 'stop_atrs' of strategy orb_retest; did you mean 'stop_atr'?",
    );
  });

  it("lists the parameters where none is near", () => {
    expect(failure("orb_retest", { zzzzzzzz: 1 }).message).toContain("use one of: break_atr, ");
    expect(failure("orb_retest", { constructor: 1 }).message).toContain("unknown parameter");
  });

  it("refuses a value that is no number or out of bounds", () => {
    const where = "strategies.orb_retest.stop_atr";
    expect(failure("orb_retest", { stop_atr: "1" }).message).toBe(
      `${where}: "1" is not a number; give a number from 0 to 10 (atr)`,
    );
    expect(failure("orb_retest", { stop_atr: -1 }).message).toContain("out of bounds");
    expect(failure("orb_retest", { stop_atr: Number.NaN }).message).toContain("not a number");
    expect(failure("orb_retest", { retest_bars: 2.5 }).message).toContain("whole number");
  });

  it("lists the strategies for one that is unknown", () => {
    const error = failure("orb_retset", {});
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain("did you mean 'orb_retest'?");
    expect(error.message).toContain("vwap_pullback, orb_retest, mean_reversion");
    expect(failure("scalper", {}).message).not.toContain("did you mean");
  });
});
