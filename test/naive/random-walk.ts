// Random walks for holding the engine against the naive simulator, as fast-check arbitraries, so
// that a failure shrinks to few bars and few signals. Weighted towards what goes wrong: gaps
// through stops, bars that touch both sides, equal prices, tiny and zero volumes, stops a tick
// away, signals in bursts on one close, every mode of the in-trade manager.

import fc from "fast-check";
import type { FillsConfig, IntradeConfig } from "../../src/engine/config.js";
import type { Bar } from "../../src/engine/market/bar.js";
import type { NaiveInput, NaiveSignal } from "./tape.js";

/** How a walk differs from the usual one. */
export interface WalkOptions {
  /** Prices may lie a quarter of a tick off the grid. */
  offGrid?: boolean;
  /** Most bars of a walk (80); ATR is warm from the 15th. */
  bars?: number;
}

/** Tuesday 2025-11-18 15:00 UTC, in the regular session of every market that has one. */
const FIRST_BAR = 1763478000000;
const MINUTE = 60_000;
/** High enough that no walk gets near zero. */
const FIRST_PRICE_TICKS = 8000;

interface Step {
  gap: number;
  body: number;
  above: number;
  below: number;
  volume: number;
}

interface Idea {
  at: number;
  side: "long" | "short" | "exit";
  stopTicks: number;
  targetTicks: number | null;
  lots: number | null;
}

const instruments = fc.constantFrom(
  { tick: 0.25, pointValue: 2, lot: 1 },
  { tick: 0.01, pointValue: 1, lot: 1 },
  { tick: 0.1, pointValue: 100, lot: 1 },
  { tick: 0.0001, pointValue: 1, lot: 1000 },
);

function stepArbitrary(volume: fc.Arbitrary<number>): fc.Arbitrary<Step> {
  return fc.record({
    gap: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.integer({ min: -2, max: 2 }) },
      { weight: 1, arbitrary: fc.integer({ min: -25, max: 25 }) },
    ),
    body: fc.integer({ min: -6, max: 6 }),
    above: fc.integer({ min: 0, max: 5 }),
    below: fc.integer({ min: 0, max: 5 }),
    volume,
  });
}

/** Volumes in lots: none at all, a few, some bars without, or plenty. */
const volumes: fc.Arbitrary<fc.Arbitrary<number>> = fc.constantFrom(
  fc.constant(0),
  fc.integer({ min: 0, max: 60 }),
  fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 })),
  fc.integer({ min: 500, max: 5000 }),
);

const ideas: fc.Arbitrary<Idea> = fc.record({
  at: fc.nat(),
  side: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("long" as const, "short" as const) },
    { weight: 1, arbitrary: fc.constant("exit" as const) },
  ),
  stopTicks: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.integer({ min: -2, max: 0 }) },
  ),
  targetTicks: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 6, max: 40 }),
  ),
  lots: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 7 })),
});

/** Every mode of the in-trade manager, its nulls and its empty list included. */
const intradeArbitrary: fc.Arbitrary<IntradeConfig> = fc.record({
  break_even_at_r: fc.constantFrom(null, 0.5, 1, 1.5),
  break_even_offset_ticks: fc.constantFrom(0, 0, 1, 2),
  trail: fc.record({
    mode: fc.constantFrom("atr" as const, "swing" as const, "none" as const),
    atr_mult: fc.constantFrom(0.5, 1, 1.5, 3),
    lookback: fc.integer({ min: 1, max: 8 }),
    start_at_r: fc.constantFrom(0, 0.5, 1, 2),
  }),
  scale_out: fc.constantFrom(
    [],
    [{ at_r: 1, pct: 1 }],
    [{ at_r: 1, pct: 0.5 }],
    [
      { at_r: 1, pct: 0.5 },
      { at_r: 2, pct: 0.5 },
    ],
    [
      { at_r: 0.5, pct: 0.3 },
      { at_r: 1, pct: 0.3 },
      { at_r: 3, pct: 0.4 },
    ],
  ),
  scale_out_mode: fc.constantFrom("limit" as const, "on_bar" as const),
  max_bars_in_trade: fc.constantFrom(null, null, 1, 2, 3, 5, 20),
});

/** Slippage, both readings of a limit, volume caps, commissions. */
const fillsArbitrary: fc.Arbitrary<FillsConfig> = fc.record({
  slippage_ticks: fc.integer({ min: 0, max: 2 }),
  limit_fill: fc.constantFrom("touch" as const, "through" as const),
  max_volume_pct: fc.constantFrom(null, 5, 10, 33, 100),
  commission_per_side: fc.constantFrom(0, 0.62, 2.5),
});

function barsOf(steps: Step[], instrument: NaiveInput["instrument"], offGrid: boolean): Bar[] {
  const { tick, lot } = instrument;
  // Prices as a file would write them: a decimal of six places, not a float's sum.
  const price = (ticks: number): number => Number((ticks * tick).toFixed(6));
  const scale = offGrid ? 0.25 : 1;
  let last = FIRST_PRICE_TICKS;
  return steps.map((step, i) => {
    const open = last + step.gap * scale;
    const close = open + step.body * scale;
    last = close;
    return {
      ts: FIRST_BAR + i * MINUTE,
      open: price(open),
      high: price(Math.max(open, close) + step.above * scale),
      low: price(Math.min(open, close) - step.below * scale),
      close: price(close),
      volume: step.volume * lot,
    };
  });
}

function signalOf(idea: Idea, bars: Bar[], instrument: NaiveInput["instrument"]): NaiveSignal {
  const { tick, lot } = instrument;
  const barIndex = idea.at % bars.length;
  const close = bars[barIndex]?.close ?? 0;
  const away = idea.side === "short" ? -1 : 1;
  const price = (ticks: number): number => Number((close + away * ticks * tick).toFixed(6));
  return {
    barIndex,
    side: idea.side,
    stop: price(-idea.stopTicks),
    target: idea.targetTicks === null ? null : price(idea.targetTicks),
    qty: idea.lots === null ? null : idea.lots * lot,
  };
}

/** A whole input: an instrument, up to 80 bars, up to 25 signals in order, a random plan. */
export function randomWalk(options: WalkOptions = {}): fc.Arbitrary<NaiveInput> {
  const maxLength = options.bars ?? 80;
  return volumes.chain((volume) =>
    fc
      .record({
        instrument: instruments,
        steps: fc.array(stepArbitrary(volume), { minLength: 2, maxLength, size: "max" }),
        ideas: fc.array(ideas, { minLength: 1, maxLength: 25, size: "max" }),
        intrade: intradeArbitrary,
        fills: fillsArbitrary,
      })
      .map(({ instrument, steps, ideas: wanted, intrade, fills }) => {
        const bars = barsOf(steps, instrument, options.offGrid ?? false);
        const signals = wanted
          .map((idea) => signalOf(idea, bars, instrument))
          .sort((a, b) => a.barIndex - b.barIndex);
        return { instrument, bars, signals, config: { intrade, fills } };
      }),
  );
}
