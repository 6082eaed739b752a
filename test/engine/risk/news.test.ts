// News blackouts in the engine: half-open windows by decision time, what is closed before them,
// and a calendar that changes in mid-run. Bars are a minute long and begin at 15:00Z, so the bar
// number m is decided on at 15:00 + m + 1 minutes.

import { describe, expect, it } from "vitest";
import type { Fact, Out } from "../../../src/engine/effect.js";
import { createEngine } from "../../../src/engine/engine.js";
import type { CalendarEvent } from "../../../src/engine/event.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import type { NewsWindow } from "../../../src/engine/risk/news-window.js";
import { bar, engineConfig, FIRST_TS, intrade, MINUTE } from "../../fixtures.js";
import { factsOf, optionsOf, run, utcDayAt } from "../../harness.js";

const at = (minute: number): number => FIRST_TS + minute * MINUTE;

function window(from: number, to: number, change: Partial<NewsWindow> = {}): NewsWindow {
  const base = { titles: ["CPI m/m"], impact: "high", flattenFrom: null } as const;
  return { from: at(from), to: at(to), ...base, ...change };
}

/** Bars that stand still at 100, by their minutes. */
const still = (minutes: readonly number[]): Bar[] =>
  minutes.map((minute) => bar(minute, 100, 100.25, 99.75, 100));

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

const config = engineConfig({
  intrade: intrade({ break_even_at_r: null, scale_out: [], max_bars_in_trade: null }),
});

const long = (minute: number) => ({ ts: at(minute), side: "long" as const, stop: 95 });

describe("a news window", () => {
  it("refuses from its first moment to the last before its end", async () => {
    for (const [minute, refused] of [
      [8, false],
      [9, true],
      [18, true],
      [19, false],
    ] as const) {
      // Bar 8 is decided on at 15:09, bar 9 at 15:10, bar 18 at 15:19, bar 19 at 15:20.
      const { facts } = await run({
        bars: still(range(0, 25)),
        signals: [long(minute)],
        news: [window(10, 20)],
        config,
      });
      const rejects = factsOf(facts, "guard_reject");
      expect([minute, rejects.map(({ reason }) => reason)]).toEqual([
        minute,
        refused ? ["news_blackout"] : [],
      ]);
      if (refused) expect(rejects[0]?.inputs.news_blackout).toMatchObject({ titles: ["CPI m/m"] });
      const entries = factsOf(facts, "order_submitted").filter(({ role }) => role === "entry");
      expect(entries).toHaveLength(refused ? 0 : 1);
    }
  });

  it("says when it is entered and left, also where bars are missing", async () => {
    for (const minutes of [range(0, 30), [...range(0, 5), ...range(25, 30)]]) {
      const { facts } = await run({ bars: still(minutes), news: [window(10, 20)], config });
      const said = factsOf(facts, "news_window").map(({ ts, state }) => [ts, state]);
      expect(said).toEqual([
        [at(10), "ENTERED"],
        [at(20), "LEFT"],
      ]);
    }
  });

  it("says so at its own time when the day has rolled before the next bar", async () => {
    // Minute 540 is midnight, where the day of the bars rolls.
    const bars = still([...range(520, 530), ...range(550, 560)]);
    const { facts } = await run({ bars, news: [window(532, 538)], config });
    const said = factsOf(facts, "news_window").map(({ ts, state }) => [ts, state]);
    expect(said).toEqual([
      [at(532), "ENTERED"],
      [at(538), "LEFT"],
    ]);
  });

  it("holds no position and no stop in between back", async () => {
    const bars = still(range(0, 25));
    bars[15] = bar(15, 100, 100.25, 94, 94.5);
    const { trades } = await run({ bars, signals: [long(5)], news: [window(10, 20)], config });
    expect(trades.map(({ exit_reason, exit_ts }) => [exit_reason, exit_ts])).toEqual([
      ["stop", at(15)],
    ]);
  });

  it("passes in silence while bars only warm", async () => {
    const { facts } = await run({
      bars: still(range(0, 40)),
      news: [window(5, 10), window(15, 22), window(30, 32)],
      from: { ts: at(20) },
      config,
    });
    const said = factsOf(facts, "news_window").map(({ state, from_ts }) => [state, from_ts]);
    // The first ended before anything counted; the second is still on then.
    expect(said).toEqual([
      ["ENTERED", at(15)],
      ["LEFT", at(15)],
      ["ENTERED", at(30)],
      ["LEFT", at(30)],
    ]);
  });
});

