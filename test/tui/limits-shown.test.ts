// What the screen says of limits and of what one may still do: no figure is cut, and no word says
// that an entry is possible where none is.

import { describe, expect, it } from "vitest";
import { curveLines } from "../../src/cli/curve.js";
import type { RiskView } from "../../src/runtime/risk-view.js";
import type { Snapshot } from "../../src/runtime/session.js";
import type { CockpitState } from "../../src/tui/cockpit-state.js";
import { frameLines } from "../../src/tui/frame.js";
import type { Line } from "../../src/tui/theme.js";
import { ANSWERED, busySession } from "./busy-states.js";
import { openLive } from "./live-cockpits.js";
import { live, market, POSITION, snapshot, state } from "./states.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const plot = (results: readonly number[], columns: number, rows: number) =>
  curveLines(results, columns, { rows, label: 6, places: 2 });
const linesOf = (change: Partial<CockpitState>): string[] =>
  frameLines(state(change), plot).map(textOf);

const RISK = ANSWERED.risk as RiskView;

/** Rows of the risk view of an engine that says this of itself. */
function riskOf(change: Partial<Snapshot>, risk: Partial<RiskView> = {}, columns = 80): string[] {
  const data = { ...ANSWERED, risk: { ...RISK, ...risk } };
  return linesOf({ snapshot: live(change), view: "risk", data, columns });
}

describe("what an entry risks", () => {
  const rowOf = (change: Partial<Snapshot>): string =>
    riskOf(change)
      .find((row) => / entry now/.test(row))
      ?.trim() ?? "";

  it("is said where an entry is possible", () => {
    expect(rowOf({})).toBe("an entry now risks 188.45 USD at most, at full size 251.30");
  });

  const cool = { badge: "COOL-DOWN", multiplier: 0, cooldown_bars_left: 12 } as const;
  it.each<[string, Partial<Snapshot>, string]>([
    ["a lock", { can_trade: false, reason: "tripwire_day" }, "the day's R limit"],
    ["a pause", { can_trade: false, reason: "paused" }, "paused"],
    [
      "the governor's stop",
      {
        ...{ can_trade: false, reason: "governor" },
        governor: { ...cool, reason: "4 losses in a row: no entries for 30 bars" },
      },
      "cool-down, 12 bars",
    ],
    ["a flatten that holds", { symbols: [{ ...market("MNQ"), held: true }] }, "MNQ is held"],
    ["all positions taken", { positions: [POSITION] }, "1 of 1 open"],
  ])("is not said under %s, but why there is none", (_, change, why) => {
    expect(rowOf(change)).toBe(`no entry now: ${why}; at full size it risks 251.30 USD`);
  });
});

describe("a strategy that entered too often", () => {
  it("is named among the limits until somebody arms it", () => {
    const rows = riskOf({ strategies_off: ["orb_retest", "vwap_pullback"] });
    expect(rows.find((row) => row.includes(":rearm"))?.trim()).toBe(
      "off until :rearm: orb_retest, vwap_pullback, for too many entries",
    );
    expect(riskOf({}).join("\n")).not.toContain(":rearm");
  });
});

describe("whether one may trade", () => {
  const detailOf = (change: Partial<Snapshot>): string =>
    (linesOf({ snapshot: snapshot(change) })[5] ?? "").slice(17, 38).trim();
  const es = { ...POSITION, symbol: "ES" };
  const entry: Snapshot["orders"][number] = {
    ...{ client_order_id: "tx-1", symbol: "ES", side: "buy", type: "market", qty: 1 },
    ...{ price: null, state: "WORKING", role: "entry" },
  };
  const three = [market("MNQ"), market("ES"), market("6E")];

  it.each<[string, Partial<Snapshot>, string]>([
    ["nothing is open", {}, "no guard objects"],
    ["a strategy entered too often", { strategies_off: ["orb_retest"] }, "orb_retest is off"],
    ["two of them did", { strategies_off: ["a", "b"] }, "2 strategies off"],
    ["all positions are taken", { positions: [POSITION] }, "1 of 1 open"],
    [
      "some are open, and others may be",
      { positions: [POSITION, es], positions_limit: 5, symbols: three },
      "2 of 5 open",
    ],
    [
      "an entry works for the last one",
      { positions: [POSITION], orders: [entry], positions_limit: 2, symbols: three },
      "2 of 2 open or sent",
    ],
    ["the only symbol is taken", { positions: [POSITION], positions_limit: 5 }, "MNQ is taken"],
    [
      "every symbol is taken",
      { positions: [POSITION, es], positions_limit: 5, symbols: three.slice(0, 2) },
      "every symbol is taken",
    ],
    [
      "timeframes warm, and a position may be open beside it",
      {
        ...{ positions: [POSITION], positions_limit: 5, symbols: three },
        gear_reason: "timeframes warming, 579 bars left",
      },
      "timeframes warming",
    ],
  ])("says beside it how much is open: %s", (_, change, words) => {
    expect(detailOf(change)).toBe(words);
  });
});

