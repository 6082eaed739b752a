// A restart: what was decided is not decided again. The market half observes what it observed, the
// ledger folds the facts that were written.

import type { Core } from "./core.js";
import type { Fact } from "./effect.js";
import type { EngineEvent } from "./event.js";
import type { ContextSlot } from "./market/context.js";

/** Observes an event and folds the facts it led to. */
export function recallEvent(
  _core: Core,
  _contexts: readonly ContextSlot[],
  _event: EngineEvent,
  _facts: readonly Fact[],
): void {}
