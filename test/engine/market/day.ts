// Trading days, bars and markets by hand.

import type { BarEvent, BootSymbol } from "../../../src/engine/event.js";
import type { AssetClass } from "../../../src/engine/market/instrument.js";
import {
  createSymbolMarket,
  enterTradingDay,
  observeClose,
  type SymbolMarket,
} from "../../../src/engine/market/symbol-market.js";
import type { TradingDay } from "../../../src/engine/market/trading-day.js";
import { DAY, engineConfig, instrument, MINUTE } from "../../fixtures.js";

export { DAY, MINUTE };
export const HOUR = 60 * MINUTE;
/** 2025-11-17T00:00Z, a Monday. */
export const MONDAY = Date.UTC(2025, 10, 17);

/** A day that is open from end to end, regular session and all, with UTC as its clock. */
export function dayOf(change: Partial<TradingDay> = {}): TradingDay {
  const from = change.from ?? MONDAY;
  const to = change.to ?? from + DAY;
  return {
    name: new Date(from).toISOString().slice(0, 10),
    ordinal: Math.floor(from / DAY),
    week: Math.floor(MONDAY / DAY),
    from,
    to,
    open: from,
    close: to,
    rthOpen: from,
    rthClose: to,
    entryWindows: [],
    offsets: [{ since: from, offset: 0 }],
    earlyClose: false,
    ...change,
  };
}

/** What a test says of its symbol. */
export interface Given {
  readonly interval?: number;
  readonly assetClass?: AssetClass;
  readonly timeframes?: BootSymbol["timeframes"];
  readonly keep?: number;
  readonly orbMinutes?: number;
}

export function marketOf(given: Given = {}): SymbolMarket {
  const config = engineConfig();
  return createSymbolMarket(
    {
      instrument: instrument({ assetClass: given.assetClass ?? "future" }),
      interval: given.interval ?? MINUTE,
      hasVolume: true,
      timeframes: given.timeframes ?? [],
    },
    {
      ...config,
      fusion: { ...config.fusion, keep: given.keep ?? 200 },
      orb: { minutes: given.orbMinutes ?? 15 },
    },
  );
}

/** Observes one bar; its open is the low. */
export function observe(
  market: SymbolMarket,
  ts: number,
  [high, low, close]: readonly [high: number, low: number, close: number],
  volume = 100,
): void {
  const bar: BarEvent = {
    type: "bar",
    phase: "close",
    symbol: 0,
    ts,
    open: low,
    high,
    low,
    close,
    volume,
  };
  observeClose(market, bar);
}

/** Observes a bar of one price. */
export function tick(market: SymbolMarket, ts: number, price: number, volume = 100): void {
  observe(market, ts, [price, price, price], volume);
}

export { enterTradingDay };
