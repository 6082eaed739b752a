// How a fill enters the books: what it takes off the position, what it opens, and what it takes
// beyond flat. The side decides, not what the order was for: a fill is the broker's word, and a
// late one finds whatever is open by then.

import { assert } from "../assert.js";
import type { FillFact, OrderRole, OrderSide } from "../effect.js";
import { nearestSteps } from "../market/instrument.js";
import {
  type EntryPlan,
  findEnded,
  findOrder,
  type Ledger,
  type LedgerOrder,
  openLots,
  type Position,
  type SymbolLedger,
} from "./ledger.js";
import { legOf } from "./leg.js";
import { divideRounded, nanoOf } from "./money.js";

/** The parts of a fill, in lots; at most one of the last two is not 0. */
export interface FillParts {
  /** What it takes off the position, with its share of the commission. */
  readonly exitLots: number;
  readonly exitCommissionNano: bigint;
  /** What it opens or adds. */
  readonly entryLots: number;
  /** What it takes beyond flat, or adds without being an entry. */
  readonly excessLots: number;
  /** The commission's other share. */
  readonly restCommissionNano: bigint;
}

/** Parts a fill of `qtyLots` that meets what is open now. */
export function partFill(
  { position }: SymbolLedger,
  { side, role }: { readonly side: OrderSide; readonly role: OrderRole },
  qtyLots: number,
  commissionNano: bigint,
): FillParts {
  const takesOff = position !== null && (position.side === "long") === (side === "sell");
  const exitLots = takesOff ? Math.min(qtyLots, openLots(position)) : 0;
  const restLots = qtyLots - exitLots;
  const exitCommissionNano =
    restLots === 0
      ? commissionNano
      : divideRounded(commissionNano * BigInt(exitLots), BigInt(qtyLots));
  const opens = role === "entry" && exitLots === 0;
  return {
    exitLots,
    exitCommissionNano,
    entryLots: opens ? restLots : 0,
    excessLots: opens ? 0 : restLots,
    restCommissionNano: commissionNano - exitCommissionNano,
  };
}

/** Folds a fill, also of an order that has ended. */
export function bookFill(ledger: Ledger, symbol: SymbolLedger, fact: FillFact): void {
  const { tick, lot } = symbol.instrument;
  const id = fact.client_order_id;
  const order = findOrder(symbol, id) ?? findEnded(symbol, id);
  assert(order !== undefined, "a fill belongs to an order that we know");
  const qtyLots = nearestSteps(fact.qty, lot);
  const priceTicks = nearestSteps(fact.price, tick);
  const commissionNano = nanoOf(fact.commission);
  order.filledLots += qtyLots;
  // The broker filled more than it was to: what is filled is true.
  order.qtyLots = Math.max(order.qtyLots, order.filledLots);
  const parts = partFill(symbol, fact, qtyLots, commissionNano);
  ledger.cashNano -= commissionNano;
  if (parts.exitLots > 0) takeOff(ledger, symbol, order, fact, parts, priceTicks);
  if (parts.entryLots > 0) openOrAdd(symbol, order, fact, parts, priceTicks);
  if (parts.excessLots > 0) exceed(symbol, fact, parts, priceTicks);
}

function takeOff(
  ledger: Ledger,
  symbol: SymbolLedger,
  order: LedgerOrder,
  fact: FillFact,
  { exitLots, exitCommissionNano }: FillParts,
  priceTicks: number,
): void {
  const { position } = symbol;
  assert(position !== null, "only an open position is reduced");
  const leg = legOf(position, symbol.value, exitLots, priceTicks, exitCommissionNano);
  position.exitedLots += exitLots;
  assert(position.exitedLots <= position.entryLots, "an exit never flips the position");
  position.exitTickLots += BigInt(priceTicks) * BigInt(exitLots);
  position.grossNano += leg.grossNano;
  position.exitCommissionNano += exitCommissionNano;
  position.netNano += leg.netNano;
  position.exitSlippage += fact.slippage_ticks * exitLots;
  ledger.cashNano += leg.grossNano;
  if (order.level === 0 || order.tradeId !== position.tradeId) return;
  while (position.levelFilledLots.length < order.level) position.levelFilledLots.push(0);
  position.levelFilledLots[order.level - 1] =
    (position.levelFilledLots[order.level - 1] ?? 0) + exitLots;
}

function openOrAdd(
  symbol: SymbolLedger,
  { plan }: LedgerOrder,
  fact: FillFact,
  { entryLots, restCommissionNano }: FillParts,
  priceTicks: number,
): void {
  assert(plan !== null, "an entry's fill finds its plan");
  symbol.position ??= positionOf(plan, {
    tradeId: freeTradeId(symbol, plan.tradeId),
    entryTs: fact.ts,
    initialStopTicks: offPrice(plan.stopTicks, priceTicks, plan.side),
  });
  addLots(symbol.position, entryLots, BigInt(priceTicks) * BigInt(entryLots), restCommissionNano);
  symbol.position.entrySlippage += fact.slippage_ticks * entryLots;
}

/** A stop at the very price of its entry would make a trade without a risk. */
export function offPrice(stopTicks: number, priceTicks: number, side: "long" | "short"): number {
  if (stopTicks !== priceTicks) return stopTicks;
  return side === "long" ? stopTicks - 1 : stopTicks + 1;
}

/** A rest that fills after its trade has closed is a trade of its own. */
function freeTradeId({ closedTrades }: SymbolLedger, tradeId: string): string {
  let id = tradeId;
  for (let part = 2; closedTrades.includes(id); part++) id = `${tradeId}.${part}`;
  return id;
}

/** Adds to what a position has entered with. */
export function addLots(
  position: Position,
  lots: number,
  tickLots: bigint,
  commissionNano: bigint,
): void {
  position.entryLots += lots;
  position.entryTickLots += tickLots;
  position.entryCommissionNano += commissionNano;
}

/** A position of which nothing has filled yet. */
export function positionOf(
  plan: Pick<EntryPlan, "traceId" | "side" | "strategy" | "regime" | "targetTicks">,
  own: Pick<Position, "tradeId" | "entryTs" | "initialStopTicks">,
): Position {
  return {
    tradeId: own.tradeId,
    traceId: plan.traceId,
    side: plan.side,
    strategy: plan.strategy,
    regime: plan.regime,
    entryTs: own.entryTs,
    entryHour: 0,
    entryWeekday: 0,
    initialStopTicks: own.initialStopTicks,
    stopTicks: own.initialStopTicks,
    stopWhy: "initial",
    targetTicks: plan.targetTicks,
    protection: "NAKED",
    nakedSince: 0,
    isNakedAlarm: false,
    stopFailures: { count: 0, ts: 0 },
    exitFailures: { count: 0, ts: 0 },
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
}

function exceed(
  symbol: SymbolLedger,
  { side }: FillFact,
  { excessLots, restCommissionNano }: FillParts,
  priceTicks: number,
): void {
  symbol.excess ??= { lots: 0, tickLots: 0n, commissionNano: 0n };
  symbol.excess.lots += side === "buy" ? excessLots : -excessLots;
  symbol.excess.tickLots += BigInt(priceTicks) * BigInt(excessLots);
  symbol.excess.commissionNano += restCommissionNano;
}
