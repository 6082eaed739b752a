import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchInstrument, unknownInstrument } from "../../../src/engine/market/roots.js";
import { currenciesMoving } from "../../../src/feeds/calendar/audience.js";
import { type ContentRules, calendarContent } from "../../../src/feeds/calendar/content.js";
import type { NewsEvent } from "../../../src/feeds/calendar/news-event.js";
import { blackouts, type WindowRules } from "../../../src/feeds/calendar/windows.js";

const MINUTE = 60_000;
const RULES: WindowRules = {
  high: { before_min: 10, after_min: 10 },
  medium: { before_min: 2, after_min: 5 },
  low: null,
  flatten_before_min: null,
};

function news(minute: number | null, facts: Partial<NewsEvent> = {}): NewsEvent {
  const ts = minute === null ? null : minute * MINUTE;
  const rest = { title: `at ${minute}`, currencies: ["USD"], symbols: [], assetClasses: [] };
  return { ...rest, impact: "high", ...facts, ts };
}

const spans = (events: readonly NewsEvent[], rules = RULES) =>
  blackouts(events, rules).map(({ from, to }) => [from / MINUTE, to / MINUTE]);

describe("blackouts", () => {
  it("reach from before an event to after it, by its impact", () => {
    expect(spans([news(100)])).toEqual([[90, 110]]);
    expect(spans([news(100, { impact: "medium" })])).toEqual([[98, 105]]);
    expect(spans([news(100, { impact: "low" })])).toEqual([]);
  });

  it("are not made by holidays, days without a time, and margins of nothing", () => {
    expect(spans([news(100, { impact: null }), news(null)])).toEqual([]);
    expect(spans([news(100)], { ...RULES, high: { before_min: 0, after_min: 0 } })).toEqual([]);
  });

  it("that overlap or touch are one, with titles by time and the highest impact", () => {
    // Medium at 112 begins at 110, where the high one at 100 ends; high at 135 begins at 125.
    const events = [news(135), news(112, { impact: "medium" }), news(100), news(100)];
    expect(blackouts(events, RULES)).toEqual([
      {
        from: 90 * MINUTE,
        to: 117 * MINUTE,
        titles: ["at 100", "at 112"],
        impact: "high",
        flattenFrom: null,
      },
      {
        from: 125 * MINUTE,
        to: 145 * MINUTE,
        titles: ["at 135"],
        impact: "high",
        flattenFrom: null,
      },
    ]);
  });

  it("have titles by the time of the event, not of the blackout", () => {
    // Medium at 95 begins at 93, high at 100 already at 90.
    const [window] = blackouts([news(100), news(95, { impact: "medium" })], RULES);
    expect(window?.titles).toEqual(["at 95", "at 100"]);
  });

  it("close positions so many minutes before they begin", () => {
    const [window] = blackouts([news(100), news(105)], { ...RULES, flatten_before_min: 3 });
    expect([window?.from, window?.flattenFrom]).toEqual([90 * MINUTE, 87 * MINUTE]);
  });

  it("cover exactly the minutes that a look at every event and minute finds", () => {
    const impact = fc.constantFrom("high", "medium", "low", null);
    const minute = fc.option(fc.integer({ min: 0, max: 400 }), { freq: 9 });
    const margins = fc.option(
      fc.record({
        before_min: fc.integer({ min: 0, max: 30 }),
        after_min: fc.integer({ min: 0, max: 30 }),
      }),
    );
    const rules = fc.record({
      high: margins,
      medium: margins,
      low: margins,
      flatten_before_min: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(minute, impact), { maxLength: 25 }), rules, (list, wide) => {
        const events = list.map(([at, one]) => news(at, { impact: one }));
        const windows = blackouts(events, wide);
        for (let at = -40; at < 440; at++) {
          const isIn = windows.some(({ from, to }) => at * MINUTE >= from && at * MINUTE < to);
          const naive = list.some(([time, one]) => {
            const margin = one === null ? null : wide[one];
            if (time === null || margin === null) return false;
            return at >= time - margin.before_min && at < time + margin.after_min;
          });
          expect(isIn).toBe(naive);
        }
        for (const [at, window] of windows.entries()) {
          expect(window.from).toBeLessThan(window.to);
          const next = windows[at + 1];
          if (next !== undefined) expect(window.to).toBeLessThan(next.from);
        }
      }),
    );
  });
});

