// The boot: what a run decides by is written down first. A live engine then waits until the broker
// has been asked, and limits that were loosened meanwhile wait for their roll.

import { type Core, emit, isLive } from "./core.js";
import type { BootEvent } from "./event.js";
import { bootLimits } from "./risk/limits.js";
import { judgeGear } from "./risk/standing.js";
import { bootSystemState } from "./risk/system-state.js";

/** A run begins, or begins again. */
export function onBoot(core: Core, event: BootEvent): void {
  emit(core, {
    seq: 0,
    ts: event.ts,
    type: "boot",
    symbol: null,
    trace_id: null,
    mode: event.mode,
    unguarded: event.unguarded,
    symbols: event.symbols.map((symbol) => symbol.instrument.symbol),
    strategies: event.strategies.map((strategy) => strategy.name),
    strategy_sources: event.strategies.map((strategy) => strategy.source),
    config: event.config,
  });
  for (const { rule, asked, effective, ceiling } of event.clamped) {
    emit(core, {
      seq: 0,
      ts: event.ts,
      type: "constraint_clamped",
      symbol: null,
      trace_id: null,
      rule,
      asked,
      effective,
      ceiling,
    });
  }
  if (isLive(core)) core.state.now = Math.max(core.state.now, event.ts);
  bootLimits(core);
  if (!isLive(core)) return;
  // What was broken for the process before this one need not be so for this one.
  core.state.conditions = {};
  bootSystemState(core);
  judgeGear(core);
}
