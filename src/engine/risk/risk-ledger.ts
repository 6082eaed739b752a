// The part of the ledger that limits are judged by. It changes only by facts.

import type { Fact } from "../effect.js";
import { applyGovernor, createGovernor, type GovernorState } from "./governor-state.js";
import { applyHolds, createHolds, type HoldsState } from "./holds-state.js";
import { applyLimits, createLimits, type LimitsState } from "./limits-state.js";
import { applyPace, createPace, type PaceState } from "./pace-state.js";
import { applyTripwires, createTripwires, type TripwireState } from "./tripwire-state.js";

/** What the limits remember. */
export interface RiskLedger {
  readonly governor: GovernorState;
  readonly tripwires: TripwireState;
  readonly pace: PaceState;
  readonly holds: HoldsState;
  readonly limits: LimitsState;
}

/** Nothing has happened yet. */
export function createRiskLedger(): RiskLedger {
  return {
    governor: createGovernor(),
    tripwires: createTripwires(),
    pace: createPace(),
    holds: createHolds(),
    limits: createLimits(),
  };
}

/** Between an order's beginning and a trade's end nothing is written that moves a limit. */
function isOnTheWay(type: Fact["type"]): boolean {
  switch (type) {
    case "signal":
    case "entry_sized":
    case "order_state":
    case "fill":
    case "position_opened":
    case "protection":
    case "stop_moved":
    case "tp_hit":
      return true;
    default:
      return false;
  }
}

/** Folds one fact. */
export function applyRisk(risk: RiskLedger, fact: Fact): void {
  if (isOnTheWay(fact.type)) return;
  applyGovernor(risk.governor, fact);
  applyTripwires(risk.tripwires, fact);
  applyPace(risk.pace, fact);
  applyHolds(risk.holds, fact);
  applyLimits(risk.limits, fact);
}
