// A symbol's resting orders at a venue, and the rule by which those of one position share it.

import { assert } from "./assert.js";
import type { OrderCommand, OrderIntent } from "./effect.js";
import type { ReportEvent } from "./event.js";
import { removeAt } from "./lists.js";

/** An order as the venue holds it. Quantities in lots. */
export interface VenueOrder {
  readonly clientOrderId: string;
  readonly side: OrderIntent["side"];
  readonly type: OrderIntent["type"];
  readonly role: OrderIntent["role"];
  readonly group: string;
  priceTicks: number;
  qtyLots: number;
  filledLots: number;
  /** A market order fills at no open before it, UTC epoch ms. */
  readonly fromTs: number;
  /** The last phase in which it was asked, so that each phase asks it once. */
  askedPhase: number;
}

/** A symbol's resting orders and the bar being matched. Plain data. */
export interface VenueBook {
  readonly symbol: number;
  /** In order of arrival. */
  orders: VenueOrder[];
  phaseCount: number;
  phase: MatchPhase;
  ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Lots that entries and limits may still take of this bar; Infinity without a cap. */
  budgetLots: number;
  executions: number;
}

/** The part of a bar that is being matched; `end` is the last close, when the data is over. */
export type MatchPhase = "open" | "range" | "end";

/** An empty book. */
export function createVenueBook(symbol: number): VenueBook {
  return {
    symbol,
    orders: [],
    phaseCount: 0,
    phase: "open",
    ts: 0,
    open: 0,
    high: 0,
    low: 0,
    close: 0,
    budgetLots: 0,
    executions: 0,
  };
}

/**
 * Takes an order into the book. What arrives while a phase is being matched waits for the next
 * one: an entry's stop and limits meet their own bar in its range, the stop first.
 */
export function addOrder(
  book: VenueBook,
  intent: OrderIntent,
  fromTs = Number.NEGATIVE_INFINITY,
): VenueOrder {
  const order: VenueOrder = {
    clientOrderId: intent.clientOrderId,
    side: intent.side,
    type: intent.type,
    role: intent.role,
    group: intent.group,
    priceTicks: intent.priceTicks,
    qtyLots: intent.qtyLots,
    filledLots: 0,
    fromTs,
    askedPhase: book.phaseCount,
  };
  book.orders.push(order);
  return order;
}

/** Does what it is told; what it says of that is appended to `reports`. */
export function acceptCommand(
  book: VenueBook,
  command: OrderCommand,
  reports: ReportEvent[],
): void {
  if (command.kind === "place") {
    const order = addOrder(book, command.order, command.fromTs);
    reports.push(reportOf(book, order, "ack", {}));
    return;
  }
  const order = book.orders.find((each) => each.clientOrderId === command.clientOrderId);
  // An order that has ended in the meantime has said so in its own report.
  if (order === undefined) return;
  if (command.kind === "cancel") {
    removeOrder(book, order);
    reports.push(reportOf(book, order, "cancelled", { reason: "asked" }));
    return;
  }
  assert(command.qtyLots > order.filledLots, "an amended order keeps something to fill");
  order.qtyLots = command.qtyLots;
  order.priceTicks = command.priceTicks;
  reports.push(
    reportOf(book, order, "amended", { qty: command.qtyLots, price: command.priceTicks }),
  );
}

/**
 * The stop and the limits of a group count once: what one of them (or a market exit of the
 * group) took is taken off the stop, and what is beyond that the stop still covers is cut: limits,
 * and market exits too, so that a group never exits more than its position.
 */
export function shrinkGroup(
  book: VenueBook,
  filled: VenueOrder,
  qtyLots: number,
  alsoReports: ReportEvent[],
): void {
  let left = 0;
  let isCovered = filled.type === "stop";
  if (isCovered) left = filled.qtyLots - filled.filledLots;
  for (const order of [...book.orders]) {
    if (order.group !== filled.group || order.type !== "stop" || order === filled) continue;
    left = order.qtyLots - qtyLots;
    isCovered = true;
    resize(book, order, left, alsoReports);
  }
  if (isCovered) cutExits(book, filled, left, alsoReports);
  for (const order of [...book.orders]) {
    if (order.group !== filled.group || order.type !== "limit") continue;
    const remaining = order.qtyLots - order.filledLots;
    const kept = Math.min(remaining, Math.max(0, left));
    left -= kept;
    if (kept < remaining) resize(book, order, order.filledLots + kept, alsoReports);
  }
}

/** Market exits of a group take no more than what is still open. */
function cutExits(
  book: VenueBook,
  filled: VenueOrder,
  openLots: number,
  alsoReports: ReportEvent[],
): void {
  let left = openLots;
  for (const order of [...book.orders]) {
    const isExit = order.type === "market" && order.role === "exit" && order !== filled;
    if (!isExit || order.group !== filled.group) continue;
    const remaining = order.qtyLots - order.filledLots;
    const kept = Math.min(remaining, Math.max(0, left));
    left -= kept;
    if (kept < remaining) resize(book, order, order.filledLots + kept, alsoReports);
  }
}

function resize(
  book: VenueBook,
  order: VenueOrder,
  qtyLots: number,
  alsoReports: ReportEvent[],
): void {
  assert(qtyLots >= order.filledLots, "an order is not cut below what it has filled");
  order.qtyLots = qtyLots;
  if (qtyLots === order.filledLots) {
    removeOrder(book, order);
    alsoReports.push(reportOf(book, order, "cancelled", { reason: "group" }));
  } else {
    alsoReports.push(reportOf(book, order, "amended", { qty: qtyLots, price: order.priceTicks }));
  }
}

/** Takes an order out of the book. */
export function removeOrder(book: VenueBook, order: VenueOrder): void {
  const at = book.orders.indexOf(order);
  if (at >= 0) removeAt(book.orders, at);
}

/** A report on an order, with the fields that do not apply at rest. */
export function reportOf(
  book: VenueBook,
  order: VenueOrder,
  kind: ReportEvent["kind"],
  given: Partial<Pick<ReportEvent, "qty" | "price" | "executionId" | "commissionNano" | "reason">>,
): ReportEvent {
  return {
    type: "report",
    kind,
    symbol: book.symbol,
    ts: book.ts,
    clientOrderId: order.clientOrderId,
    qty: given.qty ?? 0,
    cumQty: order.filledLots,
    price: given.price ?? 0,
    executionId: given.executionId ?? "",
    commissionNano: given.commissionNano ?? 0,
    stalePrice: false,
    reason: given.reason ?? "",
  };
}
