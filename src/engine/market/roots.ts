// From what a person or a file calls it to the instrument. One root is one instrument, whatever
// contract month, exchange or mark stands beside it.

import type { Decimal } from "./instrument.js";
import type { InstrumentSpec } from "./instrument-spec.js";
import {
  bareCoin,
  contract,
  contractRoot,
  futureRoot,
  pair,
  pairWithMark,
  stock,
} from "./root-match.js";
import { COIN_EXCHANGES, COIN_ROOTS, FUTURES_EXCHANGES, STOCK_EXCHANGES } from "./root-table.js";

export { matchInFileName } from "./file-name-root.js";
export type { InstrumentSpec } from "./instrument-spec.js";

type OwnInstruments = Readonly<Record<string, InstrumentSpec>>;

/**
 * The instrument that a symbol names (`MNQ`, `MNQZ5`, `MNQ 12-25`, `CME_MINI:MNQ1!`, `EUR/USD`,
 * `BTCUSDT`, `AAPL`), or null. The user's own, by symbol, win. For file names, which say more
 * than a symbol, there is `matchInFileName`.
 */
export function matchInstrument(text: string, own: OwnInstruments = {}): InstrumentSpec | null {
  const raw = text.trim().toUpperCase();
  if (raw === "") return null;
  const [exchange, body] = split(raw);
  const named = ownInstrument(raw, own) ?? ownInstrument(body, own);
  return named ?? pairWithMark(text.trim()) ?? builtIn(exchange, body);
}

/**
 * An instrument nobody told us about: money is in points, so `currency` is empty and stands for
 * the account's own; UTC days, always open.
 */
export function unknownInstrument(symbol: string, tick: Decimal): InstrumentSpec {
  return {
    symbol,
    assetClass: "unknown",
    tick,
    pointValue: { unscaled: 1, scale: 0 },
    lot: { unscaled: 1, scale: 0 },
    currency: "",
    closes: false,
    allowsNegative: true,
    zone: "UTC",
    dayKind: "always",
    dayOpen: "00:00",
    dayClose: "00:00",
    rth: null,
    calendar: null,
    unknown: true,
  };
}

/** `CME_MINI:MNQ1!` has its exchange before the colon, `/ESZ5:XCME` behind it. */
function split(raw: string): [exchange: string, body: string] {
  const at = raw.indexOf(":");
  const [left, right] = at < 0 ? ["", raw] : [raw.slice(0, at).trim(), raw.slice(at + 1).trim()];
  const isSlashed = raw.startsWith("/");
  const body = isSlashed && at >= 0 ? left : right;
  return [isSlashed && at >= 0 ? right : left, body.replace(/^[/@#]/, "")];
}

function ownInstrument(text: string, own: OwnInstruments): InstrumentSpec | null {
  const names = new Map(Object.keys(own).map((name) => [name.toUpperCase(), name]));
  if (names.size === 0) return null;
  const root = names.has(text) ? text : contractRoot(text, (candidate) => names.has(candidate));
  const name = root === null ? undefined : names.get(root);
  return name === undefined ? null : (own[name] ?? null);
}

function builtIn(exchange: string, body: string): InstrumentSpec | null {
  if (STOCK_EXCHANGES.includes(exchange)) return stock(body, true);
  if (FUTURES_EXCHANGES.includes(exchange)) return contract(body) ?? futureRoot(body);
  if (COIN_EXCHANGES.includes(exchange)) return pair(body, "any");
  // Another exchange's future or stock may share a root of ours and be something else.
  if (exchange !== "") return pair(body);
  const root = COIN_ROOTS.includes(body) ? bareCoin(body) : futureRoot(body);
  return contract(body) ?? root ?? pair(body) ?? stock(body, false);
}
