// Joins a trend where it comes back to its volume-weighted average: price runs away from VWAP,
// returns to it, and closes again in the trend's direction. The trend is judged before the return:
// the pullback itself turns the directional indicators, and they turn back too late to be of use.

import type { Proposal, Strategy, StrategyContext } from "../engine/strategy.js";
import { takesEntry } from "./entry.js";
import { defaultsOf, type ParameterTable } from "./parameter.js";
import { stopAbove, stopBelow } from "./stop.js";

type Name =
  | "run_atr"
  | "near_atr"
  | "chase_atr"
  | "fail_atr"
  | "pullback_bars"
  | "stop_atr"
  | "min_stop_ticks";

/** Parameters of `vwap_pullback` with their defaults and units. */
export const vwapPullbackParameters: ParameterTable<Name> = {
  run_atr: {
    value: 2,
    min: 0,
    max: 20,
    unit: "atr",
    meaning: "how far price must have run from VWAP before a return to it counts as a pullback",
  },
  near_atr: {
    value: 1.5,
    min: 0,
    max: 5,
    unit: "atr",
    meaning: "how near to VWAP the pullback must come",
  },
  chase_atr: {
    value: 3,
    min: 0,
    max: 20,
    unit: "atr",
    meaning: "a close farther than this from VWAP is not entered: price has already left",
  },
  fail_atr: {
    value: 0.5,
    min: 0,
    max: 5,
    unit: "atr",
    meaning: "a close this far on the wrong side of VWAP ends the setup",
  },
  pullback_bars: {
    value: 15,
    min: 1,
    max: 500,
    unit: "bars",
    meaning: "bars from the first touch within which the close in the trend's direction must come",
  },
  stop_atr: {
    value: 1,
    min: 0,
    max: 10,
    unit: "atr",
    meaning: "distance of the stop beyond the pullback's extreme or VWAP, whichever is farther",
  },
  min_stop_ticks: {
    value: 8,
    min: 1,
    max: 10_000,
    unit: "ticks",
    meaning: "least distance of the stop from the close",
  },
};

/** One side's progress. Plain numbers and no NaN, because the state must survive JSON. */
interface Setup {
  /** Whether the directional indicators were on this side on the last bar away from VWAP. */
  trend: boolean;
  /** Farthest that price was from VWAP on this side since the last entry or failure, in ATR. */
  run: number;
  /** Bars since price touched VWAP's neighbourhood; 0 is not touched. */
  touched: number;
  /** The pullback's extreme, counted on this side: price × side; only while touched. */
  extreme: number;
}

interface State {
  day: number;
  /** The close before; only while `seen`. */
  previous: number;
  seen: boolean;
  long: Setup;
  short: Setup;
}

const newSetup = (): Setup => ({ trend: false, run: 0, touched: 0, extreme: 0 });

function clear(setup: Setup): void {
  setup.trend = false;
  setup.run = 0;
  setup.touched = 0;
  setup.extreme = 0;
}

/**
 * Follows one side by a bar. Prices are multiplied by `side` (1 or −1), so that both sides read
 * as a long; answers whether the pullback has ended in the trend's direction.
 */
function follow(
  setup: Setup,
  context: StrategyContext,
  previous: number,
  side: 1 | -1,
  params: Record<Name, number>,
): boolean {
  const { bar, atr } = context;
  const vwap = context.vwap * side;
  const close = bar.close * side;
  const best = side === 1 ? bar.high : -bar.low;
  const worst = side === 1 ? bar.low : -bar.high;
  if (close < vwap - params.fail_atr * atr) {
    clear(setup);
    return false;
  }
  const near = worst <= vwap + params.near_atr * atr;
  if (setup.touched > 0) {
    setup.touched += 1;
    setup.extreme = Math.min(setup.extreme, worst);
  } else if (near && setup.trend && setup.run >= params.run_atr) {
    setup.touched = 1;
    setup.extreme = worst;
  } else {
    setup.run = Math.max(setup.run, (best - vwap) / atr);
    if (!near) setup.trend = (context.plus_di - context.minus_di) * side > 0;
    return false;
  }
  // A late return is no pullback any more: what follows has to run away from VWAP again.
  if (setup.touched > params.pullback_bars) {
    clear(setup);
    return false;
  }
  const placed = close > vwap && close <= vwap + params.chase_atr * atr;
  return placed && close > bar.open * side && close > previous * side;
}

/** Builds `vwap_pullback`; values left out take their defaults. */
export function vwapPullback(values: Partial<Record<Name, number>>): Strategy<State> {
  const params = { ...defaultsOf(vwapPullbackParameters), ...values };
  return {
    name: "vwap_pullback",
    params,
    regimes: ["TREND"],
    trend: true,
    init: () => ({ day: -1, previous: 0, seen: false, long: newSetup(), short: newSetup() }),
    onBar(context, state): Proposal | null {
      if (state.day !== context.day) {
        // VWAP starts anew with the day, so a distance from the old one means nothing.
        state.day = context.day;
        state.seen = false;
        clear(state.long);
        clear(state.short);
      }
      const previous = state.seen ? state.previous : context.bar.close;
      const { bar, atr, vwap, tick } = context;
      state.previous = bar.close;
      state.seen = true;
      // Not warm (NaN) or a market that stands still: there is nothing to measure with.
      if (!(atr > 0) || !(vwap === vwap) || !(context.plus_di === context.plus_di)) return null;
      const goLong = follow(state.long, context, previous, 1, params);
      const goShort = follow(state.short, context, previous, -1, params);
      if (goLong) {
        const wanted = Math.min(state.long.extreme, vwap) - params.stop_atr * atr;
        clear(state.long);
        if (!takesEntry(context)) return null;
        return { side: "long", stop: stopBelow(bar.close, wanted, params.min_stop_ticks, tick) };
      }
      if (goShort) {
        const wanted = Math.max(-state.short.extreme, vwap) + params.stop_atr * atr;
        clear(state.short);
        if (!takesEntry(context)) return null;
        return { side: "short", stop: stopAbove(bar.close, wanted, params.min_stop_ticks, tick) };
      }
      return null;
    },
  };
}
