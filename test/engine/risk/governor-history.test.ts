// The governor over histories told bar by bar: the cool-down and its end, what counts in a streak,
// how long a word stands. A trade that is the nth bar closes at 15:00 and n minutes.

import { describe, expect, it } from "vitest";
import { apply } from "../../../src/engine/orders/apply.js";
import { createLedger } from "../../../src/engine/orders/ledger.js";
import { governorShare, governorView } from "../../../src/engine/risk/governor.js";
import { engineConfig, FIRST_TS, instrument, MINUTE } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { GovernorHistory, type Happening } from "./governor-history.js";

const { governor: config } = engineConfig();
const at = (minute: number): number => FIRST_TS + minute * MINUTE;
const trades = (...results: number[]): Happening[] =>
  results.map((result) => ({ kind: "trade", result }));
const wait = (bars: number): Happening => ({ kind: "wait", bars });

function lived(happenings: readonly Happening[], given = config): GovernorHistory {
  const history = new GovernorHistory(given);
  for (const happening of happenings) history.happen(happening);
  return history;
}

const told = (history: GovernorHistory) =>
  factsOf(history.facts, "governor_changed").map(({ ts, rule, multiplier, cooldown_until_ts }) => [
    (ts - FIRST_TS) / MINUTE,
    rule,
    multiplier,
    cooldown_until_ts === null ? null : (cooldown_until_ts - FIRST_TS) / MINUTE,
  ]);

describe("a loss streak", () => {
  it("is neither lengthened nor ended by results within the scratch", () => {
    // 0.1 and -0.1 are scratches, 0.11 is a win, -0.11 a loss.
    expect(lived(trades(-0.5, 0.1, -0.1, -0.11)).governor.streak).toBe(2);
    expect(lived(trades(-0.5, -0.1, 0, 0.1)).governor.streak).toBe(1);
    expect(lived(trades(-0.5, -0.5, 0.11)).governor.streak).toBe(0);
    expect(lived(trades(-0.5, -0.5, 0.11, -0.2)).governor.streak).toBe(1);
  });

  it("goes on beyond the drawdown's window", () => {
    const short = { ...config, window: 1 };
    const history = lived(trades(-0.5, 0, 0, -0.5, 0, -0.5), short);
    expect(history.governor).toMatchObject({ streak: 3, multiplier: 0.5, results: [-0.5] });
  });
});

describe("the window", () => {
  it("lets the oldest trade go", () => {
    // -2.5, then 19 scratches of 0: still in. The 20th after it pushes it out.
    const still = lived(trades(-2.5, ...Array(19).fill(0)));
    expect(still.governor.multiplier).toBe(0.75);
    const out = lived(trades(-2.5, ...Array(20).fill(0)));
    expect(told(out)).toEqual([
      [1, "drawdown", 0.75, null],
      [21, "none", 1, null],
    ]);
    expect(out.governor.results).toHaveLength(20);
  });

  it("that shrinks at a restart is cut to its new length", () => {
    const history = lived(trades(-1, 1, 1));
    const ledger = createLedger([instrument()], 0n);
    for (const fact of history.facts) apply(ledger, fact);
    const [boot] = factsOf(history.facts, "boot");
    const smaller = engineConfig({ governor: { ...config, window: 2 } });
    apply(ledger, { ...(boot as NonNullable<typeof boot>), seq: ledger.seq + 1, config: smaller });
    expect(ledger.risk.governor.results).toEqual([1, 1]);
  });
});

