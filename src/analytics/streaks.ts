// Wins in a row and losses in a row.

import { moneySign } from "./sum.js";
import type { TradeColumns } from "./trade-columns.js";

/** Trades in a row that all won, or all lost. */
export interface Streak {
  kind: "win" | "loss";
  trades: number;
  total_R: number;
  /** Exits of its first and its last trade, ISO-8601 UTC. */
  from: string;
  to: string;
}

/**
 * Streaks in closing order. A win is a net profit, a loss a net loss; a scratch neither lengthens
 * nor ends a streak. Of several longest the first one; null where there is none.
 */
export interface Streaks {
  longest_win: Streak | null;
  longest_loss: Streak | null;
  /** The one that the last trade stands in. */
  current: Streak | null;
}

interface Run {
  sign: number;
  trades: number;
  totalR: number;
  fromTs: number;
  toTs: number;
}

/** Of trades in the order in which they closed. */
export function streaksOf({ netPnl, resultR, exitTs }: TradeColumns): Streaks {
  let run: Run | null = null;
  let longestWin: Run | null = null;
  let longestLoss: Run | null = null;
  for (let place = 0; place < netPnl.length; place++) {
    const sign = moneySign(netPnl[place] ?? 0);
    if (sign === 0) continue;
    const exit = exitTs[place] ?? 0;
    if (run === null || run.sign !== sign) {
      run = { sign, trades: 0, totalR: 0, fromTs: exit, toTs: exit };
    }
    run.trades++;
    run.totalR += resultR[place] ?? 0;
    run.toTs = exit;
    if (sign > 0) longestWin = longer(run, longestWin);
    else longestLoss = longer(run, longestLoss);
  }
  return {
    longest_win: streakOf(longestWin),
    longest_loss: streakOf(longestLoss),
    current: streakOf(run),
  };
}

/** A run that is still going is the same object until it ends. */
function longer(run: Run, longest: Run | null): Run {
  return longest === null || run.trades > longest.trades ? run : longest;
}

function streakOf(run: Run | null): Streak | null {
  if (run === null) return null;
  return {
    kind: run.sign > 0 ? "win" : "loss",
    trades: run.trades,
    total_R: run.totalR + 0,
    from: new Date(run.fromTs).toISOString(),
    to: new Date(run.toTs).toISOString(),
  };
}
