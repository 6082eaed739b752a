// Toasts, at the bottom right of the view and over nothing else: its last three rows at most.

import { plain } from "../../analytics/figures.js";
import { type CockpitState, isWhole } from "../cockpit-state.js";
import { cellsOf, clip, span, tame, toWidth, widthOf } from "../line.js";
import type { Line, Role } from "../theme.js";
import { type Severity, type Toast, weight } from "../toasts.js";
import { questionOf } from "./question.js";

/** Most rows of them. */
const MOST_ROWS = 3;
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
export function hasToastRoom(state: CockpitState): boolean {
  return isWhole(state) && questionOf(state) === null && !state.isHelpOpen;
}

function toastLine(toast: Toast, isOneSymbol: boolean, width: number): Line {
  const { severity, glyph, text, symbol, count } = toast;
  const name = symbol === null || isOneSymbol ? "" : `${tame(symbol)} `;
  const times = count > 1 ? ` ×${plain(count, 0)}` : "";
  const head = `${WORDS[severity]} `;
  const cells = Math.min(WIDEST, width) - cellsOf(`▌ ${head}${times} `);
  const words = clip(`${glyph} ${name}${tame(text)}`, Math.max(0, cells));
  const role = ROLES[severity];
  return [span("▌ ", role), span(`${head}${words}`, role), span(times, "strong"), span(" ")];
}

/** What matters most first, of that the newest; where there are more, how many. */
function toastLines({ toasts, snapshot }: CockpitState, width: number, rows: number): Line[] {
  const isOneSymbol = snapshot.symbols.length === 1;
  const sorted = [...toasts].sort((a, b) => weight(b) - weight(a) || b.fromMs - a.fromMs);
  const most = Math.min(MOST_ROWS, rows);
  const hidden = sorted.length - most;
  const shown = hidden > 0 ? sorted.slice(0, Math.max(0, most - 1)) : sorted;
  const lines = shown.map((toast) => toastLine(toast, isOneSymbol, width));
  if (hidden <= 0 || most < 1) return lines;
  const more = `▌ ${plain(sorted.length - shown.length, 0)} more: 5 Log has them all `;
  return [...lines, [span(clip(more, width), "dim")]];
}

/** The rows of a view with the toasts over the end of its last ones. */
export function withToasts(state: CockpitState, lines: readonly Line[], width: number): Line[] {
  if (state.toasts.length === 0 || !hasToastRoom(state)) return [...lines];
  // The rule that names the view stays whole.
  const toasts = toastLines(state, width, Math.max(0, lines.length - 1));
  const widest = Math.max(0, ...toasts.map(widthOf));
  const first = lines.length - toasts.length;
  return lines.map((line, at) => {
    const toast = toasts[at - first];
    if (at < first || toast === undefined) return line;
    return [...toWidth(line, width - widest), ...toWidth(toast, widest)];
  });
}
