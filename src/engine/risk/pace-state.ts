// What is remembered of how fast orders come: a fold of facts.

import type { Fact } from "../effect.js";

/** The pace's part of the ledger: a fold of facts. */
export interface PaceState {
  /** Times of the last submitted entries, UTC epoch ms, oldest first, within one minute. */
  entries: number[];
}

/** Nothing submitted yet. */
export function createPace(): PaceState {
  return { entries: [] };
}

/** Folds one fact. */
export function applyPace(_state: PaceState, _fact: Fact): void {}
