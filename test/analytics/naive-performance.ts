// Performance a second time, straight from the words that define it: day by day, minute by minute,
// pair by pair, with nothing carried along.

import type { TradeRecord } from "../../src/engine/trade/record.js";

const DAY_MS = 86_400_000;
const add = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const mean = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : add(numbers) / numbers.length;
const over = (part: number, whole: number): number | null => (whole < 1e-9 ? null : part / whole);

/** Sample deviation from all pairs: half their mean squared difference is the variance. */
function deviation(numbers: readonly number[]): number | null {
  if (numbers.length < 2) return null;
  const n = numbers.length;
  const squares = numbers.flatMap((a) => numbers.map((b) => (a - b) ** 2));
  return Math.sqrt(add(squares) / (2 * n * (n - 1)));
}

/** Trades by exit, equal ones as they were. */
export function byExit(trades: readonly TradeRecord[]): TradeRecord[] {
  return trades
    .map((t, place) => ({ t, place }))
    .sort((a, b) => a.t.exit_ts - b.t.exit_ts || a.place - b.place)
    .map(({ t }) => t);
}

/** Every day from the first to the last that is no weekend, or that has a trade. */
export function naiveDaily(trades: readonly TradeRecord[]) {
  const names = trades.map((t) => t.exit_day).sort();
  const [first = "", last = ""] = [names[0], names.at(-1)];
  const days: number[] = [];
  for (let ts = Date.parse(first); ts <= Date.parse(last); ts += DAY_MS) {
    const name = new Date(ts).toISOString().slice(0, 10);
    const own = trades.filter((t) => t.exit_day === name);
    const isWeekend = [0, 6].includes(new Date(ts).getUTCDay());
    if (!isWeekend || own.length > 0) days.push(add(own.map((t) => t.result_R)));
  }
  const totals = byExit(trades).map((_, i, all) => add(all.slice(0, i + 1).map((t) => t.result_R)));
  const depths = totals.map((total, i) => Math.max(0, ...totals.slice(0, i + 1)) - total);
  const none = { mean_R: null, deviation_R: null, sharpe: null, sortino: null, calmar: null };
  const known = { days: days.length, days_with_trades: new Set(names).size };
  if (days.length < 20) return { ...known, ...none };
  const [middle, spread] = [mean(days) ?? 0, deviation(days) ?? 0];
  const below = Math.sqrt(add(days.map((r) => Math.min(0, r) ** 2)) / days.length);
  const year = Math.sqrt(252);
  return {
    ...known,
    mean_R: middle,
    deviation_R: spread,
    sharpe: over(middle * year, spread),
    sortino: over(middle * year, below),
    calmar: over(middle * 252, Math.max(0, ...depths)),
  };
}

/** All stretches of trades that won (or lost), scratches left out; the first longest. */
export function naiveStreaks(trades: readonly TradeRecord[]) {
  const decided = byExit(trades).filter((t) => t.net_pnl !== 0);
  const longest = (won: boolean): number =>
    Math.max(
      0,
      ...decided.map((_, from) => {
        const rest = decided.slice(from);
        const end = rest.findIndex((t) => t.net_pnl > 0 !== won);
        return end < 0 ? rest.length : end;
      }),
    );
  const reversed = [...decided].reverse();
  const won = (reversed[0]?.net_pnl ?? 0) > 0;
  const broken = reversed.findIndex((t) => t.net_pnl > 0 !== won);
  const now = broken < 0 ? reversed.length : broken;
  return { win: longest(true), loss: longest(false), now: won ? now : -now };
}

/** Excursions. */
export function naiveExcursions(trades: readonly TradeRecord[]) {
  const wins = trades.filter((t) => t.net_pnl > 0);
  const losses = trades.filter((t) => t.net_pnl < 0);
  const best = add(trades.map((t) => t.mfe_R));
  return {
    edge_ratio: over(best, -add(trades.map((t) => t.mae_R))),
    mfe_kept: over(add(trades.map((t) => t.result_R)), best),
    mfe_kept_by_wins: over(add(wins.map((t) => t.result_R)), add(wins.map((t) => t.mfe_R))),
    given_back_R: mean(trades.map((t) => t.mfe_R - t.result_R)),
    wins_mae_R: mean(wins.map((t) => t.mae_R)),
    losses_mfe_R: mean(losses.map((t) => t.mfe_R)),
  };
}

/** Minutes, counted one by one, in which some trade was open; and most at a time. */
export function naiveExposure(trades: readonly TradeRecord[]) {
  const [from, to] = [
    Math.min(...trades.map((t) => t.entry_ts)),
    Math.max(...trades.map((t) => t.exit_ts)),
  ];
  const openAt = (ts: number): number =>
    trades.filter((t) => t.entry_ts <= ts && ts < t.exit_ts).length;
  let minutes = 0;
  let most = trades.length === 0 ? 0 : 1;
  for (let ts = from; ts < to; ts += 60_000) {
    const open = openAt(ts);
    if (open > 0) minutes++;
    most = Math.max(most, open);
  }
  return { minutes, most, share: over(minutes * 60_000, to - from) };
}

/** Quantile of numpy's default: linear between the two nearest. */
export function naiveQuantile(results: readonly number[], share: number): number {
  const sorted = [...results].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low * (1 - (place % 1)) + high * (place % 1);
}
