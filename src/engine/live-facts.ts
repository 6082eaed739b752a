// Facts that only a live run writes: what state the system is in, and what the broker was found to
// have.

import type { FactHead } from "./fact-head.js";

/** States of the system (SPEC 14), the one that weighs most last. */
export const SYSTEM_STATES = [
  "READY",
  "PAUSED",
  "HALTED",
  "RECONCILING",
  "BOOTING",
  "PROTECT_ONLY",
  "FLATTENING",
] as const;
/** One of them. */
export type SystemState = (typeof SYSTEM_STATES)[number];

/** The system's state changed. */
export interface ModeChangedFact extends FactHead<"mode_changed"> {
  from: SystemState;
  to: SystemState;
  reason: string;
}

/** A position that differs. Quantities are signed units, long positive. */
export interface PositionMismatch {
  symbol: string;
  ours: number;
  brokers: number;
}

/**
 * The broker was asked, and this is how its account and the journal's agree. With `over_exit` it
 * was not: fills of exits said that they went beyond flat.
 */
export interface ReconcileFact extends FactHead<"reconcile"> {
  trigger: "boot" | "reconnect" | "timer" | "unknown" | "operator" | "over_exit";
  /** Nothing differs, and nothing had to be done. */
  agrees: boolean;
  positions: PositionMismatch[];
  /** Orders of ours that work there and that we did not know, and what was done about each. */
  orphans: { client_order_id: string; action: "cancelled" | "adopted" }[];
  /** Positions taken over because the journal knew nothing of them. */
  adopted: {
    symbol: string;
    trade_id: string;
    side: "long" | "short";
    regime: string;
    qty: number;
    entry_price: number;
    stop: number;
  }[];
  /** Symbols whose position the broker does not have any more, dropped on a person's word. */
  dropped: string[];
  /** Cash there less ours, in the account's currency; null where the broker does not say. */
  cash_difference: number | null;
}
