// The metrics as they are shown, exported and served. Field names are pinned: JSON readers,
// dashboards and scripts depend on them.

import { type GuardRow, guardRows } from "./guard-worth.js";
import { IsoTimes } from "./iso-times.js";
import type { Bucket, MetricsState, Tally } from "./metrics-state.js";
import { addDouble, doubleOf, moneyOf, noSum } from "./sum.js";

export type { CountedTrade, MetricsState } from "./metrics-state.js";
export { addBars, addFact, addTrade, createMetrics } from "./metrics-state.js";

/** Normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;

const MS_PER_MINUTE = 60_000;

/** Trades whose exit lies in one trading day. */
interface DayRow {
  day: string;
  pnl: number;
  r: number;
  trades: number;
}

/** Trades whose entry lies in one exchange-local hour, 0 to 23. */
interface HourRow {
  hour: number;
  pnl: number;
  r: number;
  trades: number;
}

/** Cumulative R after a trade, and how far it is below its peak (positive). */
interface EquityPoint {
  /** ISO-8601 UTC. */
  ts: string;
  r: number;
  drawdown_r: number;
}

/** Trades of one strategy on one symbol in one regime. */
interface MatrixRow {
  regime: string;
  strategy: string;
  symbol: string;
  trades: number;
  win_rate: number | null;
  profit_factor: number | null;
  expected_R: number | null;
  total_R: number;
}

/**
 * All metrics of a set of trades. Money is in the account's currency, results in R. Sums, counts
 * and drawdowns over nothing are 0; means, rates and factors over nothing are null.
 */
export interface Metrics {
  profit_factor: number | null;
  win_rate: number | null;
  win_rate_wilson_lb: number | null;
  expected_R: number | null;
  avg_win_R: number | null;
  avg_loss_R: number | null;
  total_R: number;
  max_drawdown_R: number;
  current_drawdown_R: number;
  time_in_market: number | null;
  avg_hold_minutes: number | null;
  trades: number;
  wins: number;
  losses: number;
  scratches: number;
  gross_profit: number;
  gross_loss: number;
  net_pnl: number;
  commission: number;
  avg_mae_R: number | null;
  avg_mfe_R: number | null;
  pnls_by_day: DayRow[];
  pnls_by_hour: HourRow[];
  heatmap_weekday_hour: { r: number[][]; trades: number[][] };
  equity_curve: EquityPoint[];
  regime_strategy_symbol_matrix: MatrixRow[];
  guards: GuardRow[];
}

/** The metrics of the trades added so far. Leaves the state as it is. */
export function metricsOf(state: MetricsState): Metrics {
  const { trades, wins, losses } = state.all;
  const path = equityPath(state);
  return {
    profit_factor: profitFactor(state.all),
    win_rate: ratio(wins, trades),
    win_rate_wilson_lb: wilsonLowerBound(wins, trades),
    expected_R: ratio(path.total, trades),
    avg_win_R: ratio(doubleOf(state.winR), wins),
    avg_loss_R: ratio(doubleOf(state.lossR), losses),
    total_R: path.total,
    max_drawdown_R: path.maxDrawdown,
    current_drawdown_R: path.drawdown,
    time_in_market: ratio(state.barsInPosition, state.sessionBars),
    avg_hold_minutes: ratio(state.holdMs / MS_PER_MINUTE, trades),
    trades,
    wins,
    losses,
    scratches: trades - wins - losses,
    gross_profit: moneyOf(state.all.profit),
    gross_loss: moneyOf(state.all.loss),
    net_pnl: moneyOf(state.net),
    commission: moneyOf(state.commission),
    avg_mae_R: ratio(doubleOf(state.maeR), trades),
    avg_mfe_R: ratio(doubleOf(state.mfeR), trades),
    pnls_by_day: Object.entries(state.days)
      .sort(([a], [b]) => order(a, b))
      .map(([day, bucket]) => ({ day, ...bucketOf(bucket) })),
    pnls_by_hour: state.hours.map((bucket, hour) => ({ hour, ...bucketOf(bucket) })),
    heatmap_weekday_hour: {
      r: week(state.heatR.map(doubleOf)),
      trades: week(state.heatTrades),
    },
    equity_curve: path.points,
    regime_strategy_symbol_matrix: matrixRows(state),
    guards: guardRows(state.guards),
  };
}

interface EquityPath {
  points: EquityPoint[];
  total: number;
  drawdown: number;
  maxDrawdown: number;
}

/**
 * Cumulative R in closing order. Symbols on different intervals can report an earlier exit after
 * a later one, so the order of the journal decides only between equal times.
 */
function equityPath(state: MetricsState): EquityPath {
  const at = (place: number): number => state.exitTs[place] ?? 0;
  const places = new Uint32Array(state.exitTs.length);
  for (let place = 0; place < places.length; place++) places[place] = place;
  if (!state.inOrder) places.sort((a, b) => at(a) - at(b) || a - b);
  const sum = noSum();
  const times = new IsoTimes();
  const path: EquityPath = { points: [], total: 0, drawdown: 0, maxDrawdown: 0 };
  let peak = 0;
  for (const place of places) {
    addDouble(sum, state.resultR[place] ?? 0);
    path.total = doubleOf(sum);
    if (path.total > peak) peak = path.total;
    path.drawdown = peak - path.total;
    if (path.drawdown > path.maxDrawdown) path.maxDrawdown = path.drawdown;
    path.points.push({ ts: times.at(at(place)), r: path.total, drawdown_r: path.drawdown });
  }
  return path;
}

function matrixRows(state: MetricsState): MatrixRow[] {
  return Object.values(state.matrix)
    .sort(
      (a, b) =>
        order(a.regime, b.regime) || order(a.strategy, b.strategy) || order(a.symbol, b.symbol),
    )
    .map(({ regime, strategy, symbol, tally }) => ({
      regime,
      strategy,
      symbol,
      trades: tally.trades,
      win_rate: ratio(tally.wins, tally.trades),
      profit_factor: profitFactor(tally),
      expected_R: ratio(doubleOf(tally.r), tally.trades),
      total_R: doubleOf(tally.r),
    }));
}

function bucketOf(bucket: Bucket): { pnl: number; r: number; trades: number } {
  return { pnl: moneyOf(bucket.pnl), r: doubleOf(bucket.r), trades: bucket.trades };
}

/** Seven rows of 24. */
function week(cells: readonly number[]): number[][] {
  return Array.from({ length: 7 }, (_, day) => cells.slice(day * 24, day * 24 + 24));
}

/** A share or a mean; null over nothing. */
function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole + 0;
}

function profitFactor(tally: Tally): number | null {
  return ratio(moneyOf(tally.profit), moneyOf(tally.loss));
}

/**
 * Lower end of the score interval of a share. Source: E. B. Wilson, "Probable inference, the law
 * of succession, and statistical inference", JASA 22 (1927).
 */
function wilsonLowerBound(wins: number, trades: number): number | null {
  if (trades === 0) return null;
  // Without a win both terms are equal and only their rounding would be left.
  if (wins === 0) return 0;
  const share = wins / trades;
  const spread = Z * Math.sqrt((share * (1 - share)) / trades + (Z * Z) / (4 * trades * trades));
  return (share + (Z * Z) / (2 * trades) - spread) / (1 + (Z * Z) / trades);
}

/** Plain order of the characters' codes, the same on every machine. */
function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
