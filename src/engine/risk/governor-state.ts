// What the mental governor remembers: a fold of facts.

import type { Fact } from "../effect.js";

/** The governor's part of the ledger: a fold of facts. */
export interface GovernorState {
  multiplier: number;
  badge: "CALM" | "CAUTION" | "COOL-DOWN";
  reason: string;
  /** End of the running cool-down, UTC epoch ms; null where none runs. */
  cooldownUntil: number | null;
}

/** A governor that has seen nothing. */
export function createGovernor(): GovernorState {
  return { multiplier: 1, badge: "CALM", reason: "", cooldownUntil: null };
}

/** Folds one fact. */
export function applyGovernor(_state: GovernorState, _fact: Fact): void {}
