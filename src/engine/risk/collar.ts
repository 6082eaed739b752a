// The price collar and the spread (SPEC 7): whether an order's price and the market's are what
// they should be. A feed of bars has no spread: that is not applicable and passes. What a feed
// should have and lacks, or what is no number, fails closed.

import { type Core, viewOf } from "../core.js";
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

/** `price_collar`: the price an entry was decided on, against the symbol's last price. */
export function priceCollarAnswer(core: Core, signal: EntrySignal): Answer {
  const { close } = viewOf(core, signal.symbol).market;
  return collarAnswer(signal.price, close, core.config.constraints.price_collar_pct);
}

/** `constraint:max_spread_ticks`: no feed of today has quotes. */
export function spreadLimitAnswer(core: Core): Answer {
  return spreadAnswer(undefined, core.config.constraints.max_spread_ticks);
}
