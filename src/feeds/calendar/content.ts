// What of calendars goes to the engine: content, never a path to be read.

import type { InstrumentSpec } from "../../engine/market/roots.js";
import type { CalendarSummary, NewsWindow } from "../../engine/risk/news-window.js";
import { type AudienceRules, concerns, isWanted } from "./audience.js";
import type { CalendarFile } from "./read.js";
import { blackouts, type WindowRules } from "./windows.js";

/** Calendars as the engine takes them. */
export interface CalendarContent {
  readonly files: readonly CalendarSummary[];
  /** Blackouts of each symbol by its index: sorted by `from`, disjoint. */
  readonly windows: readonly (readonly NewsWindow[])[];
}

/** Whose blackouts are made, and by which rules. */
export interface ContentRules extends AudienceRules {
  readonly windows: WindowRules;
}

/** The blackouts of symbols, in their order, out of all files together. */
export function calendarContent(
  files: readonly CalendarFile[],
  specs: readonly InstrumentSpec[],
  rules: ContentRules,
): CalendarContent {
  const events = files.flatMap((file) => file.events);
  return {
    files: files.map(({ path, format, events: read, skipped }) => ({
      path,
      format,
      events: read.length,
      skipped: skipped.length,
    })),
    windows: specs.map((spec) => {
      if (!isWanted(spec, rules)) return [];
      const own = events.filter((event) => concerns(event, spec, rules));
      return blackouts(own, rules.windows);
    }),
  };
}
