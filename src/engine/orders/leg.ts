import { commissionMoney } from "../commission.js";
import type { FillsConfig } from "../config.js";
import { openLots, type Position, type SymbolLedger } from "./ledger.js";
import { divideRounded, type TickLotValue, worthNano } from "./money.js";

/** What one exit fill realises, in nano-units. */
export interface Leg {
  readonly grossNano: bigint;
  /** Gross less its own commission and its share of the entry's. */
  readonly netNano: bigint;
}

/**
 * The leg an exit fill makes. Each leg is the difference between what the exits have realised
 * after it and before it, both rounded to nano-units, so that the legs always add up to the
 * trade: the last one brings the trade's exact total.
 */
export function legOf(
  position: Position,
  value: TickLotValue,
  qtyLots: number,
  priceTicks: number,
  commissionNano: bigint,
): Leg {
  const entryLots = BigInt(position.entryLots);
  const exited = BigInt(position.exitedLots + qtyLots);
  const exitTickLots = position.exitTickLots + BigInt(priceTicks) * BigInt(qtyLots);
  const direction = position.side === "long" ? 1n : -1n;
  const difference = direction * (exitTickLots * entryLots - position.entryTickLots * exited);
  const grossAfter = worthNano(difference, {
    numerator: value.numerator,
    denominator: value.denominator * entryLots,
  });
  // What earlier legs have borne of it; an entry may have gone on filling after them.
  const borne = position.grossNano - position.exitCommissionNano - position.netNano;
  const entryShare = divideRounded(position.entryCommissionNano * exited, entryLots) - borne;
  const grossNano = grossAfter - position.grossNano;
  return { grossNano, netNano: grossNano - commissionNano - entryShare };
}

/** What closing the open quantity at `price` (ticks, may be fractional) would add, as a double. */
export function openMoney(position: Position, value: TickLotValue, priceTicks: number): number {
  const direction = position.side === "long" ? 1 : -1;
  const mean = Number(position.entryTickLots) / position.entryLots;
  return direction * (priceTicks - mean) * openLots(position) * tickLotMoney(value);
}

/** Money per tick and lot, as a double. */
function tickLotMoney(value: TickLotValue): number {
  return Number(value.numerator) / Number(value.denominator) / 1e9;
}

/**
 * Net profit if the position closed at `priceTicks` (SPEC 16): booked legs, open profit, the
 * commission paid so far and that of closing, as a double.
 */
export function openNet(
  position: Position,
  { value, instrument }: Pick<SymbolLedger, "value" | "instrument">,
  priceTicks: number,
  fills: FillsConfig,
): number {
  const booked =
    Number(position.grossNano) -
    Number(position.exitCommissionNano) -
    Number(position.entryCommissionNano);
  const closing = commissionMoney(openLots(position), priceTicks, { instrument, fills });
  return booked / 1e9 + openMoney(position, value, priceTicks) - closing;
}

/** The trade's initial risk R in money, as a double. Allocates nothing. */
export function initialRisk(position: Position, value: TickLotValue): number {
  const stop = position.initialStopTicks * position.entryLots;
  const tickLots = Math.abs(Number(position.entryTickLots) - stop);
  return (tickLots === 0 ? position.entryLots : tickLots) * tickLotMoney(value);
}

/**
 * What a trade that is flat has made, in nano-units: what its legs add up to.
 * @param commissionNano of all its fills
 */
export function tradeNano(
  trade: Pick<Position, "side" | "entryTickLots" | "exitTickLots">,
  value: TickLotValue,
  commissionNano: bigint,
): bigint {
  const gained = trade.exitTickLots - trade.entryTickLots;
  return worthNano(trade.side === "long" ? gained : -gained, value) - commissionNano;
}

/**
 * The trade's initial risk R in nano-units, positive: late fills may bring the mean entry to the
 * very stop, and then it is that of one tick; and dust may risk less than money is counted by, and
 * then it is one nano-unit.
 */
export function riskNano(
  position: Pick<Position, "initialStopTicks" | "entryLots" | "entryTickLots">,
  value: TickLotValue,
): bigint {
  const stop = BigInt(position.initialStopTicks) * BigInt(position.entryLots);
  const difference = position.entryTickLots - stop;
  const tickLots = difference < 0n ? -difference : difference;
  const risk = worthNano(tickLots === 0n ? BigInt(position.entryLots) : tickLots, value);
  return risk === 0n ? 1n : risk;
}
