// What counts after a rule has ended: it counts from zero. Worked by hand; 2 a point.

import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../../src/engine/config.js";
import type { Fact } from "../../../src/engine/effect.js";
import { DAY, FIRST_TS, MINUTE } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { accountRun, type TapeSignal } from "./account-run.js";
import { contracts, OTHERS_OFF, plainConfig } from "./attempts.js";

/** Midnight UTC before Tuesday 18 November 2025. */
const MIDNIGHT = Math.floor(FIRST_TS / DAY) * DAY;

/** One symbol; a bar that opens and closes at a price, at so many minutes from that midnight. */
function play(
  bars: readonly (readonly [minute: number, price: number])[],
  signals: readonly TapeSignal[],
  config: EngineConfig,
): Fact[] {
  const tape = bars.map(([minute, price]) => [
    {
      ...{ ts: MIDNIGHT + minute * MINUTE, open: price, close: price },
      ...{ high: price, low: price, volume: 1e6 },
    },
  ]);
  const run = { instruments: contracts(1), config, tape, signals, without: OTHERS_OFF };
  return accountRun(run).facts;
}

const tripwires = (facts: readonly Fact[]): string[] =>
  factsOf(facts, "tripwire").map(({ rule, state, ts }) =>
    [rule, state, (ts - MIDNIGHT) / MINUTE].join(" "),
  );
const long = (minute: number, stop: number): TapeSignal => ({
  ...{ minute, symbol: 0, side: "long", stop },
});

describe("a position that is open when a rule ends", () => {
  it("counts from where it stands then, for the rest of the day", () => {
    // In at 100, stop 80: R is 20 points. At 90 it is -0.5, which trips -0.25 as a BLOCK on
    // Tuesday. On Monday, six days on, that is over: 90 is zero now, 86 is -0.2 and 85 is -0.25.
    const monday = (6 * DAY) / MINUTE;
    const facts = play(
      [
        [0, 100],
        [1, 100],
        [2, 90],
        [monday, 90],
        [monday + 1, 86],
        [monday + 2, 85],
      ],
      [long(0, 80)],
      plainConfig({ day_r: -0.25, day_action: "BLOCK" }),
    );
    expect(tripwires(facts)).toEqual([
      "tripwire_day TRIPPED 3",
      `tripwire_day ENDED ${monday}`,
      `tripwire_day TRIPPED ${monday + 3}`,
    ]);
    const [, ended, again] = factsOf(facts, "tripwire");
    expect(ended?.forgiven_r).toBe(-0.5);
    expect(again?.inputs).toEqual({
      ...{ r: -0.25, closed_r: 0, open_r: -0.75, forgiven_r: -0.5, limit: -0.25 },
    });
    // The week's own rule counts the same way, and a win that is open forgives nothing.
    const week = play(
      [
        [0, 100],
        [1, 100],
        [2, 90],
        [monday, 110],
        [monday + 1, 94],
      ],
      [long(0, 80)],
      plainConfig({ week_r: -0.25, week_action: "BLOCK" }),
    );
    expect(factsOf(week, "tripwire").map(({ forgiven_r }) => forgiven_r)).toEqual([
      undefined,
      -0.5,
    ]);
  });

  it("and leaves at the first open after a lock does not lock the next day too", () => {
    // The day's last close locks at -0.5; the position leaves at the next day's first open, and its
    // -0.5 is booked there. It is what the lock was for: the new day starts at zero.
    const last = DAY / MINUTE - 1;
    const bars = [
      [0, 100],
      [1, 100],
      [last, 90],
      [last + 1, 90],
      [last + 2, 100],
      [last + 3, 100],
    ];
    const facts = play(
      bars as [number, number][],
      [long(0, 80), long(3, 80)],
      plainConfig({ day_r: -0.5 }),
    );
    expect(factsOf(facts, "trade_closed")).toMatchObject([
      { exit_reason: "tripwire", result_R: -0.5, day: MIDNIGHT / DAY + 1 },
    ]);
    expect(tripwires(facts)).toEqual([
      `tripwire_day TRIPPED ${last + 1}`,
      `tripwire_day ENDED ${last + 1}`,
    ]);
    expect(factsOf(facts, "position_opened")).toHaveLength(2);
  });

  it("is the money limit's affair in money: with nothing open, nothing is forgiven", () => {
    // A tenth of 60 is 6: one contract, 2.5 away, risks 5. Its stop fills on a gap of 30 points:
    // -60 is reached on the first day; the second begins at zero, with 60 to lose.
    const last = DAY / MINUTE - 1;
    const config = plainConfig();
    const constraints = { ...config.constraints, daily_loss_limit: 60 };
    const facts = play(
      [
        [0, 100],
        [1, 100],
        [last, 70],
        [last + 1, 70],
        [last + 2, 70],
      ],
      [long(0, 97.5), long(2, 67.25), long(3, 67.5)],
      { ...config, constraints },
    );
    expect(
      factsOf(facts, "tripwire").map(({ state, forgiven_money }) => [state, forgiven_money]),
    ).toEqual([
      ["TRIPPED", undefined],
      ["ENDED", 0],
    ]);
    expect(factsOf(facts, "guard_reject").map(({ guards }) => guards)).toEqual([
      ["daily_loss_limit"],
    ]);
    expect(factsOf(facts, "entry_sized").map(({ qty }) => qty)).toEqual([1, 1]);
  });
});
