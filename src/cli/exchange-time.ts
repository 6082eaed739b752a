// Moments in the exchange time of a symbol, for trades that come from elsewhere.

import type { LocalTimeOf } from "../analytics/trades-csv.js";
import { matchInstrument, unknownInstrument } from "../engine/market/roots.js";
import { offsetAt } from "../engine/market/trading-day.js";
import { createTradingCalendar, type TradingCalendar } from "../feeds/trading-days.js";
import type { Setup } from "./setup.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday. */
const EPOCH_WEEKDAY = 3;

/** Places moments in a symbol's exchange time, with one calendar per symbol. */
export function exchangeTime(setup: Setup): LocalTimeOf {
  const calendars = new Map<string, TradingCalendar>();
  const calendarOf = (symbol: string): TradingCalendar => {
    const known = calendars.get(symbol);
    if (known !== undefined) return known;
    const spec =
      matchInstrument(symbol, setup.instruments) ??
      unknownInstrument(symbol, { unscaled: 1, scale: 2 });
    const calendar = createTradingCalendar(spec, {
      sessions: "rth",
      earlyCloses: setup.config.early_closes,
    });
    calendars.set(symbol, calendar);
    return calendar;
  };
  return (symbol, ts) => {
    const day = calendarOf(symbol).dayAt(ts);
    const local = ts + offsetAt(day, ts);
    const date = Math.floor(local / DAY_MS);
    return {
      day: day.name,
      hour: Math.floor((local - date * DAY_MS) / HOUR_MS),
      weekday: (((date + EPOCH_WEEKDAY) % 7) + 7) % 7,
    };
  };
}
