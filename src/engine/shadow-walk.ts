// Takes the shadows of a symbol through its bars. Nothing else depends on a shadow, so that all of
// a bar is done at its close: open, range and close in one go. While a bar reaches no order and no
// level, there is only to count it.

import type { IntradeConfig } from "./config.js";
import { bootSymbol, type Core, viewOf } from "./core.js";
import type { BarEvent } from "./event.js";
import { empty, shorten } from "./lists.js";
import { toNumber } from "./market/instrument.js";
import { isFlatTime } from "./risk/session-times.js";
import { leaveShadows } from "./shadow.js";
import { isOver, type Shadow } from "./shadow-state.js";
import {
  leaveAtEnd,
  leaveShadow,
  manageShadow,
  matchShadow,
  reviewShadow,
} from "./shadow-trade.js";
import { reach } from "./trade/excursion.js";
import type { VenueOrder } from "./venue-book.js";

/** Moves a symbol's shadows through a completed bar, all phases of it. */
export function stepShadows(core: Core, bar: BarEvent): void {
  const { shadows, market } = viewOf(core, bar.symbol);
  if (shadows.length === 0) return;
  const inSession = market.regular || core.config.extended_hours;
  if (inSession && isFlatTime(core, bar.symbol, bar.ts)) {
    leaveShadows(core, bar.symbol, "session_close");
  }
  let kept = 0;
  for (let i = 0; i < shadows.length; i++) {
    const shadow = shadows[i] as Shadow;
    if (inSession) stepShadow(core, shadow, bar);
    if (!isOver(shadow)) shadows[kept++] = shadow;
  }
  shorten(shadows, kept);
  if (isFlatTime(core, bar.symbol, core.state.now)) {
    leaveShadows(core, bar.symbol, "session_close");
  }
}

/** The data of a symbol has ended: what is open leaves at the last close. */
export function endShadows(core: Core, symbol: number): void {
  const { shadows, market } = viewOf(core, symbol);
  const { close } = market;
  const ts = core.state.now - bootSymbol(core, symbol).interval;
  const bar = { ts, open: close, high: close, low: close, close, volume: 0 };
  for (const shadow of shadows) {
    leaveAtEnd(shadow);
    matchShadow(core, symbol, shadow, bar, "end");
  }
  empty(shadows);
}

function stepShadow(core: Core, shadow: Shadow, bar: BarEvent): void {
  if (!isQuiet(shadow, bar)) matchBar(core, shadow, bar);
  else if (shadow.trade !== null) reach(shadow.trade, bar);
  if (isCalm(shadow, core.config.intrade)) return;
  manageShadow(core, bar.symbol, shadow);
  noteBounds(core, bar.symbol, shadow);
}

/** Whether nothing of a bar can reach an order. */
function isQuiet(shadow: Shadow, bar: BarEvent): boolean {
  const { quietAbove, quietBelow, leaving } = shadow;
  if (leaving !== null || (bar.detail !== undefined && bar.detail.length > 0)) return false;
  return bar.low > quietAbove && bar.high < quietBelow;
}

/** Whether the manager would do nothing on this close. */
function isCalm({ trade, calmUntil }: Shadow, config: IntradeConfig): boolean {
  if (trade === null) return true;
  const most = config.max_bars_in_trade;
  if (most !== null && trade.bars >= most) return false;
  return trade.side === "long" ? trade.high < calmUntil : trade.low > calmUntil;
}

function matchBar(core: Core, shadow: Shadow, bar: BarEvent): void {
  const { symbol, detail } = bar;
  if (shadow.leaving !== null) leaveShadow(shadow, shadow.leaving);
  shadow.leaving = null;
  reviewShadow(core, symbol, shadow, bar.open);
  matchShadow(core, symbol, shadow, bar, "open");
  if (shadow.trade !== null) reach(shadow.trade, bar);
  if (detail !== undefined) {
    for (const finer of detail) matchShadow(core, symbol, shadow, finer, "range");
  }
  matchShadow(core, symbol, shadow, bar, "range");
  if (!isOver(shadow)) noteBounds(core, symbol, shadow);
}

/** Where the next orders lie, half a tick before them. */
function noteBounds(core: Core, symbol: number, shadow: Shadow): void {
  const tick = toNumber(bootSymbol(core, symbol).instrument.tick);
  const { orders } = shadow.book;
  let above = Number.NEGATIVE_INFINITY;
  let below = Number.POSITIVE_INFINITY;
  for (let i = 0; i < orders.length; i++) {
    const { type, side, priceTicks } = orders[i] as VenueOrder;
    // A market order fills on any bar.
    if (type === "market") above = Number.POSITIVE_INFINITY;
    else if ((type === "stop") === (side === "sell")) {
      above = Math.max(above, (priceTicks + 0.5) * tick);
    } else below = Math.min(below, (priceTicks - 0.5) * tick);
  }
  shadow.quietAbove = above;
  shadow.quietBelow = below;
}
