// Orders and trades as the journal's facts tell them, folded naively, with every rule of an
// order's life that its facts break.

import { type MoneyFill, nano } from "./exact-money.js";
import type { Fact, JournalView } from "./journal-file.js";

/** An order as the journal has it. */
export interface JournalOrder {
  readonly id: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly role: string;
  readonly qty: number;
  readonly tradeId: string;
  readonly submittedTs: string;
  state: string;
  reason: string;
  filled: number;
}

/** A fill as the journal has it. */
export interface JournalFill extends MoneyFill {
  readonly executionId: string;
  readonly clientOrderId: string;
  readonly symbol: string;
}

/** What the facts add up to. */
export interface OrdersView {
  readonly orders: Map<string, JournalOrder>;
  readonly fills: Map<string, JournalFill>;
  readonly positions: Map<string, number>;
  readonly closed: readonly Fact[];
  /** Largest position and working, sent or unknown entries together, by symbol. */
  readonly mostExposed: Map<string, number>;
  readonly problems: string[];
  checks: { i2: number; i3: number; i4: number; i7: number; i8: number };
}

const TERMINAL = new Set(["FILLED", "CANCELLED", "REJECTED", "EXPIRED"]);

/** Folds a journal's facts. */
export function foldOrders({ groups, epoch }: JournalView): OrdersView {
  const closed: Fact[] = [];
  const view: OrdersView = {
    ...{ orders: new Map(), fills: new Map(), positions: new Map(), mostExposed: new Map() },
    ...{ closed, problems: [], checks: { i2: 0, i3: 0, i4: 0, i7: 0, i8: 0 } },
  };
  let mode = "BOOTING";
  for (const { steps, orders } of groups) {
    const placed = new Map(
      orders.flatMap(({ order }) => (order === undefined ? [] : [[order.clientOrderId, order]])),
    );
    for (const fact of steps.flatMap(({ facts }) => facts)) {
      if (fact.type === "mode_changed") {
        if (fact.from !== mode) view.problems.push(`I10: ${fact.seq}: ${fact.from} after ${mode}`);
        mode = String(fact.to);
      } else if (fact.type === "order_submitted") {
        takeSubmitted(view, fact, epoch, mode, placed);
      } else if (fact.type === "order_state") takeState(view, fact);
      else if (fact.type === "fill") takeFill(view, fact);
      else if (fact.type === "trade_closed") closed.push(fact);
    }
    for (const id of placed.keys()) {
      view.problems.push(`I10: order ${id} leaves and no fact of the same line says so`);
    }
  }
  return view;
}

type Placed = ReadonlyMap<string, { role: string; side: string; qtyLots: number }>;

function takeSubmitted(
  view: OrdersView,
  fact: Fact,
  epoch: string,
  mode: string,
  placed: Map<string, { role: string; side: string; qtyLots: number }>,
): void {
  const id = String(fact.client_order_id);
  const { orders, problems, checks } = view;
  checks.i3 += 2;
  checks.i8 += 2;
  if (orders.has(id)) problems.push(`I3: ${id} is decided twice`);
  if (!id.startsWith(`tx${epoch}-`)) problems.push(`I3: ${id} is not of epoch ${epoch}`);
  if (fact.role === "entry" && mode !== "READY") {
    problems.push(`I8: entry ${id} was decided in ${mode}`);
  }
  if (!isPlaced(fact, placed)) problems.push(`I8: ${id} is decided and its line does not send it`);
  placed.delete(id);
  orders.set(id, {
    ...{ id, symbol: String(fact.symbol), side: fact.side as "buy" | "sell" },
    ...{ role: String(fact.role), qty: Number(fact.qty), tradeId: String(fact.trade_id) },
    ...{ submittedTs: fact.ts, state: "SENT", reason: "", filled: 0 },
  });
  noteExposure(view, String(fact.symbol));
}

function isPlaced(fact: Fact, placed: Placed): boolean {
  const order = placed.get(String(fact.client_order_id));
  return order !== undefined && order.role === fact.role && order.side === fact.side;
}

function takeState(view: OrdersView, fact: Fact): void {
  const { problems, checks } = view;
  const order = view.orders.get(String(fact.client_order_id));
  if (order === undefined) {
    problems.push(`I8: ${fact.seq}: ${String(fact.client_order_id)} was never decided`);
    return;
  }
  const state = String(fact.state);
  const filled = Number(fact.filled_qty);
  checks.i7 += 2;
  // Presumed lost and found again is the one way back.
  const wasLost = order.state === "EXPIRED" && order.reason.startsWith("presumed_lost");
  if (TERMINAL.has(order.state) && state !== order.state && !wasLost) {
    problems.push(`I7: ${fact.seq}: ${order.id} was ${order.state} and is ${state}`);
  }
  if (filled < order.filled) {
    problems.push(`I7: ${fact.seq}: ${order.id} had filled ${order.filled} and has ${filled}`);
  }
  order.state = state;
  order.reason = String(fact.reason);
}

function takeFill(view: OrdersView, fact: Fact): void {
  const { problems, checks, fills, positions } = view;
  const order = view.orders.get(String(fact.client_order_id));
  const executionId = String(fact.execution_id);
  checks.i4++;
  checks.i2++;
  if (order === undefined) {
    problems.push(`I4: ${fact.seq}: ${executionId} fills an order that was never decided`);
    return;
  }
  if (fills.has(executionId)) problems.push(`I4: ${fact.seq}: ${executionId} is booked twice`);
  const { side, symbol } = order;
  const qty = Number(fact.qty);
  fills.set(executionId, {
    ...{ executionId, clientOrderId: order.id, symbol, side, qty },
    ...{ price: Number(fact.price), commission: Number(fact.commission) },
  });
  order.filled += qty;
  if (order.filled !== Number(fact.cum_qty)) {
    problems.push(`I4: ${fact.seq}: ${order.id} has filled ${order.filled}, not ${fact.cum_qty}`);
  }
  if (order.filled > order.qty) {
    problems.push(`I2: ${order.id} of ${order.qty} has filled ${order.filled}`);
  }
  const now = (positions.get(symbol) ?? 0) + (side === "buy" ? qty : -qty);
  if (now === 0) positions.delete(symbol);
  else positions.set(symbol, now);
  noteExposure(view, symbol);
}

function noteExposure(view: OrdersView, symbol: string): void {
  let sum = Math.abs(view.positions.get(symbol) ?? 0);
  for (const order of view.orders.values()) {
    if (order.symbol !== symbol || order.role !== "entry" || TERMINAL.has(order.state)) continue;
    sum += order.qty - order.filled;
  }
  view.mostExposed.set(symbol, Math.max(sum, view.mostExposed.get(symbol) ?? 0));
}

/** What a closed trade's orders have filled. */
export function fillsOf(view: OrdersView, tradeId: string): JournalFill[] {
  return [...view.fills.values()].filter(
    ({ clientOrderId }) => view.orders.get(clientOrderId)?.tradeId === tradeId,
  );
}

/** The sum of commissions, nano-units. */
export function commissionNano(fills: readonly MoneyFill[]): bigint {
  return fills.reduce((sum, { commission }) => sum + nano(commission), 0n);
}
