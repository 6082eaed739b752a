// Several symbols on one account: merged by decision time, ties in the order they were given.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import type { Bar } from "../../src/engine/market/bar.js";
import { bar, engineConfig, FIRST_TS, instrument, intrade, MINUTE } from "../fixtures.js";
import { factsOf, runSeveral } from "../harness.js";

const A = instrument({ symbol: "AAA" });
const B = instrument({ symbol: "BBB", pointValue: { unscaled: 50, scale: 0 } });
const MINUTES: readonly Bar[] = Array.from({ length: 20 }, (_, i) => bar(i, 100, 100.5, 99.5, 100));
const FIVES: readonly Bar[] = Array.from({ length: 4 }, (_, i) => bar(5 * i, 50, 50.5, 49.5, 50));

interface Given {
  symbol: number;
  minute: number;
  stop: number;
}

async function played(given: readonly Given[], most: number): Promise<Fact[]> {
  const base = engineConfig();
  const config = engineConfig({
    intrade: intrade({ scale_out: [], max_bars_in_trade: null }),
    fusion: { ...base.fusion, enabled: false },
    constraints: { ...base.constraints, max_open_positions: most },
  });
  return runSeveral({
    config,
    feeds: [
      { instrument: A, interval: MINUTE, bars: MINUTES },
      { instrument: B, interval: 5 * MINUTE, bars: FIVES },
    ],
    signals: given.map(({ symbol, minute, stop }) => {
      return { symbol, ts: FIRST_TS + minute * MINUTE, side: "long", stop };
    }),
  });
}

describe("two symbols", () => {
  it("decide in order of time, ties in the order they were given", async () => {
    // The five-minute bar of minute 5 and the one-minute bar of minute 9 both close at minute 10.
    const facts = await played(
      [
        { symbol: 1, minute: 5, stop: 48 },
        { symbol: 0, minute: 9, stop: 90 },
        { symbol: 0, minute: 3, stop: 90 },
      ].sort((one, other) => one.minute - other.minute),
      5,
    );
    expect(factsOf(facts, "signal").map((fact) => [fact.symbol, fact.ts])).toEqual([
      ["AAA", FIRST_TS + 4 * MINUTE],
      ["AAA", FIRST_TS + 10 * MINUTE],
      ["BBB", FIRST_TS + 10 * MINUTE],
    ]);
  });

  it("share the limit on open positions", async () => {
    const given = [
      { symbol: 0, minute: 3, stop: 90 },
      { symbol: 1, minute: 5, stop: 48 },
    ];
    const refused = factsOf(await played(given, 1), "guard_reject");
    expect(refused).toMatchObject([{ symbol: "BBB", reason: "constraint:max_open_positions" }]);
    const closed = factsOf(await played(given, 2), "trade_closed");
    expect(closed.map((fact) => fact.symbol)).toEqual(["AAA", "BBB"]);
  });

  it("share one account: each trade's net adds to it", async () => {
    const facts = await played(
      [
        { symbol: 0, minute: 3, stop: 90 },
        { symbol: 1, minute: 5, stop: 48 },
      ],
      2,
    );
    // A: in at 100.25, out at 100: −0.25 x 2. B: in at 50.25, out at 50: −0.25 x 50. Each pays
    // 0.62 a side.
    const nets = factsOf(facts, "trade_closed").map((fact) => fact.net_pnl);
    expect(nets[0]).toBeCloseTo(-0.5 - 1.24, 9);
    expect(nets[1]).toBeCloseTo(-12.5 - 1.24, 9);
  });
});
