import type { StrategyContext } from "../engine/strategy.js";

/** Whether an entry has a chance at all: nothing is open, and the session takes entries. */
export function takesEntry(context: StrategyContext): boolean {
  return context.position === null && context.in_session;
}