describe("a window that is to be flat before", () => {
  const news = [window(10, 20, { flattenFrom: at(8) })];

  it("closes at the open after the close that reached it, no entry from then on", async () => {
    const { facts, trades } = await run({
      bars: still(range(0, 25)),
      signals: [long(2), long(8)],
      news,
      config,
    });
    // Decided on the close of bar 7 (15:08), filled at the open of bar 8.
    expect(trades.map(({ exit_reason, exit_ts }) => [exit_reason, exit_ts])).toEqual([
      ["news", at(8)],
    ]);
    expect(factsOf(facts, "guard_reject").map(({ ts, reason }) => [ts, reason])).toEqual([
      [at(9), "news_blackout"],
    ]);
  });

  it("closes at the first open after a gap over its beginning", async () => {
    const { trades } = await run({
      bars: still([...range(0, 5), ...range(12, 25)]),
      signals: [long(2)],
      news,
      config,
    });
    expect(trades.map(({ exit_reason, exit_ts }) => [exit_reason, exit_ts])).toEqual([
      ["news", at(12)],
    ]);
  });

  it("leaves all alone when the guard is off", async () => {
    for (const off of [{ without: ["news_blackout"] }, { unguarded: true }]) {
      const { facts, trades } = await run({
        bars: still(range(0, 25)),
        signals: [long(2)],
        news,
        config,
        ...off,
      });
      expect(factsOf(facts, "guard_reject")).toEqual([]);
      expect(trades.map(({ exit_reason }) => exit_reason)).toEqual(["end_of_data"]);
    }
  });
});

describe("a calendar that is saved in mid-run", () => {
  /** Steps bars without positions, and calendars after those they follow. */
  function stepped(calendars: Record<number, Partial<CalendarEvent>>, signals: readonly number[]) {
    const { boot } = optionsOf({ bars: still([0]), config });
    const engine = createEngine(boot, []);
    const out: Out = { facts: [], orders: [] };
    const facts: Fact[] = [];
    const step = (event: Parameters<typeof engine.step>[0]): void => {
      engine.step(event, out);
      facts.push(...out.facts.splice(0));
      out.orders.length = 0;
    };
    step(boot);
    step({ type: "trading_day", symbol: 0, ts: FIRST_TS, day: utcDayAt(FIRST_TS) });
    for (const one of still(range(0, 30))) {
      step({ ...one, type: "bar", phase: "close", symbol: 0 });
      const minute = (one.ts - FIRST_TS) / MINUTE;
      const change = calendars[minute];
      const ts = one.ts + MINUTE;
      if (change !== undefined) {
        step({ type: "calendar", ts, files: [], windows: [[]], problem: null, ...change });
      }
      if (!signals.includes(minute)) continue;
      const origin = "hand" as const;
      const rest = { strategy: "hand", target: null, qty: null, stop: 95 };
      step({ type: "signal", symbol: 0, ts, origin, side: "long", ...rest });
    }
    return facts;
  }
  const said = (facts: readonly Fact[]) =>
    factsOf(facts, "news_window").map(({ ts, state }) => [ts, state]);

  it("leaves a window that is gone and enters one that has come", () => {
    const facts = stepped({ 0: { windows: [[window(5, 15)]] }, 7: {} }, [9]);
    expect(said(facts)).toEqual([
      [at(5), "ENTERED"],
      [at(8), "LEFT"],
    ]);
    expect(factsOf(facts, "guard_reject")).toEqual([]);
    const come = stepped({ 7: { windows: [[window(5, 15)]] } }, [9]);
    expect(said(come)).toEqual([
      [at(8), "ENTERED"],
      [at(15), "LEFT"],
    ]);
    expect(factsOf(come, "guard_reject")).toHaveLength(1);
  });

  it("keeps the last good one when the new one is broken, and says so", () => {
    const good = { windows: [[window(5, 15)]] };
    const facts = stepped({ 0: good, 7: { problem: "week.csv: line 3: no time" } }, [9, 15]);
    expect(said(facts)).toEqual([
      [at(5), "ENTERED"],
      [at(15), "LEFT"],
    ]);
    expect(factsOf(facts, "guard_reject").map(({ ts }) => ts)).toEqual([at(10)]);
    const loaded = factsOf(facts, "calendar_loaded").map(({ problem }) => problem);
    expect(loaded).toEqual([null, "week.csv: line 3: no time"]);
  });

  it("stays in a window that the new one has too, without a word", () => {
    const good = { windows: [[window(5, 15)]] };
    expect(said(stepped({ 0: good, 7: good }, []))).toEqual([
      [at(5), "ENTERED"],
      [at(15), "LEFT"],
    ]);
  });
});
