// Whether entries are possible at all just now, and the letter that sums it up (SPEC 14). Read
// for display alone: no decision is made by it.

import { bootSymbol, type Core, viewOf } from "../core.js";
import { askGate } from "../fusion.js";
import { standingObjection } from "./guards.js";

/** One letter: park, recovering, neutral, drive, low. */
export type Gear = "P" | "R" | "N" | "D" | "L";

/** How a symbol stands. */
export interface Standing {
  /** The first guard that would refuse any entry, or null. An open position is no such reason. */
  readonly objection: string | null;
  readonly gear: Gear;
  readonly gearReason: string;
  /** What the regime leaves of an entry's size, 0 to 1. */
  readonly sizeShare: number;
}

/** How a symbol stands at the time of the last event. */
export function standingOf(core: Core, symbol: number): Standing {
  const objection = standingObjection(core, symbol);
  const { market } = viewOf(core, symbol);
  const sizeShare = core.boot.unguarded ? 1 : core.config.regime.size[market.regime];
  const shown = (gear: Gear, gearReason: string): Standing => ({
    objection,
    gear,
    gearReason,
    sizeShare,
  });
  if (objection === "outside_session") return shown("N", "outside the session");
  const warming = barsUntilGate(core, symbol);
  if (warming > 0) return shown("N", `timeframes warming, ${warming} bars left`);
  if (sizeShare < 1) return shown("L", `${market.regime} cuts size to ${sizeShare}`);
  return shown("D", market.regime);
}

/** Base bars until the timeframe gate can let anything pass; 0 where it can or is not asked. */
function barsUntilGate(core: Core, symbol: number): number {
  const { fusion } = core.config;
  const { market } = viewOf(core, symbol);
  const isAsked = core.strategies.some((one) => one.trend) || fusion.gate_signals;
  const isGated = fusion.enabled && fusion.warmup === "refuse" && isAsked;
  if (core.boot.unguarded || !isGated || bootSymbol(core, symbol).timeframes.length === 0) return 0;
  return askGate(market, fusion, "long").warming;
}
