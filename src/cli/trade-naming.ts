// One trade by what a person called it.

import { UserError } from "../engine/errors.js";
import type { Projection } from "../projection/projection.js";
import { tradesNamed } from "../projection/trade-lookup.js";
import type { ListedTrade } from "../projection/trades.js";

/** Trades that are named before the rest is left out. */
const NAMED = 5;

/** The one closed trade that a name fits. Throws a UserError (2): none does, or several do. */
export function tradeNamed(projection: Projection, name: string): ListedTrade {
  const found = name === "" ? [] : tradesNamed(projection, name);
  const [trade] = found;
  if (trade === undefined) {
    throw new UserError(`no closed trade is called '${name}'; \`trades list\` shows their ids`);
  }
  if (found.length === 1) return trade;
  const ids = found.slice(0, NAMED).map(({ trade_id }) => trade_id);
  const more = found.length > NAMED ? ", …" : "";
  throw new UserError(`'${name}' fits several trades (${ids.join(", ")}${more}); give more of it`);
}
