// The break of the opening range and its retest: a close beyond the range's edge, a return to
// that edge, and a close away from it. One try per side and day. It declares no regime, because
// a break comes before the range has held and often before ADX has risen; its safeguard is the
// higher-timeframe gate.

import type { Proposal, Strategy, StrategyContext } from "../engine/strategy.js";
import { takesEntry } from "./entry.js";
import { defaultsOf, type ParameterTable } from "./parameter.js";
import { stopAbove, stopBelow } from "./stop.js";

type Name =
  | "break_atr"
  | "retest_atr"
  | "confirm_atr"
  | "retest_bars"
  | "stop_atr"
  | "min_stop_ticks";

/** Parameters of `orb_retest` with their defaults and units. */
export const orbRetestParameters: ParameterTable<Name> = {
  break_atr: {
    value: 0.25,
    min: 0,
    max: 10,
    unit: "atr",
    meaning: "how far beyond the range's edge a bar must close to break it",
  },
  retest_atr: {
    value: 0.5,
    min: 0,
    max: 10,
    unit: "atr",
    meaning: "how near to the edge price must come back",
  },
  confirm_atr: {
    value: 0.25,
    min: 0,
    max: 10,
    unit: "atr",
    meaning: "how far beyond the edge the bar that enters must close",
  },
  retest_bars: {
    value: 60,
    min: 1,
    max: 2000,
    unit: "bars",
    meaning: "bars after the break within which the entry must come; later the try is spent",
  },
  stop_atr: {
    value: 1,
    min: 0,
    max: 10,
    unit: "atr",
    meaning: "distance of the stop inside the range from its edge or the retest's extreme",
  },
  min_stop_ticks: {
    value: 8,
    min: 1,
    max: 10_000,
    unit: "ticks",
    meaning: "least distance of the stop from the close",
  },
};

/** One side's try of the day. */
interface Try {
  stage: "waiting" | "broken" | "retested" | "spent";
  /** Bars since the break. */
  bars: number;
  /** The retest's extreme × side; only while `retested`. */
  extreme: number;
}

interface State {
  day: number;
  long: Try;
  short: Try;
}

const newTry = (): Try => ({ stage: "waiting", bars: 0, extreme: 0 });

function restart(attempt: Try): void {
  attempt.stage = "waiting";
  attempt.bars = 0;
  attempt.extreme = 0;
}

/**
 * Follows one side by a bar; prices are multiplied by `side`, so that both sides read as a long.
 * Answers whether the retest has held.
 */
function follow(
  attempt: Try,
  context: StrategyContext,
  side: 1 | -1,
  params: Record<Name, number>,
): boolean {
  if (attempt.stage === "spent") return false;
  const { bar, atr } = context;
  const edge = side === 1 ? context.or_high : -context.or_low;
  const close = bar.close * side;
  const worst = side === 1 ? bar.low : -bar.high;
  if (attempt.stage === "waiting") {
    if (close >= edge + params.break_atr * atr) attempt.stage = "broken";
    return false;
  }
  attempt.bars += 1;
  // Too late, or closed so far inside the range that the break has failed.
  if (attempt.bars > params.retest_bars || close < edge - params.stop_atr * atr) {
    attempt.stage = "spent";
    return false;
  }
  if (attempt.stage === "retested") {
    attempt.extreme = Math.min(attempt.extreme, worst);
  } else if (worst <= edge + params.retest_atr * atr) {
    attempt.stage = "retested";
    attempt.extreme = worst;
  } else {
    return false;
  }
  return close >= edge + params.confirm_atr * atr && close > bar.open * side;
}

/** Builds `orb_retest`; values left out take their defaults. */
export function orbRetest(values: Partial<Record<Name, number>>): Strategy<State> {
  const params = { ...defaultsOf(orbRetestParameters), ...values };
  return {
    name: "orb_retest",
    params,
    regimes: [],
    trend: true,
    init: () => ({ day: -1, long: newTry(), short: newTry() }),
    onBar(context, state): Proposal | null {
      if (state.day !== context.day) {
        state.day = context.day;
        restart(state.long);
        restart(state.short);
      }
      const { bar, atr, tick } = context;
      if (!context.in_rth || !(atr > 0) || !(context.or_high >= context.or_low)) return null;
      const goLong = follow(state.long, context, 1, params);
      const goShort = follow(state.short, context, -1, params);
      if (goLong) {
        const wanted = Math.min(state.long.extreme, context.or_high) - params.stop_atr * atr;
        state.long.stage = "spent";
        if (!takesEntry(context)) return null;
        return { side: "long", stop: stopBelow(bar.close, wanted, params.min_stop_ticks, tick) };
      }
      if (goShort) {
        const wanted = Math.max(-state.short.extreme, context.or_low) + params.stop_atr * atr;
        state.short.stage = "spent";
        if (!takesEntry(context)) return null;
        return { side: "short", stop: stopAbove(bar.close, wanted, params.min_stop_ticks, tick) };
      }
      return null;
    },
  };
}