describe("the limits beside day and week", () => {
  const titlesOf = (day_limit_R: number, week_limit_R: number, columns = 80): string =>
    (linesOf({ snapshot: snapshot({ day_limit_R, week_limit_R }), columns, rows: 40 })[3] ?? "")
      .slice(52, 80)
      .trimEnd();

  it("are whole whatever they are: the words give way", () => {
    for (const columns of [80, 120]) {
      expect(titlesOf(-2, -5, columns)).toBe(" DAY limit −2  WEEK limit −5");
      expect(titlesOf(-10, -50, columns)).toBe(" DAY limit −10 WEEK lim −50");
      expect(titlesOf(-1.25, -7.5, columns)).toBe(" DAY lim −1.25 WEEK lim −7.5");
      expect(titlesOf(-12.375, -1_000.25, columns)).toBe(" DAY −12.375   WEEK −1000.25");
    }
  });
});

describe("a limit that has tripped", () => {
  const losses = RISK.losses.map((loss) => ({ ...loss, holds: loss.unit !== "days" }));

  it("says at 80 columns too that it holds, beside a money limit of any size", () => {
    const money = { rule: "daily_loss_limit", unit: "money", action: "LOCK", holds: true } as const;
    const large = [...losses.slice(0, 3), { ...money, value: -13_000.5, limit: -13_000 }];
    const rows = riskOf({}, { losses: large, risk_full: 1_250 });
    expect(rows.find((row) => row.includes("day limit"))).toMatch(/−2\.00 R +LOCK HOLDS +5\.17 R/);
    expect(rows.find((row) => row.includes("money limit"))).toMatch(
      /−13,000\.50 USD +−13,000\.00 USD +LOCK HOLDS +0\.00 R/,
    );
  });
});

describe("a view that ends below its place", () => {
  it("says how much more there is, as far as it goes", async () => {
    const size = { columns: 80, rows: 24 };
    const { terminal, type } = await openLive(busySession(), () => null, size);
    await type("4");
    // Of the constraints a heading, the head of their table and four rows; of two orders the same.
    await terminal.shows(/ … 10 more {2}j {2}PgDn {2}G/);
    await type("j");
    await terminal.shows(/ … 9 more/);
    await type("G");
    const end = await terminal.shows(/max_open_positions[\s\S]*target buy 3/);
    expect(end).not.toMatch(/… \d+ more/);
    await type("k");
    await terminal.shows(/ … 2 more/);
    await type("3");
    await terminal.shows(/ALL TRADES[\s\S]* … \d+ more/);
  });
});

describe("a rule of the governor", () => {
  it("has all of its thresholds at 80 columns, as they were set", () => {
    const rows = riskOf({}, { governor: withDrawdown([-2, -3.5, -4.25]) });
    expect(rows.find((row) => row.includes("drawdown"))?.trim()).toMatch(
      /×1\.00 {2}0\.75 at −2 R, 0\.5 at −3\.5 R, none at −4\.25 R$/,
    );
  });

  function withDrawdown(drawdown_r: [number, number, number]): RiskView["governor"] {
    const { governor } = RISK;
    return governor === null ? null : { ...governor, config: { ...governor.config, drawdown_r } };
  }
});
