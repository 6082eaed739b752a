// What a shadow trade is made of: the plan of a refused signal, a venue's book of its own, and what
// has filled there. It touches nothing of the account. Plain data.

import type { EntryPlan, Position } from "./orders/ledger.js";
import type { TickLotValue } from "./orders/money.js";
import type { ExitReason } from "./trade/record.js";
import type { VenueBook } from "./venue-book.js";

/** What an entry is reviewed by at its open, and the trade's target. */
export type ShadowEntry = Pick<
  EntryPlan,
  "side" | "stopTicks" | "targetTicks" | "riskMoney" | "plannedDistance"
>;

type Held = "side" | "entryTs" | "initialStopTicks" | "stopTicks" | "stopWhy" | "targetTicks";
type Counted = "entryLots" | "exitedLots" | "entryTickLots" | "exitTickLots" | "levelFilledLots";

/** The part of a position that a shadow has, and how far price has gone. */
export interface ShadowTrade extends Pick<Position, Held | Counted> {
  /** Of all its fills, nano-units. */
  commissionNano: number;
  /** Highest high and lowest low of the bars exposed; NaN before the first. */
  high: number;
  low: number;
  /** Bars exposed. */
  bars: number;
}

/** A refused signal that lives on. */
export interface Shadow {
  readonly strategy: string;
  /** Of the refused signal. */
  readonly traceId: string;
  readonly side: "long" | "short";
  /** All that objected. */
  readonly guards: readonly string[];
  readonly entry: ShadowEntry;
  readonly value: TickLotValue;
  readonly book: VenueBook;
  /** Null before it fills, and when it is over. */
  trade: ShadowTrade | null;
  /** Why it leaves at the next open, or null. */
  leaving: ExitReason | null;
  /** A bar that stays above the one price and below the other reaches none of its orders. */
  quietAbove: number;
  quietBelow: number;
  /** Price up to which, the way it wants to go, the manager has nothing to do but count bars. */
  calmUntil: number;
}

/** It was never made, or has gone flat. */
export function isOver({ trade, book }: Shadow): boolean {
  return trade === null && book.orders.length === 0;
}
