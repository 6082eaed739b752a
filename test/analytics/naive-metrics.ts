// The metrics a second time, straight from the words that define them: every number from the
// whole list of trades, money in integer cents, nothing carried along.

import type { TradeRecord } from "../../src/engine/trade/record.js";

const add = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
const money = (trades: TradeRecord[], of: (t: TradeRecord) => number): number =>
  add(trades.map((t) => Math.round(of(t) * 100))) / 100;
const mean = (numbers: number[]): number | null =>
  numbers.length === 0 ? null : add(numbers) / numbers.length;
const rOf = (trades: TradeRecord[]): number => add(trades.map((t) => t.result_R));

function winRate(trades: TradeRecord[]): number | null {
  return mean(trades.map((t) => (t.net_pnl > 0 ? 1 : 0)));
}

function factor(trades: TradeRecord[]): number | null {
  const lost = -money(
    trades.filter((t) => t.net_pnl < 0),
    (t) => t.net_pnl,
  );
  const won = money(
    trades.filter((t) => t.net_pnl > 0),
    (t) => t.net_pnl,
  );
  return lost === 0 ? null : won / lost;
}

/** Wilson's bound as the root of its defining equation, (p - x)^2 = z^2 x (1 - x) / n, below p. */
function wilson(trades: TradeRecord[]): number | null {
  const p = winRate(trades);
  if (p === null) return null;
  const k = 1.959963984540054 ** 2 / trades.length;
  // (1 + k) x^2 - (2p + k) x + p^2 = 0
  const discriminant = (2 * p + k) ** 2 - 4 * (1 + k) * p * p;
  return (2 * p + k - Math.sqrt(discriminant)) / (2 * (1 + k));
}

function curve(trades: TradeRecord[]) {
  const closing = trades
    .map((t, place) => ({ t, place }))
    .sort((a, b) => (a.t.exit_ts === b.t.exit_ts ? a.place - b.place : a.t.exit_ts - b.t.exit_ts))
    .map(({ t }) => t);
  return closing.map((t, i) => {
    const totals = closing.slice(0, i + 1).map((_, j) => rOf(closing.slice(0, j + 1)));
    const r = totals[i] ?? 0;
    return { ts: new Date(t.exit_ts).toISOString(), r, drawdown_r: Math.max(0, ...totals) - r };
  });
}

function sums(trades: TradeRecord[]) {
  return { pnl: money(trades, (t) => t.net_pnl), r: rOf(trades), trades: trades.length };
}

function matrix(trades: TradeRecord[]) {
  const groups: TradeRecord[][] = [];
  for (const t of trades) {
    const same = groups.find(
      ([g]) => g?.regime === t.regime && g.strategy === t.strategy && g.symbol === t.symbol,
    );
    if (same) same.push(t);
    else groups.push([t]);
  }
  const rows = groups.map((group) => ({
    regime: group[0]?.regime ?? "",
    strategy: group[0]?.strategy ?? "",
    symbol: group[0]?.symbol ?? "",
    trades: group.length,
    win_rate: winRate(group),
    profit_factor: factor(group),
    expected_R: mean(group.map((t) => t.result_R)),
    total_R: rOf(group),
  }));
  // Three stable sorts, the least important key first.
  for (const key of ["symbol", "strategy", "regime"] as const) {
    rows.sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0));
  }
  return rows;
}

/** Every pinned field, over trades in journal order. */
export function naiveMetrics(trades: TradeRecord[], sessionBars: number, positionBars: number) {
  const wins = trades.filter((t) => t.net_pnl > 0);
  const losses = trades.filter((t) => t.net_pnl < 0);
  const points = curve(trades);
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const at = (weekday: number, hour: number): TradeRecord[] =>
    trades.filter((t) => t.entry_weekday === weekday && t.entry_hour === hour);
  const week = (of: (trades: TradeRecord[]) => number): number[][] =>
    [0, 1, 2, 3, 4, 5, 6].map((weekday) => hours.map((hour) => of(at(weekday, hour))));
  return {
    profit_factor: factor(trades),
    win_rate: winRate(trades),
    win_rate_wilson_lb: wilson(trades),
    expected_R: mean(trades.map((t) => t.result_R)),
    avg_win_R: mean(wins.map((t) => t.result_R)),
    avg_loss_R: mean(losses.map((t) => t.result_R)),
    total_R: rOf(trades),
    max_drawdown_R: Math.max(0, ...points.map((point) => point.drawdown_r)),
    current_drawdown_R: points.at(-1)?.drawdown_r ?? 0,
    time_in_market: sessionBars === 0 ? null : positionBars / sessionBars,
    avg_hold_minutes: mean(trades.map((t) => (t.exit_ts - t.entry_ts) / 60_000)),
    trades: trades.length,
    wins: wins.length,
    losses: losses.length,
    scratches: trades.filter((t) => t.net_pnl === 0).length,
    gross_profit: money(wins, (t) => t.net_pnl),
    gross_loss: money(losses, (t) => -t.net_pnl),
    net_pnl: money(trades, (t) => t.net_pnl),
    commission: money(trades, (t) => t.commission),
    avg_mae_R: mean(trades.map((t) => t.mae_R)),
    avg_mfe_R: mean(trades.map((t) => t.mfe_R)),
    pnls_by_day: [...new Set(trades.map((t) => t.exit_day))]
      .sort()
      .map((day) => ({ day, ...sums(trades.filter((t) => t.exit_day === day)) })),
    pnls_by_hour: hours.map((hour) => ({
      hour,
      ...sums(trades.filter((t) => t.entry_hour === hour)),
    })),
    heatmap_weekday_hour: { r: week(rOf), trades: week((group) => group.length) },
    equity_curve: points,
    regime_strategy_symbol_matrix: matrix(trades),
    guards: [],
  };
}
