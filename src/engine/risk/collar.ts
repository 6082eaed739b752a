// The price collar and the spread (SPEC 7): whether an order's price and the market's are what
// they should be. A feed of bars has no spread: that is not applicable and passes. What a feed
// should have and lacks, or what is no number, fails closed.

import { bootSymbol, type Core, isLive, priceOf, viewOf } from "../core.js";
import { ceilSteps, floorSteps } from "../market/instrument.js";
import type { EntrySignal, Inputs } from "./entry-signal.js";

/** What a guard says of something its feed may not have. */
export type Answer = "not_applicable" | "passes" | Inputs;

/**
 * Whether an entry's price lies within `limitPct` per cent of a fresh price of the market.
 * @param price what the order was decided on, or its limit
 * @param reference the market's last price; null where there is none
 */
export function collarAnswer(price: number, reference: number | null, limitPct: number): Answer {
  if (reference === null || !Number.isFinite(reference) || !Number.isFinite(price)) {
    return { problem: "no price", limit_pct: limitPct };
  }
  const away = Math.abs(price - reference);
  const allowed = (Math.abs(reference) * limitPct) / 100;
  if (away <= allowed * (1 + 1e-9)) return "passes";
  return { price, reference, limit_pct: limitPct };
}

/**
 * Whether the spread is at most `limitTicks`.
 * @param spreadTicks undefined where the feed has no quotes, null where it should and has none
 */
export function spreadAnswer(spreadTicks: number | null | undefined, limitTicks: number): Answer {
  if (spreadTicks === undefined) return "not_applicable";
  if (spreadTicks === null || !Number.isFinite(spreadTicks)) {
    return { problem: "no quote", limit: limitTicks };
  }
  return spreadTicks <= limitTicks ? "passes" : { spread_ticks: spreadTicks, limit: limitTicks };
}

/**
 * Live: the price, in ticks, beyond which an entry does not follow the market,
 * `max_slippage_ticks` away from the one it was decided on.
 */
export function worstEntryTicks(core: Core, { side, price, symbol }: EntrySignal): number {
  const { tick } = bootSymbol(core, symbol).instrument;
  const { max_slippage_ticks } = core.config.constraints;
  return side === "long"
    ? floorSteps(price, tick) + max_slippage_ticks
    : ceilSteps(price, tick) - max_slippage_ticks;
}

/**
 * `price_collar`: an entry's price against the symbol's last one. Live that is its limit, as far
 * as it would be paid; in a replay, where it goes to the market, the price it was decided on.
 */
export function priceCollarAnswer(core: Core, signal: EntrySignal): Answer {
  const { close } = viewOf(core, signal.symbol).market;
  const limitPct = core.config.constraints.price_collar_pct;
  const decided = collarAnswer(signal.price, close, limitPct);
  if (decided !== "passes" || !isLive(core)) return decided;
  const { instrument } = bootSymbol(core, signal.symbol);
  return collarAnswer(priceOf(worstEntryTicks(core, signal), instrument), close, limitPct);
}

/** `constraint:max_spread_ticks`: no feed of today has quotes. */
export function spreadLimitAnswer(core: Core): Answer {
  return spreadAnswer(undefined, core.config.constraints.max_spread_ticks);
}
