// The keys: a line of hints at the foot, and the whole list behind `?`.

import type { CockpitState } from "../cockpit-state.js";
import { ANSWERS, BINDINGS, type Prompt } from "../keymap.js";
import { ends, span, toWidth, widthOf } from "../line.js";
import type { Line, Span } from "../theme.js";

const QUESTIONS: Readonly<Record<Prompt, string>> = { mood: " How do you feel? " };

function promptLine(prompt: Prompt, width: number): Line {
  const hints = ANSWERS[prompt].flatMap(({ label, hint }): Span[] =>
    hint === null ? [] : [span(` ${label} `, "strong"), span(`${hint} `)],
  );
  return toWidth([span(QUESTIONS[prompt], "banner"), ...hints], width);
}

/** One line: what the keys do, or what the last one came to. */
export function footerLine({ notice, prompt, snapshot }: CockpitState, width: number): Line {
  if (prompt !== null) return promptLine(prompt, width);
  const hints = BINDINGS.flatMap(({ label, hint }): Span[] => {
    if (hint === null) return [];
    const isOff = snapshot.feed.ended && !["?", "q"].includes(label);
    const word = hint === "pause" && snapshot.state === "PAUSED" ? "go on" : hint;
    return isOff ? [] : [span(` ${label} `, "strong"), span(`${word} `, "dim")];
  });
  const words = notice ?? (snapshot.feed.ended ? "the data has ended; q prints the summary" : null);
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
