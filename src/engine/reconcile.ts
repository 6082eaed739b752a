// What the broker has, against what the ledger says. The broker wins: what it holds and nobody
// here explains is taken over. But no fill is invented, so that a difference that fills could
// still explain only holds entries back; exits go on, and what is open is covered.

import { bootSymbol, type Core, emit, ledgerOf, unitsOf, viewOf } from "./core.js";
import type { ReconcileEvent } from "./event.js";
import type { PositionMismatch, ReconcileFact } from "./live-facts.js";
import { nearestSteps } from "./market/instrument.js";
import {
  exitingLots,
  findOrder,
  openLots,
  type SymbolLedger,
  signedLots,
  stopOf,
} from "./orders/ledger.js";
import { moneyOf } from "./orders/money.js";
import { emitOpened, emitState } from "./orders/order-facts.js";
import { adoptStop, sortStrays, strayStop, surplusOrders } from "./orders/strays.js";
import { takeoverOf } from "./orders/takeover.js";
import { observeHeld } from "./trade/excursion.js";
import { cancel, coverWithStop, exitAll } from "./trade/exits.js";
import { reportProtection } from "./trade/protection.js";

/** Half a cent: what a difference of cash must reach to be one, in the account's currency. */
const CASH_TOLERANCE = 0.005;

/** What a comparison has found and is going to do. */
interface Findings {
  readonly positions: PositionMismatch[];
  readonly orphans: ReconcileFact["orphans"];
  readonly adopted: {
    readonly index: number;
    readonly fact: ReconcileFact["adopted"][number];
    readonly isNew: boolean;
  }[];
  readonly dropped: { readonly index: number; readonly tradeId: string }[];
  /** Taken over because exits went beyond flat: closed at once. */
  readonly overExits: number[];
}

/** Signed lots of each symbol at the broker. */
function brokerLots(event: ReconcileEvent, index: number): number {
  return event.positions.find(({ symbol }) => symbol === index)?.lots ?? 0;
}

/**
 * The broker was asked as a whole. Writes one fact, but for a timer's where nothing differs. The
 * fold of it sets `ledger.mismatch`, which holds entries, and `ledger.adoptedPause`, which holds
 * them until a person resumes.
 */
export function onReconcile(core: Core, event: ReconcileEvent): void {
  noteWorking(core, event);
  noteAbsent(core, event);
  const findings: Findings = {
    positions: [],
    orphans: [],
    adopted: [],
    dropped: [],
    overExits: [],
  };
  for (const index of core.boot.symbols.keys()) comparePosition(core, event, index, findings);
  const stops = sortStrays(core, event, findings);
  const surplus = surplusOrders(core, event, findings.positions);
  const fact = factOf(core, event, findings);
  const isCalm =
    findings.positions.length === 0 &&
    findings.orphans.length === 0 &&
    surplus.length === 0 &&
    !core.boot.symbols.some((_, index) => isMisfit(core, index));
  fact.agrees = isCalm && (fact.cash_difference ?? 0) === 0;
  const { ledger } = core.state;
  const isNews =
    !isCalm || ledger.mismatch.length > 0 || fact.cash_difference !== ledger.cashDifference;
  if (event.trigger !== "timer" || isNews) {
    emit(core, fact);
    observeReconcile(core, fact);
  }
  for (const { index, order } of surplus) cancel(core, index, order);
  for (const { index, tradeId } of findings.dropped) cancelTrade(core, index, tradeId);
  for (const { index, fact: adopted, isNew } of findings.adopted) {
    if (isNew) emitOpened(core, index, fact.ts);
    const stop = stops.get(adopted.symbol);
    if (stop !== undefined) adoptStop(core, index, stop);
  }
  for (const index of core.boot.symbols.keys()) protect(core, index);
  for (const index of findings.overExits) exitAll(core, index, "flatten");
}

/** What a reconciliation does to the market half: adopted lots are held, dropped ones are not. */
export function observeReconcile(core: Core, fact: ReconcileFact): void {
  // Fills beyond flat were observed as they came.
  if (fact.trigger === "over_exit") return;
  for (const [index, { instrument }] of core.boot.symbols.entries()) {
    const { excursion } = viewOf(core, index);
    for (const { symbol, side, qty } of fact.adopted) {
      if (symbol !== instrument.symbol) continue;
      const lots = nearestSteps(qty, instrument.lot);
      observeHeld(excursion, excursion.heldLots + (side === "long" ? lots : -lots));
    }
    if (fact.dropped.includes(instrument.symbol)) observeHeld(excursion, 0);
  }
}

/** An order of ours that works there works here too, with the broker's quantity and price. */
function noteWorking(core: Core, event: ReconcileEvent): void {
  for (const there of event.orders) {
    const symbol = ledgerOf(core, there.symbol);
    const order = findOrder(symbol, there.clientOrderId);
    // A fill is on its way, and says more than this does.
    if (order === undefined || order.filledLots !== there.filledLots) continue;
    const priceTicks = order.type === "market" ? 0 : there.priceTicks;
    const isAnswered = order.state !== "SENT" && order.state !== "UNKNOWN";
    const isSame = order.qtyLots === there.qtyLots && order.priceTicks === priceTicks;
    if (isAnswered && isSame) continue;
    emitState(core, symbol, order, order.filledLots > 0 ? "PARTIAL" : "WORKING", {
      qtyLots: there.qtyLots,
      priceTicks,
      reason: "reconciled",
    });
  }
}

