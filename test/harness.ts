// Runs of the engine in memory: a scenario in, facts and trades out.

import { createReplayVenue } from "../src/brokers/replay/venue.js";
import type { EngineConfig } from "../src/engine/config.js";
import type { Fact } from "../src/engine/effect.js";
import type { BootEvent } from "../src/engine/event.js";
import type { Bar } from "../src/engine/market/bar.js";
import type { Instrument } from "../src/engine/market/instrument.js";
import type { InstrumentSpec } from "../src/engine/market/roots.js";
import type { TradingDay } from "../src/engine/market/trading-day.js";
import type { NewsWindow } from "../src/engine/risk/news-window.js";
import type { Strategy } from "../src/engine/strategy.js";
import { tradeOf } from "../src/engine/trade/closed-trade.js";
import type { TradeRecord } from "../src/engine/trade/record.js";
import type { BarBatch, BarSource } from "../src/feeds/feed.js";
import type { Clock } from "../src/runtime/clock.js";
import { Replay } from "../src/runtime/replay.js";
import type { ReplayFeed, ReplayOptions, ReplaySignal } from "../src/runtime/replay-options.js";
import { DAY, engineConfig, instrument, MINUTE } from "./fixtures.js";

/** UTC days that are always open, with the whole day for entries. */
export function utcDayAt(ts: number): TradingDay {
  const ordinal = Math.floor(ts / DAY);
  const from = ordinal * DAY;
  const to = from + DAY;
  return {
    name: new Date(from).toISOString().slice(0, 10),
    ordinal,
    week: ordinal - ((ordinal + 3) % 7),
    from,
    to,
    open: from,
    close: to,
    rthOpen: from,
    rthClose: to,
    entryWindows: [[from, to]],
    offsets: [{ since: from, offset: 0 }],
    earlyClose: false,
  };
}

/** Columns of bars. */
function batchOf(bars: readonly Bar[]): BarBatch {
  const column = (pick: (bar: Bar) => number): Float64Array => Float64Array.from(bars, pick);
  return {
    length: bars.length,
    ts: column((b) => b.ts),
    open: column((b) => b.open),
    high: column((b) => b.high),
    low: column((b) => b.low),
    close: column((b) => b.close),
    volume: column((b) => b.volume),
  };
}

/** A source of bars in memory, handed out in batches. */
export function sourceOf(
  bars: readonly Bar[],
  of: Instrument,
  interval = MINUTE,
  batch = 4096,
): BarSource {
  const spec: InstrumentSpec = {
    ...of,
    zone: "UTC",
    dayKind: "always",
    dayOpen: "00:00",
    dayClose: "00:00",
    rth: null,
    calendar: null,
    unknown: false,
  };
  let at = 0;
  return {
    description: {
      file: "memory",
      format: "memory",
      instrument: spec,
      interval,
      timeframe: `${interval / MINUTE}m`,
      zone: "UTC",
      zoneSource: "file",
      label: "open",
      bars: bars.length,
      gaps: 0,
      badRows: 0,
      bad: [],
      sortedRows: 0,
      hasVolume: bars.some((b) => b.volume > 0),
      from: bars[0]?.ts ?? 0,
      to: bars.at(-1)?.ts ?? 0,
    },
    async next() {
      if (at >= bars.length) return null;
      const slice = bars.slice(at, at + batch);
      at += slice.length;
      return batchOf(slice);
    },
  };
}

/** A clock that stands still. */
export const stillClock: Clock = { nowMs: () => 0, monotonicMs: () => 0 };

/** The file that blackouts of a test are said to be of. */
const CALENDAR = { path: "week.csv", format: "plain", events: 1, skipped: 0 };

/** What a test says of a replay; the rest is as above. */
export interface Scenario {
  bars: readonly Bar[];
  signals?: readonly (Partial<ReplaySignal> & Pick<ReplaySignal, "ts" | "side">)[];
  config?: EngineConfig;
  unguarded?: boolean;
  without?: readonly string[];
  /** Blackouts of the one symbol. */
  news?: readonly NewsWindow[];
  instrument?: Instrument;
  interval?: number;
  strategies?: readonly Strategy[];
  detail?: readonly Bar[];
  dayAt?: (ts: number) => TradingDay;
  timeframes?: BootEvent["symbols"][number]["timeframes"];
  batch?: number;
  from?: ReplayOptions["from"];
  to?: ReplayOptions["to"];
}

