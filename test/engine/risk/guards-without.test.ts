// `--without`: each guard objects where it should, and does not once it is off by its name.

import { describe, expect, it } from "vitest";
import type { ConstraintsConfig } from "../../../src/engine/config.js";
import type { Fact } from "../../../src/engine/effect.js";
import { GUARD_NAMES } from "../../../src/engine/risk/guards.js";
import { bar, engineConfig, FIRST_TS, instrument, MINUTE } from "../../fixtures.js";
import { factsOf, run, type Scenario, utcDayAt } from "../../harness.js";
import { plainConfig } from "./attempts.js";

function limits(change: Partial<ConstraintsConfig>): Partial<Scenario> {
  const config = plainConfig();
  return { config: { ...config, constraints: { ...config.constraints, ...change } } };
}

const long = (minute: number, stop = 90) => ({
  ...{ ts: FIRST_TS + minute * MINUTE, side: "long" as const, stop },
});
const exit = (minute: number) => ({ ts: FIRST_TS + minute * MINUTE, side: "exit" as const });
const flat = (count: number, price = 100) =>
  Array.from({ length: count }, (_, i) => bar(i, price, price + 0.5, price - 0.5, price));
/** Two trades one after the other. */
const twice = [long(0), exit(1), long(2, 91)];

/** ATR is 1 by minute 14; then the open jumps by 25. */
const jump = [...flat(15), bar(15, 125, 125.5, 124.5, 125), bar(16, 125, 125.5, 124.5, 125)];

const stock = instrument({
  ...{
    assetClass: "stock",
    tick: { unscaled: 1, scale: 2 },
    pointValue: { unscaled: 1, scale: 0 },
  },
});

/** For each guard a run that it alone holds back, or cuts. */
const CASES: readonly (readonly [name: string, of: Partial<Scenario>])[] = [
  [
    "outside_session",
    { dayAt: (ts) => ({ ...utcDayAt(ts), entryWindows: [] }), signals: [long(0)] },
  ],
  ["bad_print", { bars: jump, signals: [long(15, 115)] }],
  [
    "news_blackout",
    {
      news: [
        {
          ...{ from: FIRST_TS, to: FIRST_TS + 10 * MINUTE, flattenFrom: null },
          ...{ titles: ["CPI"], impact: "high" },
        },
      ],
    },
  ],
  [
    "htf_gate",
    {
      config: { ...plainConfig(), fusion: engineConfig().fusion },
      timeframes: [{ name: "15m", ms: 15 * MINUTE }],
    },
  ],
  ["constraint:max_trades_per_day", { ...limits({ max_trades_per_day: 1 }), signals: twice }],
  ["constraint:max_trades_per_week", { ...limits({ max_trades_per_week: 1 }), signals: twice }],
  ["constraint:max_open_positions", limits({ max_open_positions: 0 })],
  ["constraint:max_order_rate_per_min", limits({ max_order_rate_per_min: 0 })],
  ["constraint:min_stop_ticks", { ...limits({ min_stop_ticks: 50 }), signals: [long(0)] }],
  ["constraint:allowed_symbols", limits({ allowed_symbols: ["ES"] })],
  [
    "duplicate",
    {
      ...limits({}),
      signals: [long(0), exit(1), long(2)],
      config: plainConfig({}, { duplicate_window_s: 600 }),
    },
  ],
  ["stop_side", { signals: [long(0, 105)] }],
  // Planned 10 points, half is 5; the open is 4 away.
  [
    "entry_drift",
    {
      bars: [
        bar(0, 100, 100.5, 99.5, 100),
        ...flat(2, 94).map((each) => ({ ...each, ts: each.ts + MINUTE })),
      ],
    },
  ],
];

async function guardsOf(of: Partial<Scenario>, without: readonly string[]): Promise<string[]> {
  const { facts } = await run({
    ...{ bars: flat(6), signals: [long(0)], config: plainConfig(), without },
    ...of,
  });
  return factsOf(facts, "guard_reject").flatMap(({ guards }) => guards);
}

describe("a guard", () => {
  it.each(CASES)("%s objects alone, and not where it is off", async (name, of) => {
    expect(await guardsOf(of, [])).toEqual([name]);
    const off = await guardsOf(of, [name]);
    expect(off).not.toContain(name);
  });

  it.each(CASES.filter(([name]) => !["stop_side", "entry_drift"].includes(name)))(
    "%s that is off lets the trade be made",
    async (name, of) => {
      const signals = of.signals ?? [long(0)];
      const scenario = { bars: flat(6), signals, config: plainConfig(), ...of, without: [name] };
      const entries = signals.filter(({ side }) => side !== "exit").length;
      expect((await run(scenario)).trades).toHaveLength(entries);
    },
  );

  it("that only cuts is off by its name too", async () => {
    const qtyOf = (facts: readonly Fact[]) => factsOf(facts, "entry_sized")[0]?.qty;
    // A stock at 100: 50,000 buy 500; 250 of risk at 0.4 a share would be 625.
    const tight = {
      bars: flat(3),
      signals: [long(0, 99.6)],
      instrument: stock,
      config: plainConfig(),
    };
    expect(qtyOf((await run(tight)).facts)).toBe(500);
    const without = ["constraint:max_notional_pct"];
    expect(qtyOf((await run({ ...tight, without })).facts)).toBe(625);
  });

  it("that cuts at the fill is off by its name too", async () => {
    // 250 of risk: 20 points cost 40, so 6; from an open of 110 they are 30 points, 60, so 4.
    const far = flat(3, 110).map((each) => ({ ...each, ts: each.ts + MINUTE }));
    const story = { bars: [bar(0, 100, 100.5, 99.5, 100), ...far], signals: [long(0, 80)] };
    const qtyOf = async (without: string[]) =>
      (await run({ ...story, config: plainConfig(), without })).trades[0]?.qty;
    expect(await qtyOf([])).toBe(4);
    expect(await qtyOf(["entry_drift"])).toBe(6);
  });
});

it("the names are those of SPEC that a replay has, each once", () => {
  expect([...GUARD_NAMES].sort()).toEqual(
    [
      ...["outside_session", "bad_print", "news_blackout", "regime", "htf_gate", "governor"],
      ...["tripwire_day", "tripwire_week", "tripwire_red_days", "daily_loss_limit"],
      ...["duplicate", "loop", "stop_side", "price_collar", "entry_drift"],
      ...[
        ...["max_trades_per_day", "max_trades_per_week", "max_open_positions", "max_contracts"],
        ...["max_notional_pct", "max_spread_ticks", "max_order_rate_per_min", "min_stop_ticks"],
        "allowed_symbols",
      ].map((rule) => `constraint:${rule}`),
    ].sort(),
  );
});
