// How large an entry may be (SPEC 7 "Sizing"): risk money over the distance to the stop, floored
// to the lot grid, then the ceilings. What is left at zero is refused, never rounded up.

import type { EngineConfig } from "../config.js";
import { type Instrument, toNumber } from "../market/instrument.js";

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
  return lotsIn(riskMoney / (stopDistance * pointMoney(instrument)), instrument);
}

/** Sizes an entry. */
export function sizeEntry(input: SizingInput, config: EngineConfig): Sizing {
  const { instrument, equity } = input;
  const limits = config.constraints;
  const multiplier = Math.min(1, input.governor * input.regimeSize);
  let riskMoney = (equity * limits.risk_per_trade_pct * multiplier) / 100;
  let limitedBy = "risk";
  if (limits.daily_loss_limit !== null) {
    const share = limits.daily_loss_limit * limits.dll_fraction_per_trade;
    if (share < riskMoney) {
      riskMoney = share;
      limitedBy = "dll_fraction_per_trade";
    }
  }
  let qtyLots = lotsForRisk(riskMoney, input.stopDistance, instrument);
  const cap = (lots: number, name: string): void => {
    if (lots >= qtyLots) return;
    qtyLots = lots;
    limitedBy = name;
  };
  if (instrument.assetClass === "future") {
    cap(lotsIn(limits.max_contracts, instrument), "max_contracts");
  }
  const share = notionalSharePct(instrument, config);
  if (share !== null) {
    const unit = Math.abs(input.price) * pointMoney(instrument);
    if (unit > 0) cap(lotsIn((equity * share) / 100 / unit, instrument), "max_notional_pct");
  }
  if (input.askedQty !== null) cap(lotsIn(input.askedQty, instrument), "qty");
  return { qtyLots: Number.isFinite(qtyLots) ? qtyLots : 0, riskMoney, limitedBy };
}

/** Largest notional in per cent of equity for the class, or null where there is no such limit. */
function notionalSharePct(instrument: Instrument, config: EngineConfig): number | null {
  const limits = config.constraints.max_notional_pct;
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
