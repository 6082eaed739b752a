// Where a screen stands before its engine: what it may do, and how long it waits for an answer.

import type { SessionSeat } from "../runtime/screen-seats.js";
import type { Place, Seat } from "./bindings.js";

/** Where a screen stands, and how patient it is. */
export interface Standing {
  /** Null where no other screen can be in control. */
  readonly seat: SessionSeat | null;
  readonly isViewOnly: boolean;
  /** The engine is another process. */
  readonly isAttached: boolean;
  /** Whether an engine of this very thread has something waiting; left out, it never has. */
  readonly isBusy?: () => boolean;
  /** Whether to go on asking an engine that has not answered for so long, ms. */
  readonly isWorthWaiting: (error: unknown, silentMs: number) => boolean;
}

/** Alone before an engine, or a tape, of its own. */
export const ALONE: Standing = {
  ...{ seat: null, isViewOnly: false, isAttached: false },
  isWorthWaiting: () => false,
};

/** What a screen that stands there may do now. */
export function placeOf({ seat, isViewOnly, isAttached }: Standing): Place {
  let may: Seat = "acts";
  if (isViewOnly) may = "views";
  else if (seat?.isInControl === false) may = "watches";
  return { seat: may, isAttached };
}
