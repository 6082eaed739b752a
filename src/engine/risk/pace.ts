// How fast orders come (SPEC 7): a strategy that enters again and again is switched off, and the
// account sends no more than so many entries a minute.

import type { Core } from "../core.js";
import type { EntrySignal, Inputs } from "./entry-signal.js";

/** The account's day has rolled: a strategy that was switched off is armed again. */
export function rollPace(_core: Core): void {}

/** `loop`: the strategy has submitted too many entries. */
export function loopObjection(_core: Core, _signal: EntrySignal): Inputs | null {
  return null;
}

/** `constraint:max_order_rate_per_min`. */
export function orderRateObjection(_core: Core): Inputs | null {
  return null;
}
