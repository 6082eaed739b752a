// The headline figures of the metrics page, each with what qualifies it.

import type { ChalkInstance } from "chalk";
import { duration, inR, percent, plain, signed } from "../analytics/figures.js";
import type { Metrics } from "../analytics/metrics.js";
import type { Performance } from "../analytics/performance.js";
import { pad } from "../tui/line.js";
import { toned } from "./tone.js";

/** One figure: three lines. */
interface Tile {
  readonly label: string;
  readonly value: string;
  /** What its sign is shown by where there is colour. */
  readonly tone?: number | null;
  readonly note: string;
}

/** Tiles of a line. */
const ACROSS = 5;
const WIDEST = 26;

/** Lines of tiles, five of them side by side. */
export function tileLines(
  metrics: Metrics,
  performance: Performance,
  currency: string,
  columns: number,
  paint: ChalkInstance,
): string[] {
  const tiles = tilesOf(metrics, performance, currency);
  const width = Math.min(WIDEST, Math.floor(columns / ACROSS));
  const rows: string[] = [];
  for (let at = 0; at < tiles.length; at += ACROSS) {
    const row = tiles.slice(at, at + ACROSS);
    const line = (draw: (tile: Tile, text: (text: string) => string) => string): string => {
      const padded = (text: string): string => `${pad(text, width - 1)} `;
      return row
        .map((tile) => draw(tile, padded))
        .join("")
        .trimEnd();
    };
    if (at > 0) rows.push("");
    rows.push(
      line(({ label }, text) => paint.dim(text(label))),
      line(({ value, tone }, text) => paint.bold(toned(text(value), tone, paint))),
      line(({ note }, text) => paint.dim(text(note))),
    );
  }
  return rows;
}

function tilesOf(metrics: Metrics, performance: Performance, currency: string): Tile[] {
  const { total_R, expected_R, net_pnl, max_drawdown_R, current_drawdown_R } = metrics;
  return [
    { label: "TOTAL", value: inR(total_R), tone: total_R, note: moneyOf(net_pnl, currency) },
    { label: "PER TRADE", value: inR(expected_R), tone: expected_R, note: spanOf(performance) },
    {
      label: "WON",
      value: percent(metrics.win_rate),
      note: `${percent(metrics.win_rate_wilson_lb)} or more`,
    },
    {
      label: "PROFIT FACTOR",
      value: plain(metrics.profit_factor, 2),
      note: `${shortOf(metrics.gross_profit)} / ${shortOf(metrics.gross_loss)}`,
    },
    {
      label: "DRAWDOWN",
      value: `${plain(max_drawdown_R, 2)} R`,
      note: current_drawdown_R === 0 ? "at the peak" : `now ${plain(current_drawdown_R, 2)} R`,
    },
    ...ratioTiles(performance),
    holdTile(metrics, performance),
    {
      label: "A DAY",
      value: `${plain(performance.exposure.trades_per_day, 1)} trades`,
      note: `${inR(performance.daily.mean_R)}`,
    },
  ];
}

function ratioTiles({ daily }: Performance): Tile[] {
  const few = "too few days";
  const tile = (label: string, ratio: number | null, note: string): Tile => ({
    label,
    value: signed(ratio, 2),
    tone: ratio,
    note: daily.days < daily.enough_days ? few : note,
  });
  return [
    tile("SHARPE", daily.sharpe, `${plain(daily.days, 0)} days`),
    tile("SORTINO", daily.sortino, daily.sortino === null ? "no red day" : "by red days"),
    tile("CALMAR", daily.calmar, daily.calmar === null ? "no drawdown" : "by drawdown"),
  ];
}

function holdTile(metrics: Metrics, { exposure }: Performance): Tile {
  const { time_in_market: known } = metrics;
  const share = known === null ? exposure.share : known;
  // A tile of 14 cells has room for no more.
  const whole = percent(share).replace("100.0", "100");
  const note = `${whole} of ${known === null ? "time" : "bars"}`;
  return { label: "HELD", value: duration(metrics.avg_hold_minutes), note };
}

function moneyOf(amount: number, currency: string): string {
  const size = Math.abs(amount);
  if (size >= 1e7) return `${amount > 0 ? "+" : "−"}${shortOf(size)} ${currency}`;
  return `${signed(amount, size < 100_000 ? 2 : 0)} ${currency}`;
}

/** `25.2k` where the whole would not fit beside another. */
function shortOf(amount: number): string {
  if (amount >= 1e10) return `${plain(amount / 1e9, 2)}B`;
  if (amount >= 1e6) return `${plain(amount / 1e6, 2)}M`;
  return amount >= 1e4 ? `${plain(amount / 1e3, 1)}k` : plain(amount, 0);
}

function spanOf({ expected_R_interval: interval }: Performance): string {
  if (interval === null) return "too few trades";
  return `${signed(interval.low, 2)} to ${signed(interval.high, 2)}`;
}
