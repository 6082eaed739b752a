// How well it was traded, beyond what the pinned metrics say. Everything is worked out anew from
// the trades; 100,000 of them take a few hundredths of a second.

import type { TradeRecord } from "../engine/trade/record.js";
import { type DailyRatios, dailyRatios, resultsByDay, workingDaysOf } from "./daily.js";
import { type Distribution, distributionOf } from "./distribution.js";
import { type Excursions, excursionsOf } from "./excursions.js";
import { type Exposure, exposureOf } from "./exposure.js";
import { ENOUGH, estimateOf, type Interval } from "./interval.js";
import { type Streaks, streaksOf } from "./streaks.js";
import { addDouble, doubleOf, noSum } from "./sum.js";
import { columnsOf, type TradeColumns } from "./trade-columns.js";

/** Mean R of the last `window` trades when one had closed. */
export interface RollingPoint {
  /** Its exit, ISO-8601 UTC. */
  ts: string;
  expected_R: number;
  /** Student's 95 % interval of that mean. */
  low: number;
  high: number;
}

/** What there is to say of a set of trades. What there are too few to say of is null. */
export interface Performance {
  trades: number;
  /** Fewer trades than `enough_trades`: nothing here says more than chance would. */
  too_few: boolean;
  enough_trades: number;
  /** Mean result per trade in R; null without trades. */
  expected_R: number | null;
  /** Student's 95 % interval of it; null while `too_few`. */
  expected_R_interval: Interval | null;
  daily: DailyRatios;
  streaks: Streaks;
  excursions: Excursions;
  exposure: Exposure;
  distribution: Distribution;
  rolling: {
    /** Trades that each mean is over. */
    window: number;
    /**
     * A point a trade from the `window`-th on, in closing order; of more than 500 every second,
     * third, and so on, and always the last.
     */
    points: RollingPoint[];
  };
}

/** Trades that a rolling mean is over where nothing else is asked. */
const WINDOW = 20;
/** More of a curve than this nobody can see. */
const MOST_POINTS = 500;

/**
 * What there is to say of closed trades, given in journal order.
 * @param window trades that a rolling mean is over, 20 at least
 */
export function performanceOf(trades: readonly TradeRecord[], window = WINDOW): Performance {
  const closing = inClosingOrder(trades);
  const columns = columnsOf(closing);
  const { resultR: results } = columns;
  const { mean, interval } = estimateOf(results, 0, results.length);
  const days = resultsByDay(closing);
  return {
    trades: closing.length,
    too_few: closing.length < ENOUGH,
    enough_trades: ENOUGH,
    expected_R: mean,
    expected_R_interval: interval,
    daily: dailyRatios(days, deepest(results)),
    streaks: streaksOf(columns),
    excursions: excursionsOf(columns),
    exposure: exposureOf(columns, workingDaysOf(days)),
    distribution: distributionOf(results),
    rolling: rollingOf(columns, Math.max(ENOUGH, window)),
  };
}

/** By exit; equal ones as the journal has them. */
function inClosingOrder(trades: readonly TradeRecord[]): readonly TradeRecord[] {
  let last = Number.NEGATIVE_INFINITY;
  for (const { exit_ts } of trades) {
    if (exit_ts < last) return [...trades].sort((a, b) => a.exit_ts - b.exit_ts);
    last = exit_ts;
  }
  return trades;
}

/** Largest fall of cumulative R from its peak, from 0. */
function deepest(results: Float64Array): number {
  const sum = noSum();
  let peak = 0;
  let most = 0;
  for (const result of results) {
    addDouble(sum, result);
    const total = doubleOf(sum);
    peak = Math.max(peak, total);
    most = Math.max(most, peak - total);
  }
  return most;
}

function rollingOf({ resultR, exitTs }: TradeColumns, window: number): Performance["rolling"] {
  const points: RollingPoint[] = [];
  const step = Math.ceil((resultR.length - window + 1) / MOST_POINTS);
  for (let end = resultR.length; end >= window; end -= step) {
    const { mean, interval } = estimateOf(resultR, end - window, end);
    if (mean === null || interval === null) continue;
    const ts = new Date(exitTs[end - 1] ?? 0).toISOString();
    points.push({ ts, expected_R: mean, ...interval });
  }
  return { window, points: points.reverse() };
}
