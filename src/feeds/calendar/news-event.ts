// What every reader makes of a calendar, whatever its form.

import type { AssetClass } from "../../engine/market/instrument.js";
import type { NewsImpact } from "../../engine/risk/news-window.js";

/**
 * When an event is: an instant (UTC epoch ms) with the zone it was written in, a wall-clock time
 * (ms as if it were UTC) whose zone is not said, or no time of day at all.
 */
export type Stamp =
  | { readonly kind: "instant"; readonly ts: number; readonly zone: string }
  | { readonly kind: "local"; readonly ms: number }
  | { readonly kind: "untimed" };

/** What an event says, apart from when. */
export interface NewsFacts {
  readonly title: string;
  /** Currencies it moves, e.g. `USD`; empty is all of them. */
  readonly currencies: readonly string[];
  /** Null for holidays and what is no economic news: they make no window. */
  readonly impact: NewsImpact | null;
  /** Symbols as they are written, upper case; with the classes they replace the currencies. */
  readonly symbols: readonly string[];
  readonly assetClasses: readonly AssetClass[];
}

/** An event as it stands in a file, before its zone is known. */
export interface DraftEvent extends NewsFacts {
  readonly stamp: Stamp;
}

/** An event in time. */
export interface NewsEvent extends NewsFacts {
  /** UTC epoch ms; null for all-day and tentative events, which make no window. */
  readonly ts: number | null;
}

/** A row that could not be read. */
export interface SkippedRow {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** A calendar file as one form has it. */
export interface CalendarDraft {
  /** E.g. `forexfactory-xml`. */
  readonly format: string;
  /** Zone of stamps without one that the file itself states, or null. */
  readonly statedZone: string | null;
  /** Zone in which the source is known to write, or null. */
  readonly formatZone: string | null;
  readonly events: readonly DraftEvent[];
  readonly skipped: readonly SkippedRow[];
}
