// What the venue says of our orders becomes facts, and what follows from a fill is done at once:
// the stop first, then the limits, then whatever else. The same report again changes nothing, and
// no report is a surprise: fills come before acks, and of orders that were given up.

import { assert } from "../assert.js";
import { type Core, emit, isLive, ledgerOf, priceOf, send, unitsOf, viewOf } from "../core.js";
import type { ReportEvent } from "../event.js";
import type { ExitLeg } from "../trade/closing.js";
import { observeFill } from "../trade/excursion.js";
import { cancelEntry, cancelRemaining, coverWithStop, exitAtMarket } from "../trade/exits.js";
import { levelsOf } from "../trade/levels.js";
import { levelBasisOf } from "../trade/manager.js";
import { coverAgain, reportProtection } from "../trade/protection.js";
import type { ExitReason } from "../trade/record.js";
import { restTargets } from "../trade/targets.js";
import { type FillParts, partFill } from "./booking.js";
import {
  exitingLots,
  findEnded,
  findOrder,
  type LedgerOrder,
  openLots,
  type SymbolLedger,
} from "./ledger.js";
import { riskNano } from "./leg.js";
import { moneyOf } from "./money.js";
import { emitClosed, emitFill, emitOpened, emitState } from "./order-facts.js";
import { takeOverExcess } from "./takeover.js";

/**
 * What a report does to the market half, and nothing else: a fill that is new changes what is held
 * and starts a trade's excursion. Asked before its facts are folded, as it is when it first comes.
 */
function observeReport(core: Core, order: LedgerOrder, report: ReportEvent): void {
  if (report.kind !== "fill" || report.cumQty <= order.filledLots) return;
  observeFill(viewOf(core, report.symbol).excursion, newPart(order, report), order.side === "buy");
}

/**
 * One report of the venue. Of an order that nobody here knows any more it says nothing: what it
 * did to the position shows at the next reconciliation.
 */
export function onReport(core: Core, report: ReportEvent): void {
  const symbol = ledgerOf(core, report.symbol);
  const working = findOrder(symbol, report.clientOrderId);
  const order = working ?? findEnded(symbol, report.clientOrderId);
  if (order === undefined) return;
  observeReport(core, order, report);
  if (working !== undefined) onWorking(core, symbol, order, report);
  else onEnded(core, symbol, order, report);
}

/** A fill by what it adds to those that are known, also where one between them was missed. */
function newPart(order: LedgerOrder, report: ReportEvent): ReportEvent {
  const qty = report.cumQty - order.filledLots;
  return qty === report.qty ? report : { ...report, qty };
}

function onWorking(
  core: Core,
  symbol: SymbolLedger,
  order: LedgerOrder,
  report: ReportEvent,
): void {
  switch (report.kind) {
    case "ack":
      if (isAnswered(order)) return;
      emitState(core, symbol, order, order.filledLots > 0 ? "PARTIAL" : "WORKING");
      break;
    case "amended":
      if (!onAmended(core, symbol, order, report)) return;
      break;
    case "unknown":
      if (order.state === "UNKNOWN") return;
      emitState(core, symbol, order, "UNKNOWN", { reason: report.reason });
      break;
    case "cancelled":
    case "rejected":
    case "expired":
      if (report.kind === "rejected" && isOfRequest(report)) return;
      onEnding(core, symbol, order, report);
      return;
    case "fill":
      onFillReport(core, symbol, order, report, "");
      return;
  }
  if (order.role === "stop") reportProtection(core, report.symbol);
}

/** Whether the broker has said that it has the order. */
function isAnswered({ state }: LedgerOrder): boolean {
  return state === "WORKING" || state === "PARTIAL";
}

/**
 * A refusal of an amendment or a cancel, by how its reason begins: the order stays as it is. What
 * is wanted is asked for again as time passes.
 */
function isOfRequest({ reason }: ReportEvent): boolean {
  return reason.startsWith("amend_rejected") || reason.startsWith("cancel_rejected");
}

/** False where it says nothing new. */
function onAmended(
  core: Core,
  symbol: SymbolLedger,
  order: LedgerOrder,
  report: ReportEvent,
): boolean {
  const qtyLots = Math.max(report.qty, order.filledLots);
  const priceTicks = order.type === "market" ? 0 : report.price;
  const isSame = qtyLots === order.qtyLots && priceTicks === order.priceTicks;
  if (isSame && order.state !== "UNKNOWN") return false;
  const working = order.filledLots > 0 ? "PARTIAL" : "WORKING";
  const known = order.state === "UNKNOWN" ? working : order.state;
  const state = qtyLots === order.filledLots ? "FILLED" : known;
  emitState(core, symbol, order, state, { qtyLots, priceTicks, reason: report.reason });
  return true;
}

const ENDINGS = { cancelled: "CANCELLED", rejected: "REJECTED", expired: "EXPIRED" } as const;