describe("a cool-down", () => {
  it("is counted from the close of the trade's bar and served once", () => {
    const history = lived([...trades(-0.5, -0.5, -0.5, -0.5), wait(40)]);
    // The fourth trade closes in the bar from 15:03 to 15:04; 15:04 and 30 bars is 15:34.
    expect(told(history)).toEqual([
      [2, "streak", 0.75, null],
      [3, "streak", 0.5, null],
      [4, "streak", 0, 34],
      [34, "cooldown_served", 0.5, null],
    ]);
    expect(history.governor).toMatchObject({ streak: 0, results: [], served: true });
  });

  it("begins with a drawdown too, and both count from zero after it", () => {
    // -4 in two losses. After it, -1.75 alone is no drawdown of 5.75, and the streak is 1.
    const history = lived([...trades(-2.25, -1.75), wait(30), ...trades(-1.75, 0.5)]);
    expect(told(history)).toEqual([
      [1, "drawdown", 0.75, null],
      [2, "drawdown", 0, 32],
      [32, "cooldown_served", 0.5, null],
      [34, "none", 1, null],
    ]);
  });

  it("leaves half at most until a win, and a scratch is none", () => {
    const stopped = [...trades(-0.5, -0.5, -0.5, -0.5), wait(30)];
    const history = lived([...stopped, ...trades(0.1, 0, -0.05)]);
    expect(history.governor).toMatchObject({ multiplier: 0.5, rule: "cooldown_served" });
    history.happen({ kind: "trade", result: 0.11 });
    expect(history.governor).toMatchObject({ multiplier: 1, rule: "none", badge: "CALM" });
  });

  it("comes again after as many new losses, not after the next one", () => {
    const stopped = [...trades(-0.5, -0.5, -0.5, -0.5), wait(30)];
    const history = lived([...stopped, ...trades(-0.5, -0.5, -0.5, -0.5)]);
    // 34 is the end of the first; losses at 35, 36, 37 leave it at half, the fourth stops again.
    expect(told(history).slice(3)).toEqual([
      [34, "cooldown_served", 0.5, null],
      [37, "streak", 0.5, null],
      [38, "streak", 0, 68],
    ]);
  });

  it("is not lengthened, shortened or marked by what closes while it runs", () => {
    const stopped = trades(-0.5, -0.5, -0.5, -0.5);
    const history = lived([...stopped, ...trades(-3, -3, 5, 5), wait(40)]);
    expect(told(history).slice(2)).toEqual([
      [4, "streak", 0, 34],
      [34, "cooldown_served", 0.5, null],
    ]);
    expect(history.governor).toMatchObject({ streak: 0, results: [], served: true });
  });

  it("ends at its time in a gap, before the day that comes after it", () => {
    const stopped = [...trades(-0.5, -0.5, -0.5, -0.5), { kind: "day" } as const];
    const history = lived(stopped);
    expect(told(history).at(-1)).toEqual([34, "cooldown_served", 0.5, null]);
    // 15:00 and nine hours is midnight; that day's first bar has closed.
    expect(history.now).toBe(at(9 * 60 + 1));
  });

  it("of no bars is over where it begins", () => {
    const history = lived(trades(-0.5, -0.5, -0.5, -0.5), { ...config, cooldown_bars: 0 });
    expect(told(history).slice(2)).toEqual([
      [4, "streak", 0, 4],
      [4, "cooldown_served", 0.5, null],
    ]);
  });

  it("shows the base bars that are left of it", () => {
    const history = lived(trades(-0.5, -0.5, -0.5));
    const left = () => governorView(history.engine.core).cooldown_bars_left;
    expect(left()).toBeNull();
    history.happen({ kind: "trade", result: -0.5 });
    expect(governorView(history.engine.core)).toEqual({
      badge: "COOL-DOWN",
      multiplier: 0,
      reason: "4 losses in a row: no entries for 30 bars",
      cooldown_bars_left: 30,
    });
    history.happen(wait(29));
    expect(left()).toBe(1);
    history.happen(wait(1));
    expect(left()).toBeNull();
  });
});

describe("a self-report", () => {
  it("stands until the account's day rolls", () => {
    const history = lived([wait(1), { kind: "mood", score: 2 }, wait(3), { kind: "day" }]);
    expect(told(history)).toEqual([
      [1, "self_report", 0.5, null],
      [9 * 60, "none", 1, null],
    ]);
    expect(factsOf(history.facts, "operator")).toMatchObject([
      { command: "mood", by: "cockpit", inputs: { score: 2 }, ts: at(1) },
    ]);
  });

  it("of 1 ends with a better one or with the day, and nothing comes after it", () => {
    const one = { kind: "mood", score: 1 } as const;
    const better = lived([wait(1), one, wait(60), { kind: "mood", score: 4 }]);
    const rolled = lived([wait(1), one, { kind: "day" }]);
    expect(told(better)).toEqual([
      [1, "self_report", 0, null],
      [61, "none", 1, null],
    ]);
    expect(told(rolled).at(-1)).toEqual([9 * 60, "none", 1, null]);
    expect(governorView(lived([wait(1), one]).engine.core)).toMatchObject({
      badge: "COOL-DOWN",
      cooldown_bars_left: null,
    });
  });

  it("that another rule outweighed is gone the next day too", () => {
    // Three losses and a word of 2 both leave half; the roll says nothing, and the win all.
    const history = lived([
      ...trades(-0.5, -0.5, -0.5),
      { kind: "mood", score: 2 },
      { kind: "day" },
      ...trades(0.5),
    ]);
    expect(told(history)).toEqual([
      [2, "streak", 0.75, null],
      [3, "streak", 0.5, null],
      [9 * 60 + 2, "none", 1, null],
    ]);
  });

  it("in a cool-down changes it not, and stands after it", () => {
    const stopped = trades(-0.5, -0.5, -0.5, -0.5);
    const history = lived([...stopped, { kind: "mood", score: 1 }, wait(40), { kind: "day" }]);
    expect(told(history).slice(2)).toEqual([
      [4, "streak", 0, 34],
      [34, "self_report", 0, null],
      [9 * 60, "cooldown_served", 0.5, null],
    ]);
  });

  it.each([0, 6, 2.5, Number.NaN])("of %d is none", (score) => {
    expect(() => lived([wait(1), { kind: "mood", score }])).toThrow("a self-report is 1 to 5");
  });
});

describe("a governor that is switched off", () => {
  it("cuts nothing and says nothing, and a word is written down all the same", () => {
    const history = new GovernorHistory(config, () => {}, ["governor"]);
    for (const each of trades(-1, -1, -1, -1, -1)) history.happen(each);
    history.happen({ kind: "mood", score: 1 });
    history.happen(wait(40));
    history.happen({ kind: "day" });
    expect(told(history)).toEqual([]);
    expect(factsOf(history.facts, "operator")).toHaveLength(1);
    expect(governorShare(history.engine.core)).toBe(1);
    expect(governorView(history.engine.core)).toMatchObject({ badge: "CALM", multiplier: 1 });
  });
});
