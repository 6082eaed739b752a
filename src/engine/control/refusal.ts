// Whether a person's command can be done, asked before it becomes an event. Nothing changes here.

import { bootSymbol, type Core, ledgerOf, priceOf, viewOf } from "../core.js";
import type { EngineCommand } from "../event.js";
import { toNumber } from "../market/instrument.js";
import { findOrder } from "../orders/ledger.js";
import { mismatchWords, recoveringWords } from "../risk/live-guards.js";
import { isDisabled } from "../risk/pace.js";
import { holdWords } from "../risk/standing.js";
import { standingHolds } from "../risk/tripwires.js";
import { isTighter, lotsLeft } from "../trade/by-hand.js";
import { directionOf } from "../trade/levels.js";

/** Why a command is not done: a code, and one line that says what, why and what to do. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What would have to reach the broker. */
const ACTING: ReadonlySet<EngineCommand["name"]> = new Set(["close", "move_stop", "cancel"]);

/** Why a command cannot be done now, or null where it can. */
export function refusalOf(core: Core, command: EngineCommand): Refusal | null {
  if (core.state.conditions.fenced !== undefined && ACTING.has(command.name)) {
    return refusal(
      "fenced",
      `${command.name.replace("_", "-")}: the account was taken from this engine; ` +
        "stop it, and start it again",
    );
  }
  switch (command.name) {
    case "pause":
    case "flatten":
      return null;
    case "resume":
      return resumeRefusal(core);
    case "close":
      return leavingRefusal(core, command.symbol, "close");
    case "move_stop":
      return moveRefusal(core, command.symbol, command.priceTicks);
    case "cancel":
      return cancelRefusal(core, command.symbol, command.clientOrderId);
    case "rearm":
      return isDisabled(core, command.strategy)
        ? null
        : refusal(
            "not_switched_off",
            `rearm: '${command.strategy}' is not switched off; there is nothing to arm again`,
          );
  }
}

function refusal(code: string, message: string): Refusal {
  return { code, message };
}

/**
 * What holds entries back and would go on to after a `resume`: locks, a cool-down, and what the
 * broker has still to be asked or has otherwise. Each in words, none where a resume frees all.
 */
export function resumeObstacle(core: Core): string[] {
  const { ledger, now } = core.state;
  const words: string[] = [];
  const asking = recoveringWords(core);
  if (asking !== null) words.push(`reconcile hold: ${asking}`);
  if (ledger.mismatch.length > 0) words.push(`reconcile hold: ${mismatchWords(core)}`);
  for (const { rule, action } of standingHolds(core)) {
    if (action === "LOCK") words.push(`${rule}: ${holdWords(core, rule, action)}`);
  }
  const { cooldownUntil, reason } = ledger.risk.governor;
  if (cooldownUntil !== null && cooldownUntil > now) words.push(`cool-down: ${reason}`);
  return words;
}

/**
 * What to answer once a `resume` has been stepped: it has ended what it may; what holds on is named
 * (exit code 3). Null where nothing does.
 */
export function stillHeld(core: Core): Refusal | null {
  const obstacles = resumeObstacle(core);
  if (obstacles.length === 0) return null;
  return refusal("still_held", `resume: this holds on: ${obstacles.join("; ")}`);
}

/** A resume that would end nothing while something holds; one that ends something is done. */
function resumeRefusal(core: Core): Refusal | null {
  return wouldEnd(core) ? null : stillHeld(core);
}

function wouldEnd(core: Core): boolean {
  const { holds } = core.state.ledger.risk;
  return (
    holds.pause !== null ||
    holds.flatten !== null ||
    holds.symbols.length > 0 ||
    core.state.ledger.adoptedPause ||
    standingHolds(core).some(({ action }) => action !== "LOCK")
  );
}

function nameOf(core: Core, index: number): string {
  return bootSymbol(core, index).instrument.symbol;
}

function leavingRefusal(core: Core, index: number, what: "close" | "exit"): Refusal | null {
  const name = nameOf(core, index);
  if (ledgerOf(core, index).position === null) {
    return refusal("no_position", `${what}: ${name} has no open position`);
  }
  if (lotsLeft(core, index) > 0) return null;
  return refusal("leaving", `${what}: all of ${name} is on its way out already; wait for its fill`);
}

/**
 * What to answer to a signal to leave a symbol, asked before it is stepped: where nothing is open,
 * and no entry works that it would cancel, no order comes of it. Null where one does.
 */
export function exitRefusal(core: Core, index: number): Refusal | null {
  const { orders } = ledgerOf(core, index);
  if (orders.some(({ role }) => role === "entry")) return null;
  return leavingRefusal(core, index, "exit");
}

/** What to answer to a flatten once it has been stepped; null where the account is still ours. */
export function flattenRefusal(core: Core): Refusal | null {
  if (core.state.conditions.fenced === undefined) return null;
  return refusal(
    "fenced",
    "flatten: the account was taken from this engine; " +
      "`transmission flatten --confirm` gets out at the broker itself",
  );
}

function moveRefusal(core: Core, index: number, priceTicks: number): Refusal | null {
  const name = nameOf(core, index);
  const { position, instrument } = ledgerOf(core, index);
  if (position === null) {
    return refusal("no_position", `move-stop: ${name} has no open position`);
  }
  const asked = priceOf(priceTicks, instrument);
  if (lotsLeft(core, index) <= 0) {
    return refusal("leaving", `move-stop: all of ${name} is on its way out already`);
  }
  if (!isTighter(core, index, priceTicks)) {
    const stop = priceOf(position.stopTicks, instrument);
    return refusal(
      "stop_loosens",
      `move-stop: ${asked} does not tighten the stop of ${name} at ${stop}; a stop only tightens`,
    );
  }
  const { close } = viewOf(core, index).market;
  const ahead = directionOf(position.side) * (close / toNumber(instrument.tick) - priceTicks);
  // Not `ahead <= 0`: a market without a price fails closed.
  if (ahead > TICK_TOLERANCE) return null;
  return refusal(
    "stop_beyond_market",
    `move-stop: ${asked} is at or beyond the last price of ${name}, ${close}; to leave, use close`,
  );
}

/** Prices are whole ticks but for the last bits. */
const TICK_TOLERANCE = 1e-6;

function cancelRefusal(core: Core, index: number, clientOrderId: string): Refusal | null {
  const order = findOrder(ledgerOf(core, index), clientOrderId);
  if (order === undefined) {
    return refusal("no_order", `cancel: no order ${clientOrderId} works; see the list of orders`);
  }
  if (order.role === "stop") {
    return refusal(
      "protective_stop",
      `cancel: ${clientOrderId} is the protective stop of ${nameOf(core, index)}; ` +
        "a position keeps its stop: use close or move-stop",
    );
  }
  if (order.role !== "exit") return null;
  return refusal(
    "exit_order",
    `cancel: ${clientOrderId} takes ${nameOf(core, index)} off; an exit is not called back`,
  );
}
