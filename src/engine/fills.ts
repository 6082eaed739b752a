// The matcher: what a bar does to resting orders. Pure and synchronous; the replay venue, the
// paper broker and the shadows all use it. A bar comes in phases (SPEC 9):
//   open   market exits, then stops the open has gapped, then limits at or better than the open,
//          then entries; one with a limit is over with the open it meets;
//   range  stops that were touched, then limits;
//   end    market orders at the last close, when the data is over.
// `matchNext` gives one report at a time, so that the engine can answer each before the next.

import { assert } from "./assert.js";
import { commissionNano } from "./commission.js";
import type { FillsConfig } from "./config.js";
import type { ReportEvent } from "./event.js";
import { ceilSteps, floorSteps, type Instrument, toNumber } from "./market/instrument.js";
import {
  type MatchPhase,
  removeOrder,
  reportOf,
  shrinkGroup,
  type VenueBook,
  type VenueOrder,
} from "./venue-book.js";

/** What the matcher must know beside the book. */
export interface MatchRules {
  readonly instrument: Instrument;
  readonly fills: FillsConfig;
  readonly hasVolume: boolean;
}

/** A bar as the matcher sees it. */
export interface MatchBar {
  readonly ts: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** In ticks: divided prices are not whole to the last bit. */
const GRID_TOLERANCE = 1e-6;

/** Sets the bar and the phase; the volume budget is the bar's and starts at its open. */
export function beginPhase(
  book: VenueBook,
  bar: MatchBar,
  phase: MatchPhase,
  rules: MatchRules,
): void {
  book.phaseCount++;
  book.phase = phase;
  book.ts = bar.ts;
  book.open = bar.open;
  book.high = bar.high;
  book.low = bar.low;
  book.close = bar.close;
  if (phase === "open") book.budgetLots = volumeBudget(bar.volume, rules);
}

function volumeBudget(volume: number, rules: MatchRules): number {
  const share = rules.fills.max_volume_pct;
  if (!rules.hasVolume) return Number.POSITIVE_INFINITY;
  if (!(volume > 0)) return 0;
  // Spot FX has no volume: what its files call so counts ticks, or one dealer's lots.
  if (share === null || rules.instrument.assetClass === "fx") return Number.POSITIVE_INFINITY;
  return floorSteps((volume * share) / 100, rules.instrument.lot);
}

/**
 * The next thing this phase does to the book, or null when it is quiet. Changes the book.
 * @param alsoReports what it says of the group's other orders is appended; null where nobody
 * listens
 */
export function matchNext(
  book: VenueBook,
  rules: MatchRules,
  alsoReports: ReportEvent[] | null,
): ReportEvent | null {
  for (;;) {
    const order = nextOrder(book, rules);
    if (order === null) return null;
    order.askedPhase = book.phaseCount;
    const qtyLots = isBeyondLimit(book, order, rules) ? 0 : fillableLots(book, order);
    if (qtyLots > 0) return fill(book, order, qtyLots, rules, alsoReports);
    if (isLimitedEntry(order)) return cancelRest(book, order);
  }
}

/** Live, an entry is a limit: it takes the first open that it meets, or nothing. */
function isLimitedEntry({ role, type }: VenueOrder): boolean {
  return role === "entry" && type === "limit";
}

/** The market has gone further than the entry follows it. */
function isBeyondLimit(book: VenueBook, order: VenueOrder, rules: MatchRules): boolean {
  if (!isLimitedEntry(order)) return false;
  const ticks = tradableTicks(book.open, order.side, rules);
  return order.side === "buy" ? ticks > order.priceTicks : ticks < order.priceTicks;
}

/** An entry does not rest: what its open did not fill is over. */
function cancelRest(book: VenueBook, order: VenueOrder): ReportEvent {
  removeOrder(book, order);
  return reportOf(book, order, "cancelled", 0, 0, "rest");
}

/** Rank of an order that this phase fills: lower goes first; Infinity is not filled. */
function rankOf(book: VenueBook, order: VenueOrder, rules: MatchRules): number {
  if (book.phase === "end") return order.type === "market" ? 0 : Number.POSITIVE_INFINITY;
  if (book.phase === "range") {
    if (order.type === "market" || order.role === "entry") return Number.POSITIVE_INFINITY;
    if (!isReached(extremeFor(book, order), order, rules)) return Number.POSITIVE_INFINITY;
    return order.type === "stop" ? 0 : 1;
  }
  if (order.type === "market" || order.role === "entry") {
    if (book.ts < order.fromTs) return Number.POSITIVE_INFINITY;
    return order.role === "entry" ? 3 : 0;
  }
  if (!isReached(book.open, order, rules)) return Number.POSITIVE_INFINITY;
  return order.type === "stop" ? 1 : 2;
}

function nextOrder(book: VenueBook, rules: MatchRules): VenueOrder | null {
  let best: VenueOrder | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const order of book.orders) {
    if (order.askedPhase === book.phaseCount) continue;
    const rank = rankOf(book, order, rules);
    if (rank < bestRank || (rank === bestRank && best !== null && isNearer(order, best))) {
      best = order;
      bestRank = rank;
    }
  }
  return bestRank === Number.POSITIVE_INFINITY ? null : best;
}

