// Canonical stories, made by hand: what a position can go through. Bars are a minute each, from
// 15:00 UTC on unless they say otherwise; prices are whole so that they can be followed.

import type { EngineConfig } from "../../../src/engine/config.js";
import type { Bar } from "../../../src/engine/market/bar.js";
import type { TradingDay } from "../../../src/engine/market/trading-day.js";
import type { ReplaySignal } from "../../../src/runtime/replay-options.js";
import { engineConfig, FIRST_TS, fills, instrument, intrade, MINUTE } from "../../fixtures.js";
import { utcDayAt } from "../../harness.js";
import type { WorldScript } from "../../live-world.js";
import { cancelsLate, mischievous, seenLate } from "./troubled-brokers.js";

/** A story with what it is called and what must come of it. */
export interface Scenario extends WorldScript {
  readonly name: string;
  /** Why its trades end, in order, when nobody dies: worked out by hand. */
  readonly exits: readonly string[];
  /** The broker misbehaves: a position may be without its stop while that is found out. */
  readonly isTroubled?: boolean;
}

type Row = readonly [open: number, high: number, low: number, close: number, volume?: number];

const at = (minute: number): number => FIRST_TS + minute * MINUTE;

function barsOf(rows: readonly Row[], first = FIRST_TS): Bar[] {
  return rows.map(([open, high, low, close, volume = 1_000], i) => {
    return { ts: first + i * MINUTE, open, high, low, close, volume };
  });
}

/** A bar that stays where it is. */
const still = (price: number): Row => [price, price + 0.5, price - 0.5, price];
const times = (count: number, row: Row): Row[] => Array.from({ length: count }, () => row);

function signal(ts: number, change: Partial<ReplaySignal> = {}): ReplaySignal {
  return {
    ...{ symbol: 0, ts, strategy: "signals", side: "long", stop: 95, target: null, qty: null },
    ...change,
  };
}

const base = engineConfig();
const NO_TRAIL = { mode: "none", atr_mult: 1, lookback: 2, start_at_r: 1 } as const;
const PLAIN = { break_even_at_r: null, trail: NO_TRAIL, scale_out: [], max_bars_in_trade: null };

/** Full size, no costs but slippage, and a plan that does nothing unless it is told to. */
function config(
  plan: Partial<EngineConfig["intrade"]> = {},
  change: Partial<EngineConfig> = {},
): EngineConfig {
  return engineConfig({
    fills: fills({ commission_per_side: 1 }),
    intrade: intrade({ ...PLAIN, ...plan }),
    fusion: { ...base.fusion, enabled: false },
    regime: { ...base.regime, size: { TREND: 1, RANGE: 1, VOLATILE: 1 } },
    constraints: { ...base.constraints, max_trades_per_day: 10, max_open_positions: 3 },
    sessions: { flat_before_close_min: null },
    tripwires: { ...base.tripwires, day_r: null, week_r: null, red_days: null },
    ...change,
  });
}

const one = { instruments: [instrument()] };

/** The session of every day ends at 15:12 UTC. */
function shortDayAt(ts: number): TradingDay {
  const day = utcDayAt(ts);
  const close = day.from + 15 * 60 * MINUTE + 12 * MINUTE;
  return { ...day, close, rthClose: close, entryWindows: [[day.from, close]] };
}

const LEVELS = { break_even_at_r: 1, scale_out: [{ at_r: 1, pct: 0.5 }] };

/** In at 100.25, out at the stop of 95. */
const STOPPED: Row[] = [
  still(100),
  still(100),
  still(101),
  [100, 100, 94, 94],
  ...times(3, still(94)),
];

