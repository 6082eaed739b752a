// Where a replay's time goes: the engine's parts run in a process of their own, each stage with
// everything that the one before it does. The difference between two stages is what the later one
// adds. Says on standard output what it measured.
//
//   node stages.mjs <stage> <file>

import { PerformanceObserver } from "node:perf_hooks";
import { createEngine } from "../../src/engine/engine.js";
import type { BarEvent, BootSymbol } from "../../src/engine/event.js";
import { askGate } from "../../src/engine/fusion.js";
import {
  createSymbolMarket,
  enterTradingDay,
  observeClose,
} from "../../src/engine/market/symbol-market.js";
import type { TradingDay } from "../../src/engine/market/trading-day.js";
import type { BarSource } from "../../src/feeds/feed.js";
import { systemClock } from "../../src/runtime/clock.js";
import { FactWriter } from "../../src/runtime/fact-writer.js";
import { Replay } from "../../src/runtime/replay.js";
import type { ReplayOptions } from "../../src/runtime/replay-options.js";
import { prepareDefault } from "./prepare.js";

/** What a stage measured; the file is opened and parsed in all of them. */
export interface StageResult {
  readonly bars: number;
  /** From before the file was opened to the end of the data, ms. */
  readonly elapsedMs: number;
  /** Per bar in a batch of bars, without reading them: the median batch, µs. */
  readonly batchUs?: number;
  /** Encoding, hashing and handing on the facts, ms in all; and how many there were. */
  readonly writingMs?: number;
  readonly facts?: number;
  readonly pauses?: Pauses;
}

/** Slow bars and the collector's pauses in the same run. */
export interface Pauses {
  /** Bars that took longer than 50 µs, and longer than 5 ms. */
  readonly barsOver50Us: number;
  readonly barsOver5Ms: number;
  readonly slowestMs: number;
  /** Pauses of the collector longer than 1 ms, and the longest. */
  readonly pausesOver1Ms: number;
  readonly longestMs: number;
  /** Bars over 1 ms, and those of them in which the collector paused. */
  readonly barsOver1Ms: number;
  readonly inPause: number;
}

/** Bars through `observe`, which is told of each new trading day before its first bar. */
interface Observer {
  enter(day: TradingDay, ts: number): void;
  observe(bar: BarEvent): void;
}

const now = systemClock.monotonicMs;

const feedOf = ({ feeds }: ReplayOptions): ReplayOptions["feeds"][number] => {
  const [feed] = feeds;
  if (feed === undefined) throw new Error("a replay has a feed");
  return feed;
};

/** Drains the source; the median batch's time per bar, µs. */
async function drive(options: ReplayOptions, observer: Observer | null): Promise<number> {
  const { source, calendar } = feedOf(options);
  const bar: BarEvent = {
    type: "bar",
    phase: "warm",
    symbol: 0,
    ts: 0,
    open: 0,
    high: 0,
    low: 0,
    close: 0,
    volume: 0,
  };
  const perBar: number[] = [];
  let dayTo = Number.NEGATIVE_INFINITY;
  for (let batch = await source.next(); batch !== null; batch = await source.next()) {
    if (observer === null) continue;
    const from = now();
    for (let i = 0; i < batch.length; i++) {
      const ts = batch.ts[i] as number;
      if (ts >= dayTo) {
        const day = calendar.dayAt(ts);
        dayTo = day.to;
        observer.enter(day, ts);
      }
      bar.ts = ts;
      bar.open = batch.open[i] as number;
      bar.high = batch.high[i] as number;
      bar.low = batch.low[i] as number;
      bar.close = batch.close[i] as number;
      bar.volume = batch.volume[i] as number;
      observer.observe(bar);
    }
    perBar.push(((now() - from) * 1000) / batch.length);
  }
  perBar.sort((a, b) => a - b);
  return perBar[Math.floor(perBar.length / 2)] ?? 0;
}

/** Indicators and regime, with the timeframes or without. */
function marketObserver({ boot }: ReplayOptions, hasTimeframes: boolean): Observer {
  const [symbol] = boot.symbols;
  if (symbol === undefined) throw new Error("a replay has a symbol");
  const bare: BootSymbol = { ...symbol, timeframes: [] };
  const market = createSymbolMarket(hasTimeframes ? symbol : bare, boot.config);
  return {
    enter: (day) => enterTradingDay(market, day),
    observe: (bar) => observeClose(market, bar),
  };
}

