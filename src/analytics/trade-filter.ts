import type { TradeRecord } from "../engine/trade/record.js";

/** What to keep. Names match exactly; instants are UTC epoch ms. */
export interface TradeFilter {
  /** First instant of the exit that counts. */
  readonly from?: number;
  /** First instant of the exit that no longer counts. */
  readonly to?: number;
  /** Any of these. */
  readonly symbols?: readonly string[];
  readonly strategy?: string;
}

/**
 * The trades that closed in [from, to), of some symbols, of one strategy; what is left out asks
 * nothing. Half-open, so that adjoining spans count every trade once; by exit, because that is
 * when a result is booked. Order is kept.
 */
export function filterTrades(trades: readonly TradeRecord[], filter: TradeFilter): TradeRecord[] {
  const { from = -Infinity, to = Infinity, symbols, strategy } = filter;
  return trades.filter(
    (trade) =>
      trade.exit_ts >= from &&
      trade.exit_ts < to &&
      (symbols === undefined || symbols.includes(trade.symbol)) &&
      (strategy === undefined || trade.strategy === strategy),
  );
}
