// How a shadow trades: the venue's matcher over a book of its own, and the in-trade manager, whose
// actions are done to that book at once. Nobody has to be told of its orders, and its money is
// counted once, when it is flat. That it comes to what the account would have made of the same
// signal is held by a property test.

import { assert } from "./assert.js";
import { bootSymbol, type Core, viewOf } from "./core.js";
import type { OrderRole } from "./effect.js";
import type { ReportEvent } from "./event.js";
import { beginPhase, type MatchBar, matchNext } from "./fills.js";
import { empty, removeAt } from "./lists.js";
import { toNumber } from "./market/instrument.js";
import { offPrice } from "./orders/booking.js";
import { openLots } from "./orders/ledger.js";
import { distanceAtOpen, leastStopTicks, lotsAtOpen, objectionsAtOpen } from "./orders/opening.js";
import { stopReasonOf } from "./orders/order-facts.js";
import { emitShadowClosed, emitShadowOpened } from "./shadow-facts.js";
import { isOver, type Shadow, type ShadowTrade } from "./shadow-state.js";
import { directionOf, ticksAtR } from "./trade/levels.js";
import { firstActionR, levelBasisOf, onBar, onFill } from "./trade/manager.js";
import type { ExitReason } from "./trade/record.js";
import {
  addOrder,
  type MatchPhase,
  removeOrder,
  type VenueBook,
  type VenueOrder,
} from "./venue-book.js";

/**
 * An order's id says what it is: these two, the number of the level it takes, or why it leaves.
 * No two of a shadow's are the same.
 */
export const ENTRY = "entry";
const STOP = "stop";
/** All of them share one position. */
export const GROUP = "1";
const NO_LEVELS: readonly number[] = [];

/** Matches the book against a phase of a bar, each fill answered before the next. */
export function matchShadow(
  core: Core,
  symbol: number,
  shadow: Shadow,
  bar: MatchBar,
  phase: MatchPhase,
): void {
  if (isOver(shadow)) return;
  const { instrument, hasVolume } = bootSymbol(core, symbol);
  const rules = { instrument, fills: core.config.fills, hasVolume };
  beginPhase(shadow.book, bar, phase, rules);
  for (;;) {
    const report = matchNext(shadow.book, rules, null);
    if (report === null) return;
    if (report.clientOrderId === ENTRY) enter(core, symbol, shadow, report);
    else leave(core, symbol, shadow, report);
    if (isOver(shadow)) return;
  }
}

/** The last look at an entry that has not filled, or not whole, as at the account's. */
export function reviewShadow(core: Core, symbol: number, shadow: Shadow, open: number): void {
  const order = orderOf(shadow.book, ENTRY);
  if (order === null) return;
  const { entry, guards, book } = shadow;
  const { instrument } = bootSymbol(core, symbol);
  const distance = distanceAtOpen(entry, open, instrument);
  // As if those that objected were off: this one is asked again.
  const leastTicks = guards.includes("constraint:min_stop_ticks") ? 0 : leastStopTicks(core);
  const allowedLots = lotsAtOpen(core, entry, distance, instrument);
  const isRefused = objectionsAtOpen(core, symbol, entry, distance, leastTicks).length > 0;
  if (isRefused || allowedLots <= order.filledLots) removeOrder(book, order);
  else if (allowedLots < order.qtyLots) order.qtyLots = allowedLots;
}

/** The in-trade manager on a bar's close. */
export function manageShadow(core: Core, symbol: number, shadow: Shadow): void {
  const { trade } = shadow;
  if (trade === null) return;
  const { market, excursion } = viewOf(core, symbol);
  const context = {
    reach: trade,
    swing: excursion,
    instrument: bootSymbol(core, symbol).instrument,
    close: market.close,
    atr: market.dmi.atr,
    // What an earlier close ordered has filled at the open.
    exitingLots: 0,
    orderedLevels: NO_LEVELS,
  };
  for (const action of onBar(trade, context, core.config.intrade)) {
    if (action.type === "move_stop") {
      trade.stopTicks = action.priceTicks;
      trade.stopWhy = action.why;
      fitStop(shadow, trade);
    } else if (action.type === "scale_out") {
      exitAtMarket(shadow, trade, action.qtyLots, String(action.level.level));
    } else leaveShadow(shadow, "time");
  }
}

/**
 * Closes what is open at the next open, before anything else fills there; the group cuts it to
 * what earlier exits leave.
 */
export function leaveShadow(shadow: Shadow, reason: ExitReason): void {
  const { trade } = shadow;
  if (trade !== null) exitAtMarket(shadow, trade, openLots(trade), reason);
}

/** The data's end replaces whatever was on its way. */
export function leaveAtEnd(shadow: Shadow): void {
  removeAll(shadow.book, "entry");
  removeAll(shadow.book, "exit");
  leaveShadow(shadow, "end_of_data");
}

/** The entry has filled, or a part of it: the stop first, then the limits. */
function enter(core: Core, symbol: number, shadow: Shadow, report: ReportEvent): void {
  const isFirst = shadow.trade === null;
  shadow.trade ??= tradeOf(shadow, report);
  const { trade } = shadow;
  trade.entryLots += report.qty;
  trade.entryTickLots += BigInt(report.price) * BigInt(report.qty);
  trade.commissionNano += report.commissionNano;
  if (isFirst) emitShadowOpened(core, symbol, shadow, trade);
  fitStop(shadow, trade);
  restTargets(core, shadow, trade);
  shadow.calmUntil = calmUntilOf(core, symbol, trade);
}

