import type { Core } from "../core.js";
import type { EntrySignal, Inputs } from "./entry-signal.js";

/** `price_collar` (SPEC 7): the signal's prices lie too far from what the market says. */
export function priceCollarObjection(_core: Core, _signal: EntrySignal): Inputs | null {
  return null;
}
