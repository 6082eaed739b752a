// The shape of everything in the configuration that can change a decision. Keys are the
// configuration's own (snake_case, contract). The zod schema in `config/` is held to these types.

import type { Regime } from "./strategy.js";

/** Money and the day it is counted by. */
export interface AccountConfig {
  /** Starting equity, in `currency`. */
  equity: number;
  currency: string;
  /** Symbol whose trading day is the account's; null is the first instrument's. */
  day: string | null;
  /** Account currency per 1.0 of another currency. */
  fx: Record<string, number>;
}

/** Whether a limit fills when its price is touched, or only when it is traded through. */
export type LimitFill = "touch" | "through";

/** How fills are simulated. */
export interface FillsConfig {
  slippage_ticks: number;
  limit_fill: LimitFill;
  /** Share of a bar's volume that entries and limits may take, per cent; null is no cap. */
  max_volume_pct: number | null;
  /** Money per contract or share, basis points of notional for crypto and FX; null by class. */
  commission_per_side: number | null;
}

/** How the stop follows a trade that has gone well. */
export interface TrailConfig {
  mode: "atr" | "swing" | "none";
  atr_mult: number;
  /** Completed bars whose lowest low (highest high) the swing trail follows. */
  lookback: number;
  /** The trail starts once the trade has been this many R in favour. */
  start_at_r: number;
}

/** One level at which part of a trade leaves. */
export interface ScaleOutLevel {
  at_r: number;
  /** Fraction of the first full quantity, 0 to 1. */
  pct: number;
}

/** The in-trade manager's plan. */
export interface IntradeConfig {
  break_even_at_r: number | null;
  break_even_offset_ticks: number;
  trail: TrailConfig;
  scale_out: ScaleOutLevel[];
  scale_out_mode: "limit" | "on_bar";
  max_bars_in_trade: number | null;
}

/** Hard limits; each is clamped to the ceiling in the risk room. */
export interface ConstraintsConfig {
  risk_per_trade_pct: number;
  daily_loss_limit: number | null;
  dll_fraction_per_trade: number;
  max_trades_per_day: number;
  max_trades_per_week: number;
  max_open_positions: number;
  max_contracts: number;
  max_notional_pct: { stock: number; crypto: number; fx: number };
  max_spread_ticks: number;
  max_slippage_ticks: number;
  max_order_rate_per_min: number;
  price_collar_pct: number;
  min_stop_ticks: number;
  /** Null allows every symbol. */
  allowed_symbols: string[] | null;
  /** `rth`, or a list of `HH:MM-HH:MM` in exchange time. */
  sessions: "rth" | string[];
}

/** Higher timeframes and their gate. */
export interface FusionConfig {
  enabled: boolean;
  timeframes: string[];
  adx_threshold: number;
  require_base: boolean;
  gate_signals: boolean;
  warmup: "refuse" | "pass";
  /** Completed bars kept per timeframe. */
  keep: number;
}

/** Thresholds of the regime, and what each regime does to the size. */
export interface RegimeConfig {
  adx_trend: number;
  adx_range: number;
  /** Minutes for which price must stay outside the opening range. */
  or_hold_min: number;
  /** Size multiplier by regime. */
  size: Record<Regime, number>;
}

/** Thresholds of the mental governor, in R, trades and base bars. */
export interface GovernorConfig {
  window: number;
  drawdown_r: [number, number, number];
  streak: [number, number, number];
  cooldown_bars: number;
  scratch_r: number;
}

/** What a tripwire does: refuse entries; close, then refuse; close and refuse until the roll. */
export type TripwireAction = "BLOCK" | "FLATTEN" | "LOCK";

/** Losses, in R and in days, at which trading stops; null switches one off. */
export interface TripwiresConfig {
  day_r: number | null;
  day_action: TripwireAction;
  week_r: number | null;
  week_action: TripwireAction;
  red_days: number | null;
  red_days_action: TripwireAction;
}

/** When positions must be flat. */
export interface SessionsConfig {
  /** Minutes before the day's end by which positions are flat; null holds overnight. */
  flat_before_close_min: number | null;
}

/** How long a position may be without its stop, seconds of the machine's clock. */
export interface ProtectionConfig {
  naked_alarm_s: number;
  naked_exit_s: number;
}

/** More entries than this of one strategy within the window switch it off. */
export interface LoopConfig {
  entries: number;
  window_min: number;
}

/** Everything the engine decides by. */
export interface EngineConfig {
  account: AccountConfig;
  fills: FillsConfig;
  intrade: IntradeConfig;
  constraints: ConstraintsConfig;
  fusion: FusionConfig;
  regime: RegimeConfig;
  governor: GovernorConfig;
  tripwires: TripwiresConfig;
  sessions: SessionsConfig;
  loop: LoopConfig;
  protection: ProtectionConfig;
  orb: { minutes: number };
  duplicate_window_s: number;
  bad_print_atr: number;
  /** Stocks only: bars outside the session may fill. */
  extended_hours: boolean;
}
