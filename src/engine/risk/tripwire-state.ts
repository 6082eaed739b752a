// What the tripwires and the money limit remember: a fold of facts.

import type { Fact } from "../effect.js";

/** The tripwires' part of the ledger: a fold of facts. */
export interface TripwireState {
  /** Ordinals of the account's running day and its week. */
  day: number;
  week: number;
}

/** Tripwires that have seen nothing. */
export function createTripwires(): TripwireState {
  return { day: Number.NEGATIVE_INFINITY, week: Number.NEGATIVE_INFINITY };
}

/** Folds one fact. */
export function applyTripwires(_state: TripwireState, _fact: Fact): void {}
