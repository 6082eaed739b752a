// What a person does to an open trade. Nothing here opens or enlarges a position or loosens a stop.

import { type Core, ledgerOf, send } from "../core.js";
import { exitingLots, findOrder, openLots } from "../orders/ledger.js";
import { exitAll, exitAtMarket, moveStop } from "./exits.js";
import { directionOf } from "./levels.js";

/** Lots of a symbol's position that no market exit is taking off already. */
export function lotsLeft(core: Core, index: number): number {
  const symbol = ledgerOf(core, index);
  if (symbol.position === null) return 0;
  return openLots(symbol.position) - exitingLots(symbol);
}

/**
 * Takes lots off at the market, at most those that are not on their way out already. The venue
 * takes them off the stop and the targets as they fill; where nothing is left these go at once.
 */
export function closeByHand(core: Core, index: number, qtyLots: number): void {
  const { position } = ledgerOf(core, index);
  const left = lotsLeft(core, index);
  if (position === null || left <= 0 || !(qtyLots > 0)) return;
  if (qtyLots >= left) exitAll(core, index, "hand");
  else exitAtMarket(core, index, position, qtyLots, "hand", 0, null);
}

/** Whether a price, in ticks, lies nearer to the market than a position's stop. */
export function isTighter(core: Core, index: number, priceTicks: number): boolean {
  const { position } = ledgerOf(core, index);
  if (position === null) return false;
  return directionOf(position.side) * (priceTicks - position.stopTicks) > 0;
}

/** Moves a stop nearer to the market; anything else does nothing. */
export function moveStopByHand(core: Core, index: number, priceTicks: number): void {
  const { position } = ledgerOf(core, index);
  if (position === null || !isTighter(core, index, priceTicks)) return;
  moveStop(core, index, position, priceTicks, "hand");
}

/** Cancels an entry or a target that works; anything else does nothing. */
export function cancelByHand(core: Core, index: number, clientOrderId: string): void {
  const order = findOrder(ledgerOf(core, index), clientOrderId);
  if (order === undefined || (order.role !== "entry" && order.role !== "target")) return;
  send(core, { kind: "cancel", symbol: index, clientOrderId });
}
