// What a contract that stands in a file of trades is worth: its instrument, and the rate of its
// currency.

import { decimalAt } from "../config/instrument-schema.js";
import type { AssetClass, Decimal } from "../engine/market/instrument.js";
import { matchInstrument } from "../engine/market/roots.js";
import type { Setup } from "./setup.js";

/** An instrument as imports keep it; amounts are plain decimals. */
export interface Worth {
  readonly symbol: string;
  readonly tick: string;
  readonly point_value: string;
  readonly fx_rate: string;
  readonly assetClass: AssetClass;
  readonly allowsNegative: boolean;
  /** Nobody described it: money is in points. */
  readonly isUnknown: boolean;
}

/** What a file says of a contract. */
export interface Contract {
  readonly symbol: string;
  /** Empty where the file does not say. */
  readonly multiplier: string;
  readonly currency: string;
}

function decimalText({ unscaled, scale }: Decimal): string {
  const digits = String(unscaled).padStart(scale + 1, "0");
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The rate of a currency, or why there is none. */
function rateOf(currency: string, { config }: Setup): string | { readonly reason: string } {
  const { currency: own, fx } = config.account;
  if (currency === "" || currency === own) return "1";
  const rate = fx[currency];
  if (rate !== undefined) return decimalText(decimalAt(`account.fx.${currency}`, rate));
  return {
    reason:
      `it pays in ${currency}, the account is in ${own}; ` +
      `set account.fx.${currency} in the configuration`,
  };
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** `MNQ SEP26`, as NinjaTrader may write it, as `MNQ 09-26`. */
function numbered(symbol: string): string {
  const [, root = "", name = "", year = ""] = /^(\S+) ([A-Z]{3})(\d\d)$/i.exec(symbol) ?? [];
  const month = MONTHS.indexOf(name.toUpperCase()) + 1;
  return month === 0 ? symbol : `${root} ${String(month).padStart(2, "0")}-${year}`;
}

/** What it is worth, or why that cannot be said. */
export function worthOf(
  { symbol, multiplier, currency }: Contract,
  setup: Setup,
): Worth | { readonly reason: string } {
  const spec = matchInstrument(numbered(symbol), setup.instruments);
  const rate = rateOf(spec?.currency || currency, setup);
  if (typeof rate !== "string") return rate;
  if (spec === null) {
    return {
      ...{ symbol: symbol.toUpperCase(), tick: "0.01", fx_rate: rate, assetClass: "unknown" },
      point_value: multiplier === "" ? "1" : multiplier,
      ...{ allowsNegative: true, isUnknown: multiplier === "" },
    };
  }
  return {
    symbol: spec.symbol,
    tick: decimalText(spec.tick),
    point_value: decimalText(spec.pointValue),
    fx_rate: rate,
    assetClass: spec.assetClass,
    allowsNegative: spec.allowsNegative,
    isUnknown: false,
  };
}
