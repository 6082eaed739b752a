// How far trades went against and in favour before they ended, and what was kept of it.

import { moneySign } from "./sum.js";
import type { TradeColumns } from "./trade-columns.js";

/**
 * What excursions say of entries, stops and exits. Source of the idea: J. Sweeney, "Maximum
 * Adverse Excursion" (1997). Means are null over nothing.
 */
export interface Excursions {
  /** Sum of best over sum of worst excursions, positive; above 1 entries have an edge. */
  edge_ratio: number | null;
  /** Sum of results over sum of best excursions: what exits kept of what was there. */
  mfe_kept: number | null;
  /** The same of the wins alone. */
  mfe_kept_by_wins: number | null;
  /** Mean of best excursion less result, in R. */
  given_back_R: number | null;
  /** Mean worst excursion of the trades that won in the end, in R, ≤ 0. */
  wins_mae_R: number | null;
  /** Mean best excursion of the trades that lost in the end, in R, ≥ 0. */
  losses_mfe_R: number | null;
}

/** Less than this in R is nothing to compare with. */
const LEAST = 1e-9;

/** Of trades in any order. */
export function excursionsOf({ netPnl, resultR, maeR, mfeR }: TradeColumns): Excursions {
  let [mae, mfe, total] = [0, 0, 0];
  const wins = { trades: 0, total: 0, mae: 0, mfe: 0 };
  const losses = { trades: 0, mfe: 0 };
  for (let place = 0; place < netPnl.length; place++) {
    const [mae_R, mfe_R, result_R] = [maeR[place] ?? 0, mfeR[place] ?? 0, resultR[place] ?? 0];
    mae += mae_R;
    mfe += mfe_R;
    total += result_R;
    const sign = moneySign(netPnl[place] ?? 0);
    if (sign > 0) {
      wins.trades++;
      wins.total += result_R;
      wins.mae += mae_R;
      wins.mfe += mfe_R;
    } else if (sign < 0) {
      losses.trades++;
      losses.mfe += mfe_R;
    }
  }
  return {
    edge_ratio: over(mfe, -mae),
    mfe_kept: over(total, mfe),
    mfe_kept_by_wins: over(wins.total, wins.mfe),
    given_back_R: over(mfe - total, netPnl.length),
    wins_mae_R: over(wins.mae, wins.trades),
    losses_mfe_R: over(losses.mfe, losses.trades),
  };
}

function over(part: number, whole: number): number | null {
  return whole < LEAST ? null : part / whole + 0;
}
