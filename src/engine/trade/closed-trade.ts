import type { TradeClosedFact } from "../effect.js";
import type { TradeRecord } from "./record.js";

/** The trade that a `trade_closed` fact carries beside its last leg. */
export function tradeOf(fact: TradeClosedFact): TradeRecord {
  return {
    trade_id: fact.trade_id,
    symbol: fact.symbol,
    side: fact.side,
    strategy: fact.strategy,
    regime: fact.regime,
    entry_ts: fact.entry_ts,
    exit_ts: fact.exit_ts,
    qty: fact.trade_qty,
    entry_price: fact.entry_price,
    exit_price: fact.exit_price,
    initial_stop: fact.initial_stop,
    exit_reason: fact.exit_reason,
    gross_pnl: fact.gross_pnl,
    commission: fact.commission,
    net_pnl: fact.net_pnl,
    result_R: fact.result_R,
    bars_held: fact.bars_held,
    mae_R: fact.mae_R,
    mfe_R: fact.mfe_R,
    slippage_ticks: fact.slippage_ticks,
    trace_id: fact.trace_id,
    entry_hour: fact.entry_hour,
    entry_weekday: fact.entry_weekday,
    exit_day: fact.exit_day,
  };
}
