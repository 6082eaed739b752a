// Fades a stretch in a quiet market: price has closed outside its Bollinger band, far from VWAP
// and with an extreme RSI; the entry is the first close back inside, the target is VWAP.

import type { Proposal, Strategy, StrategyContext } from "../engine/strategy.js";
import { takesEntry } from "./entry.js";
import { defaultsOf, type ParameterTable } from "./parameter.js";
import { stopAbove, stopBelow } from "./stop.js";

type Name =
  | "rsi_low"
  | "rsi_high"
  | "stretch_atr"
  | "return_bars"
  | "stop_atr"
  | "min_reward_r"
  | "min_stop_ticks";

/** Parameters of `mean_reversion` with their defaults and units. */
export const meanReversionParameters: ParameterTable<Name> = {
  rsi_low: {
    value: 35,
    min: 0,
    max: 50,
    unit: "rsi",
    meaning: "at or below it a close under the lower band is a stretch",
  },
  rsi_high: {
    value: 65,
    min: 50,
    max: 100,
    unit: "rsi",
    meaning: "at or above it a close over the upper band is a stretch",
  },
  stretch_atr: {
    value: 1.5,
    min: 0,
    max: 20,
    unit: "atr",
    meaning: "least distance from VWAP of the close that stretches",
  },
  return_bars: {
    value: 5,
    min: 1,
    max: 500,
    unit: "bars",
    meaning: "bars after the last stretched close within which price must close back inside",
  },
  stop_atr: {
    value: 0.5,
    min: 0,
    max: 10,
    unit: "atr",
    meaning: "distance of the stop beyond the stretch's extreme",
  },
  min_reward_r: {
    value: 1,
    min: 0,
    max: 10,
    unit: "R",
    meaning: "least distance of VWAP, the target, in multiples of the stop's distance",
  },
  min_stop_ticks: {
    value: 8,
    min: 1,
    max: 10_000,
    unit: "ticks",
    meaning: "least distance of the stop from the close",
  },
};

interface State {
  day: number;
  /** 1 stretched downwards (a long is watched for), −1 upwards, 0 neither. */
  watch: number;
  /** Bars since the last stretched close. */
  bars: number;
  /** Lowest low (highest high) of the stretch; only while watching. */
  extreme: number;
}

function clear(state: State): void {
  state.watch = 0;
  state.bars = 0;
  state.extreme = 0;
}

/** The direction in which this close would be faded: 1 stretched down, −1 up, 0 not at all. */
function stretch(context: StrategyContext, params: Record<Name, number>): number {
  const { rsi, vwap, atr } = context;
  const { close } = context.bar;
  // The bands cost a pass over their window, so they are asked for last.
  if (rsi <= params.rsi_low && vwap - close >= params.stretch_atr * atr) {
    return close < context.bollinger().lower ? 1 : 0;
  }
  if (rsi >= params.rsi_high && close - vwap >= params.stretch_atr * atr) {
    return close > context.bollinger().upper ? -1 : 0;
  }
  return 0;
}

/** The entry, or null where VWAP is too near to be worth the stop. */
function entry(
  context: StrategyContext,
  side: 1 | -1,
  extreme: number,
  params: Record<Name, number>,
): Proposal | null {
  const { bar, atr, tick, vwap } = context;
  const wanted = extreme - side * params.stop_atr * atr;
  const stop =
    side === 1
      ? stopBelow(bar.close, wanted, params.min_stop_ticks, tick)
      : stopAbove(bar.close, wanted, params.min_stop_ticks, tick);
  const risk = (bar.close - stop) * side;
  const reward = (vwap - bar.close) * side;
  if (!(reward > 0) || reward < params.min_reward_r * risk) return null;
  return { side: side === 1 ? "long" : "short", stop, target: vwap };
}

/** Builds `mean_reversion`; values left out take their defaults. */
export function meanReversion(values: Partial<Record<Name, number>>): Strategy<State> {
  const params = { ...defaultsOf(meanReversionParameters), ...values };
  return {
    name: "mean_reversion",
    params,
    regimes: ["RANGE"],
    trend: false,
    init: () => ({ day: -1, watch: 0, bars: 0, extreme: 0 }),
    onBar(context, state): Proposal | null {
      if (state.day !== context.day) {
        state.day = context.day;
        clear(state);
      }
      const { bar, atr } = context;
      if (!(atr > 0) || !(context.rsi === context.rsi)) return null;
      const stretched = stretch(context, params);
      if (stretched !== 0) {
        const worst = stretched === 1 ? bar.low : bar.high;
        const same = state.watch === stretched;
        if (!same) state.extreme = worst;
        else if (stretched === 1) state.extreme = Math.min(state.extreme, worst);
        else state.extreme = Math.max(state.extreme, worst);
        state.watch = stretched;
        state.bars = 0;
        return null;
      }
      if (state.watch === 0) return null;
      state.bars += 1;
      if (state.bars > params.return_bars) {
        clear(state);
        return null;
      }
      const side = state.watch === 1 ? 1 : -1;
      state.extreme =
        side === 1 ? Math.min(state.extreme, bar.low) : Math.max(state.extreme, bar.high);
      const bands = context.bollinger();
      const inside = side === 1 ? bar.close > bands.lower : bar.close < bands.upper;
      if (!inside || (bar.close - bar.open) * side <= 0) return null;
      const extreme = state.extreme;
      clear(state);
      return takesEntry(context) ? entry(context, side, extreme, params) : null;
    },
  };
}
