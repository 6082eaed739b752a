// One trade: its price path with the stop, the entries and the exits, and what was booked.

import { duration, inR, moment, plain, signed } from "../analytics/figures.js";
import { html, type Markup } from "./markup.js";
import type { ListedTrade } from "./packed-trades.js";
import { percentAt, roundStep, short, ticksBetween } from "./scale.js";
import type { DrawnPath } from "./trace.js";

/** Room above and beneath, as a part of the range. */
const MARGIN = 0.06;
/** Levels of R that are drawn, at most. */
const LEVELS = 7;

/** Digits of a price that are shown; a mean of fills may have more. */
const DIGITS = 8;

/** A price with the places that it has. */
export function priceText(price: number): string {
  const places = /\.(\d+)$/.exec(String(Number(price.toPrecision(DIGITS))))?.[1]?.length ?? 0;
  return plain(price, Math.min(DIGITS, places));
}

/** Where things lie in the picture, in per cent. */
interface Frame {
  readonly x: (column: number) => number;
  readonly y: (price: number) => number;
}

function frameOf({ low, high, bars }: DrawnPath): Frame {
  const margin = (high - low) * MARGIN;
  return {
    x: (column) => ((column + 0.5) / bars.length) * 100,
    y: (price) => 100 - percentAt(price, low - margin, high + margin),
  };
}

/** Levels of whole R, or of as many R as leave room between them. */
function levelsOf(trade: ListedTrade, { y }: Frame): { r: number; top: number }[] {
  const risk = Math.abs(trade.entry_price - trade.initial_stop);
  if (!(risk > 0)) return [];
  const up = trade.side === "short" ? -risk : risk;
  const perR = y(trade.entry_price) - y(trade.entry_price + up);
  const least = (y(trade.entry_price) - 100) / perR;
  const most = y(trade.entry_price) / perR;
  const [low, high] = [Math.min(least, most), Math.max(least, most)];
  const step = Math.max(1, roundStep(high - low, LEVELS));
  return ticksBetween(low, high, step).map((r) => ({ r, top: y(trade.entry_price + r * up) }));
}

function stopLine({ stops, fills, bars }: DrawnPath, { x, y }: Frame): string {
  const [first] = stops;
  if (first === undefined) return "";
  const end = Math.max(first.column, fills.at(-1)?.column ?? bars.length - 1);
  const moves = stops.map(
    ({ column, price }) => `H${short(x(Math.min(column, end)))}V${short(y(price))}`,
  );
  return `M${short(x(first.column))} ${short(y(first.price))}${moves.join("")}H${short(x(end))}`;
}

function barsLine({ bars }: DrawnPath, { x, y }: Frame): string {
  const half = short(38 / bars.length);
  return bars
    .map(({ high, low, close }, column) => {
      const at = short(x(column));
      return `M${at} ${short(y(high))}V${short(y(low))}M${at} ${short(y(close))}h${half}`;
    })
    .join("");
}

/** A triangle that points in the trade's direction for an entry, a ring for an exit. */
function marksOf({ fills }: DrawnPath, { side }: ListedTrade, { x, y }: Frame): Markup[] {
  return fills.map(({ column, price, qty, role }) => {
    const title = html`<title>${role}: ${priceText(qty)} at ${priceText(price)}</title>`;
    const [left, top] = [`${short(x(column))}%`, `${short(y(price))}%`];
    if (role !== "entry")
      return html`<circle class="exit" cx="${left}" cy="${top}" r="4.5">${title}</circle>`;
    const glyph = side === "short" ? "▼" : "▲";
    return html`<text class="entry" x="${left}" y="${top}" dy="0.36em">${glyph}${title}</text>`;
  });
}

function levelName(r: number): string {
  return r === 0 ? "entry" : `${signed(r, 0)} R`;
}

/** The picture of a path. */
export function pathFigure(trade: ListedTrade, path: DrawnPath): Markup {
  const frame = frameOf(path);
  const levels = levelsOf(trade, frame);
  const grid = levels.map(({ r, top }) => {
    const y = short(top);
    return html`<line class="${r === 0 ? "zero" : "grid"}" x1="0" x2="100" y1="${y}" y2="${y}"/>`;
  });
  const labels = levels.map(
    ({ r, top }) => html`<text x="6" y="${short(top)}%" dy="0.32em">${levelName(r)}</text>`,
  );
  const from = path.fills[0]?.column ?? 0;
  const to = path.fills.at(-1)?.column ?? path.bars.length - 1;
  const half = 50 / path.bars.length;
  const held = html`<rect class="held" x="${short(frame.x(from) - half)}" y="0" height="100"
width="${short(frame.x(to) - frame.x(from) + 2 * half)}"/>`;
  const told =
    `Price from the entry at ${priceText(trade.entry_price)} to the exit at ` +
    `${priceText(trade.exit_price)}: ${inR(trade.result_R)}`;
  return html`<figure class="path" role="img" aria-label="${told}"><div class="plot">
<svg viewBox="0 0 100 100" preserveAspectRatio="none">${held}${grid}
<path class="bars" d="${barsLine(path, frame)}"/>
<path class="stop" d="${stopLine(path, frame)}"/></svg>
<svg class="marks">${marksOf(path, trade, frame)}</svg><svg class="ticks">${labels}</svg></div>
<p class="key"><span class="entry">${trade.side === "short" ? "▼" : "▲"} entry</span>
<span class="exit">○ exit</span> <span class="stop">╌ stop</span>
<span>shaded: while it was open</span></p>
</figure>`;
}

/** What was booked, in words and numbers. */
export function tradeFacts(trade: ListedTrade, currency: string): Markup {
  const { entry_ts, exit_ts, tags, notes } = trade;
  const pairs: readonly (readonly [string, string])[] = [
    ["Entry", `${priceText(trade.entry_price)} · ${moment(entry_ts)}`],
    ["Exit", `${priceText(trade.exit_price)} · ${moment(exit_ts)}`],
    ["First stop", priceText(trade.initial_stop)],
    ["Result", `${inR(trade.result_R)} · ${signed(trade.net_pnl, 2)} ${currency}`],
    ["Commission", `${plain(trade.commission, 2)} ${currency}`],
    ["MAE, MFE", `${signed(trade.mae_R, 2)}, ${inR(trade.mfe_R)}`],
    ["Slippage", `${signed(trade.slippage_ticks, 2)} ticks`],
    ["Held", `${duration((exit_ts - entry_ts) / 60_000)} · ${plain(trade.bars_held, 0)} bars`],
    ["Strategy", `${trade.strategy}, ${trade.regime}`],
    ...(tags.length === 0 ? [] : [["Tags", tags.join(", ")] as const]),
  ];
  const rows = pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  const told = notes.map((note) => html`<p class="note">${note}</p>`);
  return html`<div><dl class="facts">${rows}</dl>${told}</div>`;
}
