// The running totals behind the metrics: plain data, a bounded amount of work per trade.

import { assert } from "../engine/assert.js";
import type { Fact } from "../engine/effect.js";
import { tradeOf } from "../engine/trade/closed-trade.js";
import type { TradeRecord } from "../engine/trade/record.js";
import { addGuardFact, createGuards, type GuardsState } from "./guard-worth.js";
import type { CompensatedSum, MoneySum } from "./sum.js";
import { addDouble, addMoney, moneySign, noMoney, noSum } from "./sum.js";

/** Largest size of a money amount or of an R that is summed; beyond it sums stop being exact. */
export const LARGEST_AMOUNT = 1e12;

/** Latest instant that has an ISO-8601 form in JavaScript, UTC epoch ms. */
export const LATEST_INSTANT = 8.64e15;

/** Totals of one day or one hour. */
export interface Bucket {
  trades: number;
  pnl: MoneySum;
  r: CompensatedSum;
}

/** Totals of a group of trades whose wins and losses are told apart. */
export interface Tally {
  trades: number;
  wins: number;
  losses: number;
  profit: MoneySum;
  loss: MoneySum;
  r: CompensatedSum;
}

/** What of a trade counts here. */
export type CountedTrade = Pick<
  TradeRecord,
  | "entry_ts"
  | "exit_ts"
  | "exit_day"
  | "entry_hour"
  | "entry_weekday"
  | "regime"
  | "strategy"
  | "symbol"
  | "net_pnl"
  | "commission"
  | "result_R"
  | "mae_R"
  | "mfe_R"
>;

/** One cell of the matrix. */
interface MatrixTally {
  regime: string;
  strategy: string;
  symbol: string;
  tally: Tally;
}

/**
 * Everything the metrics are made from. JSON-serialisable as it is: no BigInt, no Map, every
 * number finite. Continuing from `JSON.parse(JSON.stringify(state))` gives identical metrics.
 */
export interface MetricsState {
  all: Tally;
  net: MoneySum;
  commission: MoneySum;
  winR: CompensatedSum;
  lossR: CompensatedSum;
  maeR: CompensatedSum;
  mfeR: CompensatedSum;
  /** Sum of exit - entry, ms. */
  holdMs: number;
  sessionBars: number;
  barsInPosition: number;
  /** By trading day, `YYYY-MM-DD`. */
  days: Record<string, Bucket>;
  /** 24 exchange-local hours of the entry. */
  hours: Bucket[];
  /** 7 x 24, row by row, Monday first. */
  heatR: CompensatedSum[];
  heatTrades: number[];
  /** By the JSON text of [regime, strategy, symbol]. */
  matrix: Record<string, MatrixTally>;
  /** A pair per trade in journal order: exit time, UTC epoch ms, and result in R. */
  exitTs: number[];
  resultR: number[];
  /** Whether exits came in order of time so far. */
  inOrder: boolean;
  /** What guards refused and cut; known from facts alone. */
  guards: GuardsState;
}

function noTally(): Tally {
  return { trades: 0, wins: 0, losses: 0, profit: noMoney(), loss: noMoney(), r: noSum() };
}

function noBucket(): Bucket {
  return { trades: 0, pnl: noMoney(), r: noSum() };
}

/** Totals over no trade and no bar. */
export function createMetrics(): MetricsState {
  return {
    all: noTally(),
    net: noMoney(),
    commission: noMoney(),
    winR: noSum(),
    lossR: noSum(),
    maeR: noSum(),
    mfeR: noSum(),
    holdMs: 0,
    sessionBars: 0,
    barsInPosition: 0,
    days: {},
    hours: Array.from({ length: 24 }, noBucket),
    heatR: Array.from({ length: 168 }, noSum),
    heatTrades: Array.from({ length: 168 }, () => 0),
    matrix: {},
    exitTs: [],
    resultR: [],
    inOrder: true,
    guards: createGuards(),
  };
}

/**
 * Counts session bars, and those of them on which a position was open; both add up over symbols
 * and calls. Without any call `time_in_market` is null.
 */
export function addBars(state: MetricsState, sessionBars: number, barsInPosition: number): void {
  assert(Number.isSafeInteger(sessionBars) && sessionBars >= 0, "session bars are a count");
  assert(
    Number.isSafeInteger(barsInPosition) && barsInPosition >= 0 && barsInPosition <= sessionBars,
    "bars in position are a count within the session bars",
  );
  state.sessionBars += sessionBars;
  state.barsInPosition += barsInPosition;
}

/**
 * Takes one fact of a journal, in order: closed trades, and what guards refused and cut. Throws
 * as `addTrade` does.
 */
export function addFact(state: MetricsState, fact: Fact): void {
  addGuardFact(state.guards, fact);
  if (fact.type === "trade_closed") addTrade(state, tradeOf(fact));
}

