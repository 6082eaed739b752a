// Exact money. Prices are whole ticks and quantities whole lots, so what a price difference is
// worth is a whole number of (tick x lot) times a constant fraction; it is rounded to nano-units
// of the account's currency once, at the fill, and only whole nano-units are ever added up.

import { type Instrument, POWERS_OF_TEN } from "../market/instrument.js";

/** Nano-units in one unit of money. */
const NANO = 1_000_000_000n;

/** Nano-units of the account's currency per tick and lot, as a fraction. */
export interface TickLotValue {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** What one tick of price on one lot of quantity is worth. */
export function tickLotValue(instrument: Instrument): TickLotValue {
  const { tick, lot, pointValue, fxRate } = instrument;
  const scale = tick.scale + lot.scale + pointValue.scale + fxRate.scale;
  let denominator = 1n;
  for (let i = 0; i < scale; i++) denominator *= 10n;
  const numerator =
    BigInt(tick.unscaled) *
    BigInt(lot.unscaled) *
    BigInt(pointValue.unscaled) *
    BigInt(fxRate.unscaled) *
    NANO;
  return { numerator, denominator };
}

/** `a / b` to the nearest whole number, halves away from zero; b > 0. */
export function divideRounded(a: bigint, b: bigint): bigint {
  const twice = 2n * a;
  return a >= 0n ? (twice + b) / (2n * b) : -((-twice + b) / (2n * b));
}

/** Worth of `tickLots` (ticks x lots) in whole nano-units. */
export function worthNano(tickLots: bigint, value: TickLotValue): bigint {
  return divideRounded(tickLots * value.numerator, value.denominator);
}

/** The number nearest to an amount in nano-units. */
export function moneyOf(nano: bigint): number {
  return Number(nano) / 1e9;
}

/** Whole nano-units nearest to an amount of money as it stands in a fact. */
export function nanoOf(money: number): bigint {
  return BigInt(Math.round(money * (POWERS_OF_TEN[9] as number)));
}
