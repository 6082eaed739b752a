// A news blackout as content: what the calendar's readers hand to the engine.

/** How much an event moves the market, as calendars say it. */
export type NewsImpact = "high" | "medium" | "low";

/** A time in which a symbol takes no entries. Half-open [from, to), UTC epoch ms. */
export interface NewsWindow {
  readonly from: number;
  readonly to: number;
  /** Titles of the events it is made of, in order of time. */
  readonly titles: readonly string[];
  /** The highest impact among them. */
  readonly impact: NewsImpact;
  /** From when what is open is closed, UTC epoch ms; null leaves it open. */
  readonly flattenFrom: number | null;
}

/** One calendar file as it was read, for the journal and the screen. */
export interface CalendarSummary {
  readonly path: string;
  readonly format: string;
  readonly events: number;
  readonly skipped: number;
}

/** One symbol's blackouts, and where time stands among them. */
export interface SymbolNews {
  windows: readonly NewsWindow[];
  /** The first window that has not ended. */
  next: number;
  /** Time is inside it, and that was said. */
  inside: boolean;
  /** A calendar was read: where it holds nothing, nothing is ahead. */
  isKnown: boolean;
}

/** No calendar. */
export function createSymbolNews(): SymbolNews {
  return { windows: [], next: 0, inside: false, isKnown: false };
}
