// What can happen to the engine: the whole of its input. Everything that can change a decision
// is in here with its content, never as a path; `ts` is UTC epoch ms. Quantities are whole lots,
// prices whole ticks of the symbol's own grids, except in bars, which are as the data has them.
//
// Glossary: a *signal* proposes; a *guard* may refuse or shrink it; an *intent* is an order that
// is decided; a *report* is what the venue says of an order; a *fact* is what we journal.

import type { EngineConfig } from "./config.js";
import type { Bar } from "./market/bar.js";
import type { Instrument } from "./market/instrument.js";
import type { TradingDay } from "./market/trading-day.js";
import type { ClampedConstraint } from "./risk/ceilings.js";
import type { CalendarSummary, NewsWindow } from "./risk/news-window.js";

/** The first event: everything the engine is built from. */
export interface BootEvent {
  readonly type: "boot";
  readonly ts: number;
  readonly mode: "REPLAY" | "PAPER" | "LIVE";
  /** Five characters in every client order id, so that ids of different journals differ. */
  readonly epoch: string;
  readonly config: EngineConfig;
  /** What was lowered to a ceiling on the way to this configuration. */
  readonly clamped: readonly ClampedConstraint[];
  /** No guard is asked. */
  readonly unguarded: boolean;
  /** Guards by name that refuse, cut and close nothing (`--without`). */
  readonly without: readonly string[];
  readonly symbols: readonly BootSymbol[];
  /** Running strategies in order, with a hash of their source or version, and their parameters. */
  readonly strategies: readonly {
    readonly name: string;
    readonly source: string;
    readonly params?: Readonly<Record<string, unknown>>;
  }[];
}

/** A symbol's part of the boot event; its place in the list is its index in later events. */
export interface BootSymbol {
  readonly instrument: Instrument;
  /** Base bar interval, ms. */
  readonly interval: number;
  /** Whether the data has volume at all. */
  readonly hasVolume: boolean;
  /** Higher timeframes that apply above this base, with their length in ms. */
  readonly timeframes: readonly { readonly name: string; readonly ms: number }[];
}

/** A symbol enters its next trading day; comes before the first bar of that day. */
export interface TradingDayEvent {
  readonly type: "trading_day";
  readonly symbol: number;
  readonly ts: number;
  readonly day: TradingDay;
}

/**
 * The account enters its next trading day, by the clock of its symbol's exchange: also while that
 * symbol itself has no bars. One that is not later than the day it is in says nothing.
 */
export interface AccountDayEvent {
  readonly type: "account_day";
  readonly ts: number;
  readonly day: Pick<TradingDay, "ordinal" | "week">;
}

/**
 * A bar, in three phases: `open` (only `ts` and `open` are known), `range` (the whole bar is
 * known to the venue; excursions are taken), `close` (decisions fall, at `ts` + interval). The
 * first two may be left out while nothing of the symbol is working or open. A `warm` bar is
 * observed and nothing is decided on it.
 */
export interface BarEvent {
  readonly type: "bar";
  phase: "open" | "range" | "close" | "warm";
  symbol: number;
  ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** On a close: finer bars inside it, for trades that no venue holds. */
  detail?: readonly Bar[];
  /** Live, on a close: it came too late to be traded on, as after a time down. */
  stale?: boolean;
}

/** A proposal from a file, a webhook or a person. Its `ts` is its decision time. */
export interface SignalEvent {
  readonly type: "signal";
  readonly symbol: number;
  readonly ts: number;
  readonly origin: "file" | "webhook" | "hand";
  readonly strategy: string;
  readonly side: "long" | "short" | "exit";
  readonly stop: number | null;
  readonly target: number | null;
  /** Quantity in units (contracts, shares); a ceiling with guards on. */
  readonly qty: number | null;
}

/**
 * What the venue says of an order, or, `unknown`, that it does not answer: the order may or may
 * not work there. `expired` ended by time, or is presumed lost; the reason says which. A `rejected`
 * whose reason begins with `amend_rejected` or `cancel_rejected` is of that request: the order is
 * as it was.
 */
export interface ReportEvent {
  readonly type: "report";
  readonly kind: "ack" | "fill" | "amended" | "cancelled" | "rejected" | "unknown" | "expired";
  readonly symbol: number;
  /** The bar's open `ts` in replay. */
  readonly ts: number;
  readonly clientOrderId: string;
  /** Lots of this fill; for `amended`, the order's new total; else 0. */
  readonly qty: number;
  /** Lots filled so far, this report included. */
  readonly cumQty: number;
  /** Ticks: the fill's price, or an amended order's; else 0. */
  readonly price: number;
  readonly executionId: string;
  /** Nano-units of the account's currency. */
  readonly commissionNano: number;
  /** The last durable price was used because no bar came within an interval. */
  readonly stalePrice: boolean;
  readonly reason: string;
}

