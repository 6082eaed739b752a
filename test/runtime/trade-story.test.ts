// What a journal tells of a trade, against all of its steps at once.

import { beforeAll, describe, expect, it } from "vitest";
import type { Fact, TradeClosedFact } from "../../src/engine/effect.js";
import { type AskedTrade, TradeStories, tradePath } from "../../src/runtime/trade-story.js";
import { recordedWalk } from "../engine/recorded-walk.js";
import { FOLDER, opened } from "../journal/journals.js";
import type { RecordedStep } from "../recorded.js";
import { SimDisk } from "../sim-disk.js";

const bar = (minute: number) => ({ ts: minute * 60_000, open: 1, high: 2, low: 0, close: 1 });

describe("a path", () => {
  const bars = [0, 1, 2, 3, 4, 5].map(bar);
  const minutes = (entry: number, exit: number, around: number) => {
    const path = tradePath(bars, { entry_ts: entry * 60_000, exit_ts: exit * 60_000 }, around);
    return [path.bars.map(({ ts }) => ts / 60_000), path.entryAt, path.exitAt];
  };

  it("has the bars of the trade and some on either side, as far as there are any", () => {
    expect(minutes(2, 3, 0)).toEqual([[2, 3], 0, 1]);
    expect(minutes(2, 3, 1)).toEqual([[1, 2, 3, 4], 1, 2]);
    expect(minutes(2, 2, 1)).toEqual([[1, 2, 3], 1, 1]);
    expect(minutes(1, 5, 9)).toEqual([[0, 1, 2, 3, 4, 5], 1, 5]);
  });

  it("takes the bar that a fill between two opens fell in", () => {
    expect(minutes(2.5, 3.9, 0)).toEqual([[2, 3], 0, 1]);
  });

  it("is empty without bars of its time, and begins late where they do", () => {
    expect(minutes(-4, -3, 2)).toEqual([[], -1, -1]);
    expect(minutes(-4, 1, 0)).toEqual([[0, 1], 0, 1]);
  });
});

describe("a journal's trades", () => {
  let steps: readonly RecordedStep[];
  let facts: Fact[];
  let closed: TradeClosedFact[];
  const disk = new SimDisk();

  beforeAll(async () => {
    ({ steps } = await recordedWalk({ seed: 11, bars: 600, isLive: true }));
    facts = steps.flatMap((step) => step.facts);
    closed = facts.filter((fact): fact is TradeClosedFact => fact.type === "trade_closed");
    const { journal } = opened(disk, { day: "2026-01-05" });
    steps.forEach(({ event, facts: some }, at) => {
      journal.append({ wall: at, steps: [{ event, facts: some }], orders: [] }, false);
      const day = 6 + Math.floor(at / 90);
      if (at % 90 === 89)
        journal.roll(new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10), "s");
    });
    journal.close();
  });

  function askedOf(trade: TradeClosedFact): AskedTrade {
    const first = facts.find(({ trace_id }) => trace_id === trade.trace_id) as Fact;
    const { symbol, trace_id, entry_ts, exit_ts, seq } = trade;
    return { symbol, trace_id, entry_ts, exit_ts, firstSeq: first.seq, lastSeq: seq };
  }

  /** Whole bars of a symbol, by its place in the boot. */
  function barsOf(symbol: string): { ts: number; close: number }[] {
    const [boot] = steps;
    const names =
      boot?.event.type === "boot" ? boot.event.symbols.map((one) => one.instrument.symbol) : [];
    return steps.flatMap(({ event }) =>
      event.type === "bar" && event.phase === "close" && event.symbol === names.indexOf(symbol)
        ? [{ ts: event.ts, close: event.close }]
        : [],
    );
  }

  it("are told with all their facts in order, and none of another's", () => {
    expect(closed.length).toBeGreaterThan(5);
    const stories = new TradeStories(disk, FOLDER);
    for (const trade of closed) {
      const own = facts.filter(
        ({ trace_id, seq }) => trace_id === trade.trace_id && seq <= trade.seq,
      );
      const story = stories.story(askedOf(trade), 0);
      const told = story.facts.filter(({ seq }) => seq <= trade.seq);
      expect(told.map(({ seq, type }) => [seq, type])).toEqual(
        own.map(({ seq, type }) => [seq, type]),
      );
      expect(told.some(({ type }) => type === "fill")).toBe(true);
    }
  });

  it("are told with the bars of their symbol, across segments", () => {
    const around = 3;
    expect(new Set(closed.map(({ symbol }) => symbol)).size).toBe(2);
    const stories = new TradeStories(disk, FOLDER);
    for (const trade of closed) {
      const { path } = stories.story(askedOf(trade), around);
      const all = barsOf(trade.symbol);
      const entry = all.findLastIndex(({ ts }) => ts <= trade.entry_ts);
      const exit = all.findLastIndex(({ ts }) => ts <= trade.exit_ts);
      const expected = all.slice(Math.max(0, entry - around), exit + 1 + around);
      expect(path.bars.map(({ ts, close }) => ({ ts, close }))).toEqual(expected);
      expect(path.bars[path.entryAt]?.ts).toBe(all[entry]?.ts);
      expect(path.bars[path.exitAt]?.ts).toBe(all[exit]?.ts);
    }
  });

  it("read no segment but their own and its neighbours", () => {
    const names = disk.list(FOLDER).filter((name) => name.endsWith(".jsonl"));
    expect(names.length).toBeGreaterThan(6);
    const read: string[] = [];
    const watched = new Proxy(disk, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown;
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (key === "read" && args[1] === undefined) read.push(String(args[0]));
          return value.apply(target, args);
        };
      },
    });
    const stories = new TradeStories(watched, FOLDER);
    read.length = 0;
    const trade = closed.at(-1) as TradeClosedFact;
    stories.story(askedOf(trade), 0);
    expect(new Set(read).size).toBe(read.length);
    expect(read.length).toBeLessThan(names.length / 2);
  });
});
