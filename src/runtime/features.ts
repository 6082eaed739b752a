// Bars in, one CSV row of indicators per bar out: what the engine knows at each bar's close.

import type { EngineConfig } from "../engine/config.js";
import type { BarEvent } from "../engine/event.js";
import {
  createSymbolMarket,
  enterTradingDay,
  observeClose,
  type SymbolMarket,
} from "../engine/market/symbol-market.js";
import type { TimeframeState } from "../engine/market/timeframe.js";
import type { TradingDay } from "../engine/market/trading-day.js";
import type { Regime } from "../engine/strategy.js";
import type { BarBatch, BarSource } from "../feeds/feed.js";
import {
  type ByteConstant,
  type ByteText,
  constantOf,
  createByteText,
  writeConstant,
  writeText,
} from "../journal/byte-text.js";
import { writeNumber } from "../journal/number-text.js";
import { writeStamp } from "../journal/stamp-text.js";
import { placingOf } from "./feed-cursor.js";

/** Columns of the base bars, in order. */
const BASE_COLUMNS = [
  ...["ts", "open", "high", "low", "close", "volume", "atr", "adx", "plus_di", "minus_di"],
  ...["rsi", "ema", "vwap", "vwap_slope", "regime"],
];

/** Bytes gathered before they are handed on. */
const CHUNK_BYTES = 65_536;
/** No number and no time is longer, with its comma. */
const CELL_BYTES = 32;
const COMMA = 44;
const NEWLINE = 10;

/** What the rows are made with. */
export interface FeatureOptions {
  /** Timeframes above the base, in the order of their columns; none is allowed. */
  readonly timeframes: readonly { readonly name: string; readonly ms: number }[];
  readonly config: Pick<EngineConfig, "fusion" | "regime" | "orb">;
  /** Trading days of the source's instrument. */
  readonly calendar: { dayAt(ts: number): TradingDay };
}

/**
 * Writes the header and one row per bar, in the source's order, with numbers in full precision
 * (the shortest text that reads back as the same double) and nothing where not warm.
 * @param write takes the text in chunks of whole rows; what it returns is awaited
 */
export async function writeFeatures(
  source: BarSource,
  options: FeatureOptions,
  write: (chunk: string) => void | Promise<void>,
): Promise<void> {
  const { instrument, interval, hasVolume } = source.description;
  const market = createSymbolMarket(
    {
      instrument: { ...instrument, fxRate: { unscaled: 1, scale: 0 } },
      interval,
      hasVolume,
      timeframes: options.timeframes,
    },
    options.config,
  );
  const rows = new RowWriter(market);
  let chunk = `${headerOf(options.timeframes)}\n`;
  for (;;) {
    const batch = await source.next();
    if (batch === null) break;
    for (let i = 0; i < batch.length; i++) {
      observeRow(market, options.calendar, batch, i);
      rows.add();
      if (rows.length < CHUNK_BYTES) continue;
      await write(chunk + rows.take());
      chunk = "";
    }
  }
  chunk += rows.take();
  if (chunk !== "") await write(chunk);
}

function headerOf(timeframes: FeatureOptions["timeframes"]): string {
  const columns = timeframes.flatMap(({ name }) => [
    `${name}_adx`,
    `${name}_atr`,
    `${name}_vwap`,
    `${name}_trend`,
  ]);
  return [...BASE_COLUMNS, ...columns].join(",");
}

function observeRow(
  market: SymbolMarket,
  calendar: FeatureOptions["calendar"],
  batch: BarBatch,
  i: number,
): void {
  const ts = batch.ts[i] as number;
  const { day } = market;
  const placed = ts + placingOf(market.interval);
  if (day === null || placed >= day.to) enterTradingDay(market, calendar.dayAt(placed));
  const bar: BarEvent = {
    type: "bar",
    phase: "close",
    symbol: 0,
    ts,
    open: batch.open[i] as number,
    high: batch.high[i] as number,
    low: batch.low[i] as number,
    close: batch.close[i] as number,
    volume: batch.volume[i] as number,
  };
  observeClose(market, bar);
}

/** A timeframe's cells. */
interface KnownCells {
  cells: ByteConstant;
  /** Bars of the timeframe that had completed. */
  completed: number;
}

const REGIMES: Readonly<Record<Regime, ByteConstant>> = {
  TREND: constantOf(",TREND"),
  RANGE: constantOf(",RANGE"),
  VOLATILE: constantOf(",VOLATILE"),
};

/** Gathers rows of what a market knows. */
class RowWriter {
  /** Bytes since they were last taken. */
  length = 0;

  readonly #market: SymbolMarket;
  readonly #text: ByteText;
  /** The cells of each timeframe, which change only when a bar of it completes. */
  readonly #cells: KnownCells[];

  constructor(market: SymbolMarket) {
    const { timeframes } = market;
    this.#market = market;
    const columns = BASE_COLUMNS.length + 4 * timeframes.length;
    this.#text = createByteText(CHUNK_BYTES + CELL_BYTES * columns);
    this.#cells = timeframes.map(() => ({ cells: constantOf(""), completed: -1 }));
  }

  /** The rows as text. */
  take(): string {
    const text = this.#text.bytes.toString("latin1", 0, this.length);
    this.length = 0;
    return text;
  }

  add(): void {
    const market = this.#market;
    const text = this.#text;
    const { dmi } = market;
    const stamped = writeStamp(text, this.length, market.ts);
    let at = stamped;
    if (stamped < 0) at = writeText(text, this.length, new Date(market.ts).toISOString());
    at = writeCell(text, at, market.open);
    at = writeCell(text, at, market.high);
    at = writeCell(text, at, market.low);
    at = writeCell(text, at, market.close);
    at = writeCell(text, at, market.volume);
    at = writeCell(text, at, dmi.atr);
    at = writeCell(text, at, dmi.adx);
    at = writeCell(text, at, dmi.plusDi);
    at = writeCell(text, at, dmi.minusDi);
    at = writeCell(text, at, market.rsi.value);
    at = writeCell(text, at, market.ema.value);
    at = writeCell(text, at, market.vwap.value);
    at = writeCell(text, at, market.vwapSlope);
    at = writeConstant(text, at, REGIMES[market.regime]);
    for (let i = 0; i < this.#cells.length; i++) at = this.#timeframe(at, i);
    text.bytes[at] = NEWLINE;
    this.length = at + 1;
  }

  #timeframe(from: number, index: number): number {
    const timeframe = this.#market.timeframes[index] as TimeframeState;
    const known = this.#cells[index] as KnownCells;
    if (known.completed !== timeframe.completed) {
      const text = this.#text;
      let at = writeCell(text, from, timeframe.adx);
      at = writeCell(text, at, timeframe.atr);
      at = writeCell(text, at, timeframe.vwap);
      at = writeCell(text, at, timeframe.trend);
      known.cells = constantOf(text.bytes.toString("latin1", from, at));
      known.completed = timeframe.completed;
    }
    return writeConstant(this.#text, from, known.cells);
  }
}

/** A comma and the number, or nothing behind it while it is not warm. */
function writeCell(text: ByteText, at: number, value: number): number {
  text.bytes[at] = COMMA;
  return value === value ? writeNumber(text, at + 1, value) : at + 1;
}
