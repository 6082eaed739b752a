// What the engine must know of a symbol: its grids and what they are worth. Everything inside
// the engine is in whole ticks and whole lots; decimals appear only where facts are written.

/** The kinds of instrument whose ceilings, commissions and closing rules differ. */
export type AssetClass = "future" | "stock" | "fx" | "crypto" | "unknown";

/** An exact decimal: `unscaled / 10^scale`. */
export interface Decimal {
  readonly unscaled: number;
  readonly scale: number;
}

/** A symbol as the engine sees it; sessions arrive apart, as trading days. */
export interface Instrument {
  /** Root symbol, e.g. `MNQ`. */
  readonly symbol: string;
  readonly assetClass: AssetClass;
  /** Smallest price step. */
  readonly tick: Decimal;
  /** Money (in `currency`) per 1.0 of price per 1.0 of quantity. */
  readonly pointValue: Decimal;
  /** Smallest quantity step: 1 contract, 1 share, 1000 units of FX, 1e-6 coins. */
  readonly lot: Decimal;
  /** Currency of its profit and loss, ISO 4217; the account's where nothing is known. */
  readonly currency: string;
  /** Account currency per 1.0 of `currency`; 1 where they are the same. */
  readonly fxRate: Decimal;
  /** Whether its market closes daily, so that positions go flat before the close. */
  readonly closes: boolean;
  /** Whether prices below zero can be true (some futures, unknown symbols). */
  readonly allowsNegative: boolean;
}

/** Powers of ten from a literal table: `10 ** n` is not the same on every engine. */
export const POWERS_OF_TEN: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18,
];

/** How far from a whole step a quotient may be and still count as on the grid. */
const GRID_TOLERANCE = 1e-6;

/** The number nearest to the decimal. */
export function toNumber(decimal: Decimal): number {
  return decimal.unscaled / (POWERS_OF_TEN[decimal.scale] as number);
}

/** The price (or quantity) of a whole number of steps, as the nearest double. */
export function fromSteps(steps: number, step: Decimal): number {
  return (steps * step.unscaled) / (POWERS_OF_TEN[step.scale] as number);
}

function quotient(value: number, step: Decimal): number {
  return (value * (POWERS_OF_TEN[step.scale] as number)) / step.unscaled;
}

/** Steps in a value, whole or not; a value within 1e-6 of a step counts as on it. */
export function stepsIn(value: number, step: Decimal): number {
  const steps = quotient(value, step);
  const nearest = Math.round(steps);
  return Math.abs(steps - nearest) <= GRID_TOLERANCE ? nearest : steps;
}

/** Whole steps at or below `value`; a value within 1e-6 of a step counts as on it. */
export function floorSteps(value: number, step: Decimal): number {
  return Math.floor(stepsIn(value, step));
}

/** Whole steps at or above `value`; a value within 1e-6 of a step counts as on it. */
export function ceilSteps(value: number, step: Decimal): number {
  return Math.ceil(stepsIn(value, step));
}

/** The nearest whole number of steps. */
export function nearestSteps(value: number, step: Decimal): number {
  return Math.round(quotient(value, step));
}
