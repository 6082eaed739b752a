// Quantities as the cockpit writes them.

import { plain } from "../analytics/figures.js";

/** A quantity without needless places. */
export function quantity(value: number): string {
  return plain(value, Number.isInteger(value) ? 0 : 6).replace(/(\.\d*?)0+$/, "$1");
}
