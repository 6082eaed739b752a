// What people and circumstances do to a running engine: commands, and conditions that hold entries
// back. What a person asked for is written down first; the fold of that is what survives a
// restart. What is not possible was refused before it came here (`control/refusal.ts`).

import { bootSymbol, type Core, emit, priceOf, unitsOf } from "./core.js";
import type { CommandEvent, ConditionEvent, EngineCommand, EngineEvent } from "./event.js";
import { isFlattenHeld } from "./risk/holds-state.js";
import { rearmStrategy } from "./risk/pace.js";
import { isGettingOut } from "./risk/system-state.js";
import { resumeTripwires, standingHolds } from "./risk/tripwires.js";
import { cancelByHand, closeByHand, lotsLeft, moveStopByHand } from "./trade/by-hand.js";
import { cancelEntry, exitAll } from "./trade/exits.js";

/** A person acts. */
export function onCommand(core: Core, { command, by }: CommandEvent): void {
  const index = "symbol" in command ? command.symbol : null;
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "operator",
    symbol: index === null ? null : bootSymbol(core, index).instrument.symbol,
    trace_id: null,
    command: command.name,
    by,
    inputs: inputsOf(core, command),
  });
  switch (command.name) {
    case "pause":
      for (let i = 0; i < core.boot.symbols.length; i++) cancelEntry(core, i);
      break;
    case "resume":
      resumeTripwires(core);
      break;
    case "flatten":
      flatten(core, command.symbol);
      break;
    case "close":
      closeByHand(core, command.symbol, command.qtyLots);
      break;
    case "move_stop":
      moveStopByHand(core, command.symbol, command.priceTicks);
      break;
    case "cancel":
      cancelByHand(core, command.symbol, command.clientOrderId);
      break;
    case "rearm":
      rearmStrategy(core, command.strategy);
      break;
  }
}

/** What was asked for, in decimals and by name. */
function inputsOf(core: Core, command: EngineCommand): Record<string, unknown> {
  if (!("symbol" in command)) {
    return command.name === "rearm" ? { strategy: command.strategy } : {};
  }
  if (command.symbol === null) return { symbol: null };
  const { instrument } = bootSymbol(core, command.symbol);
  const { symbol } = instrument;
  switch (command.name) {
    case "flatten":
      return { symbol };
    case "close":
      return { symbol, qty: unitsOf(command.qtyLots, instrument) };
    case "move_stop":
      return { symbol, price: priceOf(command.priceTicks, instrument) };
    case "cancel":
      return { symbol, client_order_id: command.clientOrderId };
  }
}

/** The hold stands by now: entries are cancelled, then all leaves. */
function flatten(core: Core, index: number | null): void {
  for (let i = 0; i < core.boot.symbols.length; i++) {
    if (index === null || index === i) exitAll(core, i, "flatten");
  }
}

/** A circumstance begins or ends. */
export function onCondition(core: Core, event: ConditionEvent): void {
  if (event.isOn) core.state.conditions[event.condition] = event.reason;
  else delete core.state.conditions[event.condition];
  core.isGearStale = true;
}

/**
 * After a live event: what filled although it was being cancelled leaves again while a hold says
 * that nothing may be open, and an exit of such a hold that was refused is tried again in time.
 */
export function pursueHolds(core: Core, event: EngineEvent): void {
  if (event.type === "report" && event.kind === "fill") leaveLate(core, event.symbol);
  if (event.type !== "clock" || isOutOfReach(core)) return;
  for (let i = 0; i < core.boot.symbols.length; i++) leaveAgain(core, i);
}

/** Until the broker has been asked, or while there is no link, nothing is tried again. */
function isOutOfReach({ state }: Core): boolean {
  const { reconciling, broker_down } = state.conditions;
  return (
    state.ledger.risk.holds.isBooting || reconciling !== undefined || broker_down !== undefined
  );
}

/** An exit that was refused is tried again after so long, ms. */
const RETRY_MS = 5_000;

/** When an exit has to be tried again, UTC epoch ms; Infinity where nothing is left to leave. */
export function retryDueTs(core: Core): number {
  if (isOutOfReach(core)) return Number.POSITIVE_INFINITY;
  // A ledger of nobody's, as a restart has it beside its own, knows no symbol.
  for (let i = 0; i < core.state.ledger.symbols.length; i++) {
    if (lotsLeft(core, i) > 0 && leavingReason(core, i) !== null) return core.state.now + RETRY_MS;
  }
  return Number.POSITIVE_INFINITY;
}

/** What fills under a flatten's hold leaves, also long after it was done: nothing may be open. */
function leaveLate(core: Core, index: number): void {
  const { symbol } = bootSymbol(core, index).instrument;
  const isHeld = isFlattenHeld(core.state.ledger.risk.holds, symbol);
  if (isHeld && lotsLeft(core, index) > 0) exitAll(core, index, "flatten");
  else leaveAgain(core, index);
}

function leaveAgain(core: Core, index: number): void {
  const reason = lotsLeft(core, index) > 0 ? leavingReason(core, index) : null;
  if (reason !== null) exitAll(core, index, reason);
}

/** The hold by which a symbol's position is to be left, or null where it may stay. */
function leavingReason(core: Core, index: number): "flatten" | "tripwire" | null {
  if (isGettingOut(core, index)) return "flatten";
  return standingHolds(core).some(({ action }) => action !== "BLOCK") ? "tripwire" : null;
}
