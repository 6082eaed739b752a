// Trades of a chosen result, one after the other, for the tests of what counts losses.

import type { EngineConfig, TripwiresConfig } from "../../../src/engine/config.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import type { Instrument } from "../../../src/engine/market/instrument.js";
import { engineConfig, fills, instrument, intrade, MINUTE } from "../../fixtures.js";
import type { TapeSignal } from "./account-run.js";

/**
 * Three bars: a signal on the close of the first (100, stop 90: R is 10 points); filled at 100 on
 * the open of the second, which closes `openR` away; out on the open of the third, at `r`.
 */
export interface Attempt {
  /** Open time of the first bar. */
  ts: number;
  symbol: number;
  /** R at the second bar's close and at the exit; steps of 0.025, the first above -1. */
  openR: number;
  r: number;
}

/** No costs, full size, nothing that manages a trade: results are exactly what was chosen. */
export function plainConfig(
  tripwires: Partial<TripwiresConfig> = {},
  change: Partial<EngineConfig> = {},
): EngineConfig {
  const base = engineConfig();
  return engineConfig({
    fills: fills({ slippage_ticks: 0, commission_per_side: 0 }),
    intrade: intrade({
      break_even_at_r: null,
      trail: { mode: "none", atr_mult: 1, lookback: 5, start_at_r: 1 },
      scale_out: [],
      max_bars_in_trade: null,
    }),
    fusion: { ...base.fusion, enabled: false },
    regime: { ...base.regime, size: { TREND: 1, RANGE: 1, VOLATILE: 1 } },
    constraints: {
      ...base.constraints,
      max_trades_per_day: 10,
      max_trades_per_week: 50,
      max_open_positions: 5,
    },
    sessions: { flat_before_close_min: null },
    tripwires: {
      day_r: null,
      day_action: "LOCK",
      week_r: null,
      week_action: "LOCK",
      red_days: null,
      red_days_action: "BLOCK",
      ...tripwires,
    },
    ...change,
  });
}

/** Contracts of one account: `A`, `B` and so on. */
export function contracts(count: number): Instrument[] {
  return Array.from({ length: count }, (_, i) =>
    instrument({ symbol: String.fromCharCode(65 + i) }),
  );
}

/** What stands in no test's way but its own guards. */
export const OTHERS_OFF = ["outside_session", "governor", "bad_print"];

const barAt = (ts: number, open: number, close: number): Bar => ({
  ts,
  open,
  high: Math.max(open, close) + 0.5,
  low: Math.min(open, close) - 0.5,
  close,
  volume: 1_000_000,
});

/** The bars and signals of attempts, for so many symbols that all have a bar in each minute. */
export function tapeOf(
  attempts: readonly Attempt[],
  symbols: number,
): { tape: Bar[][]; signals: TapeSignal[] } {
  const tape: Bar[][] = [];
  const signals: TapeSignal[] = [];
  for (const { ts, symbol, openR, r } of attempts) {
    const minute = tape.length;
    const row = (step: number, open: number, close: number): Bar[] =>
      Array.from({ length: symbols }, (_, i) =>
        i === symbol ? barAt(ts + step * MINUTE, open, close) : barAt(ts + step * MINUTE, 100, 100),
      );
    tape.push(row(0, 100, 100), row(1, 100, 100 + 10 * openR), row(2, 100 + 10 * r, 100));
    // One's own stop for each, so that none is a double.
    signals.push(
      { minute, symbol, side: "long", stop: 90 },
      { minute: minute + 1, symbol, side: "exit" },
    );
  }
  return { tape, signals };
}