/** All of them. */
export const SCENARIOS: readonly Scenario[] = [
  {
    ...{ ...one, name: "entry, stop", exits: ["stop"], config: config() },
    bars: [barsOf(STOPPED)],
    signals: [signal(at(0))],
  },
  {
    ...{ ...one, name: "target, break-even, stop", exits: ["break_even"], config: config(LEVELS) },
    bars: [
      barsOf([
        still(100),
        still(100),
        [101, 107, 101, 106],
        still(106),
        [103, 103, 99, 99],
        still(99),
      ]),
    ],
    signals: [signal(at(0))],
  },
  {
    ...{ ...one, name: "partial fills", exits: ["break_even"], config: config(LEVELS) },
    // 10 % of 80 is 8 of 10 at the entry; then 2, 2 of the 4 that leave at the target.
    bars: [
      barsOf([
        ...([still(100), [100, 101, 99, 100, 80], still(100)] as Row[]),
        ...([[101, 107, 101, 106, 20], [106, 107, 105, 106, 20], still(106)] as Row[]),
        ...([[103, 103, 99, 99], still(99)] as Row[]),
      ]),
    ],
    signals: [signal(at(0))],
  },
  {
    ...{ ...one, name: "trail", exits: ["trail"] },
    config: config({ trail: { mode: "swing", atr_mult: 1, lookback: 2, start_at_r: 1 } }),
    bars: [
      barsOf([
        ...[still(100), still(100)],
        ...([
          [101, 107, 101, 107],
          [107, 109, 106, 109],
          [109, 112, 108, 112],
        ] as Row[]),
        ...([[112, 115, 111, 115], [112, 112, 104, 104], still(104)] as Row[]),
      ]),
    ],
    signals: [signal(at(0))],
  },
  {
    ...{ ...one, name: "time exit", exits: ["time"], config: config({ max_bars_in_trade: 3 }) },
    bars: [barsOf(times(8, still(100)))],
    signals: [signal(at(0))],
  },
  {
    ...{ name: "session close", exits: ["session_close"], dayAt: shortDayAt },
    instruments: [instrument({ closes: true })],
    config: config({}, { sessions: { flat_before_close_min: 5 } }),
    bars: [barsOf(times(12, still(100)))],
    signals: [signal(at(1))],
  },
  {
    ...{ ...one, name: "gap through the stop", exits: ["stop"], config: config() },
    bars: [barsOf([still(100), still(100), still(100), still(91), still(91)])],
    signals: [signal(at(0))],
  },
  {
    ...{ ...one, name: "entry not filled, then another", exits: ["stop"], config: config() },
    gapMs: 2_000,
    // The first opens beyond its limit of 100.5.
    bars: [
      barsOf([
        ...[still(100), still(101.5), ...times(6, still(101.5)), still(100), still(100)],
        ...([still(100), [100, 100, 94, 94], still(94)] as Row[]),
      ]),
    ],
    signals: [signal(at(0)), signal(at(8))],
  },
  {
    ...{ ...one, name: "flatten", exits: ["flatten"], config: config(LEVELS) },
    bars: [barsOf(times(8, still(100)))],
    signals: [signal(at(0))],
    commands: [{ afterTs: at(3), command: { name: "flatten", symbol: null } }],
  },
  {
    ...{ ...one, name: "pause with a working entry", exits: ["stop"], config: config() },
    gapMs: 2_000,
    bars: [
      barsOf([...times(9, still(100)), still(100), still(101), [100, 100, 94, 94], still(94)]),
    ],
    signals: [signal(at(0)), signal(at(8))],
    commands: [
      { afterTs: at(0), command: { name: "pause" } },
      { afterTs: at(6), command: { name: "resume" } },
    ],
  },
  {
    ...{ ...one, name: "over the day's end", exits: ["stop"], config: config(LEVELS) },
    bars: [barsOf([...times(6, still(100)), [100, 100, 94, 94], still(94)], at(9 * 60 - 3))],
    signals: [signal(at(9 * 60 - 3))],
  },
  {
    ...{ name: "two symbols", exits: ["stop", "stop"], config: config() },
    instruments: [instrument(), instrument({ symbol: "TWO" })],
    bars: [
      barsOf(STOPPED),
      barsOf([...times(4, still(200)), [200, 206, 200, 206], ...times(2, still(206))]),
    ],
    signals: [signal(at(0)), signal(at(0), { symbol: 1, side: "short", stop: 205 })],
  },
  {
    ...{ ...one, name: "tripwire", exits: ["stop"] },
    gapMs: 2_000,
    config: config({}, { tripwires: { ...base.tripwires, day_r: -0.5 } }),
    // Were the second taken, it would end at its stop.
    bars: [barsOf([...STOPPED, ...times(4, still(94)), [94, 94, 89, 89], still(89)])],
    signals: [signal(at(0)), signal(at(8), { stop: 90 })],
  },
  {
    ...{ ...one, name: "acks lost", exits: ["break_even"], config: config(LEVELS) },
    ...{ gapMs: 2_000, isTroubled: true, brokerOf: mischievous("lost_ack=1") },
    bars: [
      barsOf([
        still(100),
        still(100),
        [101, 107, 101, 106],
        still(106),
        [103, 103, 99, 99],
        still(99),
      ]),
    ],
    signals: [signal(at(0))],
  },
  {
    ...{ ...one, name: "entry is seen late", exits: ["stop"], config: config() },
    ...{ gapMs: 10_000, isTroubled: true, brokerOf: seenLate(3_000) },
    bars: [barsOf(STOPPED)],
    signals: [signal(at(0))],
  },
  {
    ...{ ...one, name: "entry never arrives", exits: [], config: config() },
    ...{ gapMs: 10_000, isTroubled: true, brokerOf: mischievous("lost_request=1") },
    bars: [barsOf(STOPPED)],
    signals: [signal(at(0))],
  },
  {
    ...{ ...one, name: "a fill outruns a cancel", exits: ["stop"], config: config() },
    ...{ isTroubled: true, brokerOf: cancelsLate(400) },
    bars: [barsOf(STOPPED)],
    signals: [signal(at(0))],
    commands: [{ afterTs: at(0), command: { name: "pause" } }],
  },
  {
    ...{ ...one, name: "fills twice, acks late", exits: ["break_even"], config: config(LEVELS) },
    ...{ gapMs: 2_000, isTroubled: true },
    brokerOf: mischievous("duplicate_fill=1,fill_before_ack=1"),
    bars: [
      barsOf([
        still(100),
        still(100),
        [101, 107, 101, 106],
        still(106),
        [103, 103, 99, 99],
        still(99),
      ]),
    ],
    signals: [signal(at(0))],
  },
];
