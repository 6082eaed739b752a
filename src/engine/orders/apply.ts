// The only code that changes the ledger: one fact in, the state it makes out. Whatever a fact
// does not carry cannot be in the ledger after a restart, so nothing here looks elsewhere.

import { assert } from "../assert.js";
import type {
  Fact,
  FillFact,
  OrderStateFact,
  OrderSubmittedFact,
  PositionOpenedFact,
  SignalFact,
} from "../effect.js";
import { nearestSteps } from "../market/instrument.js";
import { applyRisk } from "../risk/risk-ledger.js";
import { type EntryPlan, findOrder, type Ledger, type SymbolLedger } from "./ledger.js";
import { legOf } from "./leg.js";
import { nanoOf } from "./money.js";

/** Folds one fact into the ledger. */
export function apply(ledger: Ledger, fact: Fact): void {
  assert(fact.seq === ledger.seq + 1, "facts are folded in order");
  ledger.seq = fact.seq;
  if (!ledger.isShadow) applyRisk(ledger.risk, fact);
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
      applyFill(ledger, symbolOf(ledger, fact), fact);
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
    case "protection": {
      const position = symbolOf(ledger, fact).position;
      if (position !== null) position.protection = fact.state;
      break;
    }
    case "gear_changed":
      ledger.gear = fact.to;
      break;
    case "operator":
      if (fact.command === "resume") ledger.adoptedPause = false;
      break;
    case "trade_closed":
      symbolOf(ledger, fact).position = null;
      break;
    default:
      break;
  }
}

function symbolOf(ledger: Ledger, fact: Fact): SymbolLedger {
  const { symbols } = ledger;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as SymbolLedger;
    if (symbol.instrument.symbol === fact.symbol) return symbol;
  }
  assert(false, "a fact of an order or a position names its symbol");
}

function applySignal(ledger: Ledger, fact: SignalFact): void {
  assert(fact.trace_id === traceIdOf(ledger.nextTrace), "trace ids are given out in order");
  ledger.nextTrace++;
}

/** The trace id with a number. */
export function traceIdOf(number: number): string {
  return `t-${String(number).padStart(6, "0")}`;
}

function applySubmitted(ledger: Ledger, symbol: SymbolLedger, fact: OrderSubmittedFact): void {
  const { tick, lot } = symbol.instrument;
  ledger.nextIntent++;
  const traceId = fact.trace_id ?? "";
  symbol.orders.push({
    clientOrderId: fact.client_order_id,
    tradeId: fact.trade_id,
    traceId,
    side: fact.side,
    type: fact.order_type,
    role: fact.role,
    reason: fact.reason,
    level: fact.level,
    dueTs: fact.due_ts,
    reference: fact.reference,
    qtyLots: nearestSteps(fact.qty, lot),
    filledLots: 0,
    priceTicks: fact.price === null ? 0 : nearestSteps(fact.price, tick),
    state: "SENT",
  });
  if (fact.role !== "entry") return;
  assert(fact.stop !== null, "an entry carries its initial stop");
  symbol.entry = planOf(symbol, fact, fact.stop, traceId);
  ledger.nextTrade++;
  ledger.lastEntry = {
    symbol: symbol.instrument.symbol,
    side: symbol.entry.side,
    stop: fact.stop,
    ts: fact.ts,
  };
}

function planOf(
  symbol: SymbolLedger,
  fact: OrderSubmittedFact,
  stop: number,
  traceId: string,
): EntryPlan {
  const { tick } = symbol.instrument;
  return {
    clientOrderId: fact.client_order_id,
    tradeId: fact.trade_id,
    traceId,
    strategy: fact.strategy,
    regime: fact.regime,
    side: fact.side === "buy" ? "long" : "short",
    stopTicks: nearestSteps(stop, tick),
    targetTicks: fact.target === null ? null : nearestSteps(fact.target, tick),
    riskMoney: fact.risk_money,
    plannedDistance: Math.abs(fact.reference - stop),
  };
}

