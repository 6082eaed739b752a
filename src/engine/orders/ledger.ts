// The ledger: orders, positions, cash and counters. Plain data that changes only in `apply`,
// one fact at a time, so that a restart can fold the journal's facts into the same state.

import { assert } from "../assert.js";
import type { OrderRole, OrderSide, OrderStateName, OrderType } from "../effect.js";
import type { PositionMismatch } from "../live-facts.js";
import type { Instrument } from "../market/instrument.js";
import type { Gear } from "../risk/gear-letter.js";
import { createRiskLedger, type RiskLedger } from "../risk/risk-ledger.js";
import { type TickLotValue, tickLotValue } from "./money.js";

/** An order. Quantities in lots, prices in ticks. */
export interface LedgerOrder {
  readonly clientOrderId: string;
  readonly tradeId: string;
  readonly traceId: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly role: OrderRole;
  readonly reason: string;
  readonly level: number;
  readonly dueTs: number | null;
  /** Price that slippage is measured against, as the data had it. */
  readonly reference: number;
  /** What an entry carries, also after it has ended: a fill may come late. */
  readonly plan: EntryPlan | null;
  qtyLots: number;
  filledLots: number;
  priceTicks: number;
  state: OrderStateName;
  /** Lots filled as its ending had it, 0 before: fills up to there are only late reports. */
  toldLots: number;
}

/** What the broker did not take, or gave up, in a row, and when last; `ts` is the facts'. */
export interface Failures {
  count: number;
  ts: number;
}

/** What fills of exits took beyond flat. Buys are positive lots. */
export interface Excess {
  lots: number;
  /** Sum of ticks x lots, lots unsigned. */
  tickLots: bigint;
  commissionNano: bigint;
}

/** The plan an entry carries until it fills. */
export interface EntryPlan {
  readonly clientOrderId: string;
  readonly tradeId: string;
  readonly traceId: string;
  readonly strategy: string;
  readonly regime: string;
  readonly side: "long" | "short";
  readonly stopTicks: number;
  /** Target in ticks, or null. */
  readonly targetTicks: number | null;
  /** Money at risk by which the quantity is floored again at the fill; 0 is not limited. */
  readonly riskMoney: number;
  /** Distance from the decision's close to the stop, in price. */
  readonly plannedDistance: number;
}

/** An open trade. Lots, ticks and nano-units. */
export interface Position {
  readonly tradeId: string;
  readonly traceId: string;
  readonly side: "long" | "short";
  readonly strategy: string;
  readonly regime: string;
  readonly entryTs: number;
  /** Exchange-local hour and weekday (0 = Monday) of the first fill. */
  entryHour: number;
  entryWeekday: number;
  readonly initialStopTicks: number;
  stopTicks: number;
  /** Why the stop stands where it does; `initial` until it moves. */
  stopWhy: "initial" | "break_even" | "atr" | "swing" | "hand";
  readonly targetTicks: number | null;
  /** From the orders that really work at the venue. */
  protection: "PROTECTED" | "NAKED" | "UNKNOWN";
  /** Live: since when no working stop covers it, ms of the machine's clock; 0 while one does. */
  nakedSince: number;
  /** That this has lasted too long was said. */
  isNakedAlarm: boolean;
  /** Its stops, and its market exits, that ended with nothing filled. */
  readonly stopFailures: Failures;
  readonly exitFailures: Failures;
  entryLots: number;
  exitedLots: number;
  /** Sum of ticks x lots of the entry and exit fills. */
  entryTickLots: bigint;
  exitTickLots: bigint;
  entryCommissionNano: bigint;
  /** Gross PnL, exit commission and net PnL of the legs so far. */
  grossNano: bigint;
  exitCommissionNano: bigint;
  netNano: bigint;
  /** Sum of slippage in ticks x lots. */
  entrySlippage: number;
  exitSlippage: number;
  /** Lots filled by scale-out level; index 0 is level 1. */
  levelFilledLots: number[];
}

/** One symbol's part of the ledger. */
export interface SymbolLedger {
  readonly instrument: Instrument;
  readonly value: TickLotValue;
  position: Position | null;
  /** The plan of the entry that is working or filling. */
  entry: EntryPlan | null;
  /** Orders that have not ended, in order of submission. */
  orders: LedgerOrder[];
  /** The last ones that have ended, oldest first: a fill may still come of them. */
  ended: LedgerOrder[];
  /** Ids of the last trades that have closed. */
  closedTrades: string[];
  /** Until it is taken over, within the same step. */
  excess: Excess | null;
}

