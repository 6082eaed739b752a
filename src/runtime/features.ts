// Bars in, one CSV row of indicators per bar out: what the engine knows at each bar's close.

import type { EngineConfig } from "../engine/config.js";
import type { BarEvent } from "../engine/event.js";
import {
  createSymbolMarket,
  enterTradingDay,
  observeClose,
  type SymbolMarket,
} from "../engine/market/symbol-market.js";
import type { TradingDay } from "../engine/market/trading-day.js";
import type { BarBatch, BarSource } from "../feeds/feed.js";
import { placingOf } from "./feed-cursor.js";

/** Columns of the base bars, in order. */
const BASE_COLUMNS = [
  ...["ts", "open", "high", "low", "close", "volume", "atr", "adx", "plus_di", "minus_di"],
  ...["rsi", "ema", "vwap", "vwap_slope", "regime"],
];

/** Characters gathered before they are handed on. */
const CHUNK_CHARS = 65_536;

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
  let chunk = `${headerOf(options.timeframes)}\n`;
  for (;;) {
    const batch = await source.next();
    if (batch === null) break;
    for (let i = 0; i < batch.length; i++) {
      observeRow(market, options.calendar, batch, i);
      chunk += rowOf(market);
      if (chunk.length < CHUNK_CHARS) continue;
      await write(chunk);
      chunk = "";
    }
  }
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

function rowOf(market: SymbolMarket): string {
  const { dmi } = market;
  let row =
    `${new Date(market.ts).toISOString()},${market.open},${market.high},${market.low},` +
    `${market.close},${market.volume},${text(dmi.atr)},${text(dmi.adx)},${text(dmi.plusDi)},` +
    `${text(dmi.minusDi)},${text(market.rsi.value)},${text(market.ema.value)},` +
    `${text(market.vwap.value)},${text(market.vwapSlope)},${market.regime}`;
  for (const { adx, atr, vwap, trend } of market.timeframes) {
    row += `,${text(adx)},${text(atr)},${text(vwap)},${text(trend)}`;
  }
  return `${row}\n`;
}

function text(value: number): string {
  return Number.isNaN(value) ? "" : String(value);
}