const RULES_FOR_ALL: ContentRules = {
  windows: RULES,
  instruments: {},
  accountCurrency: "USD",
  symbols: {},
  assetClasses: {},
};

function isHeld(symbol: string, event: NewsEvent, rules: Partial<ContentRules> = {}): boolean {
  const spec = matchInstrument(symbol) ?? unknownInstrument(symbol, { unscaled: 1, scale: 0 });
  const { windows } = calendarContent([], [spec], { ...RULES_FOR_ALL, ...rules });
  expect(windows).toEqual([[]]);
  const zone = { zone: "UTC", zoneSource: "file", zoneReason: null } as const;
  const file = { path: "a", format: "plain-csv", ...zone, events: [event], skipped: [] };
  const content = calendarContent([file], [spec], { ...RULES_FOR_ALL, ...rules });
  expect(content.files).toEqual([{ path: "a", format: "plain-csv", events: 1, skipped: 0 }]);
  return (content.windows[0]?.length ?? 0) > 0;
}

describe("an event concerns", () => {
  it.each([
    ["MNQ", ["USD"]],
    ["AAPL", ["USD"]],
    ["EURUSD", ["USD", "EUR"]],
    ["EURGBP", ["GBP", "EUR"]],
    ["XAUUSD", ["USD", "XAU"]],
    ["USDCNH", ["CNY", "USD"]],
    ["6E", ["USD", "EUR"]],
    ["NKD", ["USD", "JPY"]],
    ["BTCUSDT", ["USD", "USD"]],
    ["BTCEUR", ["EUR", "USD"]],
    ["WHATEVER", ["CHF"]],
  ])("%s by the currencies %j", (symbol, currencies) => {
    const spec = matchInstrument(symbol) ?? unknownInstrument(symbol, { unscaled: 1, scale: 0 });
    expect(currenciesMoving(spec, "CHF")).toEqual(currencies);
  });

  it("what its currency moves, and everything where it names none", () => {
    expect(isHeld("MNQ", news(100))).toBe(true);
    expect(isHeld("MNQ", news(100, { currencies: ["EUR"] }))).toBe(false);
    expect(isHeld("EURUSD", news(100, { currencies: ["JPY", "EUR"] }))).toBe(true);
    expect(isHeld("MNQ", news(100, { currencies: [] }))).toBe(true);
    expect(isHeld("USDCNH", news(100, { currencies: ["CNH"] }))).toBe(true);
  });

  it("instead the symbols and classes that it names, by any name of theirs", () => {
    const named = news(100, { symbols: ["CLZ5", "ES"] });
    expect(["CL", "ES", "MNQ"].map((symbol) => isHeld(symbol, named))).toEqual([true, true, false]);
    const classes = news(100, { symbols: ["ES"], assetClasses: ["stock"] });
    expect(["AAPL", "ES", "MNQ"].map((one) => isHeld(one, classes))).toEqual([true, true, false]);
  });

  it("nobody who is switched off, by symbol or class; the symbol's own word wins", () => {
    expect(isHeld("MNQ", news(100), { symbols: { MNQ: false } })).toBe(false);
    expect(isHeld("MNQ", news(100), { symbols: { MNQZ5: false } })).toBe(false);
    expect(isHeld("ES", news(100), { symbols: { MNQ: false } })).toBe(true);
    expect(isHeld("MNQ", news(100), { assetClasses: { future: false } })).toBe(false);
    expect(isHeld("MNQ", news(100), { assetClasses: { futures: false } })).toBe(false);
    const both = { symbols: { MNQ: true }, assetClasses: { future: false } };
    expect(isHeld("MNQ", news(100), both)).toBe(true);
  });
});
