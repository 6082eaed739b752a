// How prices of a symbol are written.

import type { Snapshot } from "../runtime/session.js";

/** Places after the point where the symbol is not known. */
const UNKNOWN_DECIMALS = 2;

/** Places after the point that a symbol's prices have. */
export function decimalsOf({ symbols }: Pick<Snapshot, "symbols">, wanted: string | null): number {
  return symbols.find(({ symbol }) => symbol === wanted)?.decimals ?? UNKNOWN_DECIMALS;
}
