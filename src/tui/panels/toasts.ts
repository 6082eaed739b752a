// Toasts, at the bottom right of the view and over nothing else: its last three rows at most. A
// card has one row for them.

import { plain } from "../../analytics/figures.js";
import { type CockpitState, isWhole } from "../cockpit-state.js";
import { cellsOf, clip, span, tame, toWidth, widthOf } from "../line.js";
import type { Line, Role } from "../theme.js";
import { type Severity, type Toast, weight } from "../toasts.js";
import { questionOf } from "./question.js";

/** Most rows of them: a view has more, so that the rule which names it stays whole. */
const MOST_ROWS = 3;
/** A card with fewer rows has none for them: head and prompt take all. */
const LEAST_CARD_ROWS = 4;
/** Cells of the widest. */
const WIDEST = 76;

const WORDS: Readonly<Record<Severity, string>> = {
  info: "INFO",
  ask: "ASK",
  warn: "WARN",
  alarm: "ALARM",
};
const ROLES: Readonly<Record<Severity, Role>> = {
  info: "strong",
  ask: "banner",
  warn: "loss",
  alarm: "alarm",
};

/** Whether there is a place for toasts: a plan that is being confirmed is never covered. */
function hasToastRoom(state: CockpitState): boolean {
  if (questionOf(state) !== null || state.isHelpOpen) return false;
  return isWhole(state) || state.rows >= LEAST_CARD_ROWS;
}

/** Those that have a row: what matters most first, of that the newest. */
export function seenToasts(state: CockpitState): readonly Toast[] {
  if (!hasToastRoom(state)) return [];
  const { toasts } = state;
  const sorted = [...toasts].sort((a, b) => weight(b) - weight(a) || b.fromMs - a.fromMs);
  if (!isWhole(state)) return sorted.slice(0, 1);
  // The last row says how many more there are.
  return sorted.length <= MOST_ROWS ? sorted : sorted.slice(0, MOST_ROWS - 1);
}

/** @param more others that have no row, where this one has to say so */
function toastLine(toast: Toast, state: CockpitState, width: number, more = 0): Line {
  const { severity, glyph, text, symbol, count } = toast;
  const isOneSymbol = state.snapshot.symbols.length === 1;
  const name = symbol === null || isOneSymbol ? "" : `${tame(symbol)} `;
  const times = count > 1 ? ` ×${plain(count, 0)}` : "";
  const others = more > 0 ? ` +${plain(more, 0)}` : "";
  const head = `${WORDS[severity]} `;
  const cells = Math.min(WIDEST, width) - cellsOf(`▌ ${head}${times}${others} `);
  const words = clip(`${glyph} ${name}${tame(text)}`, Math.max(0, cells));
  const role = ROLES[severity];
  return [
    ...[span("▌ ", role), span(`${head}${words}`, role), span(times, "strong")],
    ...[span(others, "dim"), span(" ")],
  ];
}

/** Those that are seen, and how many more there are. */
function toastLines(state: CockpitState, width: number): Line[] {
  const seen = seenToasts(state);
  const lines = seen.map((toast) => toastLine(toast, state, width));
  const hidden = state.toasts.length - seen.length;
  if (hidden === 0) return lines;
  const more = `▌ ${plain(hidden, 0)} more: 5 Log has them all `;
  return [...lines, [span(clip(more, width), "dim")]];
}

/** The one that a card shows, in a line; none where there is none. */
export function cardToastLines(state: CockpitState, width: number): Line[] {
  const more = state.toasts.length - 1;
  return seenToasts(state).map((toast) => toastLine(toast, state, width, more));
}

/** The rows of a view with the toasts over the end of its last ones. */
export function withToasts(state: CockpitState, lines: readonly Line[], width: number): Line[] {
  if (state.toasts.length === 0 || !hasToastRoom(state)) return [...lines];
  const toasts = toastLines(state, width);
  const widest = Math.max(0, ...toasts.map(widthOf));
  const first = lines.length - toasts.length;
  return lines.map((line, at) => {
    const toast = toasts[at - first];
    if (at < first || toast === undefined) return line;
    return [...toWidth(line, width - widest), ...toWidth(toast, widest)];
  });
}
