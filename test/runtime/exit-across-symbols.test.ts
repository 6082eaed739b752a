// An exit that another symbol's close decided: it leaves at the first open that comes after.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import type { Bar } from "../../src/engine/market/bar.js";
import { bar, engineConfig, FIRST_TS, instrument, intrade, MINUTE } from "../fixtures.js";
import { factsOf, runSeveral } from "../harness.js";

const A = instrument({ symbol: "AAA" });
const B = instrument({ symbol: "BBB" });

/** AAA closes at 95.5 in minute 12, half an R under its entry; else it stands at 100. */
const FALLS: readonly Bar[] = Array.from({ length: 30 }, (_, i) =>
  i === 12 ? bar(i, 100, 100.5, 95, 95.5) : bar(i, 100, 100.5, 99.5, 100),
);

/** BBB opens at 200 + its minute, so that a fill's price tells which open it was. */
function climbs(minutes: number): Bar[] {
  return Array.from({ length: 30 / minutes }, (_, i) => {
    const open = 200 + i * minutes;
    return bar(i * minutes, open, open + minutes, open, open + minutes);
  });
}

async function played(minutes: number, entryMinute: number): Promise<Fact[]> {
  const base = engineConfig();
  const config = engineConfig({
    intrade: intrade({ scale_out: [], break_even_at_r: null, max_bars_in_trade: null }),
    fusion: { ...base.fusion, enabled: false },
    constraints: { ...base.constraints, max_open_positions: 5 },
    tripwires: { ...base.tripwires, day_r: -0.3 },
    fills: { ...base.fills, slippage_ticks: 0 },
  });
  const side = "long";
  return runSeveral({
    config,
    feeds: [
      { instrument: A, interval: MINUTE, bars: FALLS },
      { instrument: B, interval: minutes * MINUTE, bars: climbs(minutes) },
    ],
    signals: [
      { symbol: 1, ts: FIRST_TS + entryMinute * MINUTE, side, stop: 150 },
      { symbol: 0, ts: FIRST_TS + 5 * MINUTE, side, stop: 90 },
    ],
  });
}

describe("an exit that another symbol's close decided", () => {
  // AAA's minute 12 closes at minute 13: -4.5 of 10 points of risk is below -0.3 R.
  it.each([
    // BBB's minute 12 closes then too but opened before: it leaves at minute 13's open.
    { minutes: 1, entryMinute: 4, leaves: 13 },
    // BBB's bar of minutes 10 to 14 is still open: it leaves at minute 15's open.
    { minutes: 5, entryMinute: 0, leaves: 15 },
  ])(
    "fills at no open before it, bars of $minutes min",
    async ({ minutes, entryMinute, leaves }) => {
      const facts = await played(minutes, entryMinute);
      expect(factsOf(facts, "tripwire")).toMatchObject([{ ts: FIRST_TS + 13 * MINUTE }]);
      const closed = factsOf(facts, "trade_closed").find(({ symbol }) => symbol === "BBB");
      expect(closed).toMatchObject({
        exit_reason: "tripwire",
        exit_ts: FIRST_TS + leaves * MINUTE,
        exit_price: 200 + leaves,
      });
    },
  );
});