/** What a replay of one symbol in memory is made of, and its source. */
export function optionsOf(scenario: Scenario): ReplayOptions & { sources: readonly BarSource[] } {
  const of = scenario.instrument ?? instrument();
  const config = scenario.config ?? engineConfig();
  const interval = scenario.interval ?? MINUTE;
  const source = sourceOf(scenario.bars, of, interval, scenario.batch);
  const { hasVolume } = source.description;
  const strategies = scenario.strategies ?? [];
  const boot: BootEvent = {
    type: "boot",
    ts: scenario.bars[0]?.ts ?? 0,
    mode: "REPLAY",
    epoch: "test0",
    config,
    clamped: [],
    unguarded: scenario.unguarded ?? false,
    without: scenario.without ?? [],
    symbols: [{ instrument: of, interval, hasVolume, timeframes: scenario.timeframes ?? [] }],
    strategies: strategies.map(({ name }) => ({ name, source: "test" })),
  };
  const feed: ReplayFeed = {
    source,
    calendar: { dayAt: scenario.dayAt ?? utcDayAt },
    detail: scenario.detail === undefined ? null : batchOf(scenario.detail),
  };
  return {
    sources: [source],
    boot,
    strategies,
    feeds: [feed],
    signals: (scenario.signals ?? []).map((signal) => ({
      symbol: 0,
      strategy: "signals",
      stop: null,
      target: null,
      qty: null,
      ...signal,
    })),
    ...(scenario.news === undefined
      ? {}
      : { calendar: { files: [CALENDAR], windows: [scenario.news] } }),
    venue: createReplayVenue([{ instrument: of, fills: config.fills, hasVolume }]),
    clock: stillClock,
    ...(scenario.from === undefined ? {} : { from: scenario.from }),
    ...(scenario.to === undefined ? {} : { to: scenario.to }),
  };
}

/** A replay of one symbol in memory, not yet started, and the facts it will write. */
export function replayOf(scenario: Scenario): { replay: Replay; facts: Fact[]; lines: string[] } {
  const facts: Fact[] = [];
  const lines: string[] = [];
  const options: ReplayOptions = {
    ...optionsOf(scenario),
    onFact: (fact, line) => {
      facts.push(fact);
      lines.push(line());
    },
  };
  return { replay: new Replay(options), facts, lines };
}

/** Runs a scenario to its end. */
export async function run(
  scenario: Scenario,
): Promise<{ facts: Fact[]; trades: TradeRecord[]; lines: string[]; replay: Replay }> {
  const { replay, facts, lines } = replayOf(scenario);
  await replay.advance();
  const trades = facts.flatMap((fact) => (fact.type === "trade_closed" ? [tradeOf(fact)] : []));
  return { facts, trades, lines, replay };
}

/** The facts of one type, in order. */
export function factsOf<Type extends Fact["type"]>(
  facts: readonly Fact[],
  type: Type,
): Extract<Fact, { type: Type }>[] {
  return facts.filter((fact): fact is Extract<Fact, { type: Type }> => fact.type === type);
}

/** A run of several symbols on one account, each with its bars. */
export interface SeveralScenario {
  config: EngineConfig;
  feeds: readonly { instrument: Instrument; interval: number; bars: readonly Bar[] }[];
  signals: readonly (Pick<ReplaySignal, "symbol" | "ts" | "side"> & Partial<ReplaySignal>)[];
  without?: readonly string[];
}

/** Runs several symbols to their end, in the order given; signals are for one lot. */
export async function runSeveral(scenario: SeveralScenario): Promise<Fact[]> {
  const { config, feeds } = scenario;
  const facts: Fact[] = [];
  const replay = new Replay({
    boot: {
      type: "boot",
      ts: Math.min(...feeds.map(({ bars }) => bars[0]?.ts ?? 0)),
      mode: "REPLAY",
      epoch: "test0",
      config,
      clamped: [],
      unguarded: false,
      without: scenario.without ?? [],
      symbols: feeds.map(({ instrument: of, interval }) => {
        return { instrument: of, interval, hasVolume: true, timeframes: [] };
      }),
      strategies: [],
    },
    strategies: [],
    feeds: feeds.map(({ instrument: of, interval, bars }) => ({
      source: sourceOf(bars, of, interval),
      calendar: { dayAt: utcDayAt },
      detail: null,
    })),
    signals: scenario.signals.map((signal) => ({
      ...{ strategy: "signals", stop: null, target: null, qty: 1 },
      ...signal,
    })),
    venue: createReplayVenue(
      feeds.map(({ instrument: of }) => {
        return { instrument: of, fills: config.fills, hasVolume: true };
      }),
    ),
    clock: stillClock,
    onFact: (fact) => facts.push(fact),
  });
  await replay.advance();
  return facts;
}
