// What fills do to a position and to cash. Cash changes by commission at each fill and by profit
// as it is realised, rounded to nano-units once for each fill.

import type { OrderSide } from "../../engine/effect.js";
import type { Instrument } from "../../engine/market/instrument.js";
import { tickLotValue, worthNano } from "../../engine/orders/money.js";

/** A symbol's fills since it was last flat. */
export interface PaperPosition {
  /** Of the fills that opened it. */
  readonly side: OrderSide;
  entryLots: number;
  exitedLots: number;
  /** Ticks x lots. */
  entryTickLots: bigint;
  exitTickLots: bigint;
  /** Realised so far, nano-units of the account's currency. */
  grossNano: bigint;
}

/** Signed lots that are open. */
export function signedLots(position: PaperPosition | null): number {
  if (position === null) return 0;
  const lots = position.entryLots - position.exitedLots;
  return position.side === "buy" ? lots : -lots;
}

/** What a fill made of a position, and what it realised in nano-units without its commission. */
export interface Booked {
  readonly position: PaperPosition | null;
  readonly grossNano: bigint;
}

/** Books one fill; one that takes more than is open closes it and opens the other side. */
export function bookFill(
  position: PaperPosition | null,
  instrument: Instrument,
  side: OrderSide,
  qtyLots: number,
  priceTicks: number,
): Booked {
  const price = BigInt(priceTicks);
  if (position === null) {
    return { position: opened(side, qtyLots, price), grossNano: 0n };
  }
  if (position.side === side) {
    const entryTickLots = position.entryTickLots + price * BigInt(qtyLots);
    const entryLots = position.entryLots + qtyLots;
    return { position: { ...position, entryLots, entryTickLots }, grossNano: 0n };
  }
  const openLots = position.entryLots - position.exitedLots;
  const closedLots = Math.min(openLots, qtyLots);
  const exitedLots = position.exitedLots + closedLots;
  const exitTickLots = position.exitTickLots + price * BigInt(closedLots);
  const total = realisedNano({ ...position, exitedLots, exitTickLots }, instrument);
  const grossNano = total - position.grossNano;
  if (qtyLots > openLots) {
    return { position: opened(side, qtyLots - openLots, price), grossNano };
  }
  if (exitedLots === position.entryLots) return { position: null, grossNano };
  return { position: { ...position, exitedLots, exitTickLots, grossNano: total }, grossNano };
}

function opened(side: OrderSide, lots: number, price: bigint): PaperPosition {
  return {
    side,
    entryLots: lots,
    exitedLots: 0,
    entryTickLots: price * BigInt(lots),
    exitTickLots: 0n,
    grossNano: 0n,
  };
}

/** Profit of what has left, against the mean of what came in. */
function realisedNano(position: PaperPosition, instrument: Instrument): bigint {
  const entryLots = BigInt(position.entryLots);
  const direction = position.side === "buy" ? 1n : -1n;
  const difference =
    position.exitTickLots * entryLots - position.entryTickLots * BigInt(position.exitedLots);
  const { numerator, denominator } = tickLotValue(instrument);
  const value = { numerator, denominator: denominator * entryLots };
  return worthNano(direction * difference, value);
}
