// Takes the shadows of a symbol through its bars. Nothing else depends on a shadow, so that all of
// a bar is done at its close: open, range and close in one go. While a bar reaches no order and no
// level, there is only to count it.

import type { IntradeConfig } from "./config.js";
import { bootSymbol, type Core, emit, viewOf } from "./core.js";
import type { TradeClosedFact } from "./effect.js";
import type { BarEvent } from "./event.js";
import { empty } from "./lists.js";
import { type Instrument, toNumber } from "./market/instrument.js";
import { reviewEntry } from "./orders/opening.js";
import { isFlatTime } from "./risk/session-times.js";
import { leaveShadows } from "./shadow.js";
import { type Desk, deskOf, matchPhase, settle } from "./shadow-desk.js";
import { isOver, type Shadow } from "./shadow-state.js";
import { observeCompleted, observeRange } from "./trade/excursion.js";
import { closeAtEnd, exitAll, manageTrade } from "./trade/exits.js";
import { directionOf, ticksAtR } from "./trade/levels.js";
import { levelBasisOf } from "./trade/manager.js";

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
    stepShadow(core, shadow, bar, inSession);
    if (!isOver(shadow)) shadows[kept++] = shadow;
  }
  if (kept < shadows.length) shadows.length = kept;
  if (isFlatTime(core, bar.symbol, core.state.now)) {
    leaveShadows(core, bar.symbol, "session_close");
  }
}

/** The data of a symbol has ended: what is open leaves at the last close. */
export function endShadows(core: Core, symbol: number): void {
  const { shadows, market } = viewOf(core, symbol);
  const { close } = market;
  const ts = core.state.now - bootSymbol(core, symbol).interval;
  for (const shadow of shadows) {
    const desk = deskOf(core, symbol, shadow);
    desk.core.state.now = core.state.now;
    closeAtEnd(desk.core, 0);
    const bar = { ts, open: close, high: close, low: close, close, volume: 0 };
    matchPhase(desk, shadow, bar, "end");
    report(core, shadow, desk);
  }
  shadows.length = 0;
}

function stepShadow(core: Core, shadow: Shadow, bar: BarEvent, inSession: boolean): void {
  if (inSession) {
    if (isQuiet(shadow, bar)) observeRange(shadow.excursion, bar);
    else matchBar(core, shadow, bar);
  }
  observeCompleted(shadow.excursion, bar, false);
  if (!inSession || isCalm(shadow, core.config.intrade)) return;
  const desk = deskOf(core, bar.symbol, shadow);
  desk.core.state.now = core.state.now;
  manageTrade(desk.core, 0);
  settle(desk, shadow);
  report(core, shadow, desk);
  noteBounds(shadow, desk.rules.instrument, core.config.intrade);
}

/** Whether nothing of a bar can reach an order. */
function isQuiet(shadow: Shadow, bar: BarEvent): boolean {
  const { quietAbove, quietBelow, leaving } = shadow;
  if (leaving !== null || (bar.detail !== undefined && bar.detail.length > 0)) return false;
  return bar.low > quietAbove && bar.high < quietBelow;
}

/** Whether the manager would do nothing on this close. */
function isCalm({ excursion, calmUntil, side, ledger }: Shadow, config: IntradeConfig): boolean {
  if (ledger.symbols[0]?.position === null) return true;
  const most = config.max_bars_in_trade;
  if (most !== null && excursion.bars >= most) return false;
  return side === "long" ? excursion.high < calmUntil : excursion.low > calmUntil;
}

function matchBar(core: Core, shadow: Shadow, bar: BarEvent): void {
  const desk = deskOf(core, bar.symbol, shadow);
  const view = viewOf(desk.core, 0);
  desk.core.state.now = bar.ts;
  view.badPrintAtr = viewOf(core, bar.symbol).badPrintAtr;
  if (shadow.leaving !== null) {
    exitAll(desk.core, 0, shadow.leaving);
    settle(desk, shadow);
    shadow.leaving = null;
  }
  reviewEntry(desk.core, 0, bar);
  matchPhase(desk, shadow, bar, "open");
  if (!isOver(shadow)) {
    observeRange(shadow.excursion, bar);
    if (bar.detail !== undefined) {
      for (const finer of bar.detail) matchPhase(desk, shadow, finer, "range");
    }
    matchPhase(desk, shadow, bar, "range");
  }
  report(core, shadow, desk);
  if (!isOver(shadow)) noteBounds(shadow, desk.rules.instrument, core.config.intrade);
}

/** Writes what has become of a shadow; what its desk says beside that is nobody's. */
function report(core: Core, shadow: Shadow, desk: Desk): void {
  const { facts } = desk.core.out;
  if (facts.length === 0) return;
  for (const fact of facts) {
    if (fact.type === "trade_closed") reportClosed(core, shadow, fact);
    if (fact.type !== "position_opened") continue;
    emit(core, {
      seq: 0,
      ts: fact.ts,
      type: "shadow_opened",
      symbol: fact.symbol,
      trace_id: shadow.traceId,
      strategy: shadow.strategy,
      side: shadow.side,
      guards: [...shadow.guards],
      qty: fact.qty,
      price: fact.entry_price,
      stop: fact.stop,
      target: fact.target,
    });
  }
  empty(facts);
}

function reportClosed(core: Core, shadow: Shadow, closed: TradeClosedFact): void {
  emit(core, {
    seq: 0,
    ts: closed.ts,
    type: "shadow_closed",
    symbol: closed.symbol,
    trace_id: shadow.traceId,
    strategy: shadow.strategy,
    side: shadow.side,
    guards: [...shadow.guards],
    entry_ts: closed.entry_ts,
    exit_ts: closed.exit_ts,
    entry_price: closed.entry_price,
    exit_price: closed.exit_price,
    exit_reason: closed.exit_reason,
    bars_held: closed.bars_held,
    result_R: closed.result_R,
  });
}

/** Where the next order and the next level lie, half a tick before them. */
function noteBounds(shadow: Shadow, instrument: Instrument, config: IntradeConfig): void {
  const tick = toNumber(instrument.tick);
  let above = Number.NEGATIVE_INFINITY;
  let below = Number.POSITIVE_INFINITY;
  for (const { type, side, priceTicks } of shadow.book.orders) {
    // A market order fills on any bar.
    if (type === "market") above = Number.POSITIVE_INFINITY;
    else if ((type === "stop") === (side === "sell")) {
      above = Math.max(above, (priceTicks + 0.5) * tick);
    } else below = Math.min(below, (priceTicks - 0.5) * tick);
  }
  shadow.quietAbove = above;
  shadow.quietBelow = below;
  const position = shadow.ledger.symbols[0]?.position ?? null;
  if (position === null) return;
  const direction = directionOf(position.side);
  const first = firstLevelR(config);
  shadow.calmUntil =
    first > 0
      ? (ticksAtR(levelBasisOf(position), first) - direction * 0.5) * tick
      : direction * Number.NEGATIVE_INFINITY;
}

/** The first R in favour at which the manager acts. */
function firstLevelR(config: IntradeConfig): number {
  const { break_even_at_r, trail, scale_out, scale_out_mode } = config;
  let first = break_even_at_r ?? Number.POSITIVE_INFINITY;
  if (trail.mode !== "none") first = Math.min(first, trail.start_at_r);
  if (scale_out_mode !== "on_bar") return first;
  for (const { at_r } of scale_out) first = Math.min(first, at_r);
  return first;
}
