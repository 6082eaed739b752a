// The money that may still be lost today (SPEC 7 `daily_loss_limit`), and what a full stop costs.

import { commissionMoney } from "../commission.js";
import type { FillsConfig } from "../config.js";
import { type Core, isOn, viewOf } from "../core.js";
import { type Instrument, toNumber } from "../market/instrument.js";
import { findOrder, type Position, type SymbolLedger } from "../orders/ledger.js";
import { openNet } from "../orders/leg.js";
import { countedMoney } from "./tripwires.js";

/** An entry and the stop it is sized by; prices in ticks, may be fractional. */
interface StoppedEntry {
  readonly lots: number;
  readonly priceTicks: number;
  readonly stopTicks: number;
}

/**
 * Money lost when an entry is stopped out in full: the way to the stop, `slippage_ticks` on the
 * entry and on the stop, and the commission of both.
 */
export function fullStopMoney(
  { lots, priceTicks, stopTicks }: StoppedEntry,
  instrument: Instrument,
  fills: FillsConfig,
): number {
  const rules = { instrument, fills };
  const ticks = Math.abs(priceTicks - stopTicks) + 2 * fills.slippage_ticks;
  const money = ticks * lots * tickLotMoney(instrument);
  return money + commissionMoney(lots, priceTicks, rules) + commissionMoney(lots, stopTicks, rules);
}

function tickLotMoney({ tick, lot, pointValue, fxRate }: Instrument): number {
  return toNumber(tick) * toNumber(lot) * toNumber(pointValue) * toNumber(fxRate);
}

/**
 * The money that may still be lost today, in the account's currency; Infinity without a limit. A
 * position counts as it stands, or as its stop would leave it where that is less, and a working
 * entry as if it had filled and been stopped: what they may lose is not given out twice.
 */
export function moneyLeft(core: Core): number {
  const limit = core.config.constraints.daily_loss_limit;
  if (limit === null || !isOn(core, "daily_loss_limit")) return Number.POSITIVE_INFINITY;
  let left = limit + countedMoney(core);
  for (const [index, symbol] of core.state.ledger.symbols.entries()) {
    const closeTicks = viewOf(core, index).market.close / toNumber(symbol.instrument.tick);
    const { fills } = core.config;
    if (symbol.position !== null) left += worstOf(symbol, symbol.position, closeTicks, fills);
    left -= workingMoney(symbol, fills);
  }
  return left;
}

/** Net money of a position, closed now or at its stop, whichever is less. */
function worstOf(
  symbol: SymbolLedger,
  position: Position,
  closeTicks: number,
  fills: FillsConfig,
): number {
  const { stopTicks, side } = position;
  const exitTicks =
    side === "long" ? stopTicks - fills.slippage_ticks : stopTicks + fills.slippage_ticks;
  const stopped = openNet(position, symbol, exitTicks, fills);
  return Math.min(openNet(position, symbol, closeTicks, fills), stopped);
}

/** What the part of an entry that has not filled would lose at its stop. */
function workingMoney(symbol: SymbolLedger, fills: FillsConfig): number {
  const { entry: plan, instrument } = symbol;
  if (plan === null) return 0;
  const order = findOrder(symbol, plan.clientOrderId);
  if (order === undefined) return 0;
  const distanceTicks = plan.plannedDistance / toNumber(instrument.tick);
  const { stopTicks } = plan;
  const priceTicks = plan.side === "long" ? stopTicks + distanceTicks : stopTicks - distanceTicks;
  const lots = order.qtyLots - order.filledLots;
  return fullStopMoney({ lots, priceTicks, stopTicks }, instrument, fills);
}
