// The price of one symbol: its last closes as a line, with the trade's own levels drawn across
// it and named at the right, where the last price stands too.

import { plain, signed } from "../../analytics/figures.js";
import { POWERS_OF_TEN } from "../../engine/market/instrument.js";
import type { Snapshot } from "../../runtime/session.js";
import { brailleRows, type Range, rowOf } from "../braille.js";
import type { CockpitState } from "../cockpit-state.js";
import { pad, span, tame, widthOf } from "../line.js";
import type { Line, Role, Span } from "../theme.js";
import { newsChip, TILES_COLUMNS, timeframeText } from "./guards.js";

/** A price that is drawn across the chart. */
interface Level {
  readonly name: string;
  readonly price: number;
  readonly role: Role;
}

/** A level may widen the range of the closes this many times; one further off is named only. */
const MOST_STRETCH = 4;
/** The part of the chart by which it jumps back. */
const JUMP_SHARE = 6;
/** Steps that the range is rounded out to. */
const RANGE_STEPS = 8;
const NAME_CELLS = 7;

type Market = Snapshot["symbols"][number];

/** The symbol that is shown. */
function focusOf({ snapshot, focus }: CockpitState): Market | undefined {
  return snapshot.symbols.find(({ symbol }) => symbol === focus);
}

function hasStop(orders: Snapshot["orders"], symbol: string): boolean {
  return orders.some((order) => order.symbol === symbol && order.role === "stop");
}

/** What the trade hangs on: stop, entry, targets, and entries that wait. */
function levelsOf({ positions, orders }: Snapshot, symbol: string): Level[] {
  const position = positions.find((one) => one.symbol === symbol);
  const levels: Level[] = [];
  if (position !== undefined) {
    const name = position.stop_why === "break_even" ? "stop BE" : "stop";
    // Where no order works for it, it is where a stop ought to be.
    const isThere = position.protection !== "NAKED" || hasStop(orders, symbol);
    levels.push({ name: isThere ? name : "no stop", price: position.stop, role: "loss" });
    levels.push({ name: "entry", price: position.entry, role: "strong" });
  }
  for (const order of orders) {
    if (order.symbol !== symbol || order.price === null || order.role === "stop") continue;
    levels.push({ name: order.role, price: order.price, role: "gain" });
  }
  return levels;
}

/** `MNQ 1m 24,840.25`, what the market does, and as much of the rest as fits. */
export function priceTitle(state: CockpitState, width: number): Line {
  const market = focusOf(state);
  if (market === undefined) return [span("PRICE", "title")];
  const { decimals, last, regime, adx, size_share, timeframes } = market;
  const chip = newsChip(state.snapshot, market.symbol);
  const title: Span[] = [
    span(`${tame(market.symbol)} ${market.timeframe}`, "title"),
    ...(chip === null ? [] : [span(" "), chip]),
    span(` ${plain(last, decimals)}`, "strong"),
    span(` ${regime}`),
  ];
  const rest = [
    size_share < 1 && regime !== "NOTRADE" ? ` ×${plain(size_share, 2)}` : "",
    // A smaller screen has a row for them.
    ...(state.columns < TILES_COLUMNS ? [] : timeframes.map((one) => `  ${timeframeText(one)}`)),
    adx === null ? "" : `  adx ${plain(adx, 0)}`,
  ];
  for (const text of rest) {
    // A rule and its title need four cells beside it.
    if (widthOf(title) + text.length + 4 > width) break;
    title.push(span(text, "dim"));
  }
  return title;
}

/**
 * The closes that are drawn. The chart grows to the right and then jumps back by a part of its
 * width: a picture that stands is easier to read, and cheaper, than one that always moves.
 */
function shownCloses({ count, closes }: CockpitState["recent"], room: number): readonly number[] {
  const oldest = count - closes.length;
  const jump = Math.max(1, Math.floor(room / JUMP_SHARE));
  const start = count <= room ? 0 : Math.ceil((count - room) / jump) * jump;
  return closes.slice(Math.max(0, start - oldest));
}

/**
 * What the chart shows: all closes, and levels that do not flatten them; out to round prices, so
 * that it need not change with every new high.
 */
function rangeOf(closes: readonly number[], levels: readonly Level[], tick: number): Range {
  let low = Math.min(...closes);
  let high = Math.max(...closes);
  const least = Math.max(high - low, 4 * tick);
  for (const { price } of levels) {
    const [lower, higher] = [Math.min(low, price), Math.max(high, price)];
    if (higher - lower <= least * MOST_STRETCH) [low, high] = [lower, higher];
  }
  const step = Math.max(tick, roundStep(Math.max(high - low, 4 * tick) / RANGE_STEPS));
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step };
}

