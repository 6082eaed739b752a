// The market half of a symbol's state: everything that is known from its bars alone. It changes
// only here, when a trading day begins or a bar completes, and is plain data throughout. Nothing
// is known of a bar before it has completed.

import { assert } from "../assert.js";
import type { EngineConfig } from "../config.js";
import type { BarEvent, BootSymbol } from "../event.js";
import { type CloseRing, createCloseRing, pushClose } from "../indicators/bollinger.js";
import { createDmi, type DmiState, updateDmi } from "../indicators/dmi.js";
import { createEma, type EmaState, updateEma } from "../indicators/ema.js";
import { createRsi, type RsiState, updateRsi } from "../indicators/rsi.js";
import {
  completeSlopeDay,
  createSlopeHistory,
  noteSlope,
  type SlopeHistory,
} from "../indicators/slope-median.js";
import {
  anchorVwap,
  createSlope,
  createVwap,
  resetSlope,
  type SlopeState,
  updateSlope,
  updateVwap,
  type VwapState,
} from "../indicators/vwap.js";
import { judgeRegime } from "../regime.js";
import type { Regime } from "../strategy.js";
import {
  createOpeningRange,
  type OpeningRange,
  resetOpeningRange,
  updateOpeningRange,
} from "./opening-range.js";
import {
  createTimeframe,
  rollTimeframe,
  type TimeframeState,
  updateTimeframe,
} from "./timeframe.js";
import type { TradingDay } from "./trading-day.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WILDER_BARS = 14;
const AVERAGE_BARS = 20;
const MEDIAN_DAYS = 20;

/** All that is known of a symbol from its completed bars. Numbers are NaN until warm. */
export interface SymbolMarket {
  /** Base bar interval, ms. */
  readonly interval: number;
  /** Bars outside the day's session leave VWAP, slope and opening range alone: stocks. */
  readonly sessionOnly: boolean;
  readonly adxTrend: number;
  readonly adxRange: number;
  /** How long the opening range must hold, ms. */
  readonly holdMs: number;
  /** The running trading day; null before the first. */
  day: TradingDay | null;
  /** Bars seen, and those of the running day. */
  bars: number;
  bars_today: number;
  /** The last completed bar, as the data has it, and the close before it. */
  ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  previousClose: number;
  /** Whether it opened in [day.open, day.close); always so for bars of a day or longer. */
  regular: boolean;
  /** Whether it opened in the regular session; always so for bars of a day or longer. */
  inRth: boolean;
  readonly dmi: DmiState;
  readonly rsi: RsiState;
  readonly ema: EmaState;
  /** Closes that the Bollinger bands are over. */
  readonly closes: CloseRing;
  readonly vwap: VwapState;
  readonly slope: SlopeState;
  /** The current vwap_slope. */
  vwapSlope: number;
  readonly slopes: SlopeHistory;
  /** Median of |vwap_slope| over the last completed days; NaN before the first roll. */
  slopeMedian: number;
  readonly timeframes: TimeframeState[];
  readonly openingRange: OpeningRange;
  regime: Regime;
}

/** A symbol of which no bar is known yet. */
export function createSymbolMarket(
  symbol: BootSymbol,
  config: Pick<EngineConfig, "fusion" | "regime" | "orb">,
): SymbolMarket {
  return {
    interval: symbol.interval,
    sessionOnly: symbol.instrument.assetClass === "stock" && symbol.interval < DAY_MS,
    adxTrend: config.regime.adx_trend,
    adxRange: config.regime.adx_range,
    holdMs: config.regime.or_hold_min * MINUTE_MS,
    day: null,
    bars: 0,
    bars_today: 0,
    ts: Number.NaN,
    open: Number.NaN,
    high: Number.NaN,
    low: Number.NaN,
    close: Number.NaN,
    volume: Number.NaN,
    previousClose: Number.NaN,
    regular: false,
    inRth: false,
    dmi: createDmi(WILDER_BARS),
    rsi: createRsi(WILDER_BARS),
    ema: createEma(AVERAGE_BARS),
    closes: createCloseRing(AVERAGE_BARS),
    vwap: createVwap(),
    slope: createSlope(),
    vwapSlope: Number.NaN,
    slopes: createSlopeHistory(MEDIAN_DAYS),
    slopeMedian: Number.NaN,
    timeframes: symbol.timeframes.map(({ name, ms }) =>
      createTimeframe(name, ms, config.fusion.keep),
    ),
    openingRange: createOpeningRange(config.orb.minutes),
    regime: "VOLATILE",
  };
}

/**
 * The roll: the day that ends is counted in the slope median and closes its running buckets; VWAP
 * and opening range begin anew. Comes before the first bar of `day`.
 */
export function enterTradingDay(market: SymbolMarket, day: TradingDay): void {
  if (market.bars_today > 0) {
    completeSlopeDay(market.slopes);
    market.slopeMedian = market.slopes.median;
  }
  for (const timeframe of market.timeframes) rollTimeframe(timeframe);
  market.day = day;
  market.bars_today = 0;
  anchorVwap(market.vwap);
  resetSlope(market.slope);
  market.vwapSlope = Number.NaN;
  resetOpeningRange(market.openingRange, day);
}

/** Takes a completed bar of the running trading day: indicators, buckets, regime. */
export function observeClose(market: SymbolMarket, bar: BarEvent): void {
  const { day } = market;
  assert(day !== null, "a bar comes after the trading day it belongs to");
  noteBar(market, day, bar);
  updateDmi(market.dmi, bar);
  updateRsi(market.rsi, bar);
  updateEma(market.ema, bar);
  pushClose(market.closes, bar);
  const moves = market.regular || !market.sessionOnly;
  if (moves) {
    updateVwap(market.vwap, bar);
    updateSlope(market.slope, market.vwap, market.dmi);
    market.vwapSlope = market.slope.value;
    noteSlope(market.slopes, market.slope);
    updateOpeningRange(market.openingRange, bar, market.interval);
  }
  const { timeframes } = market;
  for (let i = 0; i < timeframes.length; i++) {
    updateTimeframe(timeframes[i] as TimeframeState, day, bar, market.interval, moves);
  }
  market.regime = judgeRegime(market);
}

function noteBar(market: SymbolMarket, day: TradingDay, bar: BarEvent): void {
  const { ts } = bar;
  const whole = market.interval >= DAY_MS;
  market.bars++;
  market.bars_today++;
  market.previousClose = market.close;
  market.ts = ts;
  market.open = bar.open;
  market.high = bar.high;
  market.low = bar.low;
  market.close = bar.close;
  market.volume = bar.volume;
  market.regular = whole || (ts >= day.open && ts < day.close);
  market.inRth = whole || (ts >= day.rthOpen && ts < day.rthClose);
}
