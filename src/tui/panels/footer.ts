// The keys: a line of hints at the foot, and the whole list behind `?`.

import type { CockpitState } from "../cockpit-state.js";
import { BINDINGS } from "../keymap.js";
import { ends, span, toWidth, widthOf } from "../line.js";
import type { Line, Span } from "../theme.js";

/** One line: what the keys do, or what the last one came to. */
export function footerLine({ notice, snapshot }: CockpitState, width: number): Line {
  const hints = BINDINGS.flatMap(({ label, hint }): Span[] => {
    if (hint === null) return [];
    const isOff = snapshot.replay.ended && !["?", "q"].includes(label);
    const word = hint === "pause" && snapshot.state === "PAUSED" ? "go on" : hint;
    return isOff ? [] : [span(` ${label} `, "strong"), span(`${word} `, "dim")];
  });
  const words =
    notice ?? (snapshot.replay.ended ? "the data has ended; q prints the summary" : null);
  if (words === null) return toWidth(hints, width);
  const said = [span(`${words} `, notice === null ? "strong" : "loss")];
  return widthOf(hints) + widthOf(said) <= width ? ends(hints, said, width) : toWidth(said, width);
}

/** Every key; at most `rows` lines. */
export function helpLines(width: number, rows: number): Line[] {
  return BINDINGS.slice(0, rows).map(({ label, help }) =>
    toWidth([span(` ${label.padStart(8)}  `, "strong"), span(help)], width),
  );
}
