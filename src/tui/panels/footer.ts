// The keys: a line of hints at the foot, and the whole list behind `?`.

import type { KeyHint } from "../bindings.js";
import { type CockpitState, isHeld } from "../cockpit-state.js";
import { BINDINGS, liveKeys } from "../keymap.js";
import { ends, span, toWidth, widthOf } from "../line.js";
import type { Line, Span } from "../theme.js";
import { promptLine } from "./question.js";

/** The keys that do something here. */
function keysOf(state: CockpitState): readonly KeyHint[] {
  return state.snapshot.replay === null ? liveKeys(state) : BINDINGS.replay;
}

function wordOf(hint: string, { snapshot }: CockpitState): string {
  if (hint !== "pause") return hint;
  if (snapshot.replay === null) return isHeld(snapshot) ? "resume" : "pause";
  return snapshot.state === "PAUSED" ? "go on" : "pause";
}

/** One line: what the keys do, or what the last one came to. */
export function footerLine(state: CockpitState, width: number): Line {
  const { notice, prompt, snapshot } = state;
  if (prompt !== null) return promptLine(prompt, width);
  const hasEnded = snapshot.replay?.ended === true;
  const hints = keysOf(state).flatMap(({ label, hint }): Span[] => {
    const isOff = hasEnded && !["?", "q"].includes(label);
    if (hint === null || isOff) return [];
    return [span(` ${label} `, "strong"), span(`${wordOf(hint, state)} `, "dim")];
  });
  const ended = hasEnded ? span("the data has ended; q prints the summary", "strong") : null;
  const words = notice ?? ended;
  if (words === null) return toWidth(hints, width);
  const said = [words, span(" ")];
  return widthOf(hints) + widthOf(said) <= width ? ends(hints, said, width) : toWidth(said, width);
}

/** Every key; at most `rows` lines. */
export function helpLines(state: CockpitState, width: number, rows: number): Line[] {
  return keysOf(state)
    .slice(0, rows)
    .map(({ label, help }) =>
      toWidth([span(` ${label.padStart(8)}  `, "strong"), span(help)], width),
    );
}
