// The engine stepped by hand, without a runner: every bar in all its phases, every report answered
// before the next. Quicker than a replay, and the engine can be exchanged between two bars.

import { createReplayVenue } from "../src/brokers/replay/venue.js";
import type { EngineConfig } from "../src/engine/config.js";
import type { Fact, Out } from "../src/engine/effect.js";
import { createEngine, type Engine } from "../src/engine/engine.js";
import type { BootEvent, BootSymbol, EngineEvent, SignalEvent } from "../src/engine/event.js";
import type { Bar } from "../src/engine/market/bar.js";
import type { Instrument } from "../src/engine/market/instrument.js";
import type { Strategy } from "../src/engine/strategy.js";
import { FIRST_TS, MINUTE } from "./fixtures.js";
import { utcDayAt } from "./harness.js";

/** A bare run of one symbol without guards unless it is told otherwise. */
export interface BareRun {
  instrument: Instrument;
  config: EngineConfig;
  bars: readonly Bar[];
  /** By the bar on whose close each falls. */
  signals?: readonly (SignalEvent | undefined)[];
  strategies?: readonly Strategy[];
  timeframes?: BootSymbol["timeframes"];
  unguarded?: boolean;
  onFact: (fact: Fact) => void;
  /** May put another engine in the place of this one after a bar. */
  exchange?: (engine: Engine, bar: number, boot: BootEvent) => Engine;
}

/** Runs to the end and returns the engine that ended it. */
export function bareRun(run: BareRun): Engine {
  const { instrument, config, bars, strategies = [], timeframes = [] } = run;
  const symbol = { instrument, interval: MINUTE, hasVolume: true, timeframes };
  const boot: BootEvent = {
    type: "boot",
    ts: FIRST_TS,
    mode: "REPLAY",
    epoch: "test0",
    config,
    clamped: [],
    unguarded: run.unguarded ?? true,
    without: [],
    symbols: [symbol],
    strategies: strategies.map(({ name }) => ({ name, source: "test" })),
  };
  let engine = createEngine(boot, strategies);
  const venue = createReplayVenue([{ instrument, fills: config.fills, hasVolume: true }]);
  const out: Out = { facts: [], orders: [] };
  const drain = (): void => {
    for (;;) {
      for (const command of out.orders) venue.send(command);
      out.orders.length = 0;
      for (const fact of out.facts) run.onFact(fact);
      out.facts.length = 0;
      const report = venue.poll();
      if (report === null) return;
      engine.step(report, out);
    }
  };
  const step = (event: EngineEvent): void => {
    engine.step(event, out);
    drain();
  };
  step(boot);
  let day = -1;
  for (const [i, bar] of bars.entries()) {
    const today = utcDayAt(bar.ts);
    if (today.ordinal !== day) step({ type: "trading_day", symbol: 0, ts: bar.ts, day: today });
    day = today.ordinal;
    for (const phase of ["open", "range"] as const) {
      step({ ...bar, type: "bar", symbol: 0, phase });
      venue.beginPhase(0, bar, phase);
      drain();
    }
    step({ ...bar, type: "bar", symbol: 0, phase: "close" });
    const signal = run.signals?.[i];
    if (signal !== undefined) step(signal);
    if (run.exchange !== undefined) engine = run.exchange(engine, i, boot);
  }
  const last = bars.at(-1) as Bar;
  step({ type: "end", symbol: 0, ts: last.ts + MINUTE });
  venue.beginPhase(0, last, "end");
  drain();
  return engine;
}

/** mulberry32, by T. Ettinger: a small seeded generator, uniform in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A seeded random walk on the instrument's grid, a minute a bar. */
export function randomBars(random: () => number, count: number, of: Instrument): Bar[] {
  const tick = of.tick.unscaled / 10 ** of.tick.scale;
  const bars: Bar[] = [];
  let price = 40_000;
  for (let i = 0; i < count; i++) {
    const open = price + Math.floor(random() * 5) - 2;
    const close = open + Math.floor(random() * 41) - 20;
    const high = Math.max(open, close) + Math.floor(random() * 12);
    const low = Math.min(open, close) - Math.floor(random() * 12);
    price = Math.max(20_000, close);
    const volume = 1 + Math.floor(random() * 100_000);
    bars.push({
      ts: FIRST_TS + i * MINUTE,
      open: open * tick,
      high: high * tick,
      low: low * tick,
      close: close * tick,
      volume,
    });
  }
  return bars;
}
