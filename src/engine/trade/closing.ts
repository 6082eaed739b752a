import type { AccountDay, SymbolView } from "../core.js";
import type { TradeClosedFact } from "../effect.js";
import { type Decimal, fromSteps, type Instrument } from "../market/instrument.js";
import { meanEntryTicks, type Position, type SymbolLedger } from "../orders/ledger.js";
import { riskNano } from "../orders/leg.js";
import { moneyOf } from "../orders/money.js";
import { directionOf } from "./levels.js";
import type { ExitReason } from "./record.js";

/** What one exit fill realised, in units, price and money. */
export interface ExitLeg {
  readonly qty: number;
  readonly price: number;
  readonly pnl: number;
}

/** How a trade has ended: its last leg, and whether the market had closed before it. */
interface Closing {
  /** UTC epoch ms. */
  readonly ts: number;
  readonly reason: ExitReason;
  readonly leg: ExitLeg;
  readonly isLate: boolean;
  /** By its stop, which a hand had moved last. */
  readonly isHandStop: boolean;
  readonly accountDay: AccountDay;
}

/**
 * The fact of a position that has just gone flat, its `seq` still open. Field by field, in one
 * literal, also what may be left out: anything else grows a field at a time, which takes longer
 * than the rest of a trade's end.
 */
export function closedFactOf(
  symbol: SymbolLedger,
  position: Position,
  view: SymbolView,
  { ts, reason, leg, isLate, isHandStop, accountDay }: Closing,
): TradeClosedFact {
  const { instrument } = symbol;
  const { tick, lot } = instrument;
  const { high, low, bars } = view.excursion;
  const isLong = position.side === "long";
  const commissionNano = position.entryCommissionNano + position.exitCommissionNano;
  return {
    seq: 0,
    ts,
    type: "trade_closed",
    symbol: instrument.symbol,
    trace_id: position.traceId,
    qty: leg.qty,
    price: leg.price,
    pnl: leg.pnl,
    reason,
    late: isLate ? true : undefined,
    hand_stop: isHandStop ? true : undefined,
    day: accountDay.ordinal,
    week: accountDay.week,
    trade_qty: fromSteps(position.entryLots, lot),
    trade_id: position.tradeId,
    side: position.side,
    strategy: position.strategy,
    regime: position.regime,
    entry_ts: position.entryTs,
    exit_ts: ts,
    entry_price: meanPrice(position.entryTickLots, position.entryLots, instrument),
    exit_price: meanPrice(position.exitTickLots, position.exitedLots, instrument),
    initial_stop: fromSteps(position.initialStopTicks, tick),
    exit_reason: reason,
    gross_pnl: moneyOf(position.grossNano),
    commission: moneyOf(commissionNano),
    net_pnl: moneyOf(position.netNano),
    result_R: Number(position.netNano) / Number(riskNano(position, symbol.value)),
    bars_held: bars,
    mae_R: bars === 0 ? 0 : Math.min(0, excursionR(position, isLong ? low : high, tick)),
    mfe_R: bars === 0 ? 0 : Math.max(0, excursionR(position, isLong ? high : low, tick)),
    slippage_ticks:
      position.entrySlippage / position.entryLots + position.exitSlippage / position.exitedLots,
    entry_hour: position.entryHour,
    entry_weekday: position.entryWeekday,
    exit_day: view.market.day?.name ?? "",
  };
}

/** How far a price lies in favour, over the initial distance to the stop. */
function excursionR(position: Position, price: number, tick: Decimal): number {
  const entryTicks = meanEntryTicks(position);
  const distanceTicks = Math.abs(entryTicks - position.initialStopTicks) || 1;
  const ahead = price / fromSteps(1, tick) - entryTicks;
  return (directionOf(position.side) * ahead) / distanceTicks;
}

/** Quantity-weighted mean price: exactly the nearest double where all fills were at one price. */
export function meanPrice(tickLots: bigint, lots: number, { tick }: Instrument): number {
  const whole = tickLots % BigInt(lots) === 0n;
  return whole
    ? fromSteps(Number(tickLots / BigInt(lots)), tick)
    : fromSteps(Number(tickLots) / lots, tick);
}
