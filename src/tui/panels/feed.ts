// What happened, newest first, and what was held back.

import { plain } from "../../analytics/figures.js";
import type { CockpitState, FeedItem } from "../cockpit-state.js";
import { span, tame, toWidth } from "../line.js";
import { refusalWords } from "../reason-words.js";
import type { Line } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";

function feedLine(item: FeedItem, offset: number, today: string, isOneSymbol: boolean): Line {
  const { ts, symbol, sentence, count } = item;
  const day = dayName(ts, offset);
  const time = `${day === today ? "" : `${day.slice(0, 3)} `}${clockTime(ts, offset)}`;
  const name = isOneSymbol || symbol === null ? "" : `${tame(symbol)} `;
  const times = count > 1 ? `  ${plain(count, 0)} times` : "";
  return [
    span(` ${time.padStart(9)} `, "dim"),
    span(`${sentence.glyph} `, sentence.role),
    span(`${name}${tame(sentence.text)}`, sentence.role),
    span(times, "dim"),
  ];
}

/** The first line that is shown, from 0 for the newest: where the cursor of the dash stands. */
export function feedStart({ feed, places }: CockpitState, rows: number): number {
  return Math.max(0, Math.min(places.dash.cursor, feed.length - rows));
}

/** At most `rows` lines. */
export function feedLines(state: CockpitState, width: number, rows: number): Line[] {
  const { snapshot } = state;
  const first = feedStart(state, rows);
  const { offset } = clockOf(snapshot.symbols);
  const today = snapshot.now === null ? "" : dayName(snapshot.now, offset);
  const isOneSymbol = snapshot.symbols.length === 1;
  return state.feed
    .slice(first, first + rows)
    .map((item) => toWidth(feedLine(item, offset, today, isOneSymbol), width));
}

/** Refusals of the run by the first guard that objected; at most `rows` lines. */
export function refusalLines({ refusals }: CockpitState, width: number, rows: number): Line[] {
  if (refusals.length === 0) return [[span(" none yet", "dim")]];
  return refusals
    .slice(0, rows)
    .map(({ reason, count }) =>
      toWidth(
        [span(`${plain(count, 0).padStart(8)}  `, "strong"), span(refusalWords(reason))],
        width,
      ),
    );
}
