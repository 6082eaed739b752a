// Whether what is open is covered by stops that work at the broker, and what happens when it is
// not.

import { type Core, emit, ledgerOf, unitsOf } from "../core.js";
import {
  exitingLots,
  openLots,
  type Position,
  type SymbolLedger,
  stopOf,
} from "../orders/ledger.js";
import { cancel, cancelEntry, coverWithStop, exitAll } from "./exits.js";
import type { ProtectionFact } from "./protection-fact.js";

/** What has not come about is asked for again this often, ms of the machine's clock. */
const AGAIN_MS = 10_000;
/** A stop that the broker has not taken this often in a row is given up for a market exit. */
const REFUSALS = 2;

interface Coverage {
  readonly state: Position["protection"];
  readonly coveredLots: number;
}

/** Stops that work cover; one that is on its way, or of which nothing is known, may. */
function coverageOf(symbol: SymbolLedger, position: Position): Coverage {
  let coveredLots = 0;
  let askedLots = 0;
  for (const { role, tradeId, state, qtyLots, filledLots } of symbol.orders) {
    if (role !== "stop" || tradeId !== position.tradeId) continue;
    if (state === "WORKING" || state === "PARTIAL") coveredLots += qtyLots - filledLots;
    else askedLots += qtyLots - filledLots;
  }
  const lots = openLots(position);
  if (coveredLots >= lots) return { state: "PROTECTED", coveredLots };
  const isOpen = !position.isNakedAlarm && coveredLots + askedLots >= lots;
  return { state: isOpen ? "UNKNOWN" : "NAKED", coveredLots };
}

/**
 * Says whether working stops cover what is open, when that has changed; live also since when they
 * do not.
 */
export function reportProtection(core: Core, index: number): void {
  const symbol = ledgerOf(core, index);
  const { position } = symbol;
  if (position === null) return;
  const coverage = coverageOf(symbol, position);
  const isTimed =
    core.state.wall === 0 || coverage.state === "PROTECTED" || position.nakedSince !== 0;
  if (coverage.state === position.protection && isTimed) return;
  emitProtection(core, symbol, position, coverage, false);
}

function emitProtection(
  core: Core,
  { instrument }: SymbolLedger,
  position: Position,
  { state, coveredLots }: Coverage,
  alarm: boolean,
): void {
  const { wall, now } = core.state;
  const since = position.nakedSince === 0 ? wall : position.nakedSince;
  const isProtected = state === "PROTECTED";
  const fact: ProtectionFact = {
    seq: 0,
    ts: now,
    type: "protection",
    symbol: instrument.symbol,
    trace_id: position.traceId,
    trade_id: position.tradeId,
    state,
    qty: unitsOf(openLots(position), instrument),
    protected_qty: unitsOf(coveredLots, instrument),
  };
  if (wall !== 0) fact.naked_ms = Math.max(0, wall - since);
  if (wall !== 0 && !isProtected) fact.since_ts = since;
  if (alarm) fact.alarm = alarm;
  emit(core, fact);
}

/**
 * A stop has ended while its position is open: it is placed again, once; what the broker refuses
 * twice is left at the market. What is on its way out in full needs no other.
 */
export function coverAgain(core: Core, index: number): void {
  const symbol = ledgerOf(core, index);
  const { position } = symbol;
  if (position === null || exitingLots(symbol) >= openLots(position)) return;
  if (position.stopFailures.count >= REFUSALS) exitAll(core, index, "flatten");
  else coverWithStop(core, index);
}

/**
 * Time has passed: a position without its stop for too long is an alarm, then it is closed at the
 * market, as `flatten`. Cancels and amendments that have not come about are asked for again. Only
 * the machine's clock counts: a replay has none.
 */
export function judgeProtection(core: Core): void {
  const { wall, ledger } = core.state;
  if (wall === 0) return;
  const isAgain = Math.abs(wall - core.askedAgain) >= AGAIN_MS;
  if (isAgain) core.askedAgain = wall;
  for (const [index, symbol] of ledger.symbols.entries()) {
    if (isAgain) askAgain(core, index, symbol);
    if (symbol.position !== null) judgeNaked(core, index, symbol, symbol.position, isAgain);
  }
}

/** What is wanted of the orders, once more where they are not so yet. */
function askAgain(core: Core, index: number, symbol: SymbolLedger): void {
  const { position } = symbol;
  for (const order of symbol.orders) {
    const isOver = order.tradeId !== position?.tradeId && order.role !== "entry";
    if (isOver) cancel(core, index, order);
  }
  if (position === null) return;
  if (position.exitedLots > 0) cancelEntry(core, index);
  const stop = stopOf(symbol, position);
  const isAsked = stop?.state === "SENT" || stop?.state === "UNKNOWN";
  if (!isAsked && exitingLots(symbol) < openLots(position)) coverWithStop(core, index);
}

/** Until the broker has been asked, the stop may work; without a link to it, nothing goes out. */
function isAsking({ state }: Core): boolean {
  const { reconciling, broker_down } = state.conditions;
  const { isBooting } = state.ledger.risk.holds;
  return isBooting || reconciling !== undefined || broker_down !== undefined;
}

function judgeNaked(
  core: Core,
  index: number,
  symbol: SymbolLedger,
  position: Position,
  isAgain: boolean,
): void {
  reportProtection(core, index);
  if (position.nakedSince === 0) return;
  const { naked_alarm_s, naked_exit_s } = core.config.protection;
  const nakedMs = core.state.wall - position.nakedSince;
  if (nakedMs > naked_alarm_s * 1000 && !position.isNakedAlarm) {
    const { coveredLots } = coverageOf(symbol, position);
    emitProtection(core, symbol, position, { state: "NAKED", coveredLots }, true);
  }
  const isRefused = position.exitFailures.count > 0 && !isAgain;
  if (nakedMs <= naked_exit_s * 1000 || isRefused || isAsking(core)) return;
  if (exitingLots(symbol) < openLots(position)) exitAll(core, index, "flatten");
}
