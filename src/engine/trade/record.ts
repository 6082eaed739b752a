import type { Side } from "../strategy.js";

/** Why a trade's last leg left. */
export type ExitReason =
  | "stop"
  | "break_even"
  | "trail"
  | "target"
  | "signal"
  | "time"
  | "news"
  | "tripwire"
  | "flatten"
  | "hand"
  | "session_close"
  | "end_of_data";

/** One closed round trip. Field names are the trades CSV's; times are UTC epoch ms inside. */
export interface TradeRecord {
  trade_id: string;
  symbol: string;
  side: Side;
  strategy: string;
  regime: string;
  entry_ts: number;
  exit_ts: number;
  /** First full quantity, in units. */
  qty: number;
  /** Quantity-weighted mean prices, unrounded. */
  entry_price: number;
  exit_price: number;
  initial_stop: number;
  exit_reason: ExitReason;
  /** Money in the account's currency. */
  gross_pnl: number;
  commission: number;
  net_pnl: number;
  /** Net PnL over the trade's own initial risk. */
  result_R: number;
  /** Bars exposed. */
  bars_held: number;
  /** Worst and best excursion over initial risk per unit, from bars exposed; <= 0 and >= 0. */
  mae_R: number;
  mfe_R: number;
  /** Mean per contract, entry plus exit; positive is worse. */
  slippage_ticks: number;
  trace_id: string;
  /** Exchange-local hour (0-23) and weekday (0 = Monday) of the entry. */
  entry_hour: number;
  entry_weekday: number;
  /** Trading day of the exit, `YYYY-MM-DD`. */
  exit_day: string;
}