/** 1, 2 or 5 times a power of ten, at or below. */
function roundStep(value: number): number {
  const power = Number(`1e${Math.floor(Math.log10(value))}`);
  return ([5, 2].find((times) => times * power <= value) ?? 1) * power;
}

/** A text at the right edge and the row it belongs on. */
interface Label {
  readonly price: number;
  readonly row: number;
  readonly text: string;
  readonly role: Role;
}

/** Gives each label a row of its own, near its price, and never one above a higher price. */
function placed(labels: readonly Label[], rows: number): Map<number, Label> {
  const sorted = labels.slice(0, rows).sort((a, b) => b.price - a.price);
  let next = 0;
  const places = sorted.map(({ row }) => {
    const place = Math.max(row, next);
    next = place + 1;
    return place;
  });
  let last = rows - 1;
  for (let at = places.length - 1; at >= 0; at--) {
    places[at] = Math.min(places[at] ?? last, last);
    last = (places[at] ?? last) - 1;
  }
  return new Map(sorted.map((label, at) => [places[at] ?? 0, label]));
}

/** The chart, exactly `rows` lines. */
export function priceLines(state: CockpitState, width: number, rows: number): Line[] {
  const market = focusOf(state);
  const { recent } = state;
  if (market === undefined || recent.closes.length === 0) return [[span(" no bar yet", "dim")]];
  const text = (price: number): string => plain(price, market.decimals);
  const levels = levelsOf(state.snapshot, market.symbol);
  const shownWidth = Math.max(...recent.closes.map((close) => text(close).length));
  const axis = shownWidth + 2 + (levels.length > 0 ? NAME_CELLS : 0);
  const columns = Math.max(1, width - axis - 1);
  const shown = shownCloses(recent, columns * 2);
  const range = rangeOf(shown, levels, 1 / (POWERS_OF_TEN[market.decimals] ?? 1));
  const plot = brailleRows(shown, range, columns, rows);
  const labels: Label[] = levels.map(({ name, price, role }) => ({
    price,
    row: rowOf(price, range, rows),
    text: `${offChart(price, range)}${text(price).padStart(shownWidth)} ${name}`,
    role,
  }));
  const last = shown.at(-1) ?? 0;
  const edges = [range.high, range.low]
    .filter((price) => price !== last)
    .map((price): Label => {
      const label = `┤${text(price).padStart(shownWidth)}`;
      return { price, row: rowOf(price, range, rows), text: label, role: "dim" };
    });
  const lastLabel: Label = {
    price: last,
    row: rowOf(last, range, rows),
    text: `◂${text(last).padStart(shownWidth)}`,
    role: "strong",
  };
  const byRow = placed([lastLabel, ...labels], rows);
  for (const edge of edges) if (!byRow.has(edge.row)) byRow.set(edge.row, edge);
  const levelRows = new Map(
    levels
      .filter(({ price }) => price >= range.low && price <= range.high)
      .reverse()
      .map(({ price, role }) => [rowOf(price, range, rows), role]),
  );
  return plot.map((cells, row) => {
    const label = byRow.get(row);
    return [
      span(" "),
      ...plotSpans(cells, levelRows.get(row) ?? null),
      label === undefined ? span(pad("│", axis), "dim") : span(pad(label.text, axis), label.role),
    ];
  });
}

/** A level's price that lies beyond the chart points to where it is. */
function offChart(price: number, { low, high }: Range): string {
  if (price > high) return "↑";
  return price < low ? "↓" : "╌";
}

/** The dots of a row; a level runs through the cells between them. */
function plotSpans(cells: readonly string[], level: Role | null): Span[] {
  if (level === null) return [span(cells.join(""))];
  const spans: Span[] = [];
  let from = 0;
  for (let at = 1; at <= cells.length; at++) {
    const isBlank = cells[from] === " ";
    if (at < cells.length && (cells[at] === " ") === isBlank) continue;
    const text = cells.slice(from, at).join("");
    spans.push(isBlank ? span("╌".repeat(text.length), level) : span(text));
    from = at;
  }
  return spans;
}

/** How far the last price is from the stop, in words; empty without a position. */
export function distanceText(state: CockpitState): string {
  const position = state.snapshot.positions.find(({ symbol }) => symbol === state.focus);
  if (position === undefined) return "";
  const { orders } = state.snapshot;
  if (position.protection === "NAKED" && !hasStop(orders, state.focus)) return "no stop works";
  const points = Math.abs(position.last - position.stop);
  return `stop ${signed(points, focusOf(state)?.decimals ?? 2).replace("+", "")} away`;
}
