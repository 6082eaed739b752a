// The port between the engine and whoever holds its orders: commands out, reports in. The engine
// never asks a venue anything else.

import type { OrderCommand } from "../engine/effect.js";
import type { ReportEvent } from "../engine/event.js";
import type { MatchBar } from "../engine/fills.js";
import type { MatchPhase } from "../engine/venue-book.js";

/** Takes order commands and reports what became of them. */
export interface Broker {
  send(command: OrderCommand): void;
  /** The next report, or null while there is none. */
  poll(): ReportEvent | null;
}

/** A venue of ours that fills orders from bars and is told of each phase of each bar. */
export interface BarVenue extends Broker {
  /** The bar's `ts` is what its fills carry. Reports follow from `poll`. */
  beginPhase(symbol: number, bar: MatchBar, phase: MatchPhase): void;
}
