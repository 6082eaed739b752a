// What a live run is made of.

import type { LiveBroker } from "../brokers/broker.js";
import type { EngineState } from "../engine/core.js";
import type { OrderCommand } from "../engine/effect.js";
import type { BootEvent, CalendarEvent, OutsideOrderEvent, ReportEvent } from "../engine/event.js";
import type { Strategy } from "../engine/strategy.js";
import type { LiveFeed } from "../feeds/live-feed.js";
import type { Journal } from "../journal/journal.js";
import type { RoundsOptions } from "./bar-rounds.js";
import type { Clock } from "./clock.js";
import type { FactViews } from "./fact-views.js";
import type { RecentCloses } from "./recent-closes.js";
import type { ReplaySignal } from "./replay-options.js";

/** Patience with the broker, ms of the machine's clock. */
export interface Patience {
  readonly ackMs: number;
  readonly lostMs: number;
  readonly reconcileMs: number;
}

/** What a restart found in the journal. */
export interface FoundRun {
  readonly state: EngineState;
  readonly bars: RoundsOptions["found"];
  /** Commands that were decided and of which nobody knows whether they left. */
  readonly unanswered: readonly OrderCommand[];
}

/** A flatten that worked without the engine. */
export interface OutsideFlatten {
  readonly by: string;
  /** Null is all of them. */
  readonly symbol: number | null;
  /** What filled on its way out, oldest first. */
  readonly fills: readonly (Omit<OutsideOrderEvent, "type" | "priceTicks"> &
    Pick<ReportEvent, "price" | "executionId" | "commissionNano" | "stalePrice">)[];
}

/** What a live run is made of. */
export interface LiveOptions {
  readonly boot: BootEvent;
  readonly strategies: readonly Strategy[];
  /** Null at the very first start. */
  readonly found: FoundRun | null;
  readonly journal: Journal;
  readonly broker: LiveBroker;
  readonly feed: LiveFeed;
  readonly signals: readonly ReplaySignal[];
  readonly dayAt: RoundsOptions["dayAt"];
  /** What a start tells the engine of the news, in order. */
  readonly calendars: readonly Omit<CalendarEvent, "type" | "ts">[];
  /** Flattens that were carried out at the broker itself, oldest first. */
  readonly flattened: readonly OutsideFlatten[];
  readonly views: FactViews;
  readonly closes: RecentCloses;
  /** The machine's clocks, and the engine's: the file's time where a file is played. */
  readonly clock: Clock;
  readonly engineClock: { now(): number };
  /** A file is played: its bars are never late. */
  readonly isPaced: boolean;
  readonly patience: Patience;
  /** The state as text, for the journal's next page. */
  readonly snapshotOf: (state: EngineState) => string;
  /** Something a person should know at once, a line. */
  readonly onNotice: (line: string) => void;
}
