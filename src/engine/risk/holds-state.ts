// What people have asked for that holds entries back, and the system's state as last written: a
// fold of facts, so that a pause and a flatten's hold are there again after a restart.

import type { Fact } from "../effect.js";
import type { OperatorFact } from "../guard-facts.js";
import type { ModeChangedFact, SystemState } from "../live-facts.js";

/** Who asked for a hold. */
export interface Hold {
  readonly by: string;
}

/** The holds' part of the ledger: a fold of facts. */
export interface HoldsState {
  /** A person has paused. */
  pause: Hold | null;
  /** A flatten of everything holds all symbols. */
  flatten: Hold | null;
  /** Symbols that a flatten of their own holds, by name. */
  symbols: (Hold & { readonly symbol: string })[];
  /** What a flatten is still getting out of: names of symbols, or all. */
  leaving: "all" | string[];
  /** Live: the broker has not been asked since the boot. */
  isBooting: boolean;
  /** The system's state as last written, and why. */
  state: SystemState;
  reason: string;
}

/** Nothing holds. */
export function createHolds(): HoldsState {
  return {
    pause: null,
    flatten: null,
    symbols: [],
    leaving: [],
    isBooting: false,
    state: "BOOTING",
    reason: "boot",
  };
}

/** Folds one fact. */
export function applyHolds(state: HoldsState, fact: Fact): void {
  switch (fact.type) {
    case "boot":
      state.isBooting = fact.mode !== "REPLAY";
      break;
    case "reconcile":
      // Fills that went beyond flat say so too, with nobody asked.
      if (fact.trigger !== "over_exit") state.isBooting = false;
      break;
    case "operator":
      applyOperator(state, fact);
      break;
    case "mode_changed":
      applyMode(state, fact);
      break;
    default:
      break;
  }
}

function applyOperator(state: HoldsState, { command, by, inputs }: OperatorFact): void {
  if (command === "pause") state.pause = { by };
  else if (command === "flatten") applyFlatten(state, by, inputs.symbol);
  else if (command === "resume") {
    state.pause = null;
    state.flatten = null;
    state.symbols = [];
    state.leaving = [];
  }
}

function applyFlatten(state: HoldsState, by: string, symbol: unknown): void {
  if (typeof symbol !== "string") {
    state.flatten = { by };
    state.leaving = "all";
    return;
  }
  if (!state.symbols.some((each) => each.symbol === symbol)) state.symbols.push({ by, symbol });
  if (state.leaving !== "all" && !state.leaving.includes(symbol)) state.leaving.push(symbol);
}

function applyMode(state: HoldsState, { from, to, reason }: ModeChangedFact): void {
  state.state = to;
  state.reason = reason;
  // A flatten is over once it was said to be; what opens later is none of its business.
  if (from === "FLATTENING") state.leaving = [];
  if (from === "BOOTING" && to !== "BOOTING" && to !== "PROTECT_ONLY" && to !== "FLATTENING") {
    state.isBooting = false;
  }
}

/** Whether a flatten holds a symbol, by its name: its own, or that of everything. */
export function isFlattenHeld(state: HoldsState, symbol: string): boolean {
  return state.flatten !== null || state.symbols.some((each) => each.symbol === symbol);
}

/** Whether a flatten is still getting out of a symbol, by its name. */
export function isLeaving(state: HoldsState, symbol: string): boolean {
  return state.leaving === "all" || state.leaving.includes(symbol);
}
