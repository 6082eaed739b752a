// Walks of two symbols at random with everything that holds entries back: what restarts are held
// against.

import { createReplayVenue } from "../../src/brokers/replay/venue.js";
import type { EngineConfig } from "../../src/engine/config.js";
import type { EngineState } from "../../src/engine/core.js";
import type { BootEvent, EngineEvent } from "../../src/engine/event.js";
import type { Bar } from "../../src/engine/market/bar.js";
import type { Instrument } from "../../src/engine/market/instrument.js";
import type { TradingDay } from "../../src/engine/market/trading-day.js";
import { meanEntryTicks, openLots } from "../../src/engine/orders/ledger.js";
import type { NewsWindow } from "../../src/engine/risk/news-window.js";
import type { Strategy } from "../../src/engine/strategy.js";
import type { Replay } from "../../src/runtime/replay.js";
import type { ReplayOptions, ReplaySignal } from "../../src/runtime/replay-options.js";
import { builtInStrategies } from "../../src/strategies/index.js";
import { randomBars, seeded } from "../bare-run.js";
import { engineConfig, FIRST_TS, instrument, intrade, MINUTE } from "../fixtures.js";
import { sourceOf, stillClock, utcDayAt } from "../harness.js";
import { record } from "../recorded.js";
import type { RecordedRun } from "./recalled.js";

/** Long or short by turns, with what it has seen in its state. */
const BY_TURNS: Strategy<{ bars: number; sum: number }> = {
  name: "by_turns",
  params: {},
  regimes: [],
  trend: true,
  init: () => ({ bars: 0, sum: Number.NaN }),
  onBar({ bar, position }, state) {
    state.bars++;
    state.sum = position === null ? bar.close : state.sum + bar.close;
    if (state.bars % 9 !== 0) return null;
    if (state.bars % 63 === 0) return { side: "exit" };
    const side = Math.floor(state.sum) % 2 === 0 ? "long" : "short";
    return { side, stop: bar.close + (side === "long" ? -3 : 3) };
  },
};

/** Days of six hours, so that a short walk has many of them; the market shuts before each ends. */
function shortDayAt(ts: number): TradingDay {
  const span = 360 * MINUTE;
  const ordinal = Math.floor(ts / span);
  const from = ordinal * span;
  const to = from + span;
  const shut = to - 30 * MINUTE;
  return {
    ...utcDayAt(ts),
    name: `2025-01-${String(1 + (ordinal % 28)).padStart(2, "0")}`,
    ordinal,
    week: ordinal - (ordinal % 5),
    from,
    to,
    open: from,
    close: shut,
    rthOpen: from + 30 * MINUTE,
    rthClose: shut,
    entryWindows: [[from + 20 * MINUTE, shut - 20 * MINUTE]],
    offsets: [{ since: from, offset: 0 }],
  };
}

/** A walk at random, the same for the same seed. */
export interface Walk {
  seed: number;
  bars: number;
  config?: Partial<EngineConfig>;
  warmBars?: number;
  without?: string[];
  /** On a broker, with everything that people and circumstances do to a live run. */
  isLive?: boolean;
  detail?: boolean;
}

const TIMEFRAMES = [{ name: "15m", ms: 15 * MINUTE }];

function signalsOf(random: () => number, bars: readonly Bar[], symbol: number): ReplaySignal[] {
  return bars.flatMap(({ ts, close }): ReplaySignal[] => {
    if (random() < 0.93) return [];
    const side = random() < 0.1 ? "exit" : random() < 0.5 ? "long" : "short";
    const distance = 2 + Math.floor(random() * 20) / 4;
    const stop = side === "long" ? close - distance : close + distance;
    const target = random() < 0.3 ? close + 3 * (close - stop) : null;
    const strategy = random() < 0.5 ? "hand" : "other";
    const qty = random() < 0.5 ? null : 3;
    return [{ symbol, ts, strategy, side, stop: side === "exit" ? null : stop, target, qty }];
  });
}

function newsOf(random: () => number, bars: number): NewsWindow[] {
  const windows: NewsWindow[] = [];
  for (let minute = 40; minute < bars; minute += 60 + Math.floor(random() * 200)) {
    const from = FIRST_TS + minute * MINUTE;
    const titles = [`event ${minute}`];
    const flattenFrom = random() < 0.5 ? from - 5 * MINUTE : null;
    windows.push({ from, to: from + 15 * MINUTE, titles, impact: "high", flattenFrom });
  }
  return windows;
}

