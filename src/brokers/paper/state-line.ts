// The whole of a book as the first line of a segment, and back.

import { fromSteps, type Instrument, nearestSteps } from "../../engine/market/instrument.js";
import { nanoOf } from "../../engine/orders/money.js";
import type { PaperPosition } from "./account.js";
import type { BookLine, StoredOrder, StoredSymbol } from "./lines.js";
import {
  type Cursor,
  type OrderRecord,
  priceOf,
  type Records,
  type SymbolRecord,
  stampOf,
  symbolOf,
  tsOf,
} from "./records.js";

/** An empty book. */
export function createRecords(cashNano: bigint): Records {
  return { cashNano, executions: 0, symbols: new Map(), orders: new Map() };
}

/** A segment's first line. */
export function bookLineOf(records: Records, fence: number, after: BookLine["after"]): BookLine {
  return {
    type: "book",
    format: 1,
    fence,
    after,
    executions: records.executions,
    cash_nano: String(records.cashNano),
    symbols: [...records.symbols.values()].map(storedSymbolOf),
    orders: [...records.orders.values()].map((order) =>
      storedOrderOf(order, symbolOf(records, order.symbol)),
    ),
  };
}

/** What a segment began with. */
export function recordsOf(line: BookLine): Records {
  const records = createRecords(BigInt(line.cash_nano));
  records.executions = line.executions;
  for (const symbol of line.symbols) {
    records.symbols.set(symbol.instrument.symbol, symbolRecordOf(symbol));
  }
  for (const order of line.orders) {
    const record = orderRecordOf(order, symbolOf(records, order.symbol));
    records.orders.set(record.clientOrderId, record);
  }
  return records;
}

/** Lots as a quantity; null for no cap. */
export function budgetOf(lots: number, instrument: Instrument): number | null {
  return Number.isFinite(lots) ? fromSteps(lots, instrument.lot) : null;
}

function storedSymbolOf({ traded, cursor, lastPrice, position }: SymbolRecord): StoredSymbol {
  return {
    instrument: traded.instrument,
    interval: traded.interval,
    has_volume: traded.hasVolume,
    fills: traded.fills,
    ts: stampOf(cursor.ts),
    phase: cursor.phase,
    budget: budgetOf(cursor.budgetLots, traded.instrument),
    last: lastPrice,
    position:
      position === null
        ? null
        : {
            side: position.side,
            entry_lots: position.entryLots,
            exited_lots: position.exitedLots,
            entry_tick_lots: String(position.entryTickLots),
            exit_tick_lots: String(position.exitTickLots),
            gross_nano: String(position.grossNano),
          },
  };
}

function symbolRecordOf(stored: StoredSymbol): SymbolRecord {
  const { instrument, position, budget } = stored;
  const open: PaperPosition | null =
    position === null
      ? null
      : {
          side: position.side,
          entryLots: position.entry_lots,
          exitedLots: position.exited_lots,
          entryTickLots: BigInt(position.entry_tick_lots),
          exitTickLots: BigInt(position.exit_tick_lots),
          grossNano: BigInt(position.gross_nano),
        };
  const budgetLots =
    budget === null ? Number.POSITIVE_INFINITY : nearestSteps(budget, instrument.lot);
  return {
    traded: {
      instrument,
      interval: stored.interval,
      hasVolume: stored.has_volume,
      fills: stored.fills,
    },
    cursor: { ts: tsOf(stored.ts), phase: stored.phase, budgetLots },
    lastPrice: stored.last,
    position: open,
  };
}

/** Whether the phase that a symbol is in has asked the order. */
export function isAsked(order: OrderRecord, cursor: Cursor): boolean {
  return order.asked?.ts === cursor.ts && order.asked.phase === cursor.phase;
}

function storedOrderOf(order: OrderRecord, symbol: SymbolRecord): StoredOrder {
  const { instrument } = symbol.traded;
  const units = (lots: number): number => fromSteps(lots, instrument.lot);
  return {
    client_order_id: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    order_type: order.type,
    role: order.role,
    qty: units(order.qtyLots),
    price: priceOf(order.type, order.priceTicks, instrument),
    group: order.group,
    from_ts: stampOf(order.fromTs),
    filled_qty: units(order.filledLots),
    state: order.state,
    reason: order.reason,
    asked: isAsked(order, symbol.cursor),
    fills: order.fills.map((fill) => ({
      execution_id: fill.executionId,
      ts: stampOf(fill.ts),
      qty: units(fill.qtyLots),
      cum_qty: units(fill.cumLots),
      price: fromSteps(fill.priceTicks, instrument.tick),
      commission: fill.commissionNano / 1e9,
      ...(fill.stalePrice ? { stale_price: true } : {}),
    })),
  };
}

function orderRecordOf(stored: StoredOrder, { traded, cursor }: SymbolRecord): OrderRecord {
  const { tick, lot } = traded.instrument;
  return {
    clientOrderId: stored.client_order_id,
    symbol: stored.symbol,
    side: stored.side,
    type: stored.order_type,
    role: stored.role,
    group: stored.group,
    fromTs: tsOf(stored.from_ts),
    qtyLots: nearestSteps(stored.qty, lot),
    filledLots: nearestSteps(stored.filled_qty, lot),
    priceTicks: stored.price === null ? 0 : nearestSteps(stored.price, tick),
    state: stored.state,
    reason: stored.reason,
    asked: stored.asked ? cursor : null,
    fills: stored.fills.map((fill) => ({
      ts: tsOf(fill.ts),
      executionId: fill.execution_id,
      qtyLots: nearestSteps(fill.qty, lot),
      cumLots: nearestSteps(fill.cum_qty, lot),
      priceTicks: nearestSteps(fill.price, tick),
      commissionNano: Number(nanoOf(fill.commission)),
      stalePrice: fill.stale_price ?? false,
    })),
  };
}
