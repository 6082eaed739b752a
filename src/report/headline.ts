// What comes first: the result, how sure it is, and the figures beside it.

import { counted } from "../analytics/count.js";
import { duration, inR, percent, plain, signed } from "../analytics/figures.js";
import type { Metrics } from "../analytics/metrics.js";
import type { Performance } from "../analytics/performance.js";
import { html, type Markup } from "./markup.js";

/** What the headline is made of. */
interface Headline {
  readonly metrics: Metrics;
  readonly performance: Performance;
  readonly currency: string;
}

/** Whether the mean can be told from nothing, in a sentence. */
export function verdict({ metrics, performance }: Omit<Headline, "currency">): string {
  const { trades, expected_R } = metrics;
  if (trades === 0) return "No trade has closed.";
  const { expected_R_interval: interval, enough_trades } = performance;
  const mean = `${inR(expected_R)} a trade over ${counted(trades, "trade")}`;
  if (interval === null) {
    return `${mean}: too few to tell from chance; ${enough_trades} are the least that could.`;
  }
  const { low, high } = interval;
  const range = `the 95 % interval of the mean goes from ${signed(low, 2)} to ${inR(high)}`;
  if (low > 0) return `${mean}: more than chance would give; ${range}.`;
  if (high < 0) return `${mean}: a loss that chance does not explain; ${range}.`;
  return `${mean}, which may be chance: ${range}.`;
}

/** A figure with its name, and what there is to say of it. */
type Tile = readonly [name: string, value: string, note: string, tone?: number | null];

function ratioTiles({ daily }: Performance): Tile[] {
  const note =
    daily.days < daily.enough_days
      ? `${counted(daily.days, "day")}, too few to say`
      : `on ${counted(daily.days, "day")}, a year of ${daily.days_of_year}`;
  return [
    ["Sharpe", plain(daily.sharpe, 2), note],
    ["Sortino", plain(daily.sortino, 2), note],
    ["Calmar", plain(daily.calmar, 2), note],
  ];
}

function streakTile({ streaks: { longest_win: win, longest_loss: loss } }: Performance): Tile {
  const note = loss === null ? "" : `the losses cost ${plain(-loss.total_R, 2)} R`;
  return ["Longest streaks", `${win?.trades ?? 0} won, ${loss?.trades ?? 0} lost`, note];
}

function tilesOf({ metrics, performance, currency }: Headline): Tile[] {
  const { expected_R_interval: interval } = performance;
  const { expected_R, profit_factor, win_rate, win_rate_wilson_lb } = metrics;
  const { trades, wins, losses, scratches } = metrics;
  return [
    ["Profit factor", plain(profit_factor, 2), "net wins over net losses"],
    [
      "Mean per trade",
      inR(expected_R),
      interval === null
        ? "too few to say how sure"
        : `${signed(interval.low, 2)} to ${signed(interval.high, 2)} R, 95 %`,
      expected_R,
    ],
    ["Won", percent(win_rate), `at least ${percent(win_rate_wilson_lb)} (Wilson, 95 %)`],
    [
      "Max drawdown",
      `${plain(metrics.max_drawdown_R, 2)} R`,
      `now ${plain(metrics.current_drawdown_R, 2)} R below the peak`,
    ],
    [
      "Trades",
      plain(trades, 0),
      `${plain(wins, 0)} won, ${plain(losses, 0)} lost, ${plain(scratches, 0)} even`,
    ],
    ["Net", `${signed(metrics.net_pnl, 2)}`, `${currency}, after commission`, metrics.net_pnl],
    ["Commission", plain(metrics.commission, 2), currency],
    [
      "Average win, loss",
      `${signed(metrics.avg_win_R, 2)}, ${inR(metrics.avg_loss_R)}`,
      "of what won, of what lost",
    ],
    ...ratioTiles(performance),
    streakTile(performance),
    [
      "Average MAE, MFE",
      `${signed(metrics.avg_mae_R, 2)}, ${inR(metrics.avg_mfe_R)}`,
      "worst and best while open",
    ],
    ["Kept of the best", percent(performance.excursions.mfe_kept), "result over MFE"],
    ["Average hold", duration(metrics.avg_hold_minutes), "entry to last exit"],
    [
      "In the market",
      percent(metrics.time_in_market ?? performance.exposure.share),
      metrics.time_in_market === null ? "of the time, nights included" : "of session bars",
    ],
  ];
}

/** Class of a number by its sign; the sign itself is in the text. */
function toneOf(value: number | null | undefined): string {
  if (value === null || value === undefined || value === 0) return "";
  return value > 0 ? "pos" : "neg";
}

/** The result and its tiles. */
export function headline(data: Headline): Markup {
  const { total_R } = data.metrics;
  const tiles = tilesOf(data).map(
    ([name, value, note, tone]) =>
      html`<div><dt>${name}</dt>
<dd><b class="${toneOf(tone)}">${value}</b><small>${note}</small></dd></div>
`,
  );
  return html`<section class="headline" aria-label="Result">
<p class="total"><b class="${toneOf(total_R)}">${signed(total_R, 2)}</b> <span>R net</span></p>
<p class="verdict">${verdict(data)}</p>
${
  data.metrics.trades > 0 &&
  html`<dl class="tiles">
${tiles}</dl>`
}</section>`;
}
