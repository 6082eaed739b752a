import { describe, expect, it } from "vitest";
import { UserError } from "../../src/engine/errors.js";
import { type InstrumentSpec, matchInstrument } from "../../src/engine/market/roots.js";
import { offsetAt, type TradingDay } from "../../src/engine/market/trading-day.js";
import { createTradingCalendar } from "../../src/feeds/trading-days.js";

const HOUR = 3_600_000;
const DAY = 86_400_000;
const at = (iso: string) => Date.parse(`${iso}Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

function spec(symbol: string, change: Partial<InstrumentSpec> = {}): InstrumentSpec {
  const found = matchInstrument(symbol);
  if (found === null) throw new Error(`no ${symbol}`);
  return { ...found, ...change };
}

type Options = Parameters<typeof createTradingCalendar>[1];

const calendar = (symbol: string, options: Options = { sessions: "rth" }) =>
  createTradingCalendar(spec(symbol), options);

/** A day's instants as a person reads them. */
function shape(day: TradingDay) {
  return {
    name: day.name,
    span: [iso(day.from), iso(day.to)],
    hours: [iso(day.open), iso(day.close)],
    rth: [iso(day.rthOpen), iso(day.rthClose)],
  };
}

const windows = (day: TradingDay) => day.entryWindows.map(([from, to]) => [iso(from), iso(to)]);

describe("a CME day", () => {
  it("runs from 17:00 to 16:00 Chicago and is named after the day it ends on", () => {
    // Wednesday 19 November 2025, Chicago at -6: 17:00 is 23:00 UTC, 16:00 is 22:00 UTC,
    // 08:30 to 15:00 is 14:30 to 21:00 UTC.
    const day = calendar("MNQ").dayAt(at("2025-11-18T23:00:00"));
    expect(shape(day)).toEqual({
      name: "2025-11-19",
      span: ["2025-11-18T23:00", "2025-11-19T23:00"],
      hours: ["2025-11-18T23:00", "2025-11-19T22:00"],
      rth: ["2025-11-19T14:30", "2025-11-19T21:00"],
    });
    expect(windows(day)).toEqual([["2025-11-19T14:30", "2025-11-19T21:00"]]);
    expect(day.ordinal).toBe(at("2025-11-19T00:00:00") / DAY);
    expect(day.week).toBe(at("2025-11-17T00:00:00") / DAY);
    expect(day.earlyClose).toBe(false);
  });

  it("keeps the hour after the close, and Friday keeps the weekend", () => {
    const days = calendar("ES");
    expect(days.dayAt(at("2025-11-19T22:30:00")).name).toBe("2025-11-19");
    const friday = days.dayAt(at("2025-11-22T12:00:00"));
    expect(friday.name).toBe("2025-11-21");
    expect(iso(friday.close)).toBe("2025-11-21T22:00");
    expect(iso(friday.to)).toBe("2025-11-23T23:00");
    expect(days.dayAt(at("2025-11-23T22:59:59"))).toBe(friday);
  });

  it("opens the week on Sunday 17:00, as Monday and in Monday's week", () => {
    const days = calendar("ES");
    const monday = days.dayAt(at("2025-11-23T23:00:00"));
    expect(monday.name).toBe("2025-11-24");
    expect(iso(monday.from)).toBe("2025-11-23T23:00");
    expect(monday.week).toBe(at("2025-11-24T00:00:00") / DAY);
    expect(days.dayAt(at("2025-11-23T22:59:00")).week).toBe(at("2025-11-17T00:00:00") / DAY);
  });

  it("is 65 hours' weekend shorter or longer by one where the clock changes on Sunday", () => {
    // 9 March 2025: Friday opens Thursday 17:00 at -6 (23:00 UTC), Monday opens at -5 (22:00).
    const spring = calendar("ES").dayAt(at("2025-03-07T12:00:00"));
    expect(shape(spring).span).toEqual(["2025-03-06T23:00", "2025-03-09T22:00"]);
    expect(spring.offsets).toEqual([
      { since: at("2025-03-06T23:00:00"), offset: -6 * HOUR },
      { since: at("2025-03-09T08:00:00"), offset: -5 * HOUR },
    ]);
    expect(offsetAt(spring, at("2025-03-09T07:59:59"))).toBe(-6 * HOUR);
    expect(offsetAt(spring, at("2025-03-09T08:00:00"))).toBe(-5 * HOUR);
    // 2 November 2025: from -5 to -6.
    const autumn = calendar("ES").dayAt(at("2025-11-01T12:00:00"));
    expect(shape(autumn).span).toEqual(["2025-10-30T22:00", "2025-11-02T23:00"]);
  });

  it("is open all day where it has no regular session", () => {
    const day = calendar("CL").dayAt(at("2025-11-19T12:00:00"));
    expect(shape(day).rth).toEqual(["2025-11-18T23:00", "2025-11-19T22:00"]);
  });
});

describe("a stock's day", () => {
  it("is the New York date, open from 09:30 to 16:00", () => {
    // 17 March 2025: New York at -4.
    const day = calendar("SPY").dayAt(at("2025-03-17T08:00:00"));
    expect(shape(day)).toEqual({
      name: "2025-03-17",
      span: ["2025-03-17T04:00", "2025-03-18T04:00"],
      hours: ["2025-03-17T13:30", "2025-03-17T20:00"],
      rth: ["2025-03-17T13:30", "2025-03-17T20:00"],
    });
  });

  it("keeps its local hours over both changes of the clock", () => {
    const days = calendar("SPY");
    // Friday 7 March at -5, Monday 10 March at -4; Friday 31 October at -4, Monday 3 November -5.
    expect(iso(days.dayAt(at("2025-03-07T15:00:00")).open)).toBe("2025-03-07T14:30");
    expect(iso(days.dayAt(at("2025-03-10T15:00:00")).open)).toBe("2025-03-10T13:30");
    expect(iso(days.dayAt(at("2025-10-31T15:00:00")).open)).toBe("2025-10-31T13:30");
    expect(iso(days.dayAt(at("2025-11-03T15:00:00")).open)).toBe("2025-11-03T14:30");
    // Sunday 9 March is 23 hours long, Sunday 2 November 25.
    const spring = days.dayAt(at("2025-03-09T12:00:00"));
    expect(spring.to - spring.from).toBe(23 * HOUR);
    const autumn = days.dayAt(at("2025-11-02T12:00:00"));
    expect(autumn.to - autumn.from).toBe(25 * HOUR);
  });

  it("has no session on a Saturday, a holiday, and none to enter in", () => {
    for (const date of ["2025-11-22", "2025-11-27", "2025-01-09", "2026-04-03"]) {
      const day = calendar("SPY", { sessions: ["04:00-20:00"] }).dayAt(at(`${date}T15:00:00`));
      expect(day.name).toBe(date);
      expect(day.open).toBe(day.close);
      expect(day.rthOpen).toBe(day.rthClose);
      expect(day.entryWindows).toEqual([]);
    }
  });

  it("belongs to the week whose Monday it follows, over the year's end", () => {
    // 1 January 2026 is a Thursday: its week began on Monday 29 December 2025.
    const days = calendar("SPY");
    const monday = at("2025-12-29T00:00:00") / DAY;
    for (const date of ["2025-12-29", "2025-12-31", "2026-01-01", "2026-01-04"]) {
      expect(days.dayAt(at(`${date}T15:00:00`)).week).toBe(monday);
    }
    expect(days.dayAt(at("2026-01-05T15:00:00")).week).toBe(monday + 7);
  });
});

describe("other days", () => {
  it("runs spot FX from 17:00 to 17:00 New York, Sunday to Friday", () => {
    const days = calendar("EURUSD");
    // Monday 17 March 2025 opens on Sunday at 21:00 UTC (-4); London is not on summer time yet.
    const monday = days.dayAt(at("2025-03-16T21:00:00"));
    expect(shape(monday)).toEqual({
      name: "2025-03-17",
      span: ["2025-03-16T21:00", "2025-03-17T21:00"],
      hours: ["2025-03-16T21:00", "2025-03-17T21:00"],
      rth: ["2025-03-16T21:00", "2025-03-17T21:00"],
    });
    const friday = days.dayAt(at("2025-03-15T10:00:00"));
    expect(friday.name).toBe("2025-03-14");
    expect([iso(friday.close), iso(friday.to)]).toEqual(["2025-03-14T21:00", "2025-03-16T21:00"]);
  });

  it("keeps London's hours on an instrument of one's own, apart from New York's", () => {
    const ftse = spec("ES", {
      zone: "Europe/London",
      dayKind: "date",
      dayOpen: "08:00",
      dayClose: "16:30",
      rth: null,
      calendar: null,
    });
    const days = createTradingCalendar(ftse, { sessions: "rth" });
    // 28 March is before the change of 30 March 2025 (0), 31 March after it (+1).
    expect(iso(days.dayAt(at("2025-03-28T12:00:00")).open)).toBe("2025-03-28T08:00");
    expect(iso(days.dayAt(at("2025-03-31T12:00:00")).open)).toBe("2025-03-31T07:00");
    // 24 October at +1, 27 October at 0.
    expect(iso(days.dayAt(at("2025-10-24T12:00:00")).close)).toBe("2025-10-24T15:30");
    expect(iso(days.dayAt(at("2025-10-27T12:00:00")).close)).toBe("2025-10-27T16:30");
  });

  it("opens on its own date where the open comes before the close", () => {
    // Eurex: 01:10 to 22:00 Berlin, at +1 in November; the night and the weekend belong behind.
    const eurex = spec("ES", {
      zone: "Europe/Berlin",
      dayOpen: "01:10",
      dayClose: "22:00",
      rth: "09:00-17:30",
      calendar: null,
    });
    const days = createTradingCalendar(eurex, { sessions: "rth" });
    expect(shape(days.dayAt(at("2025-11-21T00:10:00")))).toEqual({
      name: "2025-11-21",
      span: ["2025-11-21T00:10", "2025-11-24T00:10"],
      hours: ["2025-11-21T00:10", "2025-11-21T21:00"],
      rth: ["2025-11-21T08:00", "2025-11-21T16:30"],
    });
    expect(days.dayAt(at("2025-11-21T00:09:59")).name).toBe("2025-11-20");
    expect(days.dayAt(at("2025-11-24T00:09:59")).name).toBe("2025-11-21");
  });

  it("gives crypto UTC dates that never close", () => {
    const day = calendar("BTCUSDT").dayAt(at("2025-11-22T12:00:00"));
    expect(shape(day)).toEqual({
      name: "2025-11-22",
      span: ["2025-11-22T00:00", "2025-11-23T00:00"],
      hours: ["2025-11-22T00:00", "2025-11-23T00:00"],
      rth: ["2025-11-22T00:00", "2025-11-23T00:00"],
    });
    expect(day.offsets).toEqual([{ since: at("2025-11-22T00:00:00"), offset: 0 }]);
  });
});

describe("sessions", () => {
  const on = (symbol: string, sessions: string[], ts: string) =>
    windows(calendar(symbol, { sessions }).dayAt(at(ts)));

  it("places windows in exchange time inside the trading day", () => {
    // Chicago at -6: 18:00 is the evening before, 08:30 and 13:00 are on the day.
    expect(on("MNQ", ["18:00-20:00", "08:30-11:00", "13:00-15:00"], "2025-11-19T12:00:00")).toEqual(
      [
        ["2025-11-19T00:00", "2025-11-19T02:00"],
        ["2025-11-19T14:30", "2025-11-19T17:00"],
        ["2025-11-19T19:00", "2025-11-19T21:00"],
      ],
    );
  });

  it("lets a window cross midnight", () => {
    expect(on("MNQ", ["22:00-02:00"], "2025-11-19T12:00:00")).toEqual([
      ["2025-11-19T04:00", "2025-11-19T08:00"],
    ]);
    // A UTC day has the end of the night before and the beginning of the next.
    expect(on("BTCUSDT", ["22:00-02:00"], "2025-11-19T12:00:00")).toEqual([
      ["2025-11-19T00:00", "2025-11-19T02:00"],
      ["2025-11-19T22:00", "2025-11-20T00:00"],
    ]);
  });

  it("cuts a window at the market's hours, and joins what overlaps", () => {
    expect(on("MNQ", ["15:00-18:00"], "2025-11-19T12:00:00")).toEqual([
      ["2025-11-18T23:00", "2025-11-19T00:00"],
      ["2025-11-19T21:00", "2025-11-19T22:00"],
    ]);
    expect(on("MNQ", ["00:00-24:00", "09:00-10:00"], "2025-11-19T12:00:00")).toEqual([
      ["2025-11-18T23:00", "2025-11-19T22:00"],
    ]);
    // Nothing is open on the weekend that Friday keeps.
    expect(on("MNQ", ["10:00-11:00"], "2025-11-21T12:00:00")).toEqual([
      ["2025-11-21T16:00", "2025-11-21T17:00"],
    ]);
  });

  it("cuts a future's window at hours within a date too", () => {
    // Berlin at +1: 08:00 to 22:00 is 07:00 to 21:00 UTC.
    const eurex = spec("ES", {
      ...{ zone: "Europe/Berlin", dayKind: "date", dayOpen: "08:00", dayClose: "22:00" },
      ...{ rth: "09:00-17:30", calendar: null },
    });
    const days = createTradingCalendar(eurex, { sessions: ["00:00-24:00"] });
    expect(windows(days.dayAt(at("2025-11-19T12:00:00")))).toEqual([
      ["2025-11-19T07:00", "2025-11-19T21:00"],
    ]);
  });

  it("lets a stock's window reach outside its session, for extended hours", () => {
    expect(on("SPY", ["08:00-18:00"], "2025-11-19T15:00:00")).toEqual([
      ["2025-11-19T13:00", "2025-11-19T23:00"],
    ]);
  });

  it.each(["9-10", "08:30", "08:30-25:00", "08:60-09:00", "a-b", "08:00-09:00-10:00", ""])(
    "refuses %j and names the key",
    (text) => {
      const make = () => calendar("MNQ", { sessions: [text] });
      expect(make).toThrow(UserError);
      expect(make).toThrow(/constraints\.sessions/);
    },
  );

  it("refuses hours of one's own that are no times, and names the instrument", () => {
    const bad = spec("ES", { dayOpen: "5pm" });
    expect(() => createTradingCalendar(bad, { sessions: "rth" })).toThrow(/instruments\.ES/);
  });
});
