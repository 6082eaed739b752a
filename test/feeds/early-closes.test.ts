import { describe, expect, it } from "vitest";
import { UserError } from "../../src/engine/errors.js";
import { matchInstrument } from "../../src/engine/market/roots.js";
import type { TradingDay } from "../../src/engine/market/trading-day.js";
import { createTradingCalendar } from "../../src/feeds/trading-days.js";

const DAY = 86_400_000;
const at = (iso: string) => Date.parse(`${iso}Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

type Options = Parameters<typeof createTradingCalendar>[1];

function calendar(symbol: string, options: Options = { sessions: "rth" }) {
  const found = matchInstrument(symbol);
  if (found === null) throw new Error(`no ${symbol}`);
  return createTradingCalendar(found, options);
}

const windows = (day: TradingDay) => day.entryWindows.map(([from, to]) => [iso(from), iso(to)]);

describe("early closes", () => {
  it("ends the half day after Thanksgiving at 12:15 Chicago and 13:00 New York", () => {
    // 28 November 2025: both are 18:15 and 18:00 UTC (-6 and -5).
    const future = calendar("MES").dayAt(at("2025-11-28T15:00:00"));
    expect([iso(future.close), iso(future.rthClose)]).toEqual([
      "2025-11-28T18:15",
      "2025-11-28T18:15",
    ]);
    expect(future.earlyClose).toBe(true);
    expect(windows(future)).toEqual([["2025-11-28T14:30", "2025-11-28T18:15"]]);
    const stock = calendar("SPY").dayAt(at("2025-11-28T15:00:00"));
    expect(iso(stock.close)).toBe("2025-11-28T18:00");
    expect(stock.earlyClose).toBe(true);
  });

  it("halts index futures at 12:00 on a holiday, and others not at all", () => {
    // Labor Day, 1 September 2025, Chicago at -5.
    expect(iso(calendar("ES").dayAt(at("2025-09-01T12:00:00")).close)).toBe("2025-09-01T17:00");
    const gold = calendar("GC").dayAt(at("2025-09-01T12:00:00"));
    expect(iso(gold.close)).toBe("2025-09-01T21:00");
    expect(gold.earlyClose).toBe(false);
  });

  it("leaves no regular session where the close comes before it", () => {
    // Good Friday 3 April 2026: until 08:15 Chicago (-5).
    const day = calendar("ES").dayAt(at("2026-04-03T12:00:00"));
    expect(iso(day.close)).toBe("2026-04-03T13:15");
    expect(day.rthOpen).toBe(day.rthClose);
    expect(day.entryWindows).toEqual([]);
  });

  it("takes the user's own before the shipped ones", () => {
    const own = { cme: { "2025-11-19": "12:15", "2025-11-28": "16:00", "2025-11-20": "closed" } };
    const days = calendar("ES", { sessions: "rth", earlyCloses: own });
    expect(iso(days.dayAt(at("2025-11-19T12:00:00")).close)).toBe("2025-11-19T18:15");
    expect(days.dayAt(at("2025-11-28T12:00:00")).earlyClose).toBe(false);
    const shut = days.dayAt(at("2025-11-20T12:00:00"));
    expect(shut.close).toBe(shut.open);
    const bad = { cme: { "2025-11-19": "noon" } };
    expect(() => calendar("ES", { sessions: "rth", earlyCloses: bad })).toThrow(UserError);
  });

  it("ships NYSE's holidays as its rules give them", () => {
    const days = calendar("SPY");
    for (let year = 2015; year <= 2027; year++) {
      const shut: string[] = [];
      const first = at(`${year}-01-01T17:00:00`);
      for (let ts = first; new Date(ts).getUTCFullYear() === year; ts += DAY) {
        const day = days.dayAt(ts);
        const weekday = new Date(`${day.name}T00:00:00Z`).getUTCDay();
        if (weekday % 6 !== 0 && day.open === day.close) shut.push(day.name);
      }
      expect(shut).toEqual(holidays(year));
    }
  });
});

/** NYSE Rule 7.2, with Easter by Gauss's rule, and the days of mourning. */
function holidays(year: number): string[] {
  const date = (month: number, day: number) => Date.UTC(year, month - 1, day);
  const nth = (month: number, weekday: number, n: number) => {
    const first = new Date(date(month, 1)).getUTCDay();
    return date(month, 1 + ((weekday - first + 7) % 7) + 7 * (n - 1));
  };
  const observed = (ts: number) => {
    const weekday = new Date(ts).getUTCDay();
    return weekday === 6 ? ts - DAY : weekday === 0 ? ts + DAY : ts;
  };
  const lunar = (19 * (year % 19) + 24) % 30;
  const solar = (2 * (year % 4) + 4 * (year % 7) + 6 * lunar + 5) % 7;
  const easter = date(3, 22 + lunar + solar);
  const endOfMay = date(5, 31);
  const memorial = endOfMay - ((new Date(endOfMay).getUTCDay() + 6) % 7) * DAY;
  const newYear = date(1, 1);
  const all = [
    ...(new Date(newYear).getUTCDay() === 6 ? [] : [observed(newYear)]),
    nth(1, 1, 3),
    nth(2, 1, 3),
    easter - 2 * DAY,
    memorial,
    ...(year >= 2022 ? [observed(date(6, 19))] : []),
    observed(date(7, 4)),
    nth(9, 1, 1),
    nth(11, 4, 4),
    observed(date(12, 25)),
    ...(year === 2018 ? [date(12, 5)] : []),
    ...(year === 2025 ? [date(1, 9)] : []),
  ];
  return all.sort((a, b) => a - b).map((ts) => new Date(ts).toISOString().slice(0, 10));
}
