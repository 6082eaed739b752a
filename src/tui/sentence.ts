// What a fact is told as.

import type { Role } from "./theme.js";

/** How prices of a symbol are written: places after the point. */
export type DecimalsOf = (symbol: string | null) => number;

/** A fact in words. */
export interface Sentence {
  /** A sign that says without colour what kind of news it is. */
  readonly glyph: string;
  readonly role: Role;
  readonly text: string;
  /** Facts that say more of the same have the same; null is never merged. */
  readonly kin: string | null;
  /** It only repeats in detail what other facts or panels say. */
  readonly isDetail: boolean;
}

/** A sentence in the making; what it leaves out is as with most. */
export type Told = Omit<Sentence, "kin" | "isDetail"> & Partial<Sentence>;

/** A sentence that is neither merged nor left out. */
export function told(glyph: string, role: Role, text: string): Told {
  return { glyph, role, text };
}
