// The numbers a trader looks at first, and what the guards say.

import { inR, plain, signed } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import type { CockpitState } from "../cockpit-state.js";
import { span, tame } from "../line.js";
import { type Line, type Span, toneOf } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";
import {
  focusObstacle,
  fullWords,
  governorTile,
  newsTile,
  openWords,
  TILES_COLUMNS,
} from "./guards.js";
import { ageText } from "./live-header.js";
import { type Tile, tileRow } from "./tile.js";

/** A sign that says without colour which way a number points. */
function arrowOf(value: number): string {
  if (value > 0) return "▲";
  return value < 0 ? "▼" : "·";
}

/** `▲ +1.18 R`; what rounds to nothing points nowhere. */
export function resultSpan(R: number): Span {
  const text = inR(R);
  const shown = /[1-9]/.test(text) ? R : 0;
  return span(`${arrowOf(shown)} ${text}`, shown === 0 ? "strong" : toneOf(shown));
}

function resultTile(titles: readonly string[], R: number, pnl: number, currency: string): Tile {
  return {
    titles,
    value: [resultSpan(R)],
    detail: [span(`${signed(pnl, 2)} ${currency}`)],
    width: 14,
  };
}

function tradeTile({ snapshot }: CockpitState): Tile {
  const { state, since } = snapshot.trade;
  const { offset } = clockOf(snapshot.symbols);
  const now = snapshot.now;
  let detail = "";
  if (since !== null && now !== null) {
    const day = dayName(since, offset);
    const isToday = day === dayName(now, offset);
    detail = `since ${isToday ? "" : `${day.slice(0, 3)} `}${clockTime(since, offset)}`;
  }
  return { titles: ["TRADE"], value: [span(state, "strong")], detail: [span(detail)], width: 16 };
}

function permissionTile(state: CockpitState): Tile {
  const { snapshot, silence } = state;
  const { trades_today, trades_limit } = snapshot;
  const today = plain(trades_today, 0);
  const count = trades_limit === null ? today : `${today} of ${trades_limit}`;
  const obstacle = focusObstacle(state);
  const may = obstacle === null;
  const shape = { titles: ["CAN TRADE"], width: 22 };
  if (silence !== null) {
    return {
      ...shape,
      value: [span("?", "loss"), span(` · it was ${may ? "yes" : "NO"}`)],
      detail: [span(`as of ${ageText(silence.ms)} ago`)],
    };
  }
  return {
    ...shape,
    value: [span(may ? "yes" : "NO", may ? "strong" : "loss"), span(` · ${count} today`)],
    detail: [span(obstacle ?? freedomWords(snapshot))],
  };
}

/** What an entry that no guard refuses outright may yet meet. */
export function freedomWords(snapshot: Snapshot): string {
  const { unguarded, gear_reason, strategies_off } = snapshot;
  const full = fullWords(snapshot);
  if (full !== null) return full;
  if (unguarded) return "no guard is asked";
  // No guard is in the way of every entry, and yet those that the gate is asked of have to wait.
  if (gear_reason.includes("timeframes warming")) return "timeframes warming";
  const [off, ...others] = strategies_off;
  if (others.length > 0) return `${plain(strategies_off.length, 0)} strategies off`;
  if (off !== undefined) return `${tame(off)} is off`;
  return openWords(snapshot) ?? "no guard objects";
}

/** `−1.25`: a limit as it was set, whatever it is. */
export function limitText(limit: number): string {
  return `${limit}`.replace("-", "−");
}

/** `DAY limit −2`, so that what is lost stands beside what may be; words give way, no figure. */
function limited(title: string, limit: number | null): readonly string[] {
  if (limit === null) return [title];
  const text = limitText(limit);
  return [`${title} limit ${text}`, `${title} lim ${text}`, `${title} ${text}`, text];
}

/** Three lines. */
export function tileLines(state: CockpitState, width: number): Line[] {
  const { snapshot } = state;
  const { currency } = snapshot;
  const tiles = [
    tradeTile(state),
    permissionTile(state),
    resultTile(["CURRENT"], snapshot.current_R, snapshot.current_pnl, currency),
    resultTile(limited("DAY", snapshot.day_limit_R), snapshot.day_R, snapshot.day_pnl, currency),
    resultTile(
      limited("WEEK", snapshot.week_limit_R),
      snapshot.week_R,
      snapshot.week_pnl,
      currency,
    ),
  ];
  return tileRow(
    width < TILES_COLUMNS ? tiles : [...tiles, governorTile(state), newsTile(state)],
    width,
  );
}
