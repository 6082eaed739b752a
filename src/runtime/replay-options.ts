// What a replay is made of.

import type { BarVenue } from "../brokers/broker.js";
import type { BarEvent, BootEvent, CalendarEvent, SignalEvent } from "../engine/event.js";
import type { Strategy } from "../engine/strategy.js";
import type { BarBatch, BarSource } from "../feeds/feed.js";
import type { TradingCalendar } from "../feeds/trading-days.js";
import type { Clock } from "./clock.js";
import type { FactSink } from "./fact-writer.js";

/** A moment by date of the trading day or by instant, as `--from` and `--to` give it. */
export type RangeEnd = { readonly day: string } | { readonly ts: number };

/** One symbol's bars with what is needed to place them in time. */
export interface ReplayFeed {
  readonly source: BarSource;
  readonly calendar: TradingCalendar;
  /** Bars that open before this, UTC epoch ms, warm and never trade; none when left out. */
  readonly tradesFrom?: number;
  /** Finer bars that settle the order inside a bar, whole, or null. */
  readonly detail: BarBatch | null;
}

/** Everything a replay is made of; its order of feeds is the boot event's order of symbols. */
export interface ReplayOptions {
  readonly boot: BootEvent;
  readonly strategies: readonly Strategy[];
  readonly feeds: readonly ReplayFeed[];
  /** Signals by decision bar: `ts` is the open of the bar on whose close they fall. */
  readonly signals: readonly ReplaySignal[];
  /** News blackouts by the symbol's index, and the files they come from. */
  readonly calendar?: Pick<CalendarEvent, "files" | "windows"> | null;
  readonly venue: BarVenue;
  readonly clock: Clock;
  readonly from?: RangeEnd;
  readonly to?: RangeEnd;
  /** Takes each fact with its encoded line (no line end). */
  readonly onFact?: FactSink;
  /** Takes each bar that counts, before it is decided on; its fields are used again after. */
  readonly onBar?: (bar: Readonly<BarEvent>) => void;
  /** How many of each symbol's last closes are kept for viewers; none when left out. */
  readonly keptCloses?: number;
}

/** A file's signal: its `ts` names the bar on whose close it falls. */
export type ReplaySignal = Omit<SignalEvent, "type" | "origin">;

/** How far one call may go; whatever comes first ends it. */
export interface AdvanceLimit {
  readonly bars?: number;
  readonly untilTs?: number;
  readonly budgetMs?: number;
}

/** What a replay can say of itself at any time. */
export interface ReplayProgress {
  readonly bars: number;
  /** Decision time of the last bar, UTC epoch ms; 0 before the first. */
  readonly ts: number;
  readonly firstTs: number;
  readonly lastTs: number;
  readonly ended: boolean;
  readonly facts: number;
  readonly sessionBars: number;
  readonly exposedBars: number;
  /** Signals whose `ts` names no bar of the data. */
  readonly signalsWithoutBar: number;
}
