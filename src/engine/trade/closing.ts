import type { SymbolView } from "../core.js";
import { fromSteps, type Instrument } from "../market/instrument.js";
import { meanEntryTicks, type Position, type SymbolLedger } from "../orders/ledger.js";
import { riskNano } from "../orders/leg.js";
import { moneyOf } from "../orders/money.js";
import { directionOf } from "./levels.js";
import type { ExitReason, TradeRecord } from "./record.js";

/** The record of a position that has just gone flat. */
export function closedTradeOf(
  symbol: SymbolLedger,
  position: Position,
  view: SymbolView,
  exitTs: number,
  reason: ExitReason,
): TradeRecord {
  const { instrument } = symbol;
  const { tick, lot } = instrument;
  const entryTicks = meanEntryTicks(position);
  const distanceTicks = Math.abs(entryTicks - position.initialStopTicks) || 1;
  const direction = directionOf(position.side);
  const { high, low, bars } = view.excursion;
  const excursionR = (price: number): number =>
    (direction * (price / fromSteps(1, tick) - entryTicks)) / distanceTicks;
  const best = bars === 0 ? 0 : excursionR(direction > 0 ? high : low);
  const worst = bars === 0 ? 0 : excursionR(direction > 0 ? low : high);
  const commissionNano = position.entryCommissionNano + position.exitCommissionNano;
  return {
    trade_id: position.tradeId,
    symbol: instrument.symbol,
    side: position.side,
    strategy: position.strategy,
    regime: position.regime,
    entry_ts: position.entryTs,
    exit_ts: exitTs,
    qty: fromSteps(position.entryLots, lot),
    entry_price: meanPrice(position.entryTickLots, position.entryLots, instrument),
    exit_price: meanPrice(position.exitTickLots, position.exitedLots, instrument),
    initial_stop: fromSteps(position.initialStopTicks, tick),
    exit_reason: reason,
    gross_pnl: moneyOf(position.grossNano),
    commission: moneyOf(commissionNano),
    net_pnl: moneyOf(position.netNano),
    result_R: Number(position.netNano) / Number(riskNano(position, symbol.value)),
    bars_held: bars,
    mae_R: Math.min(0, worst),
    mfe_R: Math.max(0, best),
    slippage_ticks:
      position.entrySlippage / position.entryLots + position.exitSlippage / position.exitedLots,
    trace_id: position.traceId,
    entry_hour: position.entryHour,
    entry_weekday: position.entryWeekday,
    exit_day: view.market.day?.name ?? "",
  };
}

/** Quantity-weighted mean price: exactly the nearest double where all fills were at one price. */
export function meanPrice(tickLots: bigint, lots: number, { tick }: Instrument): number {
  const whole = tickLots % BigInt(lots) === 0n;
  return whole
    ? fromSteps(Number(tickLots / BigInt(lots)), tick)
    : fromSteps(Number(tickLots) / lots, tick);
}
