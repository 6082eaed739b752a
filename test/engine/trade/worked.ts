// What the worked examples of the in-trade manager share. Tick 0.25, 2 money a point, commission
// 0.62 a side and contract, slippage 1 tick. A signal on the close of minute n enters at the open
// of n + 1. Every example is walked as a long, and upside down as a short.

import type { IntradeConfig } from "../../../src/engine/config.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import { bar, engineConfig, FIRST_TS, intrade, MINUTE } from "../../fixtures.js";
import type { Scenario } from "../../harness.js";

export const NO_TRAIL: IntradeConfig["trail"] = {
  mode: "none",
  atr_mult: 1.5,
  lookback: 5,
  start_at_r: 1,
};

/** The same bars upside down around 200: a long becomes the short that does the same. */
export function mirrored(bars: readonly Bar[]): Bar[] {
  return bars.map((b) => ({
    ...b,
    open: 200 - b.open,
    high: 200 - b.low,
    low: 200 - b.high,
    close: 200 - b.close,
  }));
}

export function scenario(
  bars: readonly Bar[],
  at: number,
  stop: number,
  qty: number,
  plan: Partial<IntradeConfig>,
  change: Partial<Scenario> = {},
): Scenario {
  return {
    bars,
    unguarded: true,
    config: engineConfig({ intrade: intrade(plan) }),
    signals: [{ ts: FIRST_TS + at * MINUTE, side: "long", stop, qty }],
    ...change,
  };
}

export function shortOf(long: Scenario): Scenario {
  return {
    ...long,
    bars: mirrored(long.bars),
    signals: (long.signals ?? []).map((signal) => ({
      ...signal,
      side: signal.side === "long" ? ("short" as const) : signal.side,
      stop: signal.stop == null ? null : 200 - signal.stop,
      target: signal.target == null ? null : 200 - signal.target,
    })),
  };
}

/**
 * Entry: open 100 + 1 tick = 100.25; stop 96, so 1R = 4.25 points: 104.5 and 2R: 108.75. Risk of
 * two contracts: 4.25 x 2 money x 2 = 17.
 */
export const WALK = [
  bar(0, 100, 100.5, 99.5, 100),
  bar(1, 100, 101, 99.5, 101),
  bar(2, 101, 103, 100.5, 102.75),
  bar(3, 102.75, 104.5, 102.5, 104),
  bar(4, 104, 106, 103.5, 105.5),
  bar(5, 105.5, 109, 105, 108.5),
  bar(6, 108.5, 109, 108, 108.5),
];
