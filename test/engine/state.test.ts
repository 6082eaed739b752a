// The state is plain data: taken apart and put together again at any bar, it decides the same.

import { describe, expect, it } from "vitest";
import type { Fact } from "../../src/engine/effect.js";
import { createEngine, type Engine } from "../../src/engine/engine.js";
import type { BootEvent, SignalEvent } from "../../src/engine/event.js";
import { builtInStrategies } from "../../src/strategies/index.js";
import { bareRun, randomBars, seeded } from "../bare-run.js";
import { engineConfig, instrument, intrade, MINUTE } from "../fixtures.js";

const BARS = 3_000;
const TIMEFRAMES = [
  { name: "15m", ms: 15 * MINUTE },
  { name: "1h", ms: 60 * MINUTE },
];

function factsWith(
  seed: number,
  exchange?: (e: Engine, i: number, boot: BootEvent) => Engine,
): Fact[] {
  const random = seeded(seed);
  const of = instrument();
  const bars = randomBars(random, BARS, of);
  const signals = bars.map((bar): SignalEvent | undefined => {
    if (random() < 0.9) return undefined;
    const side = random() < 0.5 ? ("long" as const) : ("short" as const);
    const distance = 2 + Math.floor(random() * 20) / 4;
    const stop = side === "long" ? bar.close - distance : bar.close + distance;
    return {
      type: "signal",
      symbol: 0,
      ts: bar.ts + MINUTE,
      origin: "file",
      strategy: "random",
      side,
      stop,
      target: null,
      qty: 3,
    };
  });
  const facts: Fact[] = [];
  const base = engineConfig();
  bareRun({
    instrument: of,
    config: engineConfig({
      intrade: intrade({ max_bars_in_trade: 20 }),
      fusion: { ...base.fusion, gate_signals: false },
      constraints: { ...base.constraints, max_trades_per_day: 10, max_trades_per_week: 50 },
    }),
    bars,
    signals,
    strategies: builtInStrategies.map((each) => each.create({})),
    timeframes: TIMEFRAMES,
    unguarded: false,
    onFact: (fact) => facts.push(fact),
    ...(exchange === undefined ? {} : { exchange }),
  });
  return facts;
}

describe("the state", () => {
  it("goes on the same from a copy taken at any bar", () => {
    for (const seed of [1, 2, 3]) {
      const straight = factsWith(seed);
      expect(straight.some((fact) => fact.type === "trade_closed")).toBe(true);
      let exchanges = 0;
      const restarted = factsWith(seed, (engine, bar, boot) => {
        if (bar % 7 !== 0) return engine;
        exchanges++;
        const strategies = builtInStrategies.map((each) => each.create({}));
        return createEngine(boot, strategies, structuredClone(engine.state));
      });
      expect(exchanges).toBeGreaterThan(400);
      expect(restarted).toEqual(straight);
    }
  });

  it("holds nothing but plain data", () => {
    const engine = bareRun({
      instrument: instrument(),
      config: engineConfig(),
      bars: randomBars(seeded(4), 200, instrument()),
      strategies: builtInStrategies.map((each) => each.create({})),
      timeframes: TIMEFRAMES,
      onFact: () => {},
    });
    const strange: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value === "function" || typeof value === "symbol") strange.push(path);
      if (typeof value !== "object" || value === null) return;
      const proto = Object.getPrototypeOf(value);
      if (proto !== Object.prototype && proto !== Array.prototype) strange.push(path);
      for (const [key, inner] of Object.entries(value)) look(inner, `${path}.${key}`);
    };
    look(engine.state, "state");
    expect(strange).toEqual([]);
  });
});
