import { type Decimal, POWERS_OF_TEN } from "../../engine/market/instrument.js";
import {
  type InstrumentSpec,
  matchInFileName,
  matchInstrument,
  unknownInstrument,
} from "../../engine/market/roots.js";
import type { BarBatch, SourceOptions } from "../feed.js";

/** Finer steps than this are noise of adjusted prices. */
const FINEST_SCALE = 8;

/**
 * How far a scaled price may be from a whole number: the error of its division. It is also no more
 * than a millionth of the price, so that a small price is not taken for nothing.
 */
const SCALED_TOLERANCE = 1e-4;
const PRICE_TOLERANCE = 1e-6;

/** The instrument of a file: `--symbol`, else what stands in it, else its name; or null. */
export function findInstrument(
  file: string,
  options: SourceOptions,
  written: string | null,
): InstrumentSpec | null {
  const own = options.instruments ?? {};
  if (options.symbol !== undefined) return matchInstrument(options.symbol, own);
  if (written !== null && written !== "") return matchInstrument(written, own);
  return file === "-" ? null : matchInFileName(file, own);
}

/** An instrument for a symbol that nothing matches. */
export function guessInstrument(
  file: string,
  options: SourceOptions,
  written: string | null,
  bars: BarBatch,
): InstrumentSpec {
  const stem = file.slice(file.lastIndexOf("/") + 1).replace(/(?:\.[A-Za-z]{1,6})+$/, "");
  const named = (options.symbol ?? written ?? "").trim();
  const symbol = named !== "" ? named : stem.replace(/\s+/g, "_").slice(0, 24);
  const isNameless = symbol === "" || symbol === "-";
  return unknownInstrument(isNameless ? "UNKNOWN" : symbol.toUpperCase(), tickOf(bars));
}

/** The largest step that every price is a multiple of. */
function tickOf(bars: BarBatch): Decimal {
  const columns = [bars.open, bars.high, bars.low, bars.close];
  let scale = 0;
  for (const column of columns) scale = scaleOf(column, bars.length, scale);
  const factor = POWERS_OF_TEN[scale] as number;
  let unscaled = 0;
  for (const column of columns) {
    for (let at = 0; at < bars.length && unscaled !== 1; at++) {
      unscaled = greatestDivisor(Math.abs(Math.round((column[at] as number) * factor)), unscaled);
    }
  }
  return { unscaled: unscaled === 0 ? 1 : unscaled, scale };
}

/** Decimals that the prices need, at least `scale`. */
function scaleOf(column: Float64Array, length: number, scale: number): number {
  let needed = scale;
  for (let at = 0; at < length && needed < FINEST_SCALE; at++) {
    while (needed < FINEST_SCALE && !isWhole((column[at] as number) * (POWERS_OF_TEN[needed] ?? 1)))
      needed++;
  }
  return needed;
}

function isWhole(scaled: number): boolean {
  const off = Math.abs(scaled - Math.round(scaled));
  return off < SCALED_TOLERANCE && off <= PRICE_TOLERANCE * Math.abs(scaled);
}

function greatestDivisor(first: number, second: number): number {
  let a = first;
  let b = second;
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
