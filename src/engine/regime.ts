// The regime of the market (SPEC 5): what the base stream's ADX says of the strength of the move,
// held against how the day's VWAP leans and whether the opening range was left for good.

import type { Regime } from "./strategy.js";

/**
 * Names the regime of a bar.
 * @param adx base ADX 14; NaN until warm, which is VOLATILE
 * @param slope vwap_slope; NaN while the day has none, which is not above the median
 * @param median of |vwap_slope| over the last days; NaN before the first roll: ADX decides alone
 * @param rangeHeld price has stayed outside the opening range on one side long enough
 * @param adxTrend ADX above this is a trend
 * @param adxRange ADX below this is a range
 */
export function judgeRegime(
  adx: number,
  slope: number,
  median: number,
  rangeHeld: boolean,
  adxTrend: number,
  adxRange: number,
): Regime {
  const alone = median !== median;
  const steep = Math.abs(slope) > median;
  if (adx > adxTrend && (alone || steep || rangeHeld)) return "TREND";
  if (adx < adxRange && !steep) return "RANGE";
  return "VOLATILE";
}
