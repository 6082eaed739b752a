// From an order as the broker tells it, when it is asked, to the reports that we have missed of it.

import type { FoundOrder } from "../brokers/broker.js";
import type { OrderCommand } from "../engine/effect.js";
import type { ReportEvent } from "../engine/event.js";
import {
  exitingLots,
  findOrder,
  type Ledger,
  type LedgerOrder,
  openLots,
  type SymbolLedger,
} from "../engine/orders/ledger.js";

/** A report without quantities of its own. `ts` is the engine's time, UTC epoch ms. */
export function reportAbout(
  kind: ReportEvent["kind"],
  clientOrderId: string,
  symbol: number,
  order: Pick<LedgerOrder, "filledLots">,
  ts: number,
  reason: string,
): ReportEvent {
  return {
    type: "report",
    kind,
    symbol,
    ts,
    clientOrderId,
    qty: 0,
    cumQty: order.filledLots,
    price: 0,
    executionId: "",
    commissionNano: 0,
    stalePrice: false,
    reason,
  };
}

const ENDINGS: Readonly<Partial<Record<FoundOrder["state"], ReportEvent["kind"]>>> = {
  CANCELLED: "cancelled",
  REJECTED: "rejected",
  EXPIRED: "expired",
};

/**
 * What happened to an order since the ledger last heard of it, oldest first: its fills, then that
 * it works, with what quantity and price, or how it ended.
 */
export function missedReports(order: LedgerOrder, found: FoundOrder, ts: number): ReportEvent[] {
  const { clientOrderId, symbol } = found;
  const reports = found.fills.filter(({ cumQty }) => cumQty > order.filledLots);
  const about = (kind: ReportEvent["kind"]): ReportEvent =>
    reportAbout(kind, clientOrderId, symbol, found, ts, found.reason);
  const ending = ENDINGS[found.state];
  if (ending !== undefined) return [...reports, about(ending)];
  // Full by the broker's quantity; where ours is another, that has to be said for it to end.
  if (found.state === "FILLED" && found.qtyLots === order.qtyLots) return reports;
  const isHeardOf = order.state === "WORKING" || order.state === "PARTIAL";
  if (!isHeardOf && reports.length === 0 && found.state === "WORKING") reports.push(about("ack"));
  const isSame = found.qtyLots === order.qtyLots && found.priceTicks === order.priceTicks;
  if (!isSame) reports.push({ ...about("amended"), qty: found.qtyLots, price: found.priceTicks });
  return reports;
}

/**
 * Whether an exit that the broker does not know is still to work: its trade is open, and it takes
 * no more than is open and not on its way out already.
 */
export function isStillWanted(symbol: SymbolLedger, clientOrderId: string): boolean {
  const order = findOrder(symbol, clientOrderId);
  const { position } = symbol;
  if (order === undefined || position === null) return false;
  if (order.tradeId !== position.tradeId) return false;
  const lots = order.qtyLots - order.filledLots;
  const leaving = exitingLots(symbol) - (order.role === "exit" ? lots : 0);
  return lots <= openLots(position) - leaving;
}

/** The id of the order that a command is about. */
export function idOf(command: OrderCommand): string {
  return command.kind === "place" ? command.order.clientOrderId : command.clientOrderId;
}

/** A position is not covered as it should be, or orders of one that is closed work on. */
export function isUnsettled({ symbols }: Ledger): boolean {
  return symbols.some(({ position, orders }) => {
    if (position === null) return orders.some(({ role }) => role !== "entry");
    const stop = orders.find(({ role }) => role === "stop");
    return (
      position.protection !== "PROTECTED" ||
      stop?.priceTicks !== position.stopTicks ||
      stop.qtyLots - stop.filledLots !== openLots(position)
    );
  });
}
