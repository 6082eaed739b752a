// A paper book in memory: its account, every order it remembers and how far each symbol has been
// matched, folded from its lines. What the matcher works on is made from it when it is opened.

import { assert } from "../../engine/assert.js";
import type { FillsConfig } from "../../engine/config.js";
import type { OrderRole, OrderSide, OrderType } from "../../engine/effect.js";
import { fromSteps, type Instrument, nearestSteps } from "../../engine/market/instrument.js";
import { nanoOf } from "../../engine/orders/money.js";
import type { MatchPhase } from "../../engine/venue-book.js";
import { bookFill, type PaperPosition } from "./account.js";
import type { Effect, LaterLine } from "./lines.js";

/** What a paper book must know of a symbol to fill its orders. */
export interface PaperSymbol {
  readonly instrument: Instrument;
  /** Base bar interval, ms. */
  readonly interval: number;
  readonly hasVolume: boolean;
  readonly fills: FillsConfig;
}

/** How far a symbol's bars have been matched. */
export interface Cursor {
  /** Open time of the bar, UTC epoch ms; null before the first. */
  readonly ts: number | null;
  readonly phase: MatchPhase;
  /** Lots that entries and limits may still take of the bar; Infinity without a cap. */
  readonly budgetLots: number;
}

/** A symbol of the book. */
export interface SymbolRecord {
  traded: PaperSymbol;
  cursor: Cursor;
  /** Last price it was told, as the data has it; null before the first bar. */
  lastPrice: number | null;
  position: PaperPosition | null;
}

/** One execution; quantities in lots, the price in ticks. */
export interface ExecutionRecord {
  /** Open time of its bar, UTC epoch ms; null where there was none yet. */
  readonly ts: number | null;
  readonly executionId: string;
  readonly qtyLots: number;
  readonly cumLots: number;
  readonly priceTicks: number;
  readonly commissionNano: number;
  readonly stalePrice: boolean;
}

/** An order and all that became of it. Quantities in lots, prices in ticks. */
export interface OrderRecord {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly group: string;
  /** UTC epoch ms; null where the next open fills it. */
  readonly fromTs: number | null;
  qtyLots: number;
  filledLots: number;
  priceTicks: number;
  state: "WORKING" | "FILLED" | "CANCELLED" | "REJECTED" | "EXPIRED";
  reason: string;
  /** The phase that asked it last, or in which it came. */
  asked: Pick<Cursor, "ts" | "phase"> | null;
  readonly fills: ExecutionRecord[];
}

/** The whole of a book. */
export interface Records {
  cashNano: bigint;
  /** Executions so far. */
  executions: number;
  /** By name, in the order in which they came. */
  readonly symbols: Map<string, SymbolRecord>;
  /** By id, in order of arrival. */
  readonly orders: Map<string, OrderRecord>;
}

/** Ended orders that are remembered; working ones always are. */
const ENDED_KEPT = 1_000;

/** UTC epoch ms as text. */
export function stampOf(ts: number | null): string | null {
  return ts === null ? null : new Date(ts).toISOString();
}

/** Text as UTC epoch ms. */
export function tsOf(stamp: string | null): number | null {
  return stamp === null ? null : Date.parse(stamp);
}

/** A price as lines have it; null at the market. */
export function priceOf(type: OrderType, ticks: number, instrument: Instrument): number | null {
  return type === "market" ? null : fromSteps(ticks, instrument.tick);
}

/** A symbol of the book; what belongs to it was refused where it is unknown. */
export function symbolOf(records: Records, name: string): SymbolRecord {
  const symbol = records.symbols.get(name);
  assert(symbol !== undefined, `the paper book knows ${name}`);
  return symbol;
}

/** Folds one line. */
export function applyLine(records: Records, line: LaterLine): void {
  const symbol = symbolOf(records, line.symbol);
  const { lot } = symbol.traded.instrument;
  symbol.cursor = {
    ts: tsOf(line.ts),
    phase: line.phase,
    budgetLots: line.budget === null ? Number.POSITIVE_INFINITY : nearestSteps(line.budget, lot),
  };
  symbol.lastPrice = line.last;
  if (line.type === "bar") return;
  applyEffect(records, line.symbol, line);
  for (const effect of line.also) applyEffect(records, line.symbol, effect);
}

function applyEffect(records: Records, name: string, effect: Effect): void {
  const symbol = symbolOf(records, name);
  const { tick, lot } = symbol.traded.instrument;
  if (effect.type === "order") {
    place(records, name, effect);
    return;
  }
  const order = records.orders.get(effect.client_order_id);
  assert(order !== undefined, `the paper book knows ${effect.client_order_id}`);
  if (effect.type === "fill") {
    applyFill(records, symbol, order, effect);
    return;
  }
  order.reason = effect.reason;
  if (effect.type === "amended") {
    order.qtyLots = nearestSteps(effect.qty, lot);
    order.priceTicks = effect.price === null ? 0 : nearestSteps(effect.price, tick);
    return;
  }
  const states = { cancelled: "CANCELLED", rejected: "REJECTED", expired: "EXPIRED" } as const;
  end(records, order, states[effect.type]);
}

function place(records: Records, name: string, effect: Effect & { type: "order" }): void {
  const { traded, cursor } = symbolOf(records, name);
  const { tick, lot } = traded.instrument;
  records.orders.set(effect.client_order_id, {
    clientOrderId: effect.client_order_id,
    symbol: name,
    side: effect.side,
    type: effect.order_type,
    role: effect.role,
    group: effect.group,
    fromTs: tsOf(effect.from_ts),
    qtyLots: nearestSteps(effect.qty, lot),
    filledLots: 0,
    priceTicks: effect.price === null ? 0 : nearestSteps(effect.price, tick),
    state: "WORKING",
    reason: "",
    asked: cursor,
    fills: [],
  });
}

function applyFill(
  records: Records,
  symbol: SymbolRecord,
  order: OrderRecord,
  effect: Effect & { type: "fill" },
): void {
  const { instrument } = symbol.traded;
  const qtyLots = nearestSteps(effect.qty, instrument.lot);
  const priceTicks = nearestSteps(effect.price, instrument.tick);
  const commissionNano = nanoOf(effect.commission);
  order.filledLots = nearestSteps(effect.cum_qty, instrument.lot);
  order.asked = symbol.cursor;
  order.fills.push({
    ts: symbol.cursor.ts,
    executionId: effect.execution_id,
    qtyLots,
    cumLots: order.filledLots,
    priceTicks,
    commissionNano: Number(commissionNano),
    stalePrice: effect.stale_price ?? false,
  });
  records.executions++;
  const booked = bookFill(symbol.position, instrument, order.side, qtyLots, priceTicks);
  symbol.position = booked.position;
  records.cashNano += booked.grossNano - commissionNano;
  if (order.filledLots === order.qtyLots) end(records, order, "FILLED");
}

/** An ended order goes to the end of those remembered; the oldest of them is forgotten. */
function end(records: Records, order: OrderRecord, state: OrderRecord["state"]): void {
  order.state = state;
  let over = -ENDED_KEPT;
  for (const each of records.orders.values()) if (each.state !== "WORKING") over++;
  if (over <= 0) return;
  for (const [id, each] of records.orders) {
    if (each.state === "WORKING") continue;
    records.orders.delete(id);
    if (--over <= 0) return;
  }
}

/** Whether anything of a symbol rests or is open. */
export function isBusy(records: Records, name: string): boolean {
  if (symbolOf(records, name).position !== null) return true;
  for (const order of records.orders.values()) {
    if (order.symbol === name && order.state === "WORKING") return true;
  }
  return false;
}