/** Nothing is known of an order that works here and not there: a report of its end is to come. */
function noteAbsent(core: Core, event: ReconcileEvent): void {
  const there = new Set(event.orders.map(({ clientOrderId }) => clientOrderId));
  for (const symbol of core.state.ledger.symbols) {
    for (const order of [...symbol.orders]) {
      const isWorking = order.state === "WORKING" || order.state === "PARTIAL";
      if (!isWorking || there.has(order.clientOrderId)) continue;
      emitState(core, symbol, order, "UNKNOWN", { reason: "absent" });
    }
  }
}

function comparePosition(
  core: Core,
  event: ReconcileEvent,
  index: number,
  findings: Findings,
): void {
  const symbol = ledgerOf(core, index);
  const { instrument, position } = symbol;
  const ours = signedLots(symbol);
  const brokers = brokerLots(event, index);
  if (ours === brokers) return;
  const mismatch = {
    symbol: instrument.symbol,
    ours: unitsOf(ours, instrument),
    brokers: unitsOf(brokers, instrument),
  };
  findings.positions.push(mismatch);
  if (brokers === 0 && position !== null && isToBeDropped(core, event, mismatch)) {
    findings.dropped.push({ index, tradeId: position.tradeId });
  }
  const lots = brokers - ours;
  const isMore = brokers !== 0 && ours * brokers >= 0 && ours * lots >= 0;
  if (!isMore || isExplained(symbol, lots) || !isCertain(core, event, mismatch)) return;
  const entryTicks = event.positions.find((each) => each.symbol === index)?.entryTicks ?? null;
  const stray = strayStop(core, event, index, lots);
  const stopTicks = stray?.priceTicks ?? null;
  const tradeId = String(core.state.ledger.nextTrade + findings.adopted.length);
  const fact = takeoverOf(core, index, lots, entryTicks, stopTicks, tradeId);
  if (fact === null) return;
  findings.adopted.push({ index, fact, isNew: ours === 0 });
  // A stop that rests for it was placed for a position that was meant.
  const isMeant = stray !== undefined;
  if (ours === 0 && !isMeant && isOverExit(symbol, lots)) findings.overExits.push(index);
}

/** A person drops only what was said to differ before; a fill may be on its way the first time. */
function isToBeDropped(core: Core, { trigger }: ReconcileEvent, now: PositionMismatch): boolean {
  return trigger === "operator" && core.state.ledger.mismatch.includes(now.symbol);
}

/** Whether fills that are still to be reported could make up the difference. */
function isExplained(symbol: SymbolLedger, lots: number): boolean {
  const side = lots > 0 ? "buy" : "sell";
  let unfilled = 0;
  for (const order of symbol.orders) {
    if (order.side === side) unfilled += order.qtyLots - order.filledLots;
  }
  return unfilled >= Math.abs(lots);
}

/**
 * While orders come and go an answer may be older than what we know by now: only what differs the
 * same twice is taken over then. After a boot and a reconnect nothing is on its way.
 */
function isCertain(core: Core, { trigger }: ReconcileEvent, now: PositionMismatch): boolean {
  if (trigger === "boot" || trigger === "reconnect") return true;
  return core.state.ledger.differences.some(
    ({ symbol, ours, brokers }) =>
      symbol === now.symbol && ours === now.ours && brokers === now.brokers,
  );
}

/** The last trade's exits that ended unfilled lie on the side of what is held now. */
function isOverExit({ ended }: SymbolLedger, lots: number): boolean {
  const last = ended.at(-1)?.tradeId;
  const side = lots > 0 ? "buy" : "sell";
  return ended.some(
    (order) =>
      order.role !== "entry" &&
      order.tradeId === last &&
      order.side === side &&
      order.filledLots < order.qtyLots,
  );
}

function factOf(core: Core, event: ReconcileEvent, findings: Findings): ReconcileFact {
  const { positions, orphans, adopted, dropped } = findings;
  const { cashNano } = core.state.ledger;
  const difference = event.cashNano === null ? null : moneyOf(event.cashNano - cashNano);
  const isCashSame = difference === null || Math.abs(difference) < CASH_TOLERANCE;
  return {
    seq: 0,
    ts: core.state.now,
    type: "reconcile",
    symbol: null,
    trace_id: null,
    trigger: event.trigger,
    agrees: false,
    positions,
    orphans,
    adopted: adopted.map(({ fact }) => fact),
    dropped: dropped.map(({ index }) => bootSymbol(core, index).instrument.symbol),
    cash_difference: difference !== null && isCashSame ? 0 : difference,
  };
}

/** Nothing of a position that was dropped works on. */
function cancelTrade(core: Core, index: number, tradeId: string): void {
  for (const order of ledgerOf(core, index).orders) {
    if (order.tradeId === tradeId) cancel(core, index, order);
  }
}

/** Whether a position's stop is missing, or has been answered and is not as it should be. */
function isMisfit(core: Core, index: number): boolean {
  const symbol = ledgerOf(core, index);
  const { position } = symbol;
  if (position === null || exitingLots(symbol) >= openLots(position)) return false;
  const stop = stopOf(symbol, position);
  if (stop === undefined) return true;
  if (stop.state === "SENT" || stop.state === "UNKNOWN") return false;
  const lots = stop.qtyLots - stop.filledLots;
  return lots !== openLots(position) || stop.priceTicks !== position.stopTicks;
}

/** What is open is covered, whatever differs. */
function protect(core: Core, index: number): void {
  if (isMisfit(core, index)) coverWithStop(core, index);
  reportProtection(core, index);
}
