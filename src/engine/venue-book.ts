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
    reports.push(reportOf(book, order, "ack", 0, 0, ""));
    return;
  }
  const order = book.orders.find((each) => each.clientOrderId === command.clientOrderId);
  // An order that has ended in the meantime has said so in its own report.
  if (order === undefined) return;
  if (command.kind === "cancel") {
    removeOrder(book, order);
    reports.push(reportOf(book, order, "cancelled", 0, 0, "asked"));
    return;
  }
  assert(command.qtyLots > order.filledLots, "an amended order keeps something to fill");
  order.qtyLots = command.qtyLots;
  order.priceTicks = command.priceTicks;
  reports.push(reportOf(book, order, "amended", command.qtyLots, command.priceTicks, ""));
}

/**
 * The stop and the limits of a group count once: what one of them (or a market exit of the
 * group) took is taken off the stop, and what is beyond that the stop still covers is cut: limits,
 * and market exits too, so that a group never exits more than its position.
 * @param alsoReports what is said of the orders that were cut; null where nobody listens
 */
export function shrinkGroup(
  book: VenueBook,
  filled: VenueOrder,
  qtyLots: number,
  alsoReports: ReportEvent[] | null,
): void {
  const { orders } = book;
  let left = 0;
  let isCovered = filled.type === "stop";
  if (isCovered) left = filled.qtyLots - filled.filledLots;
  for (let i = 0; i < orders.length; ) {
    const order = orders[i] as VenueOrder;
    if (order.group === filled.group && order.type === "stop" && order !== filled) {
      left = order.qtyLots - qtyLots;
      isCovered = true;
      resize(book, order, left, alsoReports);
    }
    // One that is cut to nothing has left its place to the next.
    if (orders[i] === order) i++;
  }
  if (isCovered) cutTo(book, filled, "market", left, alsoReports);
  cutTo(book, filled, "limit", left, alsoReports);
}

/** The group's limits, or its other market exits, take no more than `openLots`, the first first. */
function cutTo(
  book: VenueBook,
  filled: VenueOrder,
  type: "limit" | "market",
  openLots: number,
  alsoReports: ReportEvent[] | null,
): void {
  const { orders } = book;
  let left = openLots;
  for (let i = 0; i < orders.length; ) {
    const order = orders[i] as VenueOrder;
    const isCut = order.type === type && order.group === filled.group;
    if (isCut && (type === "limit" || (order.role === "exit" && order !== filled))) {
      const remaining = order.qtyLots - order.filledLots;
      const kept = Math.min(remaining, Math.max(0, left));
      left -= kept;
      if (kept < remaining) resize(book, order, order.filledLots + kept, alsoReports);
    }
    if (orders[i] === order) i++;
  }
}

function resize(
  book: VenueBook,
  order: VenueOrder,
  qtyLots: number,
  alsoReports: ReportEvent[] | null,
): void {
  assert(qtyLots >= order.filledLots, "an order is not cut below what it has filled");
  order.qtyLots = qtyLots;
  const isOver = qtyLots === order.filledLots;
  if (isOver) removeOrder(book, order);
  if (alsoReports === null) return;
  alsoReports.push(
    isOver
      ? reportOf(book, order, "cancelled", 0, 0, "group")
      : reportOf(book, order, "amended", qtyLots, order.priceTicks, ""),
  );
}

/** Takes an order out of the book. */
export function removeOrder(book: VenueBook, order: VenueOrder): void {
  const at = book.orders.indexOf(order);
  if (at >= 0) removeAt(book.orders, at);
}

/** A report on an order that is no fill: `qtyLots` and `priceTicks` are an amendment's, else 0. */
export function reportOf(
  book: VenueBook,
  order: VenueOrder,
  kind: "ack" | "amended" | "cancelled",
  qtyLots: number,
  priceTicks: number,
  reason: string,
): ReportEvent {
  return {
    type: "report",
    kind,
    symbol: book.symbol,
    ts: book.ts,
    clientOrderId: order.clientOrderId,
    qty: qtyLots,
    cumQty: order.filledLots,
    price: priceTicks,
    executionId: "",
    commissionNano: 0,
    stalePrice: false,
    reason,
  };
}
