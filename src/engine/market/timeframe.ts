// A higher timeframe built from the base stream alone (SPEC 4). Only completed bars count: a bucket
// is complete when a base bar reaches its end or a later bar proves that it ended, and what the
// bucket in the making holds changes nothing that is read from outside.

import type { BarEvent } from "../event.js";
import { createDmi, type DmiState, updateDmi } from "../indicators/dmi.js";
import { anchorVwap, createVwap, updateVwap, type VwapState } from "../indicators/vwap.js";
import type { TimeframeView } from "../strategy.js";
import { offsetAt, type TradingDay } from "./trading-day.js";

const HOUR_MS = 3_600_000;
const PERIOD_BARS = 14;

/** The last completed bars of a timeframe, as rings that share `next`. */
interface KeptBars {
  readonly ts: number[];
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
  readonly adx: number[];
  readonly atr: number[];
  readonly vwap: number[];
  readonly trend: number[];
  next: number;
}

/** A bar in the making. Prices are NaN while it has no bar. */
interface Bucket {
  /** Base bars in it. */
  bars: number;
  /** Its span, UTC epoch ms; NaN while it has no bar. */
  from: number;
  to: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** A timeframe: what its last completed bar says, and the bar in the making. */
export interface TimeframeState extends TimeframeView {
  readonly name: string;
  /** Bar length, ms. */
  readonly ms: number;
  /** What its values are called, e.g. `15m_adx`; made once, as making them anew takes time. */
  readonly adxName: string;
  readonly trendName: string;
  adx: number;
  atr: number;
  vwap: number;
  trend: number;
  /** Completed bars since the start. */
  completed: number;
  readonly dmi: DmiState;
  /** VWAP of its own bars, anchored at the trading day. */
  readonly anchored: VwapState;
  readonly bucket: Bucket;
  /**
   * The part of the bucket that moves the VWAP: of stocks, the bars of the session. It is kept
   * only while it is not the whole bucket, which `isParted` says.
   */
  readonly session: Bucket;
  isParted: boolean;
  readonly kept: KeptBars;
}

function createBucket(): Bucket {
  return {
    bars: 0,
    from: Number.NaN,
    to: Number.NaN,
    open: Number.NaN,
    high: Number.NaN,
    low: Number.NaN,
    close: Number.NaN,
    volume: 0,
  };
}

/** @param keep completed bars kept */
export function createTimeframe(name: string, ms: number, keep: number): TimeframeState {
  const ring = (): number[] => new Array<number>(Math.max(1, keep)).fill(Number.NaN);
  return {
    name,
    ms,
    adxName: `${name}_adx`,
    trendName: `${name}_trend`,
    adx: Number.NaN,
    atr: Number.NaN,
    vwap: Number.NaN,
    trend: Number.NaN,
    completed: 0,
    dmi: createDmi(PERIOD_BARS),
    anchored: createVwap(),
    bucket: createBucket(),
    session: createBucket(),
    isParted: false,
    kept: {
      ts: ring(),
      open: ring(),
      high: ring(),
      low: ring(),
      close: ring(),
      volume: ring(),
      adx: ring(),
      atr: ring(),
      vwap: ring(),
      trend: ring(),
      next: 0,
    },
  };
}

/**
 * Takes a completed base bar.
 * @param interval base bar length, ms
 * @param moves whether it moves the VWAP
 */
export function updateTimeframe(
  timeframe: TimeframeState,
  day: TradingDay,
  bar: BarEvent,
  interval: number,
  moves: boolean,
): void {
  const { bucket } = timeframe;
  if (bucket.bars > 0 && bar.ts >= bucket.to) completeBucket(timeframe);
  if (bucket.bars === 0) {
    bucket.from = bucketStart(day, bar.ts, timeframe.ms);
    bucket.to = bucket.from + timeframe.ms;
  }
  if (!moves && !timeframe.isParted) partSession(timeframe);
  addBar(bucket, bar);
  if (moves && timeframe.isParted) addBar(timeframe.session, bar);
  if (bar.ts + interval >= bucket.to) completeBucket(timeframe);
}

/** The trading day has ended, and with it the bar in the making; the VWAP's anchor moves on. */
export function rollTimeframe(timeframe: TimeframeState): void {
  if (timeframe.bucket.bars > 0) completeBucket(timeframe);
  anchorVwap(timeframe.anchored);
}

/**
 * Where the bucket that holds `ts` begins: up to an hour it is aligned to the exchange's clock,
 * above that it counts from the trading day's open.
 */
function bucketStart(day: TradingDay, ts: number, ms: number): number {
  if (ms > HOUR_MS) return day.open + Math.floor((ts - day.open) / ms) * ms;
  const offset = offsetAt(day, ts);
  return Math.floor((ts + offset) / ms) * ms - offset;
}

/** All bars of the bucket so far were of the session, and the next one is not. */
function partSession(timeframe: TimeframeState): void {
  const { bucket, session } = timeframe;
  timeframe.isParted = true;
  session.bars = bucket.bars;
  session.high = bucket.high;
  session.low = bucket.low;
  session.close = bucket.close;
  session.volume = bucket.volume;
}

function addBar(bucket: Bucket, bar: BarEvent): void {
  if (bucket.bars === 0) {
    bucket.open = bar.open;
    bucket.high = bar.high;
    bucket.low = bar.low;
    bucket.volume = 0;
  } else {
    if (bar.high > bucket.high) bucket.high = bar.high;
    if (bar.low < bucket.low) bucket.low = bar.low;
  }
  bucket.bars++;
  bucket.close = bar.close;
  bucket.volume += bar.volume;
}

function completeBucket(timeframe: TimeframeState): void {
  const { bucket, dmi, anchored } = timeframe;
  const session = timeframe.isParted ? timeframe.session : bucket;
  updateDmi(dmi, bucket);
  if (session.bars > 0) updateVwap(anchored, session);
  timeframe.adx = dmi.adx;
  timeframe.atr = dmi.atr;
  timeframe.vwap = anchored.value;
  timeframe.trend = Math.sign(dmi.plusDi - dmi.minusDi);
  timeframe.completed++;
  keepBar(timeframe);
  bucket.bars = 0;
  timeframe.isParted = false;
}

function keepBar(timeframe: TimeframeState): void {
  const { kept, bucket } = timeframe;
  const place = kept.next;
  kept.ts[place] = bucket.from;
  kept.open[place] = bucket.open;
  kept.high[place] = bucket.high;
  kept.low[place] = bucket.low;
  kept.close[place] = bucket.close;
  kept.volume[place] = bucket.volume;
  kept.adx[place] = timeframe.adx;
  kept.atr[place] = timeframe.atr;
  kept.vwap[place] = timeframe.vwap;
  kept.trend[place] = timeframe.trend;
  kept.next = place + 1 === kept.ts.length ? 0 : place + 1;
}
