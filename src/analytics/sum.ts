// Sums that do not drift, as plain data: a state that holds them survives a JSON round trip
// and goes on exactly as it would have.

const NANO_PER_UNIT = 1_000_000_000;

/**
 * An exact sum of money: `whole` units plus `nano` billionths, both integers, 0 <= nano < 1e9
 * (so -0.25 is whole -1, nano 750000000). Two safe integers instead of one BigInt, because a
 * BigInt has no JSON form.
 */
export interface MoneySum {
  whole: number;
  nano: number;
}

/** A sum of doubles with its lost low-order part. */
export interface CompensatedSum {
  high: number;
  low: number;
}

/** Money of nothing. */
export function noMoney(): MoneySum {
  return { whole: 0, nano: 0 };
}

/** Adds an amount, taken to the nearest billionth of a unit. */
export function addMoney(sum: MoneySum, amount: number): void {
  const whole = Math.trunc(amount);
  // The difference is exact; only the scaling rounds, far below a billionth.
  const nano = Math.round(Math.abs(amount - whole) * NANO_PER_UNIT);
  sum.whole += whole;
  sum.nano += amount < 0 ? -nano : nano;
  if (sum.nano >= NANO_PER_UNIT) {
    sum.nano -= NANO_PER_UNIT;
    sum.whole += 1;
  } else if (sum.nano < 0) {
    sum.nano += NANO_PER_UNIT;
    sum.whole -= 1;
  }
}

/** The double nearest to the sum. */
export function moneyOf(sum: MoneySum): number {
  const total = BigInt(sum.whole) * BigInt(NANO_PER_UNIT) + BigInt(sum.nano);
  const digits = String(total < 0n ? -total : total).padStart(10, "0");
  const size = Number(`${digits.slice(0, -9)}.${digits.slice(-9)}`);
  return total < 0n ? -size : size;
}

/** 1, 0 or -1: the sign of an amount at the resolution at which money is summed. */
export function moneySign(amount: number): number {
  if (Math.round(Math.abs(amount) * NANO_PER_UNIT) === 0) return 0;
  return amount > 0 ? 1 : -1;
}

/** A sum of nothing. */
export function noSum(): CompensatedSum {
  return { high: 0, low: 0 };
}

/**
 * Adds a double. Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
 * endlicher Summen", ZAMM 54 (1974).
 */
export function addDouble(sum: CompensatedSum, value: number): void {
  const next = sum.high + value;
  if (Math.abs(sum.high) >= Math.abs(value)) sum.low += sum.high - next + value;
  else sum.low += value - next + sum.high;
  sum.high = next;
}

/** The sum as one double, never -0. */
export function doubleOf(sum: CompensatedSum): number {
  return sum.high + sum.low + 0;
}
