// The engine's reasons in a trader's words. Those of guards fit a tile of the cockpit.

import type { SystemState } from "../engine/live-facts.js";

const REFUSALS: Readonly<Record<string, string>> = {
  paused: "paused",
  halted: "halted",
  reconcile_hold: "orders to reconcile",
  outside_session: "outside the session",
  stale_data: "the data is stale",
  bad_print: "the open jumped too far",
  position_open: "a position is open",
  news_blackout: "news",
  regime: "not its regime",
  htf_gate: "higher timeframes do not agree",
  tripwire_day: "the day's R limit",
  tripwire_week: "the week's R limit",
  tripwire_red_days: "red days in a row",
  daily_loss_limit: "the day's money limit",
  governor: "the mental governor",
  duplicate: "a duplicate",
  loop: "too many entries: off",
  stop_side: "the stop is on the wrong side",
  price_collar: "the price is outside the collar",
  size_zero: "nothing left after sizing",
  entry_drift: "the open is too near the stop",
  circuit_open: "the broker is cut off",
  "constraint:risk_per_trade_pct": "risk per trade",
  "constraint:dll_fraction_per_trade": "share of the day's limit",
  "constraint:max_trades_per_day": "day's trades used up",
  "constraint:max_trades_per_week": "week's trades used up",
  "constraint:max_open_positions": "enough positions are open",
  "constraint:max_contracts": "too many contracts",
  "constraint:max_notional_pct": "too large for the equity",
  "constraint:max_spread_ticks": "the spread is too wide",
  "constraint:max_slippage_ticks": "the slippage is too large",
  "constraint:max_order_rate_per_min": "too many orders a minute",
  "constraint:price_collar_pct": "the price is outside the collar",
  "constraint:min_stop_ticks": "the stop is too near",
  "constraint:allowed_symbols": "symbol not allowed",
  "constraint:sessions": "outside the session",
};

/** Why a guard refuses, in words. */
export function refusalWords(reason: string): string {
  return REFUSALS[reason] ?? bare(reason);
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  news_blackout: "news",
  htf_gate: "htf",
  tripwire_day: "day limit",
  tripwire_week: "week limit",
  tripwire_red_days: "red days",
  daily_loss_limit: "money limit",
  price_collar: "collar",
};

/** A guard's name where there is little room. */
export function guardName(guard: string): string {
  return SHORT_NAMES[guard] ?? bare(guard);
}

function bare(reason: string): string {
  return reason.replace(/^constraint:/, "").replaceAll("_", " ");
}

const EXITS: Readonly<Record<string, string>> = {
  stop: "stopped out",
  break_even: "out at break-even",
  trail: "out by the trailing stop",
  target: "target reached",
  signal: "out by signal",
  time: "out of time",
  news: "out ahead of news",
  tripwire: "out at a loss limit",
  flatten: "flattened",
  // Closed, or left by a stop that a hand had moved last.
  hand: "out by hand",
  session_close: "out before the session's close",
  end_of_data: "out at the end of the data",
};

/** Why a trade was left, in words. */
export function exitWords(reason: string): string {
  return EXITS[reason] ?? bare(reason);
}

/** Reasons that only say the state's name again. */
const SAME: Partial<Readonly<Record<SystemState, string>>> = {
  PAUSED: "pause",
  FLATTENING: "flatten",
  BOOTING: "boot",
};

/** Why the system is in a state; empty where the state says it all. */
export function stateReason(state: SystemState, reason: string | null): string {
  if (reason === null || reason === SAME[state]) return "";
  return state === "PAUSED" && reason === "flatten" ? "after a flatten" : reason;
}
