// The only code that changes the ledger: one fact in, the state it makes out. Whatever a fact
// does not carry cannot be in the ledger after a restart, so nothing here looks elsewhere.

import { assert } from "../assert.js";
import type {
  Fact,
  OrderStateFact,
  OrderSubmittedFact,
  PositionOpenedFact,
  SignalFact,
  TradeClosedFact,
} from "../effect.js";
import { removeAt } from "../lists.js";
import { nearestSteps } from "../market/instrument.js";
import { applyRisk } from "../risk/risk-ledger.js";
import type { ProtectionFact } from "../trade/protection-fact.js";
import { bookFill } from "./booking.js";
import { applyReconcile, forgetDifference } from "./broker-view.js";
import {
  type EntryPlan,
  findEnded,
  findOrder,
  type Ledger,
  type LedgerOrder,
  type SymbolLedger,
  symbolNamed,
} from "./ledger.js";

/** Folds one fact into the ledger. */
export function apply(ledger: Ledger, fact: Fact): void {
  assert(fact.seq === ledger.seq + 1, "facts are folded in order");
  ledger.seq = fact.seq;
  if (isUnfolded(fact.type)) return;
  applyRisk(ledger.risk, fact);
  switch (fact.type) {
    case "signal":
      applySignal(ledger, fact);
      break;
    case "order_submitted":
      applySubmitted(ledger, symbolOf(ledger, fact), fact);
      break;
    case "order_state":
      applyOrderState(symbolOf(ledger, fact), fact);
      break;
    case "fill":
      bookFill(ledger, symbolOf(ledger, fact), fact);
      forgetDifference(ledger, fact);
      break;
    case "position_opened":
      applyOpened(ledger, symbolOf(ledger, fact), fact);
      break;
    case "stop_moved": {
      const at = symbolOf(ledger, fact);
      assert(at.position !== null, "a stop moves only while a position is open");
      at.position.stopTicks = nearestSteps(fact.to, at.instrument.tick);
      at.position.stopWhy = fact.why;
      break;
    }
    case "entry_sized":
      if (fact.note !== "") ledger.targetNoted = true;
      break;
    case "protection":
      applyProtection(symbolOf(ledger, fact), fact);
      break;
    case "gear_changed":
      ledger.gear = fact.to;
      break;
    case "operator":
      if (fact.command === "resume") ledger.adoptedPause = false;
      break;
    case "trade_closed":
      applyClosed(symbolOf(ledger, fact), fact);
      break;
    case "reconcile":
      applyReconcile(ledger, fact);
      break;
    default:
      break;
  }
}

/** Facts that nothing is folded from; most are such. */
function isUnfolded(type: Fact["type"]): boolean {
  switch (type) {
    case "regime_changed":
    case "guard_reject":
    case "shadow_opened":
    case "shadow_closed":
      return true;
    default:
      return false;
  }
}

function symbolOf(ledger: Ledger, fact: Fact): SymbolLedger {
  return symbolNamed(ledger, fact.symbol ?? "");
}

function applySignal(ledger: Ledger, fact: SignalFact): void {
  const number = Number(fact.trace_id?.slice(TRACE_PREFIX.length));
  assert(number === ledger.nextTrace, "trace ids are given out in order");
  ledger.nextTrace++;
}

const TRACE_PREFIX = "t-";

/** The trace id with a number. */
export function traceIdOf(number: number): string {
  return TRACE_PREFIX + String(number).padStart(6, "0");
}

function applySubmitted(ledger: Ledger, symbol: SymbolLedger, fact: OrderSubmittedFact): void {
  const { tick, lot } = symbol.instrument;
  ledger.nextIntent++;
  const plan = fact.role === "entry" ? planOf(symbol, fact) : null;
  symbol.orders.push({
    clientOrderId: fact.client_order_id,
    tradeId: fact.trade_id,
    traceId: fact.trace_id ?? "",
    side: fact.side,
    type: fact.order_type,
    role: fact.role,
    reason: fact.reason,
    level: fact.level,
    dueTs: fact.due_ts,
    reference: fact.reference,
    plan,
    qtyLots: nearestSteps(fact.qty, lot),
    filledLots: 0,
    priceTicks: fact.price === null ? 0 : nearestSteps(fact.price, tick),
    state: "SENT",
    toldLots: 0,
  });
  if (plan === null) return;
  symbol.entry = plan;
  ledger.nextTrade++;
}

