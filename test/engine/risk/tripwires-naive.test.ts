// Tripwires against a second implementation that knows only results and local clocks: random
// trades of two symbols, over the nights in which the account's zone changes its clock.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TripwireAction, TripwiresConfig } from "../../../src/engine/config.js";
import { matchInstrument } from "../../../src/engine/market/roots.js";
import { createTradingCalendar } from "../../../src/feeds/trading-days.js";
import { DAY, MINUTE } from "../../fixtures.js";
import { factsOf } from "../../harness.js";
import { accountRun } from "./account-run.js";
import { type Attempt, contracts, OTHERS_OFF, plainConfig, tapeOf } from "./attempts.js";

const ZONES = ["America/Chicago", "America/New_York"] as const;

function calendarIn(zone: string) {
  const found = matchInstrument("MNQ");
  if (found === null) throw new Error("no MNQ");
  return createTradingCalendar({ ...found, zone }, { sessions: ["17:00-16:00"] });
}

const CALENDARS = ZONES.map(calendarIn);
const CLOCKS = ZONES.map(
  (timeZone) =>
    new Intl.DateTimeFormat("en-CA", {
      ...{ timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit" },
      hourCycle: "h23",
    }),
);

/** Days since 1970 of the account's day: the next date's from 17:00; Friday has the weekend. */
function dayOf(clock: Intl.DateTimeFormat, ts: number): number {
  const part = Object.fromEntries(clock.formatToParts(ts).map(({ type, value }) => [type, value]));
  let day = Date.parse(`${part.year}-${part.month}-${part.day}T00:00:00Z`) / DAY;
  if (Number(part.hour) >= 17) day++;
  // 1970-01-01 was a Thursday: 2 is a Saturday, 3 a Sunday.
  if (day % 7 === 2) day -= 1;
  else if (day % 7 === 3) day -= 2;
  return day;
}

const mondayOf = (day: number): number => day - ((day + 3) % 7);

type Rule = "tripwire_day" | "tripwire_week" | "tripwire_red_days";
const RULES: readonly Rule[] = ["tripwire_day", "tripwire_week", "tripwire_red_days"];

/** What should happen: what is refused and why, and when what trips and ends (`+` and `-`). */
function expected(attempts: readonly Attempt[], of: TripwiresConfig, clock: Intl.DateTimeFormat) {
  const action: Record<Rule, TripwireAction> = {
    tripwire_day: of.day_action,
    tripwire_week: of.week_action,
    tripwire_red_days: of.red_days_action,
  };
  const closed: { day: number; r: number }[] = [];
  const held = new Map<Rule, number>();
  const said: string[] = [];
  let today = 0;
  let redFrom = 0;
  const trip = (rule: Rule): void => {
    held.set(rule, today);
    said.push(`+${rule} ${today}`);
  };
  const sum = (isIn: (day: number) => boolean): number =>
    closed.reduce((total, { day, r }) => (isIn(day) ? total + r : total), 0);
  const judge = (open: number): void => {
    const day = sum((each) => each === today) + open;
    const week = sum((each) => mondayOf(each) === mondayOf(today)) + open;
    if (of.day_r !== null && day <= of.day_r + 1e-6 && !held.has("tripwire_day")) {
      trip("tripwire_day");
    }
    if (of.week_r !== null && week <= of.week_r + 1e-6 && !held.has("tripwire_week")) {
      trip("tripwire_week");
    }
  };
  const roll = (): void => {
    for (const rule of RULES) {
      const since = held.get(rule);
      if (since === undefined) continue;
      const isWeekly = action[rule] !== "LOCK" || rule === "tripwire_week";
      if (isWeekly && mondayOf(since) === mondayOf(today)) continue;
      held.delete(rule);
      said.push(`-${rule} ${today}`);
      if (rule === "tripwire_red_days") redFrom = today;
    }
    const days = [...new Set(closed.map(({ day }) => day))].filter((day) => day >= redFrom);
    let run = 0;
    for (const day of days) run = sum((each) => each === day) <= -0.1 + 1e-6 ? run + 1 : 0;
    if (of.red_days !== null && run >= of.red_days && !held.has("tripwire_red_days")) {
      trip("tripwire_red_days");
    }
  };
  for (const { ts, openR, r } of attempts) {
    const day = dayOf(clock, ts);
    if (day !== today) {
      today = day;
      roll();
    }
    if (held.size > 0) {
      said.push(RULES.filter((rule) => held.has(rule)).join());
      continue;
    }
    judge(openR);
    closed.push({ day: today, r });
    judge(0);
  }
  return said;
}

/** Weeks that hold a change of the clock: 2 November and 9 March 2025. */
const STARTS = ["2025-10-27T00:00:00Z", "2025-03-03T00:00:00Z"].map((iso) => Date.parse(iso));
/** Minutes of the UTC day; 21:05 and 22:05 are before or after the roll by the zone and season. */
const MINUTES = [65, 545, 905, 21 * 60 + 5, 22 * 60 + 5, 23 * 60 + 5];

const attempt = fc.record({
  skip: fc.integer({ min: 1, max: 9 }),
  symbol: fc.integer({ min: 0, max: 1 }),
  openR: fc.integer({ min: -37, max: 40 }).map((steps) => steps * 0.025),
  r: fc.integer({ min: -48, max: 40 }).map((steps) => steps * 0.025),
});
const action = fc.constantFrom<TripwireAction>("BLOCK", "FLATTEN", "LOCK");
const limit = (least: number) =>
  fc.option(
    fc.integer({ min: least, max: -20 }).map((steps) => steps * 0.025),
    { freq: 4 },
  );
const rules = fc.record({
  day_r: limit(-80),
  day_action: action,
  week_r: limit(-160),
  week_action: action,
  red_days: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 4 }),
  red_days_action: action,
});

