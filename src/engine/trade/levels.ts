// Where a trade's scale-outs stand and how much leaves at each (SPEC 8). Computed anew from the
// entry and the plan whenever it is asked, so that it follows every fill of the entry.

import type { ScaleOutLevel } from "../config.js";
import type { Side } from "../strategy.js";

/** A scale-out level: `qtyLots` of the first full quantity leave at `priceTicks`. */
export interface Level {
  /** From 1. */
  readonly level: number;
  readonly atR: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  /** A signal's target: it rests as a limit whatever the scale-outs do. */
  readonly isTarget: boolean;
}

/** What the levels depend on. Ticks may be fractional where entries were averaged. */
export interface LevelBasis {
  readonly side: Side;
  readonly entryTicks: number;
  readonly initialStopTicks: number;
  readonly targetTicks: number | null;
  readonly entryLots: number;
}

/** How far, in ticks, a computed price may be from a whole tick and still count as on it. */
const TICK_TOLERANCE = 1e-6;

/** +1 for a long, −1 for a short. */
export function directionOf(side: Side): 1 | -1 {
  return side === "long" ? 1 : -1;
}

/** Rounds a limit's price away from the entry: up for a long's target, down for a short's. */
function awayFromEntry(ticks: number, side: Side): number {
  return side === "long" ? Math.ceil(ticks - TICK_TOLERANCE) : Math.floor(ticks + TICK_TOLERANCE);
}

/** Rounds a computed stop away from the market: down for a long, up for a short. */
export function awayFromMarket(ticks: number, side: Side): number {
  return side === "long" ? Math.floor(ticks + TICK_TOLERANCE) : Math.ceil(ticks - TICK_TOLERANCE);
}

/** Price, in ticks and unrounded, at which a trade is `r` times its risk per unit in favour. */
export function ticksAtR(basis: LevelBasis, r: number): number {
  const distance = Math.abs(basis.entryTicks - basis.initialStopTicks);
  return basis.entryTicks + directionOf(basis.side) * r * distance;
}

/**
 * The levels in order. Quantities are cumulated fractions floored to the lot, so that 1 contract
 * at 50/50 leaves it all for the last level and 3 go 1 and 2. A target replaces the levels at or
 * beyond it; beyond the last it changes nothing; without scale-outs it takes the whole quantity.
 */
export function levelsOf(basis: LevelBasis, scaleOut: readonly ScaleOutLevel[]): Level[] {
  const direction = directionOf(basis.side);
  const target = basis.targetTicks;
  const levels: Level[] = [];
  if (scaleOut.length === 0 && target !== null) {
    levels.push(targetLevel(basis, 1, target, basis.entryLots));
  }
  let cumulated = 0;
  let lotsBefore = 0;
  for (let index = 0; index < scaleOut.length; index++) {
    const { at_r, pct } = scaleOut[index] as ScaleOutLevel;
    cumulated += pct;
    const lotsAfter = lotsOf(basis.entryLots, cumulated);
    const priceTicks = awayFromEntry(ticksAtR(basis, at_r), basis.side);
    if (target !== null && direction * (priceTicks - target) >= 0) {
      const total = scaleOut.reduce((sum, each) => sum + each.pct, 0);
      const qtyLots = lotsOf(basis.entryLots, total) - lotsBefore;
      if (qtyLots > 0) levels.push(targetLevel(basis, index + 1, target, qtyLots));
      return levels;
    }
    const qtyLots = lotsAfter - lotsBefore;
    lotsBefore = lotsAfter;
    if (qtyLots <= 0) continue;
    levels.push({ level: index + 1, atR: at_r, priceTicks, qtyLots, isTarget: false });
  }
  return levels;
}

/** A fraction of the lots, floored; sums of fractions such as 0.7 + 0.1 count as what they mean. */
function lotsOf(lots: number, fraction: number): number {
  return Math.min(lots, Math.floor(lots * fraction + 1e-9 + lots * 1e-15));
}

function targetLevel(
  basis: LevelBasis,
  level: number,
  targetTicks: number,
  qtyLots: number,
): Level {
  const distance = Math.abs(basis.entryTicks - basis.initialStopTicks);
  const atR = (directionOf(basis.side) * (targetTicks - basis.entryTicks)) / distance;
  return { level, atR, priceTicks: targetTicks, qtyLots, isTarget: true };
}

/** Whether a target lies beyond the last scale-out, where it changes nothing. */
export function isTargetIdle(basis: LevelBasis, scaleOut: readonly ScaleOutLevel[]): boolean {
  const last = scaleOut.at(-1);
  if (last === undefined || basis.targetTicks === null) return false;
  const lastTicks = awayFromEntry(ticksAtR(basis, last.at_r), basis.side);
  return directionOf(basis.side) * (basis.targetTicks - lastTicks) > 0;
}
