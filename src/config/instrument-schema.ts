// Instruments of one's own, and changes to a built-in one.

import * as z from "zod";
import { UserError } from "../engine/errors.js";
import type { Decimal } from "../engine/market/instrument.js";
import {
  ENERGY_FUTURES,
  INDEX_FUTURES,
  OTHER_FUTURES,
  TICKERS,
} from "../engine/market/root-table.js";
import { type InstrumentSpec, matchInstrument } from "../engine/market/roots.js";
import { nearestName } from "../engine/nearest.js";
import { clockSpan, currencyCode, positiveNumber } from "./field.js";

/** Whether the time-zone database knows a name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const instrumentSchema = z.strictObject({
  tick: positiveNumber.optional().describe("smallest price step"),
  point_value: positiveNumber.optional().describe("money per 1.0 of price per contract"),
  lot: positiveNumber.optional().describe("smallest quantity step"),
  currency: currencyCode.optional().describe("currency of its profit and loss"),
  asset_class: z
    .enum(["future", "stock", "fx", "crypto", "unknown"])
    .optional()
    .describe("whose ceilings, commission and closing rules apply"),
  zone: z
    .string()
    .refine(isZone, "must be a time zone such as America/Chicago")
    .optional()
    .describe("IANA time zone of the exchange"),
  hours: clockSpan.optional().describe("when the market is open, exchange time"),
  day_kind: z
    .enum(["overnight", "date", "always"])
    .optional()
    .describe("how trading days run: from the evening before, by local date, or UTC days"),
  rth: clockSpan.nullable().optional().describe("regular session, exchange time; null is all day"),
});

/** The user's own instruments by symbol. */
export const instrumentsSchema = z
  .record(z.string().min(1), instrumentSchema)
  .default({})
  .describe("instruments of one's own by symbol; a built-in one takes what is given");

type OwnInstrument = z.output<typeof instrumentSchema>;

const ONE: Decimal = { unscaled: 1, scale: 0 };

/** Digits that a double holds for certain. */
const DIGITS = 15;

/**
 * The exact decimal that a number is written as: 0.25 is 25 / 10^2, 5e-7 is 5 / 10^7. Null for
 * one with more than 15 digits or 18 places.
 */
function decimalOf(value: number): Decimal | null {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = `${whole}${fraction}${"0".repeat(Math.max(0, -scale))}`;
  const unscaled = Number(digits);
  if (!Number.isSafeInteger(unscaled) || digits.length > DIGITS + 7 || scale > 18) return null;
  return { unscaled, scale: Math.max(0, scale) };
}

/**
 * The exact decimal of a number in the configuration.
 * @throws UserError (exit 2) that names the key, where it has too many digits
 */
export function decimalAt(key: string, value: number): Decimal {
  const decimal = decimalOf(value);
  if (decimal !== null) return decimal;
  throw new UserError(`${key} is ${value}: too many digits; give at most ${DIGITS}`);
}

function fresh(symbol: string, own: OwnInstrument): InstrumentSpec {
  const missing = (["tick", "point_value"] as const).filter((key) => own[key] === undefined);
  if (missing.length > 0) {
    throw new UserError(
      `instruments.${symbol} is not built in and has no ${missing.join(" and no ")}; add it`,
    );
  }
  const assetClass = own.asset_class ?? "unknown";
  return {
    symbol,
    assetClass,
    tick: ONE,
    pointValue: ONE,
    lot: ONE,
    currency: "",
    closes: false,
    allowsNegative: assetClass === "future" || assetClass === "unknown",
    zone: "UTC",
    dayKind: "always",
    dayOpen: "00:00",
    dayClose: "00:00",
    rth: null,
    calendar: null,
    unknown: false,
  };
}

/** The days that hours ask for: over midnight, or within a date. */
function kindOf(open: string, close: string): InstrumentSpec["dayKind"] {
  return open < close ? "date" : "overnight";
}

function specOf(symbol: string, own: OwnInstrument, accountCurrency: string): InstrumentSpec {
  const key = `instruments.${symbol}`;
  const found = matchInstrument(symbol);
  const builtIn = found?.symbol === symbol.toUpperCase() ? found : null;
  const base = builtIn ?? fresh(symbol, own);
  const [dayOpen, dayClose] =
    own.hours === undefined ? [base.dayOpen, base.dayClose] : own.hours.split("-");
  if (dayOpen === undefined || dayClose === undefined) return base;
  const hoursKind = own.hours === undefined ? base.dayKind : kindOf(dayOpen, dayClose);
  const dayKind = own.day_kind ?? hoursKind;
  if (dayKind !== "always" && dayOpen === dayClose && dayKind === "date") {
    throw new UserError(`${key}.hours open and close at ${dayOpen}; give hours that differ`);
  }
  const decimal = (name: "tick" | "point_value" | "lot", current: Decimal): Decimal => {
    const value = own[name];
    return value === undefined ? current : decimalAt(`${key}.${name}`, value);
  };
  return {
    ...base,
    assetClass: own.asset_class ?? base.assetClass,
    tick: decimal("tick", base.tick),
    pointValue: decimal("point_value", base.pointValue),
    lot: decimal("lot", base.lot),
    currency: own.currency ?? (base.currency || accountCurrency),
    closes: dayKind !== "always",
    zone: own.zone ?? base.zone,
    dayKind,
    dayOpen,
    dayClose,
    rth: own.rth === undefined ? base.rth : own.rth,
  };
}

/**
 * The user's instruments as the engine's. Throws a UserError for a new one without tick or point
 * value, and for a number that no exact decimal stands for.
 * @param accountCurrency what one pays in that names none
 */
export function instrumentsOf(
  own: z.output<typeof instrumentsSchema>,
  accountCurrency: string,
): Record<string, InstrumentSpec> {
  return Object.fromEntries(
    Object.entries(own).map(([symbol, values]) => [
      symbol,
      specOf(symbol, values, accountCurrency),
    ]),
  );
}

/**
 * The symbol that a name in the configuration means: `MNQZ5` is `MNQ`. Throws a UserError that
 * names the nearest one where it means none.
 * @param key where the name stands
 */
export function symbolNamed(
  key: string,
  name: string,
  own: Readonly<Record<string, InstrumentSpec>>,
): string {
  const found = matchInstrument(name, own);
  if (found !== null) return found.symbol;
  const roots = [...INDEX_FUTURES, ...ENERGY_FUTURES, ...OTHER_FUTURES].map(([root]) => root);
  const nearest = nearestName(name, [...Object.keys(own), ...roots, ...TICKERS]);
  const hint = nearest === null ? "" : `did you mean '${nearest}'? Else `;
  throw new UserError(
    `${key} has '${name}', which is no known instrument; ${hint}describe it in instruments`,
  );
}
