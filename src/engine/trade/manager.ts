// The in-trade manager: what to do with an open trade. It returns actions and does nothing else;
// the engine turns them into orders. Rules and their order are SPEC 8.

import type { IntradeConfig } from "../config.js";
import { type Instrument, toNumber } from "../market/instrument.js";
import { meanEntryTicks, openLots, type Position } from "../orders/ledger.js";
import type { Side } from "../strategy.js";
import { type Excursion, type Reach, swingHigh, swingLow } from "./excursion.js";
import {
  awayFromMarket,
  directionOf,
  type Level,
  type LevelBasis,
  levelsOf,
  ticksAtR,
} from "./levels.js";

/** What the manager wants done. Prices in ticks, quantities in lots. */
export type TradeAction =
  | { readonly type: "move_stop"; readonly priceTicks: number; readonly why: StopMoveReason }
  | ScaleOut
  | { readonly type: "time_exit"; readonly bars: number };

/** Takes lots off at a level: as a limit that rests there, or at the market at the next open. */
export interface ScaleOut {
  readonly type: "scale_out";
  readonly level: Level;
  readonly qtyLots: number;
  readonly as: "limit" | "market";
}

type StopMoveReason = "break_even" | "atr" | "swing";

/** What the manager knows of the market on a close. */
export interface TradeContext {
  /** How far price has gone since the entry, this bar included. */
  readonly reach: Readonly<Reach>;
  /** The last completed bars, this one included; they may reach before the entry. */
  readonly swing: Pick<Excursion, "highs" | "lows">;
  readonly instrument: Instrument;
  /** The bar's close, in price. */
  readonly close: number;
  /** ATR 14 of the base bars, in price; NaN until warm. */
  readonly atr: number;
  /** Lots already on their way out at the market. */
  readonly exitingLots: number;
  /** Levels whose market order is on its way. */
  readonly orderedLevels: readonly number[];
}

/** In ticks: averaged and divided prices are not whole to the last bit. */
const TOLERANCE = 1e-6;

/** The part of a position that the manager goes by. */
export interface ManagedTrade
  extends Pick<
    Position,
    | "side"
    | "initialStopTicks"
    | "stopTicks"
    | "targetTicks"
    | "entryLots"
    | "exitedLots"
    | "entryTickLots"
    | "levelFilledLots"
  > {}

/** The part of a position its levels depend on. */
export function levelBasisOf(position: ManagedTrade): LevelBasis {
  return {
    side: position.side,
    entryTicks: meanEntryTicks(position),
    initialStopTicks: position.initialStopTicks,
    targetTicks: position.targetTicks,
    entryLots: position.entryLots,
  };
}

function unfilledLots(position: ManagedTrade, level: Level): number {
  return level.qtyLots - (position.levelFilledLots[level.level - 1] ?? 0);
}

/** After an entry fill: the limits that should rest, with their whole unfilled quantity. */
export function onFill(position: ManagedTrade, config: IntradeConfig): ScaleOut[] {
  const limits: ScaleOut[] = [];
  for (const level of levelsOf(levelBasisOf(position), config.scale_out)) {
    if (config.scale_out_mode !== "limit" && !level.isTarget) continue;
    limits.push({ type: "scale_out", level, qtyLots: unfilledLots(position, level), as: "limit" });
  }
  return limits;
}

/**
 * The first R in favour at which `onBar` does anything but end a trade by its time; Infinity where
 * it never does.
 */
export function firstActionR(config: IntradeConfig): number {
  const { break_even_at_r, trail, scale_out, scale_out_mode } = config;
  let first = break_even_at_r ?? Number.POSITIVE_INFINITY;
  if (trail.mode !== "none") first = Math.min(first, trail.start_at_r);
  if (scale_out_mode !== "on_bar") return first;
  for (const { at_r } of scale_out) first = Math.min(first, at_r);
  return first;
}

