// With how many places the prices of a trade are shown.

import { matchInstrument } from "../engine/market/roots.js";
import type { ListedTrade } from "../projection/trades.js";
import type { Setup } from "./setup.js";

/** Most places of a price whose grid nobody knows. */
const MOST_PLACES = 6;

/** What a trade says of its prices' places. */
type Priced = Pick<ListedTrade, "symbol" | "initial_stop" | "entry_price">;

/** Places of a trade's prices: its instrument's grid's, else as many as the trade's own show. */
export function decimalsOf(
  { symbol, initial_stop, entry_price }: Priced,
  instruments: Setup["instruments"],
): number {
  const known = matchInstrument(symbol, instruments)?.tick.scale;
  if (known !== undefined) return known;
  const places = [initial_stop, entry_price].map((price) => {
    const text = String(Number(price.toFixed(MOST_PLACES)));
    return text.split(".")[1]?.length ?? 0;
  });
  return Math.max(...places);
}
