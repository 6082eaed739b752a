// How large an entry may be (SPEC 7 "Sizing"): risk money over the distance to the stop, floored
// to the lot grid, then the ceilings. What is left at zero is refused, never rounded up.

import type { ConstraintsConfig, EngineConfig } from "../config.js";
import { type Instrument, stepsIn, toNumber } from "../market/instrument.js";
import { CEILINGS } from "./ceilings.js";

/** What a size depends on. */
export interface SizingInput {
  readonly instrument: Instrument;
  /** Account equity, in its currency. */
  readonly equity: number;
  /** Price the decision was made on. */
  readonly price: number;
  /** Distance from that price to the initial stop, in price, positive. */
  readonly stopDistance: number;
  /** Multipliers, 0 to 1. */
  readonly governor: number;
  readonly regimeSize: number;
  /** A file's or person's quantity in units: a ceiling; null is none. */
  readonly askedQty: number | null;
  /** Guards that are off (`--without`): what they would cut stays. */
  readonly without?: readonly string[];
  /** The money that may still be lost today; left out where there is no such limit. */
  readonly moneyLeft?: MoneyLeft | undefined;
}

/** What may still be lost, and what a number of lots loses at its stop, costs and all. */
export interface MoneyLeft {
  readonly amount: number;
  readonly fullStopOf: (lots: number) => number;
}

/** The size of an entry and what decided it. */
export interface Sizing {
  readonly qtyLots: number;
  /** Money the entry may lose at its stop, before costs. */
  readonly riskMoney: number;
  /** What decided: `risk`, or the name of the ceiling. */
  readonly limitedBy: string;
}

/** Quotients that are whole but for the last bits count as whole. */
const TOLERANCE = 1e-9;

/** Money that is counted at the least: what risks less has no R. */
const LEAST_RISK = 1e-9;

/** Lots in a quantity of units, floored. */
function lotsIn(units: number, instrument: Instrument): number {
  return Math.max(0, Math.floor(units / toNumber(instrument.lot) + TOLERANCE));
}

/** Money per 1.0 of price and 1.0 of quantity, in the account's currency. */
function pointMoney(instrument: Instrument): number {
  return toNumber(instrument.pointValue) * toNumber(instrument.fxRate);
}

/** Lots whose full stop costs no more than `riskMoney`. */
export function lotsForRisk(
  riskMoney: number,
  stopDistance: number,
  instrument: Instrument,
): number {
  // In whole ticks: what two prices differ by is one or two last bits away from them.
  const ticks = stepsIn(stopDistance, instrument.tick);
  const tickMoney = toNumber(instrument.tick) * toNumber(instrument.lot) * pointMoney(instrument);
  return Math.max(0, Math.floor(riskMoney / (ticks * tickMoney) + TOLERANCE));
}

/** Money that lots lose at their stop, before costs. */
function atStopOf(lots: number, { instrument, stopDistance }: SizingInput): number {
  return lots * toNumber(instrument.lot) * stopDistance * pointMoney(instrument);
}

/** Sizes an entry. */
export function sizeEntry(input: SizingInput, config: EngineConfig): Sizing {
  const sizing = sizeByRisk(input, config);
  capSize(sizing, input, config);
  if (input.moneyLeft !== undefined) keepWithin(sizing, input.moneyLeft, input);
  if (!Number.isFinite(sizing.qtyLots)) sizing.qtyLots = 0;
  if (atStopOf(sizing.qtyLots, input) < LEAST_RISK) sizing.qtyLots = 0;
  return sizing;
}

type Draft = { -readonly [Key in keyof Sizing]: Sizing[Key] };

function isOff(input: SizingInput, guard: string): boolean {
  return input.without?.includes(guard) ?? false;
}

function sizeByRisk(input: SizingInput, config: EngineConfig): Draft {
  const limits = config.constraints;
  const multiplier = Math.min(1, input.governor * input.regimeSize);
  let riskMoney = (input.equity * limits.risk_per_trade_pct * multiplier) / 100;
  let limitedBy = "risk";
  if (limits.daily_loss_limit !== null && !isOff(input, "daily_loss_limit")) {
    const share = limits.daily_loss_limit * limits.dll_fraction_per_trade;
    if (share < riskMoney) {
      riskMoney = share;
      limitedBy = "dll_fraction_per_trade";
    }
  }
  const qtyLots = lotsForRisk(riskMoney, input.stopDistance, input.instrument);
  return { qtyLots, riskMoney, limitedBy };
}

function capSize(sizing: Draft, input: SizingInput, config: EngineConfig): void {
  const { instrument, equity } = input;
  if (instrument.assetClass === "future") {
    // Without its guard the ceiling in code still holds: no order ever passes that.
    const off = isOff(input, "constraint:max_contracts");
    const most = off ? CEILINGS.max_contracts : config.constraints.max_contracts;
    cap(sizing, lotsIn(most, instrument), "max_contracts");
  }
  const off = isOff(input, "constraint:max_notional_pct");
  const share = notionalSharePct(instrument, off ? CEILINGS : config.constraints);
  if (share !== null) {
    const unit = Math.abs(input.price) * pointMoney(instrument);
    if (unit > 0) {
      cap(sizing, lotsIn((equity * share) / 100 / unit, instrument), "max_notional_pct");
    }
  }
  if (input.askedQty !== null) cap(sizing, lotsIn(input.askedQty, instrument), "qty");
}

function cap(sizing: Draft, lots: number, name: string): void {
  if (lots >= sizing.qtyLots) return;
  sizing.qtyLots = lots;
  sizing.limitedBy = name;
}

/**
 * Cuts the size so that a full stop with its costs stays inside what may still be lost, and with
 * it the risk money, by which the quantity is floored again at the fill.
 */
function keepWithin(sizing: Draft, left: MoneyLeft, input: SizingInput): void {
  const full = left.fullStopOf(sizing.qtyLots);
  // Not `full > amount`: an amount that is no number fails closed.
  if (sizing.qtyLots > 0 && !(full <= left.amount * (1 + TOLERANCE))) {
    const lots = (left.amount / full) * sizing.qtyLots;
    sizing.qtyLots = Math.max(0, Math.floor(lots + TOLERANCE));
    sizing.limitedBy = "daily_loss_limit";
  }
  const costs = left.fullStopOf(sizing.qtyLots) - atStopOf(sizing.qtyLots, input);
  sizing.riskMoney = Math.min(sizing.riskMoney, Math.max(0, left.amount - costs));
}

/** Largest notional in per cent of equity for the class, or null where there is no such limit. */
function notionalSharePct(
  instrument: Instrument,
  { max_notional_pct: limits }: Pick<ConstraintsConfig, "max_notional_pct">,
): number | null {
  switch (instrument.assetClass) {
    case "stock":
      return limits.stock;
    case "crypto":
      return limits.crypto;
    case "fx":
      return limits.fx;
    default:
      return null;
  }
}
