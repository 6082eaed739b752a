// Tripwires and the money limit (SPEC 7): losses at which trading stops, by the account's day and
// week. All of it is a fold of facts, so that nothing but the rule itself lifts a lock.

import type { Core } from "../core.js";
import type { Inputs } from "./entry-signal.js";

/** Limits on what may be lost, in the order in which they are asked. */
export type TripwireRule =
  | "tripwire_day"
  | "tripwire_week"
  | "tripwire_red_days"
  | "daily_loss_limit";

/** On a close: whether what is closed and open has reached a limit; acts on it. */
export function judgeTripwires(_core: Core): void {}

/** The account's day has rolled. */
export function rollTripwires(_core: Core): void {}

/** The money that may still be lost today, in the account's currency; Infinity without a limit. */
export function moneyLeft(_core: Core): number {
  return Number.POSITIVE_INFINITY;
}

/** The rule that holds entries back, the first of them, or null. Allocates nothing. */
export function heldBy(_core: Core): TripwireRule | null {
  return null;
}

/** Refuses while a rule holds. */
export function tripwireObjection(_core: Core, _rule: TripwireRule): Inputs | null {
  return null;
}
