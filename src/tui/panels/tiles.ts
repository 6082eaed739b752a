// The five numbers a trader looks at first.

import { inR, signed } from "../../analytics/figures.js";
import type { CockpitState } from "../cockpit-state.js";
import { beside, span } from "../line.js";
import { refusalWords } from "../reason-words.js";
import { type Line, type Span, toneOf } from "../theme.js";
import { clockTime, dayName } from "../times.js";

/** A number with its name above and what explains it below. */
interface Tile {
  readonly title: string;
  readonly value: Line;
  readonly detail: Span;
  /** Cells it would like beyond the others'. */
  readonly extra: number;
}

/** A sign that says without colour which way a number points. */
export function arrowOf(value: number): string {
  if (value > 0) return "▲";
  return value < 0 ? "▼" : "·";
}

function resultTile(title: string, R: number, pnl: number, currency: string): Tile {
  const text = inR(R);
  // What rounds to nothing points nowhere.
  const shown = /[1-9]/.test(text) ? R : 0;
  return {
    title,
    value: [span(`${arrowOf(shown)} ${text}`, shown === 0 ? "strong" : toneOf(shown))],
    detail: span(`${signed(pnl, 2)} ${currency}`),
    extra: 0,
  };
}

function tradeTile({ snapshot, focus }: CockpitState): Tile {
  const { state, since } = snapshot.trade;
  const offset = snapshot.symbols.find(({ symbol }) => symbol === focus)?.utc_offset_ms ?? 0;
  const now = snapshot.replay.ts;
  let detail = "";
  if (since !== null && now !== null) {
    const day = dayName(since, offset);
    const isToday = day === dayName(now, offset);
    detail = `since ${isToday ? "" : `${day.slice(0, 3)} `}${clockTime(since, offset)}`;
  }
  return { title: "TRADE", value: [span(state, "strong")], detail: span(detail), extra: 0 };
}

function permissionTile({ snapshot }: CockpitState): Tile {
  const { can_trade, reason, trades_today, trades_limit, unguarded } = snapshot;
  const count = trades_limit === null ? `${trades_today}` : `${trades_today} of ${trades_limit}`;
  const words = unguarded ? "no guard is asked" : "no guard objects";
  return {
    title: "CAN TRADE",
    value: [
      span(can_trade ? "yes" : "NO", can_trade ? "strong" : "loss"),
      span(` · ${count} today`),
    ],
    detail: span(reason === null ? words : refusalWords(reason)),
    extra: 8,
  };
}

/** Three lines; one tile beside the other. */
export function tileLines(state: CockpitState, width: number): Line[] {
  const { snapshot } = state;
  const { currency } = snapshot;
  const tiles = [
    tradeTile(state),
    permissionTile(state),
    resultTile("CURRENT", snapshot.current_R, snapshot.current_pnl, currency),
    resultTile("DAY", snapshot.day_R, snapshot.day_pnl, currency),
    resultTile("WEEK", snapshot.week_R, snapshot.week_pnl, currency),
  ];
  const extra = tiles.reduce((sum, tile) => sum + tile.extra, 0);
  const share = Math.floor((width - extra) / tiles.length);
  return beside(
    tiles.map(({ title, value, detail, extra: more }) => ({
      lines: [
        [span(` ${title}`, "title")],
        [span(" "), ...value],
        [span(" "), { text: detail.text, role: detail.role }],
      ],
      width: share + more,
    })),
  );
}
