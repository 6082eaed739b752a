// The mental governor (SPEC 10): what the last trades and the trader's own word leave of a size.
// It acts when a signal asks to become an order and never on a live trade.

import type { Core } from "../core.js";
import type { Inputs } from "./entry-signal.js";

/** On a close: judges anew when a trade has closed since; true when its answer changed. */
export function judgeGovernor(_core: Core): boolean {
  return false;
}

/** When the governor has to be asked next, UTC epoch ms; Infinity for never. */
export function governorDueTs(core: Core): number {
  return core.state.ledger.risk.governor.cooldownUntil ?? Number.POSITIVE_INFINITY;
}

/** The cool-down has ended. */
export function fireGovernor(_core: Core): void {}

/** The account's day has rolled: a self-report ends. */
export function rollGovernor(_core: Core): void {}

/** The trader says how they feel, 1 to 5. */
export function onMood(_core: Core, _score: number, _by: string): void {}

/** Refuses at 0 and in a cool-down. */
export function governorObjection(_core: Core): Inputs | null {
  return null;
}

/** What the governor leaves of an entry's size, 0 to 1. */
export function governorShare(_core: Core): number {
  return 1;
}
