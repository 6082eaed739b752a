// Every default and ceiling, typed by hand from the specification's pages.

import { describe, expect, it } from "vitest";
import { configSchema, engineConfigOf } from "../../src/config/schema.js";
import { builtInStrategies } from "../../src/strategies/index.js";
import { engineConfig } from "../fixtures.js";

const whole = configSchema.parse({});

/** The message of the first complaint, or null. */
function faultOf(values: unknown): string | null {
  const result = configSchema.safeParse(values);
  return result.success ? null : (result.error.issues[0]?.path.join(".") ?? "");
}

describe("defaults", () => {
  it("are the specification's, key by key", () => {
    // Typed by hand in the fixtures, which every test of the engine runs by.
    expect(engineConfigOf(whole)).toEqual(engineConfig());
  });

  it("cover what no decision depends on", () => {
    expect(whole.news).toEqual({
      high: { before_min: 10, after_min: 10 },
      medium: { before_min: 2, after_min: 5 },
      low: null,
      flatten_before_min: null,
      symbols: {},
      asset_classes: {},
      zones: {},
    });
    expect(whole.notify).toEqual({
      command: null,
      url: null,
      on: ["naked", "tripwire", "lock", "halted", "disconnect", "mismatch", "fill", "day_summary"],
      heartbeat_url: null,
      heartbeat_s: 60,
    });
    expect(whole.api).toEqual({ cors_origins: [], key_hash: null });
    expect(whole.webhook).toEqual({ max_age_s: 60 });
    expect(whole.instruments).toEqual({});
  });

  it("enable every strategy that comes with the program", () => {
    const names = builtInStrategies.map(({ name }) => name);
    expect(whole.strategies.enabled).toEqual(names);
    expect(Object.keys(whole.strategies)).toEqual(["enabled", ...names]);
  });
});

describe("null", () => {
  const nullable = [
    "account.day",
    "fills.max_volume_pct",
    "fills.commission_per_side",
    "intrade.break_even_at_r",
    "intrade.max_bars_in_trade",
    "constraints.daily_loss_limit",
    "constraints.allowed_symbols",
    "tripwires.day_r",
    "tripwires.week_r",
    "tripwires.red_days",
    "sessions.flat_before_close_min",
    "news.high",
    "news.low",
    "news.flatten_before_min",
  ];
  it.each(nullable)("is allowed for %s", (key) => {
    const [group = "", name = ""] = key.split(".");
    expect(faultOf({ [group]: { [name]: null } })).toBeNull();
  });

  it.each([
    "account.equity",
    "constraints.risk_per_trade_pct",
    "constraints.max_contracts",
    "intrade.scale_out",
    "fusion.timeframes",
    "orb.minutes",
  ])("is refused for %s", (key) => {
    const [group = "", name = ""] = key.split(".");
    expect(faultOf({ [group]: { [name]: null } })).toBe(key);
  });
});

describe("what cannot be", () => {
  it.each([
    [{ constraints: { risk_per_trade_pct: -1 } }, "constraints.risk_per_trade_pct"],
    [
      { constraints: { risk_per_trade_pct: Number.POSITIVE_INFINITY } },
      "constraints.risk_per_trade_pct",
    ],
    [{ constraints: { max_contracts: 1.5 } }, "constraints.max_contracts"],
    [{ constraints: { sessions: ["8:30-15:00"] } }, "constraints.sessions.0"],
    [
      {
        intrade: {
          scale_out: [
            { at_r: 1, pct: 0.6 },
            { at_r: 2, pct: 0.5 },
          ],
        },
      },
      "intrade.scale_out",
    ],
    [
      {
        intrade: {
          scale_out: [
            { at_r: 2, pct: 0.5 },
            { at_r: 1, pct: 0.5 },
          ],
        },
      },
      "intrade.scale_out",
    ],
    [{ regime: { adx_trend: 20, adx_range: 25 } }, "regime"],
    [{ governor: { streak: [4, 3, 2] } }, "governor.streak"],
    [{ governor: { drawdown_r: [-4, -3, -2] } }, "governor.drawdown_r"],
    [{ fusion: { timeframes: ["fast"] } }, "fusion.timeframes.0"],
    [{ account: { fx: { EUR: 0 } } }, "account.fx.EUR"],
    [{ instruments: { X: { zone: "Mars/Olympus" } } }, "instruments.X.zone"],
    [{ early_closes: { cme: { "2025-11-28": "25:00" } } }, "early_closes.cme.2025-11-28"],
  ])("%j is refused", (values, path) => {
    expect(faultOf(values)).toBe(path);
  });

  it("three thirds are a whole", () => {
    const third = 1 / 3;
    const scale_out = [1, 2, 3].map((at_r) => ({ at_r, pct: third }));
    expect(faultOf({ intrade: { scale_out } })).toBeNull();
  });
});
