import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type InstrumentSpec, matchInstrument } from "../../src/engine/market/roots.js";
import { createTradingCalendar } from "../../src/feeds/trading-days.js";

const DAY = 86_400_000;
const at = (iso: string) => Date.parse(`${iso}Z`);

function spec(symbol: string, change: Partial<InstrumentSpec> = {}): InstrumentSpec {
  const found = matchInstrument(symbol);
  if (found === null) throw new Error(`no ${symbol}`);
  return { ...found, ...change };
}

describe("any calendar", () => {
  const hours = { dayKind: "date", dayOpen: "10:00", dayClose: "17:00", rth: null } as const;
  const odd = spec("ES", { zone: "America/Sao_Paulo", ...hours, calendar: null });
  const night = spec("ES", { zone: "America/Chicago", dayOpen: "01:30", calendar: null });
  const specs = [
    ...["ES", "CL", "SPY", "EURUSD", "BTCUSDT"].map((symbol) => spec(symbol)),
    // Sao Paulo's clock used to change at midnight; 01:30 comes twice, or never, in Chicago.
    ...[odd, night],
  ];
  const instant = fc.integer({ min: at("2005-01-01T00:00:00"), max: at("2030-01-01T00:00:00") });
  // Within a few hours of a change of the clock somewhere.
  const edges = ["2015-10-18T03:00:00", "2016-02-21T02:00:00", "2025-03-09T08:00:00"];
  const nearChange = fc
    .tuple(fc.constantFrom(...edges, "2025-11-02T07:00:00"), fc.integer({ min: -99, max: 99 }))
    .map(([edge, quarters]) => at(edge) + quarters * 900_000);

  it("tiles all of time, and holds its hours and windows inside the day", () => {
    const property = fc.property(
      fc.constantFrom(...specs),
      fc.oneof(instant, nearChange),
      (of, ts) => {
        const days = createTradingCalendar(of, { sessions: "rth" });
        const day = days.dayAt(ts);
        expect(day.from <= ts && ts < day.to).toBe(true);
        expect(days.dayAt(day.to - 1)).toBe(day);
        const next = days.dayAt(day.to);
        expect(next.from).toBe(day.to);
        expect(next.ordinal).toBeGreaterThan(day.ordinal);
        expect(days.dayAt(day.from - 1).to).toBe(day.from);
        const order = [day.from, day.open, day.rthOpen, day.rthClose, day.close, day.to];
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(day.name).toBe(new Date(day.ordinal * DAY).toISOString().slice(0, 10));
        expect(new Date(day.week * DAY).getUTCDay()).toBe(1);
        expect(day.ordinal - day.week).toBeLessThan(7);
        expect(day.offsets[0]?.since).toBe(day.from);
      },
    );
    fc.assert(property, { numRuns: 2000 });
  });

  it("gives the same object for every instant of a day", () => {
    const days = createTradingCalendar(spec("ES"), { sessions: "rth" });
    const day = days.dayAt(at("2025-11-19T12:00:00"));
    expect(days.dayAt(at("2025-11-19T12:01:00"))).toBe(day);
    expect(days.dayAt(day.from)).toBe(day);
  });
});
