// What a shadow trade is made of: a ledger, an excursion and a venue's book of its own, so that
// the code that runs a trade runs it too, and touches nothing of the account. Plain data.

import type { Ledger } from "./orders/ledger.js";
import type { Excursion } from "./trade/excursion.js";
import type { ExitReason } from "./trade/record.js";
import type { VenueBook } from "./venue-book.js";

/** A refused signal that lives on. */
export interface Shadow {
  readonly strategy: string;
  /** Of the refused signal. */
  readonly traceId: string;
  readonly side: "long" | "short";
  /** All that objected. */
  readonly guards: readonly string[];
  /** One symbol's, with a single trade in it. */
  readonly ledger: Ledger;
  readonly excursion: Excursion;
  readonly book: VenueBook;
  /** Why it leaves at the next open, or null. */
  leaving: ExitReason | null;
  /** A bar that stays above the one price and below the other reaches none of its orders. */
  quietAbove: number;
  quietBelow: number;
  /** Price up to which, the way it wants to go, the manager has nothing to do but count bars. */
  calmUntil: number;
}

/** It was never made, or has gone flat. */
export function isOver({ ledger }: Shadow): boolean {
  const symbol = ledger.symbols[0];
  return symbol === undefined || (symbol.position === null && symbol.entry === null);
}
