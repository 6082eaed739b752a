// What no configuration may pass. The defaults stand beside the ceilings, so that both are read
// in one place; the schema takes its defaults from here.

import type { ConstraintsConfig, EngineConfig } from "../config.js";

/** Constraints as they are when nobody asks for anything else. */
export const CONSTRAINT_DEFAULTS: ConstraintsConfig = {
  risk_per_trade_pct: 0.5,
  daily_loss_limit: null,
  dll_fraction_per_trade: 0.1,
  max_trades_per_day: 4,
  max_trades_per_week: 15,
  max_open_positions: 1,
  max_contracts: 10,
  max_notional_pct: { stock: 100, crypto: 100, fx: 1000 },
  max_spread_ticks: 2,
  max_slippage_ticks: 2,
  max_order_rate_per_min: 20,
  price_collar_pct: 1,
  min_stop_ticks: 4,
  allowed_symbols: null,
  sessions: "rth",
};

/** The largest value of each constraint that has one; units are the constraint's own. */
export const CEILINGS = {
  risk_per_trade_pct: 2,
  dll_fraction_per_trade: 0.1,
  max_trades_per_day: 10,
  max_trades_per_week: 50,
  max_open_positions: 5,
  max_contracts: 50,
  max_notional_pct: { stock: 400, crypto: 400, fx: 3000 },
  max_spread_ticks: 5,
  max_slippage_ticks: 5,
  max_order_rate_per_min: 60,
  price_collar_pct: 5,
} as const;

/** A value that was lowered to what it may be at most. */
export interface ClampedConstraint {
  /** The configuration's key without `constraints.`, or `fills.slippage_ticks`. */
  readonly rule: string;
  readonly asked: number;
  readonly effective: number;
  readonly ceiling: number;
}

/** Keys of constraints that are one number with one ceiling. */
type CappedKey = Exclude<keyof typeof CEILINGS, "max_notional_pct">;

const CAPPED_KEYS = Object.keys(CEILINGS).filter(
  (key): key is CappedKey => key !== "max_notional_pct",
);

const NOTIONAL_KEYS = ["stock", "crypto", "fx"] as const;

/**
 * The configuration as it will be obeyed, and what of it was lowered, in the order of the
 * ceilings. The given configuration stays as it is; a value that is not finite is held to the
 * ceiling too.
 */
export function clampConstraints<Config extends Pick<EngineConfig, "constraints" | "fills">>(
  config: Config,
): { effective: Config; clamped: ClampedConstraint[] } {
  const clamped: ClampedConstraint[] = [];
  const cap = (rule: string, asked: number, ceiling: number): number => {
    if (asked <= ceiling) return asked;
    clamped.push({ rule, asked, effective: ceiling, ceiling });
    return ceiling;
  };
  const constraints: ConstraintsConfig = {
    ...config.constraints,
    max_notional_pct: { ...config.constraints.max_notional_pct },
  };
  for (const key of CAPPED_KEYS) constraints[key] = cap(key, constraints[key], CEILINGS[key]);
  const notional = constraints.max_notional_pct;
  for (const key of NOTIONAL_KEYS) {
    notional[key] = cap(`max_notional_pct.${key}`, notional[key], CEILINGS.max_notional_pct[key]);
  }
  const slippage = config.fills.slippage_ticks;
  const fills = {
    ...config.fills,
    slippage_ticks: cap("fills.slippage_ticks", slippage, constraints.max_slippage_ticks),
  };
  return { effective: { ...config, constraints, fills }, clamped };
}
