// What a snapshot says of the guards: news, when timeframes will be warm, what guards are worth
// today.

import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../src/engine/config.js";
import type { Fact } from "../../src/engine/effect.js";
import { createEngine } from "../../src/engine/engine.js";
import type { NewsWindow } from "../../src/engine/risk/news-window.js";
import { AccountBook } from "../../src/runtime/account-book.js";
import { calendarOf } from "../../src/runtime/views.js";
import { FIRST_TS, MINUTE } from "../fixtures.js";
import { optionsOf, type Scenario } from "../harness.js";
import { ALL_FACTS } from "../tui/facts.js";
import { open, SCENARIO, submit } from "./sessions.js";

const minute = (at: number): number => FIRST_TS + at * MINUTE;
const iso = (at: number): string => new Date(minute(at)).toISOString();

function window(from: number, to: number, titles: readonly string[]): NewsWindow {
  return { from: minute(from), to: minute(to), titles, impact: "high", flattenFrom: null };
}

const NEWS: Scenario = {
  ...SCENARIO,
  strategies: [],
  news: [window(10, 20, ["CPI m/m", "CPI y/y"]), window(40, 50, ["FOMC"])],
};

describe("news in a snapshot", () => {
  it("is the window a symbol is in, else the next, else nothing", async () => {
    const { session } = open(NEWS);
    const shownAfter = async (bars: number) => {
      await submit(session, { command: "step", bars });
      const { news, symbols } = await session.snapshot();
      return [news, symbols[0]?.regime];
    };
    const cpi = { symbol: "TST", title: "CPI m/m, CPI y/y", from: iso(10), to: iso(20) };
    // A bar's decision falls a minute after it opened: the ninth is decided on at minute 9.
    expect(await shownAfter(9)).toEqual([[{ ...cpi, in_blackout: false }], "VOLATILE"]);
    expect(await shownAfter(1)).toEqual([[{ ...cpi, in_blackout: true }], "NOTRADE"]);
    expect(await shownAfter(9)).toEqual([[{ ...cpi, in_blackout: true }], "NOTRADE"]);
    const fomc = { symbol: "TST", title: "FOMC", from: iso(40), to: iso(50) };
    expect(await shownAfter(1)).toEqual([[{ ...fomc, in_blackout: false }], "VOLATILE"]);
    expect(await shownAfter(30)).toEqual([[], "VOLATILE"]);
  });

  it("begins where entries are refused, also ahead of the window itself", async () => {
    const [cpi, fomc] = NEWS.news as [NewsWindow, NewsWindow];
    const flattened = [{ ...cpi, flattenFrom: minute(5) }, fomc];
    const { session } = open({ ...NEWS, news: flattened });
    const shownAfter = async (bars: number) => {
      await submit(session, { command: "step", bars });
      const [{ in_blackout, from } = { in_blackout: null, from: "" }] = (await session.snapshot())
        .news;
      const [listed] = (await session.query("risk", {})).news;
      return [in_blackout, from, listed?.from];
    };
    expect(await shownAfter(4)).toEqual([false, iso(5), iso(5)]);
    expect(await shownAfter(1)).toEqual([true, iso(5), iso(5)]);
  });

  it("is nothing where news is not asked", async () => {
    for (const change of [{ unguarded: true }, { without: ["news_blackout"] }]) {
      const { session } = open({ ...NEWS, ...change });
      await submit(session, { command: "step", bars: 15 });
      const { news, symbols, can_trade } = await session.snapshot();
      expect([news, symbols[0]?.regime, can_trade]).toEqual([[], "VOLATILE", true]);
    }
  });

  it("says whether none is ahead, nobody knows, or nobody asks", async () => {
    const { news: _, ...without } = NEWS;
    const saidOf = async (change: Partial<Scenario>, scenario: Scenario = NEWS) =>
      (await open({ ...scenario, ...change }).session.snapshot()).calendar;
    expect(await saidOf({})).toBe("read");
    // A calendar with nothing for the symbol was read all the same.
    expect(await saidOf({ news: [] })).toBe("read");
    expect(await saidOf({}, without)).toBe("none");
    expect(await saidOf({ without: ["news_blackout"] })).toBe("off");
    expect(await saidOf({ unguarded: true }, without)).toBe("off");
  });

  it("is known no longer when the last calendar is gone, and still when it only broke", () => {
    const { boot, strategies } = optionsOf(NEWS);
    const { core, step } = createEngine(boot, strategies);
    const file = { path: "week.csv", format: "plain", events: 1, skipped: 0 };
    const told = (change: { files: readonly (typeof file)[]; problem: string | null }) => {
      step({ type: "calendar", ts: boot.ts, windows: [[]], ...change }, { facts: [], orders: [] });
      return calendarOf(core);
    };
    step(boot, { facts: [], orders: [] });
    expect(calendarOf(core)).toBe("none");
    expect(told({ files: [file], problem: null })).toBe("read");
    expect(told({ files: [], problem: "week.csv: line 3: no time" })).toBe("read");
    expect(told({ files: [], problem: null })).toBe("none");
  });

  it("stands in the way by its name", async () => {
    const { session } = open(NEWS);
    await submit(session, { command: "step", bars: 15 });
    expect(await session.snapshot()).toMatchObject({ can_trade: false, reason: "news_blackout" });
  });
});

