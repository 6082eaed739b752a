// One place for what tests are made of. Every option has a default, so that each one a test sets
// means something.

import type { EngineConfig, FillsConfig, IntradeConfig } from "../src/engine/config.js";
import type { Bar } from "../src/engine/market/bar.js";
import type { Instrument } from "../src/engine/market/instrument.js";

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** The configuration SPEC gives by default, typed by hand. */
export function engineConfig(change: Partial<EngineConfig> = {}): EngineConfig {
  return {
    account: { equity: 50_000, currency: "USD", day: null, fx: {} },
    fills: fills(),
    intrade: intrade(),
    constraints: {
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
    },
    fusion: {
      enabled: true,
      timeframes: ["15m", "1h"],
      adx_threshold: 20,
      require_base: false,
      gate_signals: true,
      warmup: "refuse",
      keep: 200,
    },
    regime: {
      adx_trend: 25,
      adx_range: 20,
      or_hold_min: 30,
      size: { TREND: 1, RANGE: 0.85, VOLATILE: 0.5 },
    },
    governor: {
      window: 20,
      drawdown_r: [-2, -3, -4],
      streak: [2, 3, 4],
      cooldown_bars: 30,
      scratch_r: 0.1,
    },
    tripwires: {
      day_r: -2,
      day_action: "LOCK",
      week_r: -5,
      week_action: "LOCK",
      red_days: 3,
      red_days_action: "BLOCK",
    },
    sessions: { flat_before_close_min: 5 },
    loop: { entries: 10, window_min: 10 },
    protection: { naked_alarm_s: 2, naked_exit_s: 10 },
    orb: { minutes: 15 },
    duplicate_window_s: 1,
    bad_print_atr: 20,
    extended_hours: false,
    ...change,
  };
}

export function fills(change: Partial<FillsConfig> = {}): FillsConfig {
  return {
    slippage_ticks: 1,
    limit_fill: "touch",
    max_volume_pct: 10,
    commission_per_side: null,
    ...change,
  };
}

export function intrade(change: Partial<IntradeConfig> = {}): IntradeConfig {
  return {
    break_even_at_r: 1,
    break_even_offset_ticks: 0,
    trail: { mode: "atr", atr_mult: 1.5, lookback: 5, start_at_r: 1 },
    scale_out: [
      { at_r: 1, pct: 0.5 },
      { at_r: 2, pct: 0.5 },
    ],
    scale_out_mode: "limit",
    max_bars_in_trade: 120,
    ...change,
  };
}

/** A futures contract on a 0.25 grid worth 2 a point, that never closes unless it is told to. */
export function instrument(change: Partial<Instrument> = {}): Instrument {
  return {
    symbol: "TST",
    assetClass: "future",
    tick: { unscaled: 25, scale: 2 },
    pointValue: { unscaled: 2, scale: 0 },
    lot: { unscaled: 1, scale: 0 },
    currency: "USD",
    fxRate: { unscaled: 1, scale: 0 },
    closes: false,
    allowsNegative: false,
    ...change,
  };
}

/** A bar from its parts; the time counts minutes from the first bar's. */
export function bar(
  minute: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume = 1000,
): Bar {
  return { ts: FIRST_TS + minute * MINUTE, open, high, low, close, volume };
}

/** 2025-11-18T15:00Z, a Tuesday: 09:00 in Chicago. */
export const FIRST_TS = 1_763_478_000_000;