/** Of two limits the one nearer to the market goes first; equals keep their arrival. */
function isNearer(order: VenueOrder, than: VenueOrder): boolean {
  if (order.type !== "limit" || than.type !== "limit" || order.side !== than.side) return false;
  return order.side === "sell"
    ? order.priceTicks < than.priceTicks
    : order.priceTicks > than.priceTicks;
}

/** Ticks at which `price` can trade for this side: off the grid it is against the trader. */
function tradableTicks(price: number, side: VenueOrder["side"], rules: MatchRules): number {
  const { tick } = rules.instrument;
  return side === "buy" ? ceilSteps(price, tick) : floorSteps(price, tick);
}

/** Whether `price` has reached the order: a sell stop from above, a sell limit from below. */
function isReached(price: number, order: VenueOrder, rules: MatchRules): boolean {
  const ticks = price / toNumber(rules.instrument.tick);
  const fallsTo = (order.type === "stop") === (order.side === "sell");
  const beyond = fallsTo ? order.priceTicks - ticks : ticks - order.priceTicks;
  const through = order.type === "limit" && rules.fills.limit_fill === "through";
  return through ? beyond > GRID_TOLERANCE : beyond >= -GRID_TOLERANCE;
}

/** The bar's extreme on the side from which the order is reached. */
function extremeFor(book: VenueBook, order: VenueOrder): number {
  return (order.type === "stop") === (order.side === "sell") ? book.low : book.high;
}

/** Entries and limits share the bar's budget; stops and market exits fill whole. */
function fillableLots(book: VenueBook, order: VenueOrder): number {
  const remaining = order.qtyLots - order.filledLots;
  const capped = order.type === "limit" || order.role === "entry";
  return capped && book.phase !== "end" ? Math.min(remaining, book.budgetLots) : remaining;
}

/** Where a stop trades: at its price, or at an open that lies beyond it, also a finer bar's. */
function gappedTicks(order: VenueOrder, atOpenTicks: number): number {
  return order.side === "sell"
    ? Math.min(order.priceTicks, atOpenTicks)
    : Math.max(order.priceTicks, atOpenTicks);
}

function fillPriceTicks(book: VenueBook, order: VenueOrder, rules: MatchRules): number {
  if (book.phase === "end") return tradableTicks(book.close, order.side, rules);
  const isEntry = isLimitedEntry(order);
  const atOpenTicks = tradableTicks(book.open, order.side, rules);
  if (order.type === "limit" && !isEntry) {
    // Also one that came to rest in answer to the open: the market is already better than it asks.
    return order.side === "sell"
      ? Math.max(order.priceTicks, atOpenTicks)
      : Math.min(order.priceTicks, atOpenTicks);
  }
  const slip = order.side === "buy" ? rules.fills.slippage_ticks : -rules.fills.slippage_ticks;
  const base = order.type === "stop" ? gappedTicks(order, atOpenTicks) : atOpenTicks;
  if (!isEntry) return base + slip;
  // As a market order would, but never beyond its limit.
  return order.side === "buy"
    ? Math.min(base + slip, order.priceTicks)
    : Math.max(base + slip, order.priceTicks);
}

function fill(
  book: VenueBook,
  order: VenueOrder,
  qtyLots: number,
  rules: MatchRules,
  alsoReports: ReportEvent[] | null,
): ReportEvent {
  const priceTicks = fillPriceTicks(book, order, rules);
  order.filledLots += qtyLots;
  assert(order.filledLots <= order.qtyLots, "an order fills no more than its quantity");
  if (order.type === "limit" || order.role === "entry") book.budgetLots -= qtyLots;
  book.executions++;
  const report: ReportEvent = {
    type: "report",
    kind: "fill",
    symbol: book.symbol,
    ts: book.ts,
    clientOrderId: order.clientOrderId,
    qty: qtyLots,
    cumQty: order.filledLots,
    price: priceTicks,
    executionId: `x-${book.symbol}-${book.executions}`,
    commissionNano: commissionNano(qtyLots, priceTicks, rules),
    stalePrice: false,
    reason: "",
  };
  if (order.filledLots === order.qtyLots) removeOrder(book, order);
  else if (isLimitedEntry(order)) alsoReports?.push(cancelRest(book, order));
  if (order.group !== "" && order.role !== "entry") {
    shrinkGroup(book, order, qtyLots, alsoReports);
  }
  return report;
}
