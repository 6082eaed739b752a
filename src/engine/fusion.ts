// The gate that asks the higher timeframes (SPEC 4), and which of them a base stream can build.

import type { FusionConfig } from "./config.js";
import { UserError } from "./errors.js";
import { adxWarmBars } from "./indicators/dmi.js";
import type { SymbolMarket } from "./market/symbol-market.js";
import type { TimeframeState } from "./market/timeframe.js";
import type { Side } from "./strategy.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Bars after which ADX 14, and the trend of its directional indicators, are known. */
const ADX_BARS = adxWarmBars(14);
const TREND_BARS = 15;

/**
 * Base bars until the timeframe's ADX is warm, at most: those of the buckets still missing, less
 * the part of the running bucket that has passed. A bucket that a gap or the day's end cuts needs
 * fewer bars, so that it can be sooner.
 * @param ts open time of the last base bar
 * @param interval of the base bars, ms
 */
export function barsUntilWarm(timeframe: TimeframeState, ts: number, interval: number): number {
  if (timeframe.adx === timeframe.adx) return 0;
  const buckets = ADX_BARS - timeframe.completed;
  const { bucket } = timeframe;
  const passed = bucket.bars === 0 ? 0 : ts + interval - bucket.from;
  return Math.max(1, Math.ceil((buckets * timeframe.ms - passed) / interval));
}

/** The part of a symbol's market that the gate reads. */
type GateMarket = Pick<SymbolMarket, "ts" | "interval" | "bars" | "dmi" | "timeframes">;

/** The gate's answer with the values it saw, by name. */
interface GateAnswer {
  readonly pass: boolean;
  /** Base bars left until everything that is asked is warm; 0 when it is. */
  readonly warming: number;
  readonly inputs: Record<string, number | string | null>;
}

/** Whether a trend entry on `side` has every timeframe behind it. */
export function askGate(market: GateMarket, config: FusionConfig, side: Side): GateAnswer {
  const wanted = side === "long" ? 1 : -1;
  const inputs: Record<string, number | string | null> = {
    side,
    adx_threshold: config.adx_threshold,
  };
  let agreed = true;
  let warming = 0;
  for (const timeframe of market.timeframes) {
    inputs[timeframe.adxName] = known(timeframe.adx);
    inputs[timeframe.trendName] = known(timeframe.trend);
    agreed &&= timeframe.adx > config.adx_threshold && timeframe.trend === wanted;
    warming = Math.max(warming, barsUntilWarm(timeframe, market.ts, market.interval));
  }
  if (config.require_base) {
    const trend = Math.sign(market.dmi.plusDi - market.dmi.minusDi);
    inputs.base_trend = known(trend);
    agreed &&= trend === wanted;
    if (trend !== trend) warming = Math.max(warming, TREND_BARS - market.bars);
  }
  if (warming === 0) return { pass: agreed, warming, inputs };
  inputs.warming = `warming, ${warming} bars left`;
  return { pass: config.warmup === "pass", warming, inputs };
}

function known(value: number): number | null {
  return value === value ? value : null;
}

/** A timeframe by name and length, ms. */
interface Timeframe {
  readonly name: string;
  readonly ms: number;
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: HOUR_MS,
  d: DAY_MS,
};

/** Reads `30s`, `15m`, `4h`; a bucket never spans a trading day, so `1d` is the most. */
function timeframeMs(name: string): number {
  const match = /^([1-9]\d{0,5})([smhd])$/.exec(name);
  const ms = Number(match?.[1]) * (UNITS[match?.[2] ?? ""] ?? Number.NaN);
  if (ms <= DAY_MS) return ms;
  const hint = "write a number and s, m, h or d, at most 1d, e.g. 15m or 1h";
  throw new UserError(`timeframe "${name}" can't be used: ${hint}`);
}

/**
 * Timeframes that can be built from a base interval. One that can't (not above the base, or no
 * multiple of it) is dropped and named, or refused with a UserError if it was asked for by name.
 * @param baseMs base bar interval
 * @param explicit whether the user named them
 */
export function selectTimeframes(
  names: readonly string[],
  baseMs: number,
  explicit: boolean,
): { timeframes: Timeframe[]; dropped: string[] } {
  const timeframes: Timeframe[] = [];
  const dropped: string[] = [];
  for (const name of names) {
    const ms = timeframeMs(name);
    const usable = ms > baseMs && ms % baseMs === 0;
    if (usable && !timeframes.some((one) => one.ms === ms)) timeframes.push({ name, ms });
    if (usable) continue;
    if (explicit) {
      const why = ms > baseMs ? "is no multiple of" : "is not above";
      throw new UserError(
        `timeframe ${name} ${why} the base bars of ${baseMs / 1000} s: ` +
          "name a higher one or leave it out",
      );
    }
    dropped.push(name);
  }
  return { timeframes, dropped };
}