/** Everything money and orders are judged by. */
export interface Ledger {
  seq: number;
  nextTrace: number;
  nextTrade: number;
  nextIntent: number;
  cashNano: bigint;
  symbols: SymbolLedger[];
  readonly risk: RiskLedger;
  /** The account's gear as last written. */
  gear: Gear;
  /** Filled entries of the account's day and week they were counted in. */
  countDay: number;
  tradesToday: number;
  countWeek: number;
  tradesThisWeek: number;
  /** A target beyond the last scale-out was said already. */
  targetNoted: boolean;
  /**
   * Symbols whose position the broker has otherwise, by the last reconciliation: the guard
   * `reconcile_hold` reads it.
   */
  mismatch: string[];
  /** What differed then, signed units: only what differs the same twice is taken over. */
  differences: PositionMismatch[];
  /** Cash there less ours as last written, in the account's currency. */
  cashDifference: number | null;
  /** A position was taken over that nobody here opened: no entries until a person resumes. */
  adoptedPause: boolean;
}

/** An account with its starting equity (nano-units) and nothing open. */
export function createLedger(instruments: readonly Instrument[], equityNano: bigint): Ledger {
  return {
    seq: 0,
    nextTrace: 1,
    nextTrade: 1,
    nextIntent: 1,
    cashNano: equityNano,
    symbols: instruments.map((instrument) => ({
      instrument,
      value: tickLotValue(instrument),
      position: null,
      entry: null,
      orders: [],
      ended: [],
      closedTrades: [],
      excess: null,
    })),
    risk: createRiskLedger(),
    gear: "N",
    countDay: Number.NEGATIVE_INFINITY,
    tradesToday: 0,
    countWeek: Number.NEGATIVE_INFINITY,
    tradesThisWeek: 0,
    targetNoted: false,
    mismatch: [],
    differences: [],
    cashDifference: null,
    adoptedPause: false,
  };
}

/** A symbol's part by the symbol's name. */
export function symbolNamed(ledger: Ledger, name: string): SymbolLedger {
  const { symbols } = ledger;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] as SymbolLedger;
    if (symbol.instrument.symbol === name) return symbol;
  }
  assert(false, "a fact of an order or a position names its symbol");
}

/** The order of that id, if it has not ended. */
export function findOrder(symbol: SymbolLedger, clientOrderId: string): LedgerOrder | undefined {
  return orderIn(symbol.orders, clientOrderId);
}

/** The order of that id among those that have ended and are still remembered. */
export function findEnded(symbol: SymbolLedger, clientOrderId: string): LedgerOrder | undefined {
  return orderIn(symbol.ended, clientOrderId);
}

function orderIn(orders: readonly LedgerOrder[], clientOrderId: string): LedgerOrder | undefined {
  for (let i = 0; i < orders.length; i++) {
    if (orders[i]?.clientOrderId === clientOrderId) return orders[i];
  }
  return undefined;
}

/** The order that protects a position; an older trade's, not gone yet, is none. */
export function stopOf(symbol: SymbolLedger, { tradeId }: Position): LedgerOrder | undefined {
  return symbol.orders.find((order) => order.role === "stop" && order.tradeId === tradeId);
}

/** Lots open. */
export function openLots(position: Pick<Position, "entryLots" | "exitedLots">): number {
  return position.entryLots - position.exitedLots;
}

/** Quantity-weighted mean entry, in ticks. */
export function meanEntryTicks(position: Pick<Position, "entryTickLots" | "entryLots">): number {
  return Number(position.entryTickLots) / position.entryLots;
}

/** Signed lots open, long positive. */
export function signedLots({ position }: SymbolLedger): number {
  if (position === null) return 0;
  return position.side === "long" ? openLots(position) : -openLots(position);
}

/** Lots of the open trade's market exits that are on their way out. */
export function exitingLots(symbol: SymbolLedger): number {
  let lots = 0;
  for (const order of symbol.orders) {
    if (order.role !== "exit" || order.tradeId !== symbol.position?.tradeId) continue;
    lots += order.qtyLots - order.filledLots;
  }
  return lots;
}