/** The timeframes, and their gate asked on every bar, which in truth only trend entries do. */
function gateObserver({ boot }: ReplayOptions): Observer {
  const [symbol] = boot.symbols;
  if (symbol === undefined) throw new Error("a replay has a symbol");
  const market = createSymbolMarket(symbol, boot.config);
  return {
    enter: (day) => enterTradingDay(market, day),
    observe(bar) {
      observeClose(market, bar);
      const side = bar.close > bar.open ? "long" : "short";
      if (askGate(market, boot.config.fusion, side).inputs.side !== side) throw new Error(side);
    },
  };
}

/** The same and the strategies: every bar is a warm one, so that nothing is made of proposals. */
function strategyObserver({ boot, strategies }: ReplayOptions): Observer {
  const engine = createEngine(boot, strategies);
  const out = { facts: [], orders: [] };
  return {
    enter: (day, ts) => engine.step({ type: "trading_day", symbol: 0, ts, day }, out),
    observe: (bar) => engine.step(bar, out),
  };
}

/** Everything. With `writesTwice` each fact is written once more, which alone is timed. */
async function replay(
  options: ReplayOptions,
  writesTwice: boolean,
): Promise<Pick<StageResult, "writingMs" | "facts">> {
  const again = new FactWriter();
  let writingMs = 0;
  const run = new Replay({
    ...options,
    onFact(fact) {
      if (!writesTwice) return;
      const from = now();
      again.write([fact]);
      writingMs += now() - from;
    },
  });
  await run.advance();
  return writesTwice ? { writingMs, facts: again.count } : {};
}

interface Timed {
  readonly startTime: number;
  readonly duration: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Everything, with an eye on slow bars and on the collector. */
async function replayWatched(options: ReplayOptions): Promise<Pauses> {
  const pauses: Span[] = [];
  const note = (list: readonly Timed[]): void => {
    for (const { startTime, duration } of list) {
      if (duration > 1) pauses.push({ from: startTime, to: startTime + duration });
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ["gc"] });
  const slow: Span[] = [];
  let last = Number.POSITIVE_INFINITY;
  const clock = {
    nowMs: systemClock.nowMs,
    monotonicMs(): number {
      const read = now();
      if (read - last > 0.05) slow.push({ from: last, to: read });
      last = read;
      return read;
    },
  };
  const feed = feedOf(options);
  const source: BarSource = {
    description: feed.source.description,
    async next() {
      const batch = await feed.source.next();
      // Reading a batch is no bar's time.
      last = Number.POSITIVE_INFINITY;
      return batch;
    },
  };
  await new Replay({ ...options, clock, feeds: [{ ...feed, source }] }).advance();
  // The collector's entries are handed out by the event loop.
  await new Promise((resolve) => setTimeout(resolve, 20));
  observer.disconnect();
  const longest = (spans: readonly Span[]): number =>
    spans.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  const over = (ms: number): readonly Span[] => slow.filter(({ from, to }) => to - from > ms);
  const inPause = over(1).filter((bar) =>
    pauses.some(({ from, to }) => from < bar.to && to > bar.from),
  );
  return {
    barsOver50Us: slow.length,
    barsOver5Ms: over(5).length,
    slowestMs: longest(slow),
    pausesOver1Ms: pauses.length,
    longestMs: longest(pauses),
    barsOver1Ms: over(1).length,
    inPause: inPause.length,
  };
}

type Measurement = Omit<StageResult, "bars" | "elapsedMs">;

const STAGES: Readonly<Record<string, (options: ReplayOptions) => Promise<Measurement>>> = {
  rows: async (options) => ({ batchUs: await drive(options, null) }),
  base: async (options) => ({ batchUs: await drive(options, marketObserver(options, false)) }),
  market: async (options) => ({ batchUs: await drive(options, marketObserver(options, true)) }),
  gate: async (options) => ({ batchUs: await drive(options, gateObserver(options)) }),
  strategies: async (options) => ({ batchUs: await drive(options, strategyObserver(options)) }),
  replay: (options) => replay(options, false),
  facts: (options) => replay(options, true),
  pauses: async (options) => ({ pauses: await replayWatched(options) }),
};

const [stage = "", file = ""] = process.argv.slice(2);
const measure = STAGES[stage];
if (measure === undefined) throw new Error(`stage ${stage}: one of ${Object.keys(STAGES)}`);
const startedMs = now();
const options = await prepareDefault(file);
const measurement = await measure(options);
const result: StageResult = {
  bars: feedOf(options).source.description.bars,
  elapsedMs: now() - startedMs,
  ...measurement,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
