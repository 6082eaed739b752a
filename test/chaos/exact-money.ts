// Money in whole nano-units, so that a cent is a cent.

const NANO_PLACES = 9;

/** A decimal number of JSON as whole nano-units; more than nine places are rounded half up. */
export function nano(value: number): bigint {
  const text = value.toFixed(NANO_PLACES);
  const isNegative = text.startsWith("-");
  const [units = "0", fraction = ""] = text.replace("-", "").split(".");
  const whole = BigInt(units) * 1_000_000_000n + BigInt(fraction.padEnd(NANO_PLACES, "0"));
  return isNegative ? -whole : whole;
}

/** Whole steps of a grid in a decimal. Throws where it is not on the grid. */
export function steps(value: number, step: Decimal): bigint {
  const scaled = value * 10 ** step.scale;
  const count = Math.round(scaled / step.unscaled);
  if (Math.abs(count * step.unscaled - scaled) > 1e-6) {
    throw new Error(`${value} is not on the grid of ${step.unscaled}e-${step.scale}`);
  }
  return BigInt(count);
}

/** `unscaled / 10^scale`, as the book writes it. */
export interface Decimal {
  readonly unscaled: number;
  readonly scale: number;
}

/** A fill as money sees it. */
export interface MoneyFill {
  readonly side: "buy" | "sell";
  readonly qty: number;
  readonly price: number;
  readonly commission: number;
}

/** What prices and quantities of a symbol are worth. */
export interface Worth {
  readonly tick: Decimal;
  readonly lot: Decimal;
  readonly pointValue: Decimal;
}

/**
 * What fills that begin and end flat have made, nano-units, without their commission: what was
 * taken in less what was paid. No mean price is needed for it, so none can be wrong.
 */
export function grossNano(fills: readonly MoneyFill[], { tick, lot, pointValue }: Worth): bigint {
  let tickLots = 0n;
  for (const { side, qty, price } of fills) {
    const worth = steps(price, tick) * steps(qty, lot);
    tickLots += side === "sell" ? worth : -worth;
  }
  const unscaled = BigInt(tick.unscaled) * BigInt(lot.unscaled) * BigInt(pointValue.unscaled);
  const scale = BigInt(tick.scale + lot.scale + pointValue.scale);
  return (tickLots * unscaled * 1_000_000_000n) / 10n ** scale;
}
