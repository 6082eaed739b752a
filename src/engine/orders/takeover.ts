// A position that nobody here meant to have is taken over: it gets a stop, it counts as a trade,
// and entries pause until a person resumes.

import { type Core, emit, ledgerOf, priceOf, unitsOf, viewOf } from "../core.js";
import type { ReconcileFact } from "../live-facts.js";
import { ceilSteps, floorSteps, toNumber } from "../market/instrument.js";
import { coverWithStop, exitAtMarket } from "../trade/exits.js";
import { reportProtection } from "../trade/protection.js";
import { offPrice } from "./booking.js";
import type { SymbolLedger } from "./ledger.js";
import { emitOpened } from "./order-facts.js";

type Adopted = ReconcileFact["adopted"][number];

/** Where no stop rests: this many ATR away, or, without one, this share of the price. */
const STOP_ATR = 2;
const STOP_SHARE = 0.01;

/**
 * What is to be taken over, as the fact of a reconciliation has it; null where neither a mean
 * entry nor a close is known yet.
 * @param lots signed, long positive
 * @param entryTicks mean entry, or null where nobody says
 * @param stopTicks of the stop that rests for it, or null
 * @param tradeId a number that is free; an open position on the same side keeps its own
 */
export function takeoverOf(
  core: Core,
  index: number,
  lots: number,
  entryTicks: number | null,
  stopTicks: number | null,
  tradeId: string,
): Adopted | null {
  const symbol = ledgerOf(core, index);
  const { instrument, position } = symbol;
  const { close, regime } = viewOf(core, index).market;
  const closeTicks = close / toNumber(instrument.tick);
  const entry = entryTicks ?? closeTicks;
  const side = lots > 0 ? "long" : "short";
  const stop = position?.stopTicks ?? stopTicks ?? defaultStopTicks(core, index, side, entry);
  if (!Number.isFinite(entry) || !Number.isFinite(stop)) return null;
  return {
    symbol: instrument.symbol,
    trade_id: position?.tradeId ?? tradeId,
    side,
    regime,
    qty: unitsOf(Math.abs(lots), instrument),
    entry_price: priceOf(entry, instrument),
    stop: priceOf(offPrice(stop, entry, side), instrument),
  };
}

/** Away from the last close, or, before the first, from the entry. */
function defaultStopTicks(
  core: Core,
  index: number,
  side: "long" | "short",
  entryTicks: number,
): number {
  const { market } = viewOf(core, index);
  const { tick } = ledgerOf(core, index).instrument;
  const price = Number.isFinite(market.close) ? market.close : entryTicks * toNumber(tick);
  const { atr } = market.dmi;
  const distance = atr > 0 ? STOP_ATR * atr : STOP_SHARE * Math.abs(price);
  const away = Math.max(distance, toNumber(tick));
  return side === "long" ? floorSteps(price - away, tick) : ceilSteps(price + away, tick);
}

/** Fills of exits went beyond flat: what that left is taken over and closed at the market. */
export function takeOverExcess(core: Core, index: number, ts: number): void {
  const symbol = ledgerOf(core, index);
  const { excess } = symbol;
  if (excess === null) return;
  const lots = Math.abs(excess.lots);
  const entryTicks = Number(excess.tickLots) / lots;
  const tradeId = String(core.state.ledger.nextTrade);
  const adopted = takeoverOf(core, index, excess.lots, entryTicks, null, tradeId);
  // A fill has a price, so that there always is one.
  if (adopted === null) return;
  const isNew = symbol.position === null;
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "reconcile",
    symbol: null,
    trace_id: null,
    trigger: "over_exit",
    agrees: false,
    positions: [],
    orphans: [],
    adopted: [adopted],
    dropped: [],
    cash_difference: null,
  });
  if (isNew) emitOpened(core, index, ts);
  coverWithStop(core, index);
  closeExcess(core, index, symbol, lots);
  reportProtection(core, index);
}

function closeExcess(core: Core, index: number, { position }: SymbolLedger, lots: number): void {
  if (position !== null) exitAtMarket(core, index, position, lots, "flatten", 0, null);
}
