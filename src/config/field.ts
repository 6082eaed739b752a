// Building blocks of the schema: one call makes a field with its bounds, its default and its
// sentence, so that every field reads as a line.

import * as z from "zod";

/** What a number may be; both bounds are allowed values. */
interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

function bounded({ min, max, whole = false }: Bounds): z.ZodNumber {
  let field = whole ? z.int() : z.number();
  if (min !== undefined) field = field.min(min);
  if (max !== undefined) field = field.max(max);
  return field;
}

/** A finite number with its default. */
export function numberField(value: number, meaning: string, bounds: Bounds) {
  return bounded(bounds).default(value).describe(meaning);
}

/** A finite number, or null for off. */
export function nullableNumber(value: number | null, meaning: string, bounds: Bounds) {
  return bounded(bounds).nullable().default(value).describe(meaning);
}

/** True or false with its default. */
export function switchField(value: boolean, meaning: string) {
  return z.boolean().default(value).describe(meaning);
}

const CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]";

/** `HH:MM-HH:MM`, 24 hours. */
export const clockSpan = z
  .string()
  .regex(new RegExp(`^${CLOCK}-${CLOCK}$`))
  .meta({ right: "hours as HH:MM-HH:MM, midnight being 00:00" });

/** `HH:MM`, or `closed`. */
export const closingTime = z
  .string()
  .regex(new RegExp(`^(${CLOCK}|closed)$`))
  .meta({ right: "a time as HH:MM, or closed" });

/** ISO 4217, e.g. `USD`, or a coin's ticker. */
export const currencyCode = z
  .string()
  .regex(/^[A-Z0-9]{2,10}$/)
  .meta({ right: "a currency code such as USD" });

/** A positive number. */
export const positiveNumber = z.number().gt(0).meta({ right: "a number above 0" });

/** Fails to compile where two types differ. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