/** An order has ended with something unfilled. */
function onEnding(core: Core, symbol: SymbolLedger, order: LedgerOrder, report: ReportEvent): void {
  const kind = report.kind as keyof typeof ENDINGS;
  const filledLots = Math.max(order.filledLots, report.cumQty);
  emitState(core, symbol, order, ENDINGS[kind], { filledLots, reason: report.reason });
  const { position } = symbol;
  if (position === null || position.tradeId !== order.tradeId) return;
  if (order.role === "stop") {
    reportProtection(core, report.symbol);
    coverAgain(core, report.symbol);
  } else if (order.role === "exit" && kind !== "cancelled" && position.exitFailures.count < 2) {
    const lots = Math.min(order.qtyLots - filledLots, openLots(position) - exitingLots(symbol));
    const { reason, level, dueTs } = order;
    if (lots > 0) {
      exitAtMarket(core, report.symbol, position, lots, reason as ExitReason, level, dueTs);
    }
  }
}

/**
 * A report on an order that has ended. A fill of it is taken all the same: as an incident, where
 * its ending had said that there was none. One presumed lost that works after all is cancelled.
 */
function onEnded(core: Core, symbol: SymbolLedger, order: LedgerOrder, report: ReportEvent): void {
  if (report.kind === "fill") {
    const isTold = report.cumQty <= order.toldLots;
    onFillReport(core, symbol, order, report, isTold ? "" : "late_fill");
  } else if (order.state === "EXPIRED" && (report.kind === "ack" || report.kind === "amended")) {
    send(core, {
      kind: "cancel",
      symbol: report.symbol,
      clientOrderId: order.clientOrderId,
    });
  }
}

function onFillReport(
  core: Core,
  symbol: SymbolLedger,
  order: LedgerOrder,
  report: ReportEvent,
  incident: string,
): void {
  // A fill known by its cumulative quantity is applied once, however often it is reported.
  if (report.cumQty <= order.filledLots) return;
  const fill = newPart(order, report);
  const parts = partFill(symbol, order, fill.qty, BigInt(fill.commissionNano));
  const before = symbol.position;
  const leavingLots = exitingLots(symbol);
  const isLeaving = before !== null && leavingLots > 0 && leavingLots >= openLots(before);
  const netBefore = before === null ? 0n : before.netNano;
  const hasEnded = findOrder(symbol, order.clientOrderId) === undefined;
  emitFill(core, symbol, order, fill);
  const legNetNano = before === null ? 0n : before.netNano - netBefore;
  const left = hasEnded ? order.state : "PARTIAL";
  const state = order.filledLots === order.qtyLots ? "FILLED" : left;
  emitState(core, symbol, order, state, {
    reason: parts.excessLots > 0 ? "over_exit" : incident,
  });
  if (parts.entryLots > 0) onEntryFill(core, fill, before === null, hasEnded);
  if (parts.entryLots > 0 && isLeaving) leaveToo(core, report.symbol, parts);
  if (parts.exitLots > 0) onExitFill(core, symbol, order, fill, parts, legNetNano);
  if (parts.excessLots > 0) takeOverExcess(core, report.symbol, fill.ts);
  else if (isLive(core)) reportProtection(core, report.symbol);
}

/** What an entry adds while all of the position is on its way out leaves with it. */
function leaveToo(core: Core, index: number, { entryLots }: FillParts): void {
  const symbol = ledgerOf(core, index);
  const exit = symbol.orders.find((order) => order.role === "exit");
  if (exit === undefined || symbol.position === null) return;
  const { reason, dueTs } = exit;
  exitAtMarket(core, index, symbol.position, entryLots, reason as ExitReason, 0, dueTs);
}

function onEntryFill(core: Core, report: ReportEvent, first: boolean, isLate: boolean): void {
  const symbol = ledgerOf(core, report.symbol);
  assert(symbol.position !== null, "an entry fill opens a position");
  if (first) emitOpened(core, report.symbol, report.ts);
  coverWithStop(core, report.symbol);
  // What waits to open something did not know of this one.
  if (isLate) cancelEntry(core, report.symbol);
  restTargets(core, report.symbol);
}

function onExitFill(
  core: Core,
  symbol: SymbolLedger,
  order: LedgerOrder,
  report: ReportEvent,
  { exitLots }: FillParts,
  legNetNano: bigint,
): void {
  const position = symbol.position;
  assert(position !== null, "an exit fill reduces a position");
  cancelEntry(core, report.symbol);
  const { instrument } = symbol;
  const leg: ExitLeg = {
    qty: unitsOf(exitLots, instrument),
    price: priceOf(report.price, instrument),
    pnl: moneyOf(legNetNano),
  };
  if (order.level > 0 && order.tradeId === position.tradeId) {
    const basis = levelBasisOf(position);
    const level = levelsOf(basis, core.config.intrade.scale_out).find(
      (each) => each.level === order.level,
    );
    const risk = Number(riskNano(position, symbol.value));
    emit(core, {
      seq: 0,
      ts: report.ts,
      type: "tp_hit",
      symbol: instrument.symbol,
      trace_id: position.traceId,
      trade_id: position.tradeId,
      level: order.level,
      at_r: level?.atR ?? 0,
      qty: leg.qty,
      price: leg.price,
      pnl: leg.pnl,
      result_R: Number(legNetNano) / risk,
    });
  }
  if (openLots(position) > 0) return;
  emitClosed(core, report, order, leg);
  cancelRemaining(core, report.symbol);
}
