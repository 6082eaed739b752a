// What is open and working, as a snapshot shows it.

import { bootSymbol, type Core, type EngineState, isOn } from "../engine/core.js";
import { barsUntilWarm } from "../engine/fusion.js";
import { type Decimal, fromSteps } from "../engine/market/instrument.js";
import { offsetAt } from "../engine/market/trading-day.js";
import {
  exitingLots,
  meanEntryTicks,
  openLots,
  type Position,
  type SymbolLedger,
} from "../engine/orders/ledger.js";
import { initialRisk, openNet } from "../engine/orders/leg.js";
import { isFlattenHeld } from "../engine/risk/holds-state.js";
import { heldBackFrom, isInBlackout, nextWindow } from "../engine/risk/news.js";
import { flatByOf } from "../engine/risk/session-times.js";
import { type Standing, speakerOf, standingOf } from "../engine/risk/standing.js";
import type { SourceDescription } from "../feeds/feed.js";
import type { Snapshot } from "./session.js";

type SymbolView = Snapshot["symbols"][number];
type PositionView = Snapshot["positions"][number];
type OrderView = Snapshot["orders"][number];

/** Open positions with their R at the last close. */
export function positionsOf({ state, config }: Core): PositionView[] {
  const views: PositionView[] = [];
  for (const [index, symbol] of state.ledger.symbols.entries()) {
    const { position, instrument } = symbol;
    const view = state.views[index];
    if (position === null || view === undefined) continue;
    const last = view.market.close;
    const pnl = openNet(position, symbol, last / fromSteps(1, instrument.tick), config.fills);
    views.push({
      symbol: instrument.symbol,
      side: position.side,
      qty: fromSteps(openLots(position), instrument.lot),
      entry: fromSteps(meanEntryTicks(position), instrument.tick),
      last,
      stop: fromSteps(position.stopTicks, instrument.tick),
      initial_stop: fromSteps(position.initialStopTicks, instrument.tick),
      R: pnl / initialRisk(position, symbol.value),
      // Once another one acts for the account, nobody here knows what rests there.
      protection: state.conditions.fenced === undefined ? position.protection : "UNKNOWN",
      bars: view.excursion.bars,
      trade_state: positionState(symbol, position),
      strategy: position.strategy,
      pnl,
      trade_qty: fromSteps(position.entryLots, instrument.lot),
      stop_why: position.stopWhy,
      bars_limit: config.intrade.max_bars_in_trade,
      naked_s: position.nakedSince > 0 ? (state.wall - position.nakedSince) / 1_000 : null,
    });
  }
  return views;
}

function positionState(symbol: SymbolLedger, position: Position): PositionView["trade_state"] {
  if (exitingLots(symbol) >= openLots(position)) return "EXITING";
  return symbol.entry === null ? "MANAGED" : "PARTIAL";
}

/** Orders that have not ended. */
export function ordersOf(state: EngineState): OrderView[] {
  return state.ledger.symbols.flatMap(({ orders, instrument }) =>
    orders.map((order) => ({
      client_order_id: order.clientOrderId,
      symbol: instrument.symbol,
      side: order.side,
      type: order.type,
      qty: fromSteps(order.qtyLots, instrument.lot),
      price: order.type === "market" ? null : fromSteps(order.priceTicks, instrument.tick),
      state: order.state,
      role: order.role,
    })),
  );
}

/** Where trading stands over all symbols: what is furthest from flat names it. */
export function tradeStateOf({ ledger }: EngineState): Snapshot["trade"]["state"] {
  let nearest: Snapshot["trade"]["state"] = "FLAT";
  for (const symbol of ledger.symbols) {
    const { position } = symbol;
    const state = position === null ? orderedState(symbol) : positionState(symbol, position);
    if (FURTHEST_LAST.indexOf(state) > FURTHEST_LAST.indexOf(nearest)) nearest = state;
  }
  return nearest;
}

/** From flat to what weighs most. */
const FURTHEST_LAST: readonly Snapshot["trade"]["state"][] = [
  "FLAT",
  "SUBMITTED",
  "EXITING",
  "PARTIAL",
  "MANAGED",
];

/** Of a symbol without a position. */
function orderedState({ entry }: SymbolLedger): "SUBMITTED" | "FLAT" {
  return entry === null ? "FLAT" : "SUBMITTED";
}

/** What is known of each market at its last close. */
export function symbolsOf(core: Core, sources: readonly SourceDescription[]): SymbolView[] {
  return core.boot.symbols.map(({ instrument }, index) => {
    const market = core.state.views[index]?.market;
    const source = sources[index];
    return {
      symbol: instrument.symbol,
      decimals: decimalsOf(instrument.tick),
      tick: fromSteps(1, instrument.tick),
      lot: fromSteps(1, instrument.lot),
      timeframe: source?.timeframe ?? "",
      zone: source?.instrument.zone ?? "UTC",
      utc_offset_ms: market?.day ? offsetAt(market.day, core.state.now) : 0,
      last: finite(market?.close),
      vwap: finite(market?.vwap.value),
      atr: finite(market?.dmi.atr),
      adx: finite(market?.dmi.adx),
      regime: isInBlackout(core, index) ? "NOTRADE" : (market?.regime ?? "VOLATILE"),
      size_share: standingOf(core, index).sizeShare,
      held: isFlattenHeld(core.state.ledger.risk.holds, instrument.symbol),
      flat_by: isoOf(flatByOf(core, index)),
      timeframes: (market?.timeframes ?? []).map((timeframe) => ({
        name: timeframe.name,
        adx: finite(timeframe.adx),
        trend: finite(timeframe.trend),
        warm_in: barsUntilWarm(timeframe, market?.ts ?? 0, bootSymbol(core, index).interval),
      })),
    };
  });
}

/** The blackout that each symbol is in or comes to; none where news is not asked. */
export function newsOf(core: Core): Snapshot["news"] {
  if (!isOn(core, "news_blackout")) return [];
  return core.boot.symbols.flatMap(({ instrument: { symbol } }, index) => {
    const window = nextWindow(core, index);
    if (window === null) return [];
    return {
      symbol,
      in_blackout: isInBlackout(core, index),
      title: window.titles.join(", "),
      from: new Date(heldBackFrom(window)).toISOString(),
      to: new Date(window.to).toISOString(),
    };
  });
}

/** What news there may be goes by. */
export function calendarOf(core: Core): Snapshot["calendar"] {
  if (!isOn(core, "news_blackout")) return "off";
  return core.state.news.some(({ isKnown }) => isKnown) ? "read" : "none";
}

function isoOf(ts: number | null): string | null {
  return ts === null ? null : new Date(ts).toISOString();
}

/** What is not warm is NaN inside and null outside. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Places after the point that a step needs: 2 for 0.25, 0 for 5. */
function decimalsOf({ unscaled, scale }: Decimal): number {
  let [steps, places] = [unscaled, scale];
  while (places > 0 && steps % 10 === 0) {
    steps /= 10;
    places--;
  }
  return places;
}

/** How the account stands: the symbol nearest to an entry speaks for all. */
export function accountStanding(core: Core): Standing {
  return standingOf(core, speakerOf(core));
}
