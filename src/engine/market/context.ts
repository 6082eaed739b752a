// What a strategy sees, filled in anew on every close into one object per symbol.

import type { BootSymbol } from "../event.js";
import type { Side, StrategyContext } from "../strategy.js";
import { toNumber } from "./instrument.js";
import type { SymbolMarket } from "./symbol-market.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type ContextSlot = Mutable<StrategyContext>;
export function createContext(symbol: BootSymbol): ContextSlot {
  return {
    symbol: symbol.instrument.symbol,
    interval: symbol.interval,
    tick: toNumber(symbol.instrument.tick),
  } as ContextSlot;
}
export function updateContext(
  slot: ContextSlot,
  _market: SymbolMarket,
  position: Side | null,
): StrategyContext {
  slot.position = position;
  return slot;
}
