// Results by day, and the ratios that are made of them.

import type { TradeRecord } from "../engine/trade/record.js";
import { ENOUGH } from "./interval.js";
import { addDouble, type CompensatedSum, doubleOf, noSum } from "./sum.js";

/** Trading days by which a year is reckoned. */
const DAYS_OF_YEAR = 252;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday. */
const EPOCH_WEEKDAY = 3;

/**
 * Ratios of results in R by trading day of the exit, a year being 252 days, without a risk-free
 * rate. Days are those from Monday to Friday from the first day with a trade to the last, 0 where
 * nothing closed, and Saturdays and Sundays on which something did. All are null with fewer than
 * 20 days.
 */
export interface DailyRatios {
  days: number;
  days_with_trades: number;
  enough_days: number;
  days_of_year: number;
  mean_R: number | null;
  /** Sample deviation of a day. */
  deviation_R: number | null;
  /** Mean over deviation, × √252. Null where no day differs from another. */
  sharpe: number | null;
  /** Mean over the root mean square of the days below 0, × √252. Null without such a day. */
  sortino: number | null;
  /** Mean × 252 over the largest drawdown in R. Null without one. */
  calmar: number | null;
}

/** Results of days with trades, by ordinal of the day, days since 1970-01-01. */
export type DayResults = ReadonlyMap<number, number>;

/** @param deepestR largest drawdown of cumulative R, positive */
export function dailyRatios(results: DayResults, deepestR: number): DailyRatios {
  const days = workingDaysOf(results) + atWeekends(results);
  const known = {
    days,
    days_with_trades: results.size,
    enough_days: ENOUGH,
    days_of_year: DAYS_OF_YEAR,
  };
  if (days < ENOUGH) {
    return {
      ...known,
      ...{ mean_R: null, deviation_R: null, sharpe: null, sortino: null, calmar: null },
    };
  }
  const total = noSum();
  for (const result of results.values()) addDouble(total, result);
  const mean = doubleOf(total) / days;
  const [squares, below] = [noSum(), noSum()];
  for (const result of results.values()) {
    addDouble(squares, (result - mean) * (result - mean));
    if (result < 0) addDouble(below, result * result);
  }
  addDouble(squares, (days - results.size) * mean * mean);
  const deviation = Math.sqrt(doubleOf(squares) / (days - 1));
  const downside = Math.sqrt(doubleOf(below) / days);
  const year = Math.sqrt(DAYS_OF_YEAR);
  return {
    ...known,
    mean_R: mean,
    deviation_R: deviation,
    sharpe: over(mean * year, deviation),
    sortino: over(mean * year, downside),
    calmar: over(mean * DAYS_OF_YEAR, deepestR),
  };
}

/** Less than this in R is what rounding left. */
const LEAST = 1e-9;

function over(part: number, whole: number): number | null {
  return whole < LEAST ? null : part / whole + 0;
}

/** What closed on each day, in R. */
export function resultsByDay(trades: readonly TradeRecord[]): DayResults {
  const sums = new Map<string, CompensatedSum>();
  let [last, sum] = ["", noSum()];
  for (const { exit_day, result_R } of trades) {
    // Most trades end on the day of the one before.
    if (exit_day !== last) {
      last = exit_day;
      sum = sums.get(exit_day) ?? noSum();
      sums.set(exit_day, sum);
    }
    addDouble(sum, result_R);
  }
  return new Map([...sums].map(([day, sum]) => [ordinalOf(day), doubleOf(sum)]));
}

function ordinalOf(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

/** 0 is Monday. */
function weekdayOf(ordinal: number): number {
  return (((ordinal + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

function atWeekends(results: DayResults): number {
  return [...results.keys()].filter((day) => weekdayOf(day) > 4).length;
}

/** Days from Monday to Friday from the first day with a trade to the last, both counted. */
export function workingDaysOf(results: DayResults): number {
  const days = [...results.keys()];
  if (days.length === 0) return 0;
  const first = days.reduce((least, day) => Math.min(least, day));
  const last = days.reduce((most, day) => Math.max(most, day));
  return workingDaysBefore(last + 1) - workingDaysBefore(first);
}

/** Days from Monday to Friday since a Monday long ago. */
function workingDaysBefore(ordinal: number): number {
  const sinceMonday = ordinal + EPOCH_WEEKDAY;
  const weeks = Math.floor(sinceMonday / 7);
  return weeks * 5 + Math.min(5, sinceMonday - weeks * 7);
}
