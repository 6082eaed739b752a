// The regime of the market (SPEC 5): what the base stream's ADX says of the strength of the move,
// held against how the day's VWAP leans and whether the opening range was left for good.

import type { SymbolMarket } from "./market/symbol-market.js";
import type { Regime } from "./strategy.js";

/** The part of a symbol's market that its regime is read from. */
type RegimeMarket = Pick<
  SymbolMarket,
  "vwapSlope" | "slopeMedian" | "adxTrend" | "adxRange" | "holdMs"
> & {
  readonly dmi: Pick<SymbolMarket["dmi"], "adx">;
  readonly openingRange: Pick<SymbolMarket["openingRange"], "side" | "heldMs">;
};

/**
 * Names the regime as of the last completed bar. Before ADX is warm it is VOLATILE; before the
 * first roll there is no median and ADX decides alone; a slope that is empty is not above it.
 */
export function judgeRegime(market: RegimeMarket): Regime {
  const { vwapSlope, slopeMedian, openingRange } = market;
  const { adx } = market.dmi;
  const steep = Math.abs(vwapSlope) > slopeMedian;
  if (adx > market.adxTrend) {
    const held = openingRange.side !== 0 && openingRange.heldMs >= market.holdMs;
    return steep || held || Number.isNaN(slopeMedian) ? "TREND" : "VOLATILE";
  }
  return adx < market.adxRange && !steep ? "RANGE" : "VOLATILE";
}
