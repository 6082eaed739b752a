// Buckets over the exchange's real days: an early close, and the clocks that change.

import { describe, expect, it } from "vitest";
import { matchInstrument } from "../../../src/engine/market/roots.js";
import type { SymbolMarket } from "../../../src/engine/market/symbol-market.js";
import type { TimeframeState } from "../../../src/engine/market/timeframe.js";
import type { TradingDay } from "../../../src/engine/market/trading-day.js";
import { createTradingCalendar } from "../../../src/feeds/trading-days.js";
import { dayOf, enterTradingDay, HOUR, MINUTE, marketOf, tick } from "./day.js";

const M15 = { name: "15m", ms: 15 * MINUTE };
const H1 = { name: "1h", ms: HOUR };
const H4 = { name: "4h", ms: 4 * HOUR };

const utc = (text: string): number => Date.parse(`${text}Z`);

/** What is complete of a timeframe: its starts, and the prices it closed at. */
function kept(market: SymbolMarket, place: number): (readonly [start: string, close: number])[] {
  const { kept: rings, completed } = market.timeframes[place] as TimeframeState;
  return rings.ts
    .slice(0, completed)
    .map((ts, i) => [new Date(ts).toISOString().slice(5, 16), rings.close[i] as number] as const);
}

/** Bars of one price each, 1 the first, through the trading days of MES as a replay enters them. */
function futures(interval: number, timeframes: readonly (typeof M15)[]) {
  const spec = matchInstrument("MES");
  if (spec === null) throw new Error("MES is built in");
  const calendar = createTradingCalendar(spec, { sessions: "rth" });
  const market = marketOf({ interval, timeframes });
  let day: TradingDay | null = null;
  let price = 0;
  return {
    market,
    bars(from: string, to: string): void {
      for (let ts = utc(from); ts < utc(to); ts += interval) {
        const today = calendar.dayAt(ts);
        if (today !== day) enterTradingDay(market, today);
        day = today;
        price++;
        tick(market, ts, price);
      }
    },
  };
}

describe("an early close", () => {
  it("ends the buckets that end with it; those it cuts wait for the next bar", () => {
    // Friday 28 November 2025 ends at 12:15 in Chicago, 18:15Z; it opened at 23:00Z.
    const { market, bars } = futures(15 * MINUTE, [H1, H4]);
    bars("2025-11-28T15:00:00", "2025-11-28T18:15:00");
    // Thirteen bars: 12 in three whole hours, and the one that begins at 18:00.
    const hours = [
      ["11-28T15:00", 4],
      ["11-28T16:00", 8],
      ["11-28T17:00", 12],
    ] as const;
    expect(kept(market, 0)).toEqual(hours);
    expect(kept(market, 1)).toEqual([]);
    // Monday's day opens on Sunday at 17:00 in Chicago, 23:00Z.
    bars("2025-11-30T23:00:00", "2025-11-30T23:15:00");
    expect(kept(market, 0)).toEqual([...hours, ["11-28T18:00", 13]]);
    // Four-hour bars count from the open at 23:00Z: 03:00, 07:00, 11:00, 15:00.
    expect(kept(market, 1)).toEqual([["11-28T15:00", 13]]);
  });

  it("completes a quarter of an hour that ends at the close on its last bar", () => {
    const { market, bars } = futures(5 * MINUTE, [M15]);
    bars("2025-11-28T18:00:00", "2025-11-28T18:10:00");
    expect(kept(market, 0)).toEqual([]);
    bars("2025-11-28T18:10:00", "2025-11-28T18:15:00");
    expect(kept(market, 0)).toEqual([["11-28T18:00", 3]]);
  });
});

describe("the clocks", () => {
  it("move the open by an hour in UTC, and with it the buckets above an hour", () => {
    // Chicago leaves summer time on Sunday 2 November 2025: Friday's day opened on Thursday at
    // 22:00Z, Monday's opens on Sunday at 23:00Z.
    const { market, bars } = futures(HOUR, [H4]);
    bars("2025-10-30T22:00:00", "2025-10-31T21:00:00");
    bars("2025-11-02T23:00:00", "2025-11-03T07:00:00");
    expect(kept(market, 0)).toEqual([
      ["10-30T22:00", 4],
      ["10-31T02:00", 8],
      ["10-31T06:00", 12],
      ["10-31T10:00", 16],
      ["10-31T14:00", 20],
      ["10-31T18:00", 23],
      ["11-02T23:00", 27],
      ["11-03T03:00", 31],
    ]);
  });

  it("move it back in spring", () => {
    // Sunday 9 March 2025: Friday's day opened at 23:00Z, Monday's opens at 22:00Z.
    const { market, bars } = futures(HOUR, [H4]);
    bars("2025-03-06T23:00:00", "2025-03-07T03:00:00");
    bars("2025-03-09T22:00:00", "2025-03-10T02:00:00");
    expect(kept(market, 0)).toEqual([
      ["03-06T23:00", 4],
      ["03-09T22:00", 8],
    ]);
  });

  // Lord Howe Island's clock changes by half an hour, in the middle of a day that trades.
  it.each([
    // 02:00 becomes 02:30 at 15:30Z: the hour from 02:00 has its second half alone.
    ["forward", 10.5, 11, "2025-10-04T15:30:00", [2, 6, 8, 12]],
    // 02:00 becomes 01:30 at 15:00Z: the hour from 01:00 ends, its second half comes once more.
    ["back", 11, 10.5, "2026-04-04T15:00:00", [4, 6, 10]],
  ] as const)(
    "that go %s by half an hour inside a day cut one bucket",
    (_way, before, after, change, closes) => {
      const since = utc(change);
      const first = utc(`${change.slice(0, 10)}T14:00:00`);
      const market = marketOf({ interval: 15 * MINUTE, timeframes: [H1] });
      const from = utc(`${change.slice(0, 10)}T12:00:00`);
      const offsets = [
        { since: from, offset: before * HOUR },
        { since, offset: after * HOUR },
      ];
      enterTradingDay(market, dayOf({ from, offsets }));
      for (let i = 1; i <= 12; i++) tick(market, first + (i - 1) * 15 * MINUTE, i);
      expect(kept(market, 0).map(([, close]) => close)).toEqual(closes);
    },
  );
});
