// The account's day goes by the clock of its symbol's exchange, also while that symbol has no bars.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import type { Bar } from "../../src/engine/market/bar.js";
import { bar, DAY, engineConfig, FIRST_TS, instrument, intrade, MINUTE } from "../fixtures.js";
import { factsOf, runSeveral } from "../harness.js";

const A = instrument({ symbol: "AAA" });
const B = instrument({ symbol: "BBB" });
const HOUR = 60 * MINUTE;
const MIDNIGHT = Math.floor(FIRST_TS / DAY) * DAY;

/** Quiet bars from an hour after the first day's midnight up to another. */
function quiet(fromHour: number, toHour: number, interval: number): Bar[] {
  const count = ((toHour - fromHour) * HOUR) / interval;
  return Array.from({ length: count }, (_, i) => ({
    ...bar(0, 100, 100.5, 99.5, 100),
    ts: MIDNIGHT + fromHour * HOUR + i * interval,
  }));
}

/** Trades a day, and signals before the others. */
interface More {
  trades: number;
  first: readonly { symbol: number; ts: number; side: "long"; stop: number }[];
}
const NO_MORE: More = { trades: 1, first: [] };

/** AAA is the account's symbol; BBB goes in and out at the given hours. */
async function played(
  ownBars: Bar[],
  ownInterval: number,
  hours: readonly number[],
  more: More = NO_MORE,
) {
  const base = engineConfig();
  const config = engineConfig({
    intrade: intrade({ scale_out: [], max_bars_in_trade: null }),
    fusion: { ...base.fusion, enabled: false },
    constraints: { ...base.constraints, max_trades_per_day: more.trades },
  });
  return runSeveral({
    config,
    feeds: [
      { instrument: A, interval: ownInterval, bars: ownBars },
      { instrument: B, interval: MINUTE, bars: quiet(0, 72, MINUTE) },
    ],
    signals: [
      ...more.first,
      ...hours.flatMap((hour) => [
        { symbol: 1, ts: MIDNIGHT + hour * HOUR, side: "long", stop: 90 } as const,
        { symbol: 1, ts: MIDNIGHT + hour * HOUR + 5 * MINUTE, side: "exit" } as const,
      ]),
    ],
    without: ["outside_session"],
  });
}

const hoursOf = (facts: Fact[], type: "position_opened" | "guard_reject"): number[] =>
  factsOf(facts, type).map(({ ts }) => Math.floor((ts - MIDNIGHT) / HOUR));

describe("the account's day", () => {
  it("rolls on after the bars of its symbol have ended", async () => {
    // One trade a day: the second of each day is refused, and no other.
    const facts = await played(quiet(0, 5, MINUTE), MINUTE, [6, 8, 30, 32, 54, 56]);
    expect(hoursOf(facts, "position_opened")).toEqual([6, 30, 54]);
    expect(hoursOf(facts, "guard_reject")).toEqual([8, 32, 56]);
  });

  it("rolls before the bars of its symbol have begun", async () => {
    const facts = await played(quiet(70, 72, MINUTE), MINUTE, [6, 8, 30, 32, 54, 56]);
    expect(hoursOf(facts, "position_opened")).toEqual([6, 30, 54]);
    const days = factsOf(facts, "trade_closed").map(({ day }) => day);
    expect(days).toEqual([0, 1, 2].map((later) => MIDNIGHT / DAY + later));
  });

  it("rolls at its time, not when a long bar of its symbol closes", async () => {
    // AAA's bar of 0:00 to 4:00 is known at 4:00; BBB's entry of 1:00 is the new day's first.
    const facts = await played(quiet(0, 72, 4 * HOUR), 4 * HOUR, [20, 25, 30]);
    expect(hoursOf(facts, "position_opened")).toEqual([20, 25]);
    expect(hoursOf(facts, "guard_reject")).toEqual([30]);
  });

  it("is not held up by a trade whose symbol's data is over", async () => {
    // AAA is in from 1:01 and its data ends at 2:00, at its last close; BBB may trade at 3:00.
    const own = { symbol: 0, ts: MIDNIGHT + HOUR, side: "long", stop: 90 } as const;
    const facts = await played(quiet(0, 2, MINUTE), MINUTE, [3], { trades: 4, first: [own] });
    expect(hoursOf(facts, "position_opened")).toEqual([1, 3]);
    expect(hoursOf(facts, "guard_reject")).toEqual([]);
    expect(
      factsOf(facts, "trade_closed").map(({ symbol, exit_reason, day }) => [
        ...[symbol, exit_reason, day],
      ]),
    ).toEqual([
      ["AAA", "end_of_data", MIDNIGHT / DAY],
      ["BBB", "signal", MIDNIGHT / DAY],
    ]);
  });
});
