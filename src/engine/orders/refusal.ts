import { bootSymbol, type Core, emit } from "../core.js";
import type { ShadowPlan } from "../guard-facts.js";
import type { Objections } from "../risk/entry-signal.js";

/**
 * Writes a refusal, and a violation for each hard limit among the guards.
 * @param shadow what it lives on with, where it does
 */
export function refuse(
  core: Core,
  index: number,
  traceId: string,
  strategy: string,
  objections: Objections,
  shadow: ShadowPlan | null = null,
): void {
  const { symbol } = bootSymbol(core, index).instrument;
  const [reason = ""] = objections.guards;
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "guard_reject",
    symbol,
    trace_id: traceId,
    reason,
    guards: objections.guards,
    inputs: objections.inputs,
    strategy,
    shadow: shadow ?? undefined,
  });
  for (const guard of objections.guards) {
    if (!guard.startsWith("constraint:")) continue;
    emit(core, {
      seq: 0,
      ts: core.state.now,
      type: "constraint_violation",
      symbol,
      trace_id: traceId,
      rule: guard.slice("constraint:".length),
      inputs: objections.inputs[guard] ?? {},
    });
  }
}