function applyOrderState(symbol: SymbolLedger, fact: OrderStateFact): void {
  const order = findOrder(symbol, fact.client_order_id);
  assert(order !== undefined, "an ended order changes no more");
  order.state = fact.state;
  order.qtyLots = nearestSteps(fact.qty, symbol.instrument.lot);
  if (fact.price !== null) order.priceTicks = nearestSteps(fact.price, symbol.instrument.tick);
  const ended =
    fact.state === "FILLED" ||
    fact.state === "CANCELLED" ||
    fact.state === "REJECTED" ||
    fact.state === "EXPIRED";
  if (!ended) return;
  symbol.orders.splice(symbol.orders.indexOf(order), 1);
  if (symbol.entry?.clientOrderId === order.clientOrderId) symbol.entry = null;
}

function applyFill(ledger: Ledger, symbol: SymbolLedger, fact: FillFact): void {
  const { tick, lot } = symbol.instrument;
  const order = findOrder(symbol, fact.client_order_id);
  assert(order !== undefined, "a fill belongs to an order that has not ended");
  const qtyLots = nearestSteps(fact.qty, lot);
  const priceTicks = nearestSteps(fact.price, tick);
  const commissionNano = nanoOf(fact.commission);
  order.filledLots += qtyLots;
  assert(order.filledLots <= order.qtyLots, "an order fills no more than its quantity");
  if (fact.role === "entry") {
    openOrAdd(symbol, fact, qtyLots, priceTicks, commissionNano);
    ledger.cashNano -= commissionNano;
    return;
  }
  const position = symbol.position;
  assert(position !== null, "an exit fills only while a position is open");
  const leg = legOf(position, symbol.value, qtyLots, priceTicks, commissionNano);
  position.exitedLots += qtyLots;
  assert(position.exitedLots <= position.entryLots, "an exit never flips the position");
  position.exitTickLots += BigInt(priceTicks) * BigInt(qtyLots);
  position.grossNano += leg.grossNano;
  position.exitCommissionNano += commissionNano;
  position.netNano += leg.netNano;
  position.exitSlippage += fact.slippage_ticks * qtyLots;
  ledger.cashNano += leg.grossNano - commissionNano;
  if (order.level > 0) {
    while (position.levelFilledLots.length < order.level) position.levelFilledLots.push(0);
    position.levelFilledLots[order.level - 1] =
      (position.levelFilledLots[order.level - 1] ?? 0) + qtyLots;
  }
}

function openOrAdd(
  symbol: SymbolLedger,
  fact: FillFact,
  qtyLots: number,
  priceTicks: number,
  commissionNano: bigint,
): void {
  const plan = symbol.entry;
  assert(plan !== null, "an entry's fill finds its plan");
  symbol.position ??= {
    tradeId: plan.tradeId,
    traceId: plan.traceId,
    side: plan.side,
    strategy: plan.strategy,
    regime: plan.regime,
    entryTs: fact.ts,
    entryHour: 0,
    entryWeekday: 0,
    initialStopTicks: plan.stopTicks,
    stopTicks: plan.stopTicks,
    stopWhy: "initial",
    targetTicks: plan.targetTicks,
    protection: "NAKED",
    entryLots: 0,
    exitedLots: 0,
    entryTickLots: 0n,
    exitTickLots: 0n,
    entryCommissionNano: 0n,
    grossNano: 0n,
    exitCommissionNano: 0n,
    netNano: 0n,
    entrySlippage: 0,
    exitSlippage: 0,
    levelFilledLots: [],
  };
  const position = symbol.position;
  position.entryLots += qtyLots;
  position.entryTickLots += BigInt(priceTicks) * BigInt(qtyLots);
  position.entryCommissionNano += commissionNano;
  position.entrySlippage += fact.slippage_ticks * qtyLots;
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