describe("tripwires", () => {
  it("are those of a naive count, in any order of results, actions and clocks", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(attempt, { minLength: 5, maxLength: 40 }),
        rules,
        fc.integer({ min: 0, max: 1 }),
        fc.integer({ min: 0, max: 1 }),
        (drawn, tripwires, zone, start) => {
          let slot = 0;
          const attempts = drawn.flatMap(({ skip, ...rest }): Attempt[] => {
            slot += skip;
            const day = Math.floor(slot / MINUTES.length);
            const minute = MINUTES[slot % MINUTES.length] as number;
            const ts = (STARTS[start] as number) + day * DAY + minute * MINUTE;
            return [{ ...rest, ts }];
          });
          const { tape, signals } = tapeOf(attempts, 2);
          const { facts } = accountRun({
            instruments: contracts(2),
            config: plainConfig(tripwires),
            tape,
            signals,
            without: OTHERS_OFF,
            dayAt: (_, ts) => (CALENDARS[zone] as (typeof CALENDARS)[number]).dayAt(ts),
          });
          const said = facts.flatMap((fact) => {
            if (fact.type === "guard_reject") return [fact.guards.join()];
            if (fact.type !== "tripwire") return [];
            return [`${fact.state === "TRIPPED" ? "+" : "-"}${fact.rule} ${fact.day}`];
          });
          const wanted = expected(attempts, tripwires, CLOCKS[zone] as Intl.DateTimeFormat);
          expect(said).toEqual(wanted);
          for (const one of wanted) seen.add(one.replace(/ \d+$/, ""));
          expect(
            factsOf(facts, "trade_closed").length + wanted.filter((s) => !/^[+-]/.test(s)).length,
          ).toBe(attempts.length);
        },
      ),
      { numRuns: 150, seed: 20_251_102 },
    );
    // Each rule has tripped, ended and refused.
    for (const rule of RULES)
      expect([...seen]).toEqual(expect.arrayContaining([`+${rule}`, `-${rule}`, rule]));
  });

  it.each([
    // Chicago falls back on 2 November: Sunday's 17:00 is 23:00 UTC, the Sunday before 22:00.
    ["America/Chicago", "2025-10-31T19:00", "2025-11-02T22:55", "2025-11-02T23:00"],
    // It springs forward on 9 March: 22:00 UTC, the Sunday before 23:00.
    ["America/Chicago", "2025-03-07T19:00", "2025-03-09T21:55", "2025-03-09T22:00"],
    ["America/New_York", "2025-10-31T19:00", "2025-11-02T21:55", "2025-11-02T22:00"],
    ["America/New_York", "2025-03-07T19:00", "2025-03-09T20:55", "2025-03-09T21:00"],
  ] as const)("hold in %s from %s until 17:00 on Sunday", (zone, lost, before, after) => {
    const attempts = [lost, before, after].map((iso) => ({
      ...{ ts: Date.parse(`${iso}Z`), symbol: 0, openR: 0, r: -2 },
    }));
    const { tape, signals } = tapeOf(attempts, 1);
    const calendar = calendarIn(zone);
    const { facts } = accountRun({
      instruments: contracts(1),
      config: plainConfig({ day_r: -2, week_r: -2 }),
      tape,
      signals,
      without: OTHERS_OFF,
      dayAt: (_, ts) => calendar.dayAt(ts),
    });
    expect(factsOf(facts, "guard_reject").map(({ guards }) => guards.join())).toEqual([
      "tripwire_day,tripwire_week",
    ]);
    expect(factsOf(facts, "trade_closed")).toHaveLength(2);
  });
});