/** Two symbols of different grids, the second on bars of five minutes, all guards, news. */
function optionsOf(walk: Walk): ReplayOptions & { strategies: readonly Strategy[] } {
  const random = seeded(walk.seed);
  const symbols: { of: Instrument; interval: number; bars: Bar[] }[] = [
    { of: instrument({ closes: true }), interval: MINUTE, bars: [] },
    {
      of: instrument({ symbol: "ALT", tick: { unscaled: 1, scale: 1 }, closes: false }),
      interval: 5 * MINUTE,
      bars: [],
    },
  ];
  for (const symbol of symbols) {
    const count = Math.floor((walk.bars * MINUTE) / symbol.interval);
    symbol.bars = randomBars(random, count, symbol.of).map((bar, i) => {
      return { ...bar, ts: FIRST_TS + i * symbol.interval };
    });
  }
  const base = engineConfig();
  const config = engineConfig({
    intrade: intrade({ max_bars_in_trade: 25 }),
    fusion: { ...base.fusion, gate_signals: false, timeframes: ["15m"] },
    constraints: {
      ...base.constraints,
      max_trades_per_day: 6,
      max_trades_per_week: 25,
      max_open_positions: 2,
      daily_loss_limit: 900,
    },
    ...walk.config,
  });
  const strategies = strategiesOf();
  const boot: BootEvent = {
    type: "boot",
    ts: FIRST_TS,
    mode: walk.isLive ? "PAPER" : "REPLAY",
    epoch: "test0",
    config,
    clamped: [],
    unguarded: false,
    without: walk.without ?? [],
    symbols: symbols.map(({ of, interval }) => {
      return { instrument: of, interval, hasVolume: true, timeframes: TIMEFRAMES };
    }),
    strategies: strategies.map(({ name }) => ({ name, source: "test" })),
  };
  return {
    boot,
    strategies,
    feeds: symbols.map(({ of, interval, bars }) => ({
      source: sourceOf(bars, of, interval),
      calendar: { dayAt: shortDayAt },
      detail: null,
      tradesFrom: FIRST_TS + (walk.warmBars ?? 0) * MINUTE,
    })),
    signals: symbols.flatMap(({ bars }, i) => signalsOf(random, bars, i)),
    calendar: { files: [], windows: [newsOf(random, walk.bars), newsOf(random, walk.bars)] },
    venue: createReplayVenue(
      symbols.map(({ of }) => ({ instrument: of, fills: config.fills, hasVolume: true })),
    ),
    clock: stillClock,
  };
}

/** What trades in a walk, anew. */
export const strategiesOf = (): Strategy[] => [
  ...builtInStrategies.map((each) => each.create({})),
  BY_TURNS as Strategy,
];

/** What the broker has where it agrees with the ledger. */
function agreeing({ ledger, now }: EngineState, trigger: "boot" | "timer"): EngineEvent {
  return {
    ...{ type: "reconcile", ts: now, trigger, cashNano: ledger.cashNano },
    positions: ledger.symbols.flatMap(({ position }, symbol) => {
      if (position === null) return [];
      const lots = openLots(position) * (position.side === "long" ? 1 : -1);
      return [{ symbol, lots, entryTicks: meanEntryTicks(position) }];
    }),
    orders: ledger.symbols.flatMap(({ orders }, symbol) =>
      orders.map(({ clientOrderId, side, type, qtyLots, filledLots, priceTicks }) => {
        return { clientOrderId, symbol, side, type, qtyLots, filledLots, priceTicks };
      }),
    ),
  };
}

/** Before some bars: commands, time, conditions, reconciliations; some bars come too late. */
function liveEvents(seed: number) {
  const random = seeded(seed + 50);
  let isFirst = true;
  let isDown = false;
  return (event: EngineEvent, state: EngineState): EngineEvent[] => {
    const wall = event.ts + 1_000 + Math.floor(random() * 500);
    if (event.type !== "bar" || event.phase !== "close") return [{ ...event, wall }];
    const events: EngineEvent[] = [];
    const { ts } = event;
    const dice = Math.floor(random() * 30);
    const by = "test";
    if (isFirst) events.push(agreeing(state, "boot"));
    isFirst = false;
    if (dice === 0) events.push({ type: "command", ts, by, command: { name: "pause" } });
    if (dice === 1)
      events.push({ type: "command", ts, by, command: { name: "flatten", symbol: 0 } });
    if (dice < 5) events.push({ type: "command", ts, by, command: { name: "resume" } });
    if (dice > 4 && dice < 9) events.push({ type: "clock", ts: ts + 30_000 });
    if (dice === 9) {
      isDown = !isDown;
      const condition = "broker_down";
      events.push({ type: "condition", ts, condition, isOn: isDown, reason: "test" });
    }
    if (dice === 10) events.push(agreeing(state, "timer"));
    const late = dice === 11 ? { stale: true } : {};
    return [...events, { ...structuredClone(event), ...late }].map((one) => ({ ...one, wall }));
  };
}

/** Runs a walk to its end. */
export async function recordedWalk(walk: Walk): Promise<RecordedRun> {
  const options = optionsOf(walk);
  let score = 5;
  const moods = {
    bars: 170,
    call: (replay: Replay) => {
      score = score === 1 ? 5 : score - 1;
      replay.mood(score, "test");
    },
  };
  const { steps } = await record(options, moods, walk.isLive ? liveEvents(walk.seed) : undefined);
  return { boot: options.boot, strategies: strategiesOf, steps };
}