/** On a bar's close, the bar's extremes already taken: break-even, trail, scale-outs, time. */
export function onBar(
  position: ManagedTrade,
  context: TradeContext,
  config: IntradeConfig,
): TradeAction[] {
  const actions: TradeAction[] = [];
  const basis = levelBasisOf(position);
  const { side, stopTicks } = position;
  const evenTicks = breakEvenTicks(basis, context, config);
  const isEven = isTighter(side, evenTicks, stopTicks);
  if (isEven) actions.push({ type: "move_stop", priceTicks: evenTicks, why: "break_even" });
  if (config.trail.mode !== "none") {
    const priceTicks = trailTicks(basis, context, config);
    if (isTighter(side, priceTicks, isEven ? evenTicks : stopTicks)) {
      actions.push({ type: "move_stop", priceTicks, why: config.trail.mode });
    }
  }
  let leavingLots = context.exitingLots;
  if (config.scale_out_mode === "on_bar") {
    leavingLots += scaleOutOnBar(position, basis, context, config, actions);
  }
  const most = config.max_bars_in_trade;
  const { bars } = context.reach;
  if (most !== null && bars >= most && leavingLots < openLots(position)) {
    actions.push({ type: "time_exit", bars });
  }
  return actions;
}

/** Whether a price, in ticks, lies nearer to the market than a stop; NaN never does. */
function isTighter(side: Side, priceTicks: number, stopTicks: number): boolean {
  return Number.isFinite(priceTicks) && directionOf(side) * (priceTicks - stopTicks) > 0;
}

/** Best price so far in ticks, the way the trade wants to go. */
function bestTicks(basis: LevelBasis, context: TradeContext): number {
  const { high, low } = context.reach;
  return (basis.side === "long" ? high : low) / toNumber(context.instrument.tick);
}

/** A trade has been 0 R in favour from its first moment. */
function hasReached(basis: LevelBasis, context: TradeContext, r: number): boolean {
  if (r <= 0) return true;
  const ahead = directionOf(basis.side) * (bestTicks(basis, context) - ticksAtR(basis, r));
  return ahead >= -TOLERANCE;
}

function breakEvenTicks(basis: LevelBasis, context: TradeContext, config: IntradeConfig): number {
  const at = config.break_even_at_r;
  if (at === null || !hasReached(basis, context, at)) return Number.NaN;
  const offset = directionOf(basis.side) * config.break_even_offset_ticks;
  return awayFromMarket(basis.entryTicks + offset, basis.side);
}

function trailTicks(basis: LevelBasis, context: TradeContext, config: IntradeConfig): number {
  const { trail } = config;
  if (!hasReached(basis, context, trail.start_at_r)) return Number.NaN;
  const tick = toNumber(context.instrument.tick);
  const direction = directionOf(basis.side);
  if (trail.mode === "atr") {
    const best = bestTicks(basis, context);
    const ticks = best - (direction * trail.atr_mult * context.atr) / tick;
    return awayFromMarket(ticks, basis.side);
  }
  const swing = basis.side === "long" ? swingLow(context.swing) : swingHigh(context.swing);
  return awayFromMarket(swing / tick - direction, basis.side);
}

/** Appends the levels that this close has reached; returns their lots. */
function scaleOutOnBar(
  position: ManagedTrade,
  basis: LevelBasis,
  context: TradeContext,
  config: IntradeConfig,
  actions: TradeAction[],
): number {
  let lots = 0;
  for (const level of levelsOf(basis, config.scale_out)) {
    const qtyLots = Math.min(
      unfilledLots(position, level),
      openLots(position) - context.exitingLots - lots,
    );
    if (qtyLots <= 0 || level.isTarget || context.orderedLevels.includes(level.level)) continue;
    const closeTicks = context.close / toNumber(context.instrument.tick);
    const ahead = directionOf(basis.side) * (closeTicks - level.priceTicks);
    if (ahead < -TOLERANCE) continue;
    lots += qtyLots;
    actions.push({ type: "scale_out", level, qtyLots, as: "market" });
  }
  return lots;
}
