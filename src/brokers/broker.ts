// The port between the engine and whoever holds its orders: commands out, reports in.

import type { OrderCommand } from "../engine/effect.js";
import type { BrokerOrderState, BrokerPosition, ReportEvent } from "../engine/event.js";
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

/** What a live broker can do. */
export interface BrokerCapabilities {
  /** Entry, stop and targets can be sent as one that exists before the first fill. */
  readonly atomicBracket: boolean;
  /** An order's quantity and price can be changed while it works. */
  readonly replace: boolean;
  /** A stop rests until it is cancelled, over nights and weekends. */
  readonly gtcStops: boolean;
  /** An id that was taken once is refused as a duplicate, so that sending it again is safe. */
  readonly dedupesIds: boolean;
}

/**
 * What became of a request.
 * `accepted`: the broker has it; what follows comes as reports, its ack too.
 * `rejected`: it was definitely not taken.
 * `duplicate`: the id is known there, or the request is malformed; the order has to be looked up.
 * `not_sent`: nothing left us.
 * `unknown`: no answer, or none that can be read; it may or may not have been taken.
 */
export type Outcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "rejected"; readonly reason: string }
  | { readonly kind: "duplicate" }
  | { readonly kind: "not_sent"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** An order as the broker tells it when it is asked, with all its fills, oldest first. */
export interface FoundOrder extends BrokerOrderState {
  readonly state: "WORKING" | "FILLED" | "CANCELLED" | "REJECTED" | "EXPIRED";
  readonly reason: string;
  /** As the reports that were, or should have been, sent of them. */
  readonly fills: readonly ReportEvent[];
}

/** The account at one moment. */
export interface BrokerSnapshot {
  readonly positions: readonly BrokerPosition[];
  /** Orders that work. */
  readonly orders: readonly BrokerOrderState[];
  /** Cash in nano-units of the account's currency; null where the broker does not say. */
  readonly cashNano: bigint | null;
}

/** What a live broker calls back with. */
export interface BrokerListener {
  onReport(report: ReportEvent): void;
  /** The link came up, or went down and why. Every time it comes up the account is reconciled. */
  onLink(isUp: boolean, reason: string): void;
  /** Another one acts for the account: no request of ours is obeyed any more. */
  onFenced(reason: string): void;
}

/** How ids begin of exits that a flatten sends without an engine. */
export const OUTSIDE_ID = "txflat0-";

/**
 * A live broker. Symbols are indices into the instruments it was opened with. Calls leave in the
 * order in which they are made, also while earlier ones are not answered yet. A call that asks
 * rejects where the broker cannot be asked; that never means that there is nothing.
 */
export interface LiveBroker {
  /** As a person names it: `paper`. */
  readonly name: string;
  readonly capabilities: BrokerCapabilities;
  /** Opens the link; reports begin after `onLink(true)`. */
  connect(listener: BrokerListener): Promise<void>;
  submit(command: OrderCommand): Promise<Outcome>;
  /** An order of ours by its id, ended ones too; null where the broker knows none. */
  find(clientOrderId: string): Promise<FoundOrder | null>;
  snapshot(): Promise<BrokerSnapshot>;
  /** Orders with ids that begin with `OUTSIDE_ID`, of which something filled, oldest first. */
  outsideExits(): Promise<readonly FoundOrder[]>;
  /** Looks, where that is cheap, whether the account is still ours: `onFenced` says where not. */
  checkFence(): void;
  /** Closes the link; orders rest on. */
  close(): Promise<void>;
  /** Where the broker fills from our bars: how it is told of them. Else null. */
  readonly bars: BarTaker | null;
}

/**
 * A broker that fills from the bars of our feed. It takes one phase at a time, and in it one thing
 * at a time, so that what is answered to a fill is there before the next. A phase of a bar that it
 * has seen goes on where it was left; one before that says nothing.
 */
export interface BarTaker {
  beginPhase(symbol: number, bar: MatchBar, phase: MatchPhase): void;
  /** Does the phase's next thing; its reports come as all others do. False when it is quiet. */
  matchNext(): boolean;
  /** The bar has closed: the price at which a market exit fills where no bar comes any more. */
  noteClose(symbol: number, closeTs: number, close: number): void;
  /** Fills the resting market exits of a symbol at the last price known, with slippage. */
  fillStale(symbol: number): void;
}
