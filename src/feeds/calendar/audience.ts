// Whom an event concerns: from its currencies to the symbols that they move.

import { type InstrumentSpec, matchInstrument } from "../../engine/market/roots.js";
import type { NewsEvent } from "./news-event.js";
import { assetClassOf } from "./table.js";

/** Instruments of the user's own, by symbol. */
type OwnInstruments = Readonly<Record<string, InstrumentSpec>>;

/** What an instrument is judged by besides itself. */
export interface AudienceRules {
  readonly instruments: OwnInstruments;
  /** Stands in for the currency of an instrument that nobody described. */
  readonly accountCurrency: string;
  /** By symbol and by class: false is off. A symbol's own word wins. */
  readonly symbols: Readonly<Record<string, boolean>>;
  readonly assetClasses: Readonly<Record<string, boolean>>;
}

/** What else than dollars moves a future that is quoted in dollars. */
const UNDERLYING: Readonly<Record<string, string>> = {
  "6E": "EUR",
  M6E: "EUR",
  "6B": "GBP",
  M6B: "GBP",
  "6J": "JPY",
  MJY: "JPY",
  "6A": "AUD",
  M6A: "AUD",
  "6C": "CAD",
  MCD: "CAD",
  "6S": "CHF",
  MSF: "CHF",
  "6N": "NZD",
  "6M": "MXN",
  NKD: "JPY",
};

/** The yuan of China has another code where it trades. */
const SAME: Readonly<Record<string, string>> = { CNH: "CNY" };

/**
 * Currencies whose news move an instrument: what it is quoted in; both of a pair, and of a future
 * on a currency; dollars for every coin.
 */
export function currenciesMoving(spec: InstrumentSpec, accountCurrency: string): string[] {
  const currency = spec.currency === "" ? accountCurrency : spec.currency;
  const base = spec.assetClass === "fx" ? spec.symbol.slice(0, 3) : UNDERLYING[spec.symbol];
  const moving = [currency, base, spec.assetClass === "crypto" ? "USD" : undefined];
  return moving.filter((one) => one !== undefined).map((one) => SAME[one] ?? one);
}

function isNamed(name: string, symbol: string, own: OwnInstruments): boolean {
  const bare = name.trim().toUpperCase();
  return bare === symbol.toUpperCase() || matchInstrument(bare, own)?.symbol === symbol;
}

/** Whether the user wants blackouts for an instrument at all. */
export function isWanted(spec: InstrumentSpec, rules: AudienceRules): boolean {
  const own = Object.keys(rules.symbols).find((name) =>
    isNamed(name, spec.symbol, rules.instruments),
  );
  if (own !== undefined) return rules.symbols[own] !== false;
  const ofClass = Object.keys(rules.assetClasses).find(
    (name) => assetClassOf(name) === spec.assetClass,
  );
  return ofClass === undefined || rules.assetClasses[ofClass] !== false;
}

/** Whether an event concerns an instrument. */
export function concerns(event: NewsEvent, spec: InstrumentSpec, rules: AudienceRules): boolean {
  const { symbols, assetClasses, currencies } = event;
  if (symbols.length > 0 || assetClasses.length > 0) {
    return (
      assetClasses.includes(spec.assetClass) ||
      symbols.some((name) => isNamed(name, spec.symbol, rules.instruments))
    );
  }
  if (currencies.length === 0) return true;
  const moving = currenciesMoving(spec, rules.accountCurrency);
  return currencies.some((currency) => moving.includes(SAME[currency] ?? currency));
}