describe("the gear in a snapshot", () => {
  it("stays parked or recovering while the tape stands still, and is neutral else", async () => {
    // By turns every tenth bar, each with a stop of four points: losses come soon enough.
    const first = async (config: EngineConfig) => {
      const { session, facts } = open({ ...SCENARIO, config });
      while (!facts.some((one) => one.type === "trade_closed" && one.result_R < -0.5)) {
        await submit(session, { command: "step", bars: 1 });
      }
      const { gear, gear_reason } = await session.snapshot();
      return [gear, gear_reason];
    };
    const base = SCENARIO.config as EngineConfig;
    expect(await first({ ...base, tripwires: { ...base.tripwires, day_r: -0.1 } })).toEqual([
      "P",
      "paused · the day's R limit: locked until the day rolls",
    ]);
    const governor: EngineConfig["governor"] = { ...base.governor, streak: [1, 1, 1] };
    expect(await first({ ...base, governor })).toEqual([
      "R",
      "paused · 1 loss in a row: no entries for 30 bars",
    ]);
    const { session } = open(SCENARIO);
    await submit(session, { command: "step", bars: 5 });
    expect((await session.snapshot()).gear).toBe("N");
  });
});

describe("timeframes in a snapshot", () => {
  it("say in how many bars each of them is warm", async () => {
    const { session } = open({
      ...SCENARIO,
      strategies: [],
      timeframes: [
        { name: "5m", ms: 5 * MINUTE },
        { name: "15m", ms: 15 * MINUTE },
      ],
    });
    const shownAfter = async (bars: number) => {
      await submit(session, { command: "step", bars });
      const [market] = (await session.snapshot()).symbols;
      return market?.timeframes.map(({ name, warm_in }) => [name, warm_in]);
    };
    // ADX of 14 is first there with the 28th bucket: 140 and 420 bars, from a whole hour on.
    expect(await shownAfter(30)).toEqual([
      ["5m", 110],
      ["15m", 390],
    ]);
    expect(await shownAfter(109)).toEqual([
      ["5m", 1],
      ["15m", 281],
    ]);
    expect(await shownAfter(1)).toEqual([
      ["5m", 0],
      ["15m", 280],
    ]);
  });
});

describe("what guards are worth today", () => {
  const fact = (type: Fact["type"], change: Partial<Record<string, unknown>>): Fact => {
    const found = ALL_FACTS.find((one) => one.type === type);
    return { ...found, ts: FIRST_TS, exit_ts: FIRST_TS, ...change } as unknown as Fact;
  };

  function bookOn() {
    const { boot, strategies } = optionsOf(NEWS);
    const { core } = createEngine(boot, strategies);
    const book = new AccountBook();
    return { take: (one: Fact) => book.take(core, one), today: () => book.guardsToday(core) };
  }

  it("is the shadows' R, turned round, for every guard that objected", () => {
    const { take, today } = bookOn();
    expect(today()).toEqual([]);
    take(fact("shadow_closed", { guards: ["htf_gate"], result_R: 0.5 }));
    take(fact("shadow_closed", { guards: ["news_blackout", "htf_gate"], result_R: -1 }));
    take(fact("shadow_closed", { guards: ["news_blackout"], result_R: -0.25 }));
    // News: 1 + 0.25 saved. The gate: 0.5 cost and 1 saved.
    expect(today()).toEqual([
      { guard: "news_blackout", saved_R: 1.25 },
      { guard: "htf_gate", saved_R: 0.5 },
    ]);
  });

  it("is what was cut of trades, for the guards that cut them", () => {
    const { take, today } = bookOn();
    take(fact("entry_sized", { trace_id: "a", governor: 0.5, regime_size: 0.75 }));
    take(fact("entry_sized", { trace_id: "b", governor: 1, regime_size: 0.75 }));
    take(fact("trade_closed", { trace_id: "b", result_R: 2 }));
    expect(today()).toEqual([{ guard: "regime", saved_R: -0.5 }]);
    take(fact("trade_closed", { trace_id: "a", result_R: -1 }));
    // Half of -1 R by the governor; a quarter by the regime, which had cost half an R.
    expect(today()).toEqual([
      { guard: "governor", saved_R: 0.5 },
      { guard: "regime", saved_R: -0.25 },
    ]);
    // Each trade once.
    take(fact("trade_closed", { trace_id: "a", result_R: -1 }));
    expect(today()).toHaveLength(2);
    expect(today()[0]?.saved_R).toBe(0.5);
  });

  it("is of the account's day alone", async () => {
    const { session, facts } = open({ ...SCENARIO });
    let days = 0;
    let before: number | undefined;
    for (let bar = 0; bar < 700; bar += 10) {
      await submit(session, { command: "step", bars: 10 });
      const shown = await session.snapshot();
      const today = Math.floor((FIRST_TS + (bar + 9) * MINUTE) / 86_400_000);
      if (today !== before) days++;
      before = today;
      // By hand, from what the facts say each trade was cut to.
      const sized = new Map(
        facts.flatMap((one) =>
          one.type === "entry_sized" ? [[one.trace_id, 1 - one.regime_size] as const] : [],
        ),
      );
      const saved = facts
        .flatMap((one) => (one.type === "trade_closed" ? [one] : []))
        .filter(({ ts }) => Math.floor(ts / 86_400_000) === today)
        .reduce((sum, one) => sum - (sized.get(one.trace_id) ?? 0) * one.result_R, 0);
      const told = shown.guards_today.find(({ guard }) => guard === "regime");
      expect(told?.saved_R ?? 0).toBeCloseTo(saved, 9);
    }
    expect(days).toBe(2);
    expect(facts.some((one) => one.type === "trade_closed")).toBe(true);
  });
});