/** The data of a symbol has ended; what is open is closed at the last close. */
export interface EndEvent {
  readonly type: "end";
  readonly symbol: number;
  readonly ts: number;
}

/** The news calendar, at the start or after a file was saved: the whole of it, each time. */
export interface CalendarEvent {
  readonly type: "calendar";
  readonly ts: number;
  readonly files: readonly CalendarSummary[];
  /** Blackouts of each symbol by its index: sorted by `from`, disjoint. */
  readonly windows: readonly (readonly NewsWindow[])[];
  /** What is wrong with a file that could not be read; the last good content stands. */
  readonly problem: string | null;
}

/** A person's word: how they feel, 1 (bad) to 5. */
export interface MoodEvent {
  readonly type: "mood";
  readonly ts: number;
  readonly score: number;
  /** Who said it, e.g. `cockpit`. */
  readonly by: string;
}

/** What a person may ask of the engine. Quantities in lots, prices in ticks, symbols by index. */
export type EngineCommand =
  | { readonly name: "pause" }
  | { readonly name: "resume" }
  /** All symbols where it is null. */
  | { readonly name: "flatten"; readonly symbol: number | null }
  | { readonly name: "close"; readonly symbol: number; readonly qtyLots: number }
  | { readonly name: "move_stop"; readonly symbol: number; readonly priceTicks: number }
  | { readonly name: "cancel"; readonly symbol: number; readonly clientOrderId: string }
  | { readonly name: "rearm"; readonly strategy: string };

/** A person acts; what is not possible was refused before it came here. */
export interface CommandEvent {
  readonly type: "command";
  readonly ts: number;
  /** Where it came from: `cockpit`, `cli`, `api`. */
  readonly by: string;
  readonly command: EngineCommand;
}

/** Time has passed with no bar. */
export interface ClockEvent {
  readonly type: "clock";
  readonly ts: number;
}

/**
 * Circumstances of a live run that hold entries back. `reconciling`: the broker is being asked;
 * `circuit_open`: its breaker is; `broker_down`: no link; `feed_down`: no data where there should
 * be; `feed_ended`: none will come any more; `journal_full`: nothing but protection can be written
 * down; `fenced`: another one acts for the account.
 */
export const CONDITIONS = [
  "reconciling",
  "circuit_open",
  "broker_down",
  "feed_down",
  "feed_ended",
  "journal_full",
  "fenced",
] as const;
/** One of them. */
export type Condition = (typeof CONDITIONS)[number];

/** A circumstance begins, or ends. */
export interface ConditionEvent {
  readonly type: "condition";
  readonly ts: number;
  readonly condition: Condition;
  readonly isOn: boolean;
  /** In a person's words. */
  readonly reason: string;
}

/** A position as the broker has it. */
export interface BrokerPosition {
  readonly symbol: number;
  /** Signed lots, long positive, never 0. */
  readonly lots: number;
  /** Mean entry in ticks, may be fractional; null where the broker does not say. */
  readonly entryTicks: number | null;
}

/** An order that works at the broker. */
export interface BrokerOrderState {
  readonly clientOrderId: string;
  readonly symbol: number;
  readonly side: "buy" | "sell";
  readonly type: "market" | "limit" | "stop";
  readonly qtyLots: number;
  readonly filledLots: number;
  readonly priceTicks: number;
}

/**
 * What the broker has, asked as a whole. Reports of what was missed (fills, ended orders) come
 * before it, so that what still differs here is a mismatch.
 */
export interface ReconcileEvent {
  readonly type: "reconcile";
  readonly ts: number;
  readonly trigger: "boot" | "reconnect" | "timer" | "unknown" | "operator";
  /** Symbols without one are flat. */
  readonly positions: readonly BrokerPosition[];
  readonly orders: readonly BrokerOrderState[];
  /** Cash in nano-units of the account's currency; null where the broker does not say. */
  readonly cashNano: bigint | null;
}

/**
 * An exit of ours that was sent without the engine, by a flatten at the broker itself. Its reports
 * follow as those of any order.
 */
export interface OutsideOrderEvent {
  readonly type: "outside_order";
  readonly symbol: number;
  readonly ts: number;
  readonly clientOrderId: string;
  readonly side: "buy" | "sell";
  readonly qtyLots: number;
  /** What it filled at, in ticks: nobody here knows the price it was decided on. */
  readonly priceTicks: number;
}

/** All that can happen to the engine. Live, `wall` is the machine's clock as it came, epoch ms. */
export type EngineEvent = { readonly wall?: number } & AnyEvent;

type AnyEvent =
  | OutsideOrderEvent
  | CommandEvent
  | ClockEvent
  | ConditionEvent
  | ReconcileEvent
  | CalendarEvent
  | MoodEvent
  | BootEvent
  | TradingDayEvent
  | AccountDayEvent
  | BarEvent
  | SignalEvent
  | ReportEvent
  | EndEvent;
