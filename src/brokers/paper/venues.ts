// Between a book's lines and the matcher: a symbol's venue from what was recorded, and what the
// matcher reports as a line.

import { assert } from "../../engine/assert.js";
import type { OrderCommand, OrderIntent } from "../../engine/effect.js";
import type { ReportEvent } from "../../engine/event.js";
import { fromSteps, type Instrument } from "../../engine/market/instrument.js";
import {
  addOrder,
  createVenueBook,
  type MatchPhase,
  type VenueBook,
} from "../../engine/venue-book.js";
import type { FoundOrder } from "../broker.js";
import type { Effect, LaterLine } from "./lines.js";
import {
  type OrderRecord,
  priceOf,
  type Records,
  type SymbolRecord,
  stampOf,
  symbolOf,
} from "./records.js";
import { budgetOf, isAsked } from "./state-line.js";

const PHASES: readonly MatchPhase[] = ["open", "range", "end"];
/** Stands for the bar before the first. */
const NO_BAR = Number.NEGATIVE_INFINITY;

/**
 * What the matcher works on, as it was when the last line was written.
 * @param index the symbol's index in reports
 */
export function venueOf(records: Records, name: string, index: number): VenueBook {
  const { cursor } = symbolOf(records, name);
  const venue = createVenueBook(index);
  venue.phaseCount = 1;
  venue.phase = cursor.phase;
  venue.ts = cursor.ts ?? NO_BAR;
  venue.budgetLots = cursor.budgetLots;
  for (const record of records.orders.values()) {
    if (record.symbol !== name || record.state !== "WORKING") continue;
    const order = addOrder(venue, intentOf(record, index), record.fromTs ?? undefined);
    order.filledLots = record.filledLots;
    order.askedPhase = isAsked(record, cursor) ? venue.phaseCount : 0;
  }
  return venue;
}

function intentOf(record: OrderRecord, symbol: number): OrderIntent {
  const { clientOrderId, side, type, role, qtyLots, priceTicks, group } = record;
  return { clientOrderId, symbol, side, type, role, qtyLots, priceTicks, group };
}

/** The venue as it stands, so that what could not be written can be taken back. */
export function copyOf(venue: VenueBook): VenueBook {
  return { ...venue, orders: venue.orders.map((order) => ({ ...order })) };
}

/** Negative where a phase lies before the one the venue is in, 0 where it is that one. */
export function phaseOrder(venue: VenueBook, ts: number, phase: MatchPhase): number {
  if (ts !== venue.ts) return ts < venue.ts ? -1 : 1;
  return PHASES.indexOf(phase) - PHASES.indexOf(venue.phase);
}

/** Where a symbol stands, as lines have it. */
function cursorLineOf(name: string, venue: VenueBook, { traded, lastPrice }: SymbolRecord) {
  return {
    symbol: name,
    ts: stampOf(venue.ts === NO_BAR ? null : venue.ts),
    phase: venue.phase,
    budget: budgetOf(venue.budgetLots, traded.instrument),
    last: lastPrice,
  };
}

/** That a bar has closed, as a line. */
export function barLineOf(records: Records, name: string, venue: VenueBook): LaterLine {
  return { type: "bar", ...cursorLineOf(name, venue, symbolOf(records, name)) };
}

/**
 * One thing that happened, as a line.
 * @param reports what the matcher said of it, the cause first
 * @param placed the order, where it has just been placed
 */
export function lineOf(
  records: Records,
  name: string,
  venue: VenueBook,
  reports: readonly ReportEvent[],
  placed: Placed | null,
): LaterLine {
  const symbol = symbolOf(records, name);
  const { instrument } = symbol.traded;
  const [first, ...also] = reports.map((report) => effectOf(records, instrument, report, placed));
  assert(first !== undefined, "a line says what happened");
  return { ...first, ...cursorLineOf(name, venue, symbol), also };
}

type Placed = Extract<OrderCommand, { kind: "place" }>;

function effectOf(
  records: Records,
  instrument: Instrument,
  report: ReportEvent,
  placed: Placed | null,
): Effect {
  const { clientOrderId, kind, reason } = report;
  if (placed !== null && placed.order.clientOrderId === clientOrderId) {
    return placedEffect(placed, instrument);
  }
  const order = records.orders.get(clientOrderId);
  assert(order !== undefined, `the paper book knows ${clientOrderId}`);
  const qty = fromSteps(report.qty, instrument.lot);
  switch (kind) {
    case "fill":
      return {
        type: "fill",
        client_order_id: clientOrderId,
        execution_id: report.executionId,
        side: order.side,
        role: order.role,
        qty,
        cum_qty: fromSteps(report.cumQty, instrument.lot),
        price: fromSteps(report.price, instrument.tick),
        commission: report.commissionNano / 1e9,
        ...(report.stalePrice ? { stale_price: true } : {}),
      };
    case "amended": {
      const price = priceOf(order.type, report.price, instrument);
      return { type: kind, client_order_id: clientOrderId, qty, price, reason };
    }
    case "cancelled":
    case "rejected":
    case "expired":
      return { type: kind, client_order_id: clientOrderId, reason };
    default:
      throw new Error(`a venue does not report ${kind} of ${clientOrderId}`);
  }
}

function placedEffect({ order, fromTs }: Placed, instrument: Instrument): Effect {
  return {
    type: "order",
    client_order_id: order.clientOrderId,
    side: order.side,
    order_type: order.type,
    role: order.role,
    qty: fromSteps(order.qtyLots, instrument.lot),
    price: priceOf(order.type, order.priceTicks, instrument),
    group: order.group,
    from_ts: stampOf(fromTs ?? null),
  };
}

/** An order as it is told to who asks. */
export function foundOf(order: OrderRecord, symbol: number): FoundOrder {
  const { clientOrderId, side, type, qtyLots, filledLots, priceTicks, state, reason } = order;
  const fills = order.fills.map(
    (fill): ReportEvent => ({
      type: "report",
      kind: "fill",
      symbol,
      ts: fill.ts ?? 0,
      clientOrderId,
      qty: fill.qtyLots,
      cumQty: fill.cumLots,
      price: fill.priceTicks,
      executionId: fill.executionId,
      commissionNano: fill.commissionNano,
      stalePrice: fill.stalePrice,
      reason: "",
    }),
  );
  return {
    ...{ clientOrderId, symbol, side, type, qtyLots, filledLots, priceTicks },
    ...{ state, reason, fills },
  };
}

/** Orders as they are told, of those symbols that are known by an index, oldest first. */
export function foundOrders(
  { orders }: Records,
  names: readonly string[],
  isMeant: (order: OrderRecord) => boolean,
): FoundOrder[] {
  return [...orders.values()]
    .filter((order) => names.includes(order.symbol) && isMeant(order))
    .map((order) => foundOf(order, names.indexOf(order.symbol)));
}
