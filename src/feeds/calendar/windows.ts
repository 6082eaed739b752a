// From events to blackouts.

import type { NewsImpact, NewsWindow } from "../../engine/risk/news-window.js";
import type { NewsEvent } from "./news-event.js";

/** Minutes around an event. */
interface Margins {
  readonly before_min: number;
  readonly after_min: number;
}

/** How wide blackouts are, by impact; null makes none. */
export interface WindowRules extends Readonly<Record<NewsImpact, Margins | null>> {
  /** Minutes before a blackout's beginning from which positions are closed; null leaves them. */
  readonly flatten_before_min: number | null;
}

const MINUTE_MS = 60_000;
const RANKS: readonly NewsImpact[] = ["low", "medium", "high"];

const ms = (minutes: number): number => Math.round(minutes * MINUTE_MS);

function higher(one: NewsImpact, other: NewsImpact): NewsImpact {
  return RANKS.indexOf(one) > RANKS.indexOf(other) ? one : other;
}

/** An event's own blackout, or null. */
function windowOf({ ts, impact, title }: NewsEvent, rules: WindowRules): NewsWindow | null {
  const margins = impact === null ? null : rules[impact];
  if (ts === null || impact === null || margins === null) return null;
  const from = ts - ms(margins.before_min);
  const to = ts + ms(margins.after_min);
  if (!(to > from)) return null;
  const { flatten_before_min } = rules;
  const flattenFrom = flatten_before_min === null ? null : from - ms(flatten_before_min);
  return { from, to, titles: [title], impact, flattenFrom };
}

function joined(one: NewsWindow, other: NewsWindow): NewsWindow {
  return {
    from: one.from,
    to: Math.max(one.to, other.to),
    titles: one.titles,
    impact: higher(one.impact, other.impact),
    flattenFrom: one.flattenFrom,
  };
}

/**
 * The blackouts of events that concern one symbol: sorted, disjoint, half-open. Those that overlap
 * or touch are one, since there is no moment between them; its titles come in the order of their
 * events, each once.
 */
export function blackouts(events: readonly NewsEvent[], rules: WindowRules): NewsWindow[] {
  const single = events
    .map((event) => ({ event, window: windowOf(event, rules) }))
    .filter((one): one is { event: NewsEvent; window: NewsWindow } => one.window !== null)
    .sort((a, b) => a.window.from - b.window.from || (a.event.ts ?? 0) - (b.event.ts ?? 0));
  const groups: { window: NewsWindow; events: NewsEvent[] }[] = [];
  for (const { event, window } of single) {
    const last = groups.at(-1);
    if (last === undefined || window.from > last.window.to) {
      groups.push({ window, events: [event] });
    } else {
      last.window = joined(last.window, window);
      last.events.push(event);
    }
  }
  return groups.map(({ window, events: inside }) => {
    const inTime = [...inside].sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
    return { ...window, titles: [...new Set(inTime.map(({ title }) => title))] };
  });
}
