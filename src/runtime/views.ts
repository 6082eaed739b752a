// What is open and working, as a snapshot shows it.

import type { EngineState } from "../engine/core.js";
import { fromSteps } from "../engine/market/instrument.js";
import {
  exitingLots,
  meanEntryTicks,
  openLots,
  type Position,
  type SymbolLedger,
} from "../engine/orders/ledger.js";
import { openMoney, riskNano } from "../engine/orders/leg.js";
import { moneyOf } from "../engine/orders/money.js";
import type { Snapshot } from "./session.js";

type PositionView = Snapshot["positions"][number];
type OrderView = Snapshot["orders"][number];

/** Open positions with their R at the last close. */
export function positionsOf(state: EngineState): PositionView[] {
  const views: PositionView[] = [];
  for (const [index, symbol] of state.ledger.symbols.entries()) {
    const { position, instrument } = symbol;
    const view = state.views[index];
    if (position === null || view === undefined) continue;
    const last = view.market.close;
    views.push({
      symbol: instrument.symbol,
      side: position.side,
      qty: fromSteps(openLots(position), instrument.lot),
      entry: meanEntryTicks(position) * fromSteps(1, instrument.tick),
      last,
      stop: fromSteps(position.stopTicks, instrument.tick),
      R: openR(symbol, position, last),
      protection: position.protection,
      bars: view.excursion.bars,
      trade_state: tradeState(symbol, position),
    });
  }
  return views;
}

/** What `result_R` would be if the position closed at `last`: booked legs, open PnL, commission. */
function openR(symbol: SymbolLedger, position: Position, last: number): number {
  const open = openMoney(position, symbol.value, last / fromSteps(1, symbol.instrument.tick));
  const booked = moneyOf(
    position.grossNano - position.exitCommissionNano - position.entryCommissionNano,
  );
  return (booked + open) / moneyOf(riskNano(position, symbol.value));
}

function tradeState(symbol: SymbolLedger, position: Position): PositionView["trade_state"] {
  if (exitingLots(symbol) >= openLots(position)) return "EXITING";
  return symbol.entry === null ? "MANAGED" : "PARTIAL";
}

/** Orders that have not ended. */
export function ordersOf(state: EngineState): OrderView[] {
  return state.ledger.symbols.flatMap(({ orders, instrument }) =>
    orders.map((order) => ({
      client_order_id: order.clientOrderId,
      symbol: instrument.symbol,
      side: order.side,
      type: order.type,
      qty: fromSteps(order.qtyLots, instrument.lot),
      price: order.type === "market" ? null : fromSteps(order.priceTicks, instrument.tick),
      state: order.state,
      role: order.role,
    })),
  );
}
