// The ground on which the oracle's worked cases stand. The tick is 1, the point value 1, the lot 1;
// unless a case says otherwise there is no slippage, no commission, no cap and no plan but the
// stop. A bar's `ts` is its index; the signal falls on bar 0 unless it says so.

import { expect } from "vitest";
import type { FillsConfig, IntradeConfig } from "../../src/engine/config.js";
import { type NaiveInput, type NaiveSignal, type NaiveTrade, simulate } from "./simulator.js";

/** A bar: open, high, low, close, volume (0 where none is given). */
export type Row = [number, number, number, number, number?];

/** A bar on which nothing happens to a position from 100 with its stop at 90. */
export const FLAT: Row = [100, 101, 99, 100];

/** What a case changes from the plainest plan. */
export interface Case {
  rows: Row[];
  signals: Partial<NaiveSignal>[];
  intrade?: Partial<IntradeConfig>;
  fills?: Partial<FillsConfig>;
}

/** The simulator input of a case; a signal is a long on bar 0 with its stop at 90. */
export function input({ rows, signals, intrade, fills }: Case): NaiveInput {
  return {
    instrument: { tick: 1, pointValue: 1, lot: 1 },
    bars: rows.map(([open, high, low, close, volume], i) => {
      return { ts: i, open, high, low, close, volume: volume ?? 0 };
    }),
    signals: signals.map((signal) => {
      return { barIndex: 0, side: "long", stop: 90, target: null, qty: null, ...signal };
    }),
    config: {
      intrade: {
        break_even_at_r: null,
        break_even_offset_ticks: 0,
        trail: { mode: "none", atr_mult: 1.5, lookback: 5, start_at_r: 1 },
        scale_out: [],
        scale_out_mode: "limit",
        max_bars_in_trade: null,
        ...intrade,
      },
      fills: {
        slippage_ticks: 0,
        limit_fill: "touch",
        max_volume_pct: null,
        commission_per_side: 0,
        ...fills,
      },
    },
  };
}

/** The one trade of a case. */
export function only(setup: Case): NaiveTrade {
  const trades = simulate(input(setup));
  expect(trades).toHaveLength(1);
  return trades[0] as NaiveTrade;
}

/** Each leg as [ts, quantity, price, reason]. */
export const legs = (trade: NaiveTrade): [number, number, number, string][] =>
  trade.legs.map((leg) => [leg.ts, leg.qty, leg.price, leg.reason]);

/** Half at 1 R, the rest at 2 R. */
export const HALVES: IntradeConfig["scale_out"] = [
  { at_r: 1, pct: 0.5 },
  { at_r: 2, pct: 0.5 },
];
