// How fast orders come (SPEC 7): a strategy that enters again and again is switched off, and the
// account sends no more than so many entries a minute. Only entries count: cancels and exits
// always go. Both windows are half-open: what lies exactly their length back is out.

import { accountDayOf, type Core, emit, isOn } from "../core.js";
import type { TripwireFact } from "../guard-facts.js";
import type { EntrySignal, Inputs } from "./entry-signal.js";
import type { StrategyPace } from "./pace-state.js";

const MINUTE_MS = 60_000;

/** The account's day has rolled: in a replay a strategy that was switched off is armed again. */
export function rollPace(core: Core): void {
  if (core.boot.mode !== "REPLAY") return;
  const { strategies } = core.state.ledger.risk.pace;
  if (strategies.length === 0) return;
  for (const { strategy, disabled } of [...strategies]) {
    if (disabled) emitLoop(core, { state: "ENDED", inputs: { strategy }, auto: true });
  }
}

/** Whether a strategy is switched off until someone arms it again. */
export function isDisabled(core: Core, strategy: string): boolean {
  return paceOf(core, strategy)?.disabled === true;
}

/** Strategies that are switched off, in the order in which they first entered. */
export function switchedOff(core: Core): string[] {
  const { strategies } = core.state.ledger.risk.pace;
  return strategies.filter(({ disabled }) => disabled).map(({ strategy }) => strategy);
}

/** A person arms a strategy again; its entries count from zero. */
export function rearmStrategy(core: Core, strategy: string): void {
  if (isDisabled(core, strategy)) emitLoop(core, { state: "ENDED", inputs: { strategy } });
}

function paceOf(core: Core, strategy: string): StrategyPace | undefined {
  return core.state.ledger.risk.pace.strategies.find((each) => each.strategy === strategy);
}

/** Times within the last `lengthMs`. */
function countSince(core: Core, times: readonly number[], lengthMs: number): number {
  const from = core.state.now - lengthMs;
  let count = 0;
  for (let i = 0; i < times.length; i++) if ((times[i] as number) > from) count++;
  return count;
}

/** `loop`: the entry would be one too many of its strategy, or the strategy is switched off. */
export function loopObjection(core: Core, signal: EntrySignal): Inputs | null {
  const pace = paceOf(core, signal.strategy);
  if (pace === undefined) return null;
  const { strategy, disabled } = pace;
  const { entries: limit, window_min } = core.config.loop;
  const entries = countSince(core, pace.times, window_min * MINUTE_MS);
  if (!disabled && entries < limit) return null;
  return { strategy, entries, limit, window_min, disabled };
}

/** `loop` has objected: the strategy is switched off, unless it already was. */
export function tripLoop(core: Core, inputs: Inputs): void {
  if (inputs.disabled === true || !isOn(core, "loop")) return;
  const { strategy, entries, limit, window_min } = inputs;
  emitLoop(core, { state: "TRIPPED", inputs: { strategy, entries, limit, window_min } });
}

function emitLoop(
  core: Core,
  about: Pick<TripwireFact, "state" | "inputs"> & Partial<TripwireFact>,
): void {
  const { ordinal: day, week } = accountDayOf(core);
  emit(core, {
    seq: 0,
    ts: core.state.now,
    type: "tripwire",
    symbol: null,
    trace_id: null,
    rule: "loop",
    action: "DISABLE",
    ...about,
    day,
    week,
  });
}

/** `constraint:max_order_rate_per_min`: entries submitted within the last minute. */
export function orderRateObjection(core: Core): Inputs | null {
  const limit = core.config.constraints.max_order_rate_per_min;
  const entries = countSince(core, core.state.ledger.risk.pace.entries, MINUTE_MS);
  return entries < limit ? null : { entries, limit };
}
