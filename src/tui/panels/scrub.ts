// The tape as a line: how far it has come, and where on it trades have closed.

import { plain } from "../../analytics/figures.js";
import type { CockpitState } from "../cockpit-state.js";
import { rule, span } from "../line.js";
import type { Line, Span } from "../theme.js";

/** Exactly one row, as wide as it is asked to be. */
export function scrubLine({ snapshot, marks }: CockpitState, width: number): Line {
  const { replay } = snapshot;
  if (replay === null) return rule(width);
  const from = Date.parse(replay.from);
  const length = Math.max(1, Date.parse(replay.to) - from);
  const cellOf = (ms: number): number =>
    Math.max(0, Math.min(width - 1, Math.floor(((ms - from) / length) * width)));
  const at = replay.ts === null ? 0 : cellOf(Date.parse(replay.ts));
  const results = new Map<number, number>();
  for (const { ms, R } of marks) results.set(cellOf(ms), (results.get(cellOf(ms)) ?? 0) + R);
  const cells = Array.from({ length: width }, (_, cell): Span => {
    if (cell === at) return span(replay.ended ? "■" : "●", "strong");
    const R = results.get(cell);
    if (R !== undefined) return R > 0 ? span("▲", "gain") : span("▼", "loss");
    return cell < at ? span("━", "strong") : span("─", "dim");
  });
  return joined(cells);
}

/** Neighbours of one meaning as one span. */
function joined(cells: readonly Span[]): Line {
  const spans: Span[] = [];
  for (const { text, role } of cells) {
    const last = spans.at(-1);
    if (last !== undefined && last.role === role)
      spans[spans.length - 1] = span(last.text + text, role);
    else spans.push(span(text, role));
  }
  return spans;
}

/** `28 % 1,182/4,140 bars`, shorter where there is less room. */
export function progressText({ snapshot }: CockpitState, room: number): string {
  const { replay } = snapshot;
  if (replay === null) return "";
  const { bars, total_bars: total } = replay;
  const share = total > 0 ? Math.min(1, bars / total) : 0;
  const percent = `${plain(Math.floor(share * 100), 0)} %`;
  const whole = `${percent} ${plain(bars, 0)}/${plain(total, 0)} bars `;
  return whole.length <= room ? whole : `${percent} `;
}
