// What a strategy sees, filled in anew on every close into one object per symbol.

import type { BootSymbol } from "../event.js";
import { writeBollinger } from "../indicators/bollinger.js";
import type { Side, StrategyContext } from "../strategy.js";
import { toNumber } from "./instrument.js";
import type { SymbolMarket } from "./symbol-market.js";

/** Width of the bands in deviations. */
const BAND_WIDTH = 2;

/** A context that can be filled in. */
export type ContextSlot = { -readonly [Key in keyof StrategyContext]: StrategyContext[Key] } & {
  readonly bar: {
    ts: number;
    open: number;
    high: number;
    low: number;
    close: number;
    volume: number;
  };
};

/** The context of one symbol over its state; nothing in it is warm yet. */
export function createContext(symbol: BootSymbol, market: SymbolMarket): ContextSlot {
  const bands = {
    middle: Number.NaN,
    upper: Number.NaN,
    lower: Number.NaN,
    deviation: Number.NaN,
  };
  return {
    symbol: symbol.instrument.symbol,
    interval: symbol.interval,
    tick: toNumber(symbol.instrument.tick),
    bar: { ts: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 },
    atr: Number.NaN,
    adx: Number.NaN,
    plus_di: Number.NaN,
    minus_di: Number.NaN,
    rsi: Number.NaN,
    ema: Number.NaN,
    vwap: Number.NaN,
    vwap_slope: Number.NaN,
    bollinger: () => writeBollinger(market.closes, BAND_WIDTH, bands),
    timeframes: market.timeframes,
    regime: "VOLATILE",
    day: 0,
    bars_today: 0,
    in_rth: false,
    or_high: Number.NaN,
    or_low: Number.NaN,
    in_session: false,
    position: null,
  };
}

/** Fills the context in from the bar that has just completed. */
export function updateContext(
  slot: ContextSlot,
  market: SymbolMarket,
  inSession: boolean,
  position: Side | null,
): StrategyContext {
  const { bar } = slot;
  bar.ts = market.ts;
  bar.open = market.open;
  bar.high = market.high;
  bar.low = market.low;
  bar.close = market.close;
  bar.volume = market.volume;
  slot.atr = market.dmi.atr;
  slot.adx = market.dmi.adx;
  slot.plus_di = market.dmi.plusDi;
  slot.minus_di = market.dmi.minusDi;
  slot.rsi = market.rsi.value;
  slot.ema = market.ema.value;
  slot.vwap = market.vwap.value;
  slot.vwap_slope = market.vwapSlope;
  slot.regime = market.regime;
  slot.day = market.day === null ? 0 : market.day.ordinal;
  slot.bars_today = market.bars_today;
  slot.in_rth = market.inRth;
  slot.or_high = market.openingRange.high;
  slot.or_low = market.openingRange.low;
  slot.in_session = inSession;
  slot.position = position;
  return slot;
}
