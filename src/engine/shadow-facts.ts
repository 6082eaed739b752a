// What is written of a shadow: that it has begun, and what it would have made.

import { bootSymbol, type Core, emit, priceOf, unitsOf } from "./core.js";
import { meanEntryTicks } from "./orders/ledger.js";
import { riskNano, tradeNano } from "./orders/leg.js";
import type { Shadow, ShadowTrade } from "./shadow-state.js";
import { meanPrice } from "./trade/closing.js";
import type { ExitReason } from "./trade/record.js";

/** Writes that a shadow has begun, with its first fill. */
export function emitShadowOpened(
  core: Core,
  symbol: number,
  shadow: Shadow,
  trade: ShadowTrade,
): void {
  const { instrument } = bootSymbol(core, symbol);
  emit(core, {
    seq: 0,
    ts: trade.entryTs,
    type: "shadow_opened",
    symbol: instrument.symbol,
    trace_id: shadow.traceId,
    strategy: shadow.strategy,
    side: shadow.side,
    guards: shadow.guards,
    qty: unitsOf(trade.entryLots, instrument),
    price: priceOf(meanEntryTicks(trade), instrument),
    stop: priceOf(trade.stopTicks, instrument),
    target: trade.targetTicks === null ? null : priceOf(trade.targetTicks, instrument),
  });
}

/** Writes what a shadow that has gone flat at `ts` would have made. */
export function emitShadowClosed(
  core: Core,
  symbol: number,
  shadow: Shadow,
  trade: ShadowTrade,
  ts: number,
  reason: ExitReason,
): void {
  const { instrument } = bootSymbol(core, symbol);
  const netNano = tradeNano(trade, shadow.value, BigInt(trade.commissionNano));
  emit(core, {
    seq: 0,
    ts,
    type: "shadow_closed",
    symbol: instrument.symbol,
    trace_id: shadow.traceId,
    strategy: shadow.strategy,
    side: shadow.side,
    guards: shadow.guards,
    entry_ts: trade.entryTs,
    exit_ts: ts,
    entry_price: meanPrice(trade.entryTickLots, trade.entryLots, instrument),
    exit_price: meanPrice(trade.exitTickLots, trade.exitedLots, instrument),
    exit_reason: reason,
    bars_held: trade.bars,
    result_R: Number(netNano) / Number(riskNano(trade, shadow.value)),
  });
}