/**
 * Adds one closed trade. Calls come in journal order. A trade that is not whole (a number that
 * is not finite or beyond 1e12, an hour off the clock) is a programmer's error and throws.
 */
export function addTrade(state: MetricsState, trade: CountedTrade): void {
  checkTrade(trade);
  const r = trade.result_R;
  const sign = moneySign(trade.net_pnl);
  tallyTrade(state.all, trade, sign);
  addMoney(state.net, trade.net_pnl);
  addMoney(state.commission, trade.commission);
  if (sign > 0) addDouble(state.winR, r);
  if (sign < 0) addDouble(state.lossR, r);
  addDouble(state.maeR, trade.mae_R);
  addDouble(state.mfeR, trade.mfe_R);
  state.holdMs += trade.exit_ts - trade.entry_ts;

  let day = state.days[trade.exit_day];
  if (day === undefined) {
    day = noBucket();
    state.days[trade.exit_day] = day;
  }
  fillBucket(day, trade);
  const hour = state.hours[trade.entry_hour];
  const place = trade.entry_weekday * 24 + trade.entry_hour;
  const heat = state.heatR[place];
  assert(hour !== undefined && heat !== undefined, "an hour of the week has its bucket");
  fillBucket(hour, trade);
  addDouble(heat, r);
  state.heatTrades[place] = (state.heatTrades[place] ?? 0) + 1;

  tallyTrade(cellOf(state, trade).tally, trade, sign);

  const last = state.exitTs[state.exitTs.length - 1];
  if (last !== undefined && trade.exit_ts < last) state.inOrder = false;
  state.exitTs.push(trade.exit_ts);
  state.resultR.push(r);
}

/** Cells that have been found once, by symbol, strategy and regime: a key of text takes longer. */
const found = new WeakMap<MetricsState["matrix"], CellsBySymbol>();
type CellsBySymbol = Map<string, Map<string, Map<string, MatrixTally>>>;

function cellOf({ matrix }: MetricsState, trade: CountedTrade): MatrixTally {
  const { regime, strategy, symbol } = trade;
  let symbols = found.get(matrix);
  if (symbols === undefined) {
    symbols = new Map();
    found.set(matrix, symbols);
  }
  const known = symbols.get(symbol)?.get(strategy)?.get(regime);
  if (known !== undefined) return known;
  const key = JSON.stringify([regime, strategy, symbol]);
  const cell = matrix[key] ?? { regime, strategy, symbol, tally: noTally() };
  matrix[key] = cell;
  const strategies = symbols.get(symbol) ?? new Map<string, Map<string, MatrixTally>>();
  const regimes = strategies.get(strategy) ?? new Map<string, MatrixTally>();
  symbols.set(symbol, strategies.set(strategy, regimes.set(regime, cell)));
  return cell;
}

function tallyTrade(tally: Tally, trade: CountedTrade, sign: number): void {
  tally.trades += 1;
  addDouble(tally.r, trade.result_R);
  if (sign > 0) {
    tally.wins += 1;
    addMoney(tally.profit, trade.net_pnl);
  } else if (sign < 0) {
    tally.losses += 1;
    addMoney(tally.loss, -trade.net_pnl);
  }
}

function fillBucket(bucket: Bucket, trade: CountedTrade): void {
  bucket.trades += 1;
  addMoney(bucket.pnl, trade.net_pnl);
  addDouble(bucket.r, trade.result_R);
}

function checkTrade(trade: CountedTrade): void {
  const { net_pnl, commission, result_R, mae_R, mfe_R } = trade;
  const isMoney = isAmount(net_pnl) && isAmount(commission);
  const isR = isAmount(result_R) && isAmount(mae_R) && isAmount(mfe_R);
  assert(isMoney && isR, "a trade's amounts are finite and below 1e12");
  assert(isInstant(trade.entry_ts) && isInstant(trade.exit_ts), "a trade has both its times");
  assert(trade.exit_ts >= trade.entry_ts, "a trade ends no earlier than it begins");
  const { entry_hour: hour, entry_weekday: weekday } = trade;
  assert(Number.isInteger(hour) && hour >= 0 && hour < 24, "an entry hour is 0 to 23");
  assert(Number.isInteger(weekday) && weekday >= 0 && weekday < 7, "an entry weekday is 0 to 6");
  assert(/^\d{4}-\d{2}-\d{2}$/.test(trade.exit_day), "an exit day is a date");
}

function isAmount(amount: number): boolean {
  return Math.abs(amount) <= LARGEST_AMOUNT;
}

function isInstant(ts: number): boolean {
  return Number.isInteger(ts) && Math.abs(ts) <= LATEST_INSTANT;
}
