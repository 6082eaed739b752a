// A plot that fills the width it is given: lines are stretched, words are not.

import { extremePlaces } from "../analytics/extremes.js";
import { html, type Markup } from "./markup.js";
import { percentAt, type Scale, short, tickText } from "./scale.js";

/** Points that a screen can tell apart: the lowest and the highest of 500 columns. */
const POINTS = 1_000;

/**
 * Points of a line through values that are evenly apart, in a box of 100 × 100.
 * @param from place of the first one in the box, per cent from the left
 */
export function lineThrough(values: readonly number[], { fromTop }: Scale, from = 0): string[] {
  const xOf = (at: number): number =>
    from + (percentAt(at, 0, values.length - 1) * (100 - from)) / 100;
  return [...new Set(extremePlaces(values, POINTS))].map(
    (at) => `${short(xOf(at))} ${fromTop(values[at] ?? 0)}`,
  );
}

/** The plot with its ticks on the right. @param kind its class @param lines what is drawn in it */
export function linePlot(kind: string, scale: Scale, lines: Markup): Markup {
  const { ticks, fromTop, step } = scale;
  const grid = ticks.map((tick) => {
    const y = fromTop(tick);
    const kind = tick === 0 ? "zero" : "grid";
    return html`<line class="${kind}" x1="0" x2="100" y1="${y}" y2="${y}"/>`;
  });
  const labels = ticks.map(
    (tick) => html`<text x="6" y="${fromTop(tick)}%" dy="0.32em">${tickText(tick, step)}</text>`,
  );
  return html`<div class="plot ${kind}"><svg viewBox="0 0 100 100" preserveAspectRatio="none"
aria-hidden="true">${grid}${lines}</svg>
<svg class="ticks" aria-hidden="true">${labels}</svg></div>`;
}

/** Dates that may be too many, and the least that is between two that are shown, per cent. */
const [DATES, APART] = [40, 11];

/** Where a new day, month or year is entered, with its name; the finest that fits. */
function namedDates(stamps: readonly string[]): { at: number; name: string }[] {
  const byLength = [10, 7, 4].map((length) =>
    stamps.flatMap((stamp, at) => {
      const name = stamp.slice(0, length);
      return name === stamps[at - 1]?.slice(0, length) ? [] : [{ at, name }];
    }),
  );
  return byLength.find((found) => found.length <= DATES) ?? byLength.at(-1) ?? [];
}

/**
 * The dates beneath a plot.
 * @param stamps ISO-8601, evenly apart
 * @param from place of the first one, per cent from the left
 */
export function datesBeneath(stamps: readonly string[], from = 0): Markup {
  let free = 0;
  const labels = namedDates(stamps).flatMap(({ at, name }) => {
    const x = from + (percentAt(at, 0, stamps.length - 1) * (100 - from)) / 100;
    if (x < free || x > 100 - APART / 2) return [];
    free = x + APART;
    return [html`<text x="${short(x)}%" y="13">${name}</text>`];
  });
  return html`<div class="plot dates"><svg aria-hidden="true">${labels}</svg></div>`;
}