function planOf(symbol: SymbolLedger, fact: OrderSubmittedFact): EntryPlan {
  const { tick } = symbol.instrument;
  const { stop } = fact;
  assert(stop !== null, "an entry carries its initial stop");
  return {
    clientOrderId: fact.client_order_id,
    tradeId: fact.trade_id,
    traceId: fact.trace_id ?? "",
    strategy: fact.strategy,
    regime: fact.regime,
    side: fact.side === "buy" ? "long" : "short",
    stopTicks: nearestSteps(stop, tick),
    targetTicks: fact.target === null ? null : nearestSteps(fact.target, tick),
    riskMoney: fact.risk_money,
    plannedDistance: Math.abs(fact.reference - stop),
  };
}

/** Orders that have ended and are remembered in each symbol, and trades that have closed. */
const ENDED_KEPT = 64;
const CLOSED_KEPT = 16;
/** Failures that lie further apart than this are not in a row, ms. */
const ROW_MS = 60_000;

function applyOrderState(symbol: SymbolLedger, fact: OrderStateFact): void {
  const working = findOrder(symbol, fact.client_order_id);
  const order = working ?? findEnded(symbol, fact.client_order_id);
  assert(order !== undefined, "a state is an order's that we know");
  order.state = fact.state;
  order.qtyLots = nearestSteps(fact.qty, symbol.instrument.lot);
  if (fact.price !== null) order.priceTicks = nearestSteps(fact.price, symbol.instrument.tick);
  const ended =
    fact.state === "FILLED" ||
    fact.state === "CANCELLED" ||
    fact.state === "REJECTED" ||
    fact.state === "EXPIRED";
  if (!ended || working === undefined) return;
  removeAt(symbol.orders, symbol.orders.indexOf(order));
  if (symbol.entry?.clientOrderId === order.clientOrderId) symbol.entry = null;
  if (fact.state !== "FILLED") countFailure(symbol, order, fact.ts);
  order.toldLots = nearestSteps(fact.filled_qty, symbol.instrument.lot);
  symbol.ended.push(order);
  if (symbol.ended.length > ENDED_KEPT) symbol.ended.shift();
}

function countFailure({ position }: SymbolLedger, order: LedgerOrder, ts: number): void {
  if (position === null || order.tradeId !== position.tradeId) return;
  if (order.role !== "stop" && order.role !== "exit") return;
  const failures = order.role === "stop" ? position.stopFailures : position.exitFailures;
  failures.count = ts - failures.ts > ROW_MS ? 1 : failures.count + 1;
  failures.ts = ts;
}

function applyProtection(symbol: SymbolLedger, fact: ProtectionFact): void {
  const { position } = symbol;
  if (position === null) return;
  position.protection = fact.state;
  if (fact.state === "PROTECTED") {
    position.nakedSince = 0;
    position.isNakedAlarm = false;
  } else if (fact.since_ts !== undefined) position.nakedSince = fact.since_ts;
  if (fact.alarm === true) position.isNakedAlarm = true;
}

function applyClosed(symbol: SymbolLedger, fact: TradeClosedFact): void {
  symbol.position = null;
  symbol.closedTrades.push(fact.trade_id);
  if (symbol.closedTrades.length > CLOSED_KEPT) symbol.closedTrades.shift();
}

function applyOpened(ledger: Ledger, symbol: SymbolLedger, fact: PositionOpenedFact): void {
  const position = symbol.position;
  assert(position !== null, "a position is opened by its first fill");
  position.entryHour = fact.entry_hour;
  position.entryWeekday = fact.entry_weekday;
  if (ledger.countDay !== fact.day) {
    ledger.countDay = fact.day;
    ledger.tradesToday = 0;
  }
  if (ledger.countWeek !== fact.week) {
    ledger.countWeek = fact.week;
    ledger.tradesThisWeek = 0;
  }
  ledger.tradesToday++;
  ledger.tradesThisWeek++;
}