/** Where the manager has first to act, half a tick before it. */
function calmUntilOf(core: Core, symbol: number, trade: ShadowTrade): number {
  const direction = directionOf(trade.side);
  const first = firstActionR(core.config.intrade);
  if (!(first > 0)) return direction * Number.NEGATIVE_INFINITY;
  const ticks = ticksAtR(levelBasisOf(trade), first) - direction * 0.5;
  return ticks * toNumber(bootSymbol(core, symbol).instrument.tick);
}

function tradeOf({ entry }: Shadow, report: ReportEvent): ShadowTrade {
  const stopTicks = offPrice(entry.stopTicks, report.price, entry.side);
  return {
    side: entry.side,
    entryTs: report.ts,
    initialStopTicks: stopTicks,
    stopTicks,
    stopWhy: "initial",
    targetTicks: entry.targetTicks,
    entryLots: 0,
    exitedLots: 0,
    entryTickLots: 0n,
    exitTickLots: 0n,
    levelFilledLots: [],
    commissionNano: 0,
    high: Number.NaN,
    low: Number.NaN,
    bars: 0,
  };
}

/** An exit has filled: what is still to be entered no longer is; flat, the shadow is over. */
function leave(core: Core, symbol: number, shadow: Shadow, report: ReportEvent): void {
  const { trade, book } = shadow;
  const { qty, clientOrderId: id } = report;
  assert(trade !== null, "only what has filled leaves");
  trade.exitedLots += qty;
  assert(trade.exitedLots <= trade.entryLots, "an exit never flips the position");
  trade.exitTickLots += BigInt(report.price) * BigInt(qty);
  trade.commissionNano += report.commissionNano;
  const level = levelOf(id);
  if (level > 0) noteLevel(trade, level, qty);
  removeAll(book, "entry");
  if (openLots(trade) > 0) return;
  const named = level > 0 ? "target" : (id as ExitReason);
  const reason = id === STOP ? stopReasonOf(trade.stopWhy) : named;
  emitShadowClosed(core, symbol, shadow, trade, report.ts, reason);
  shadow.trade = null;
  empty(book.orders);
}

/** The level that an order takes, by its id; 0 where it takes none. */
function levelOf(id: string): number {
  const level = Number(id);
  return level > 0 ? level : 0;
}

function noteLevel({ levelFilledLots }: ShadowTrade, level: number, qtyLots: number): void {
  while (levelFilledLots.length < level) levelFilledLots.push(0);
  levelFilledLots[level - 1] = (levelFilledLots[level - 1] as number) + qtyLots;
}

/** The stop covers what is open, where it should stand. */
function fitStop({ book }: Shadow, trade: ShadowTrade): void {
  const stop = orderOf(book, STOP);
  if (stop === null) rest(book, trade, "stop", STOP, openLots(trade), trade.stopTicks);
  else {
    stop.qtyLots = openLots(trade);
    stop.priceTicks = trade.stopTicks;
  }
}

/** Brings the resting limits to what the manager wants after a fill of the entry. */
function restTargets(core: Core, { book }: Shadow, trade: ShadowTrade): void {
  const wanted = onFill(trade, core.config.intrade);
  for (let i = book.orders.length - 1; i >= 0; i--) {
    const { role, clientOrderId: id } = book.orders[i] as VenueOrder;
    if (role !== "target") continue;
    if (!wanted.some(({ level }) => id === String(level.level))) removeAt(book.orders, i);
  }
  for (const { level, qtyLots } of wanted) {
    const id = String(level.level);
    const lots = Math.min(qtyLots, openLots(trade));
    const resting = orderOf(book, id);
    if (resting !== null) {
      // None has filled: that would have ended the entry.
      resting.qtyLots = lots;
      resting.priceTicks = level.priceTicks;
    } else if (lots > 0) rest(book, trade, "target", id, lots, level.priceTicks);
  }
}

/** Takes lots off at the next open. */
function exitAtMarket({ book }: Shadow, trade: ShadowTrade, qtyLots: number, id: string): void {
  const lots = Math.min(qtyLots, openLots(trade));
  if (lots > 0) rest(book, trade, "exit", id, lots, 0);
}

const TYPES = { stop: "stop", target: "limit", exit: "market" } as const;

function rest(
  book: VenueBook,
  { side }: ShadowTrade,
  role: keyof typeof TYPES,
  clientOrderId: string,
  qtyLots: number,
  priceTicks: number,
): void {
  addOrder(book, {
    clientOrderId,
    symbol: book.symbol,
    side: side === "long" ? "sell" : "buy",
    type: TYPES[role],
    role,
    qtyLots,
    priceTicks,
    group: GROUP,
  });
}

/** The order of that id, or null. */
function orderOf({ orders }: VenueBook, id: string): VenueOrder | null {
  for (let i = 0; i < orders.length; i++) {
    const order = orders[i] as VenueOrder;
    if (order.clientOrderId === id) return order;
  }
  return null;
}

function removeAll({ orders }: VenueBook, role: OrderRole): void {
  for (let i = orders.length - 1; i >= 0; i--) {
    if (orders[i]?.role === role) removeAt(orders, i);
  }
}
