// Limits at a boot and at a roll: what is asked for and may not hold yet is said, and said again
// when it does.

import { type Core, emit } from "../core.js";
import { effectiveConfig, LIMIT_RULES, type LimitsState, type LimitValue } from "./limits-state.js";

const stateOf = (core: Core): LimitsState => core.state.ledger.risk.limits;

/** The configuration as it may be obeyed now. */
export function holdLimits(core: Core): void {
  core.config = effectiveConfig(core.boot.config, stateOf(core));
}

/** After the boot's fact: names what is asked for and has to wait. */
export function bootLimits(core: Core): void {
  const { pending, effective } = stateOf(core);
  for (const { rule } of LIMIT_RULES) {
    const asked = pending[rule];
    if (asked !== undefined) emitLimit(core, rule, effective?.[rule] ?? null, asked);
  }
  holdLimits(core);
}

/** The account's day has rolled: what waited for that comes into force. */
export function rollLimits(core: Core, isNewWeek: boolean): void {
  for (const { rule, roll } of LIMIT_RULES) {
    const asked = stateOf(core).pending[rule];
    if (asked === undefined || (roll === "week" && !isNewWeek)) continue;
    emitLimit(core, rule, asked, asked);
  }
  holdLimits(core);
}

/** A value that waits, or, where the two are the same, one that has come into force. */
function emitLimit(core: Core, rule: string, effective: LimitValue, asked: LimitValue): void {
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "limit_pending",
    symbol: null,
    trace_id: null,
    rule,
    effective,
    asked,
  });
}
