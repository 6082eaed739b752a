// The keys: a line of hints at the foot, and the whole list behind `?`.

import type { KeyHint } from "../bindings.js";
import { type CockpitState, isHeld } from "../cockpit-state.js";
import { keysOf, TAPE_LABELS } from "../keymap.js";
import { ends, span, tame, toWidth, widthOf } from "../line.js";
import { clampRow, firstRow } from "../list.js";
import type { Line, Span } from "../theme.js";
import { VIEWS } from "../view-names.js";
import { VIEW_TABLE } from "../views/index.js";
import { promptLine } from "./question.js";

/** `1 Dash [2 Trades] …`: where one is, and how to get elsewhere. */
function viewTabs({ view }: CockpitState): Line {
  return VIEWS.flatMap((name, place) => {
    const text = `${place + 1} ${VIEW_TABLE[name].title}`;
    const gap = place === 0 ? [] : [span(" ")];
    return [...gap, name === view ? span(`[${text}]`, "chosen") : span(text, "dim")];
  });
}

/** Keys that are offered also where there is room for few, and by an ended tape. */
const ALWAYS: readonly string[] = ["?", "q"];

/** As many hints as there is room for, those of what moves most first; how to leave always. */
function hintsIn(state: CockpitState, room: number): Line {
  const hasEnded = state.snapshot.replay?.ended === true;
  const pairs = keysOf(state).flatMap(({ label, hint }) => {
    if (hint === null || (hasEnded && TAPE_LABELS.has(label))) return [];
    const line = [span(` ${label} `, "strong"), span(`${wordOf(hint, state)} `, "dim")];
    return [{ label, line }];
  });
  const last = pairs.filter(({ label }) => ALWAYS.includes(label)).flatMap(({ line }) => line);
  let left = room - widthOf(last);
  const first: Span[] = [];
  for (const { label, line } of pairs) {
    if (ALWAYS.includes(label)) continue;
    left -= widthOf(line);
    if (left < 0) break;
    first.push(...line);
  }
  return [...first, ...last];
}

function wordOf(hint: string, { snapshot }: CockpitState): string {
  if (hint !== "pause") return hint;
  if (snapshot.replay === null) return isHeld(snapshot) ? "resume" : "pause";
  return snapshot.state === "PAUSED" ? "go on" : "pause";
}

/** What the engine has not answered yet; null where it has answered all. */
export function underWaySpan({ underWay }: CockpitState): Span | null {
  const [first, ...more] = underWay;
  if (first === undefined) return null;
  const rest = more.length === 0 ? "" : ` and ${more.length} more`;
  return span(tame(`… ${first.words}${rest}: sent, no answer yet`), "strong");
}

/** One line: the views, what the keys do, or what the last one came to. */
export function footerLine(state: CockpitState, width: number): Line {
  const { notice, prompt, snapshot } = state;
  const sent = underWaySpan(state);
  if (prompt !== null) return promptLine(state, prompt, width);
  const hasEnded = snapshot.replay?.ended === true;
  const ended = hasEnded ? span("the data has ended", "strong") : null;
  const words = notice ?? sent ?? ended;
  const tabs = viewTabs(state);
  const said = words === null ? [] : [span(" "), words, span(" ")];
  const room = width - widthOf(tabs) - 1 - widthOf(said);
  if (room < 0) return toWidth(said, width);
  const hints = hintsIn(state, room);
  return ends([...tabs, span(" "), ...hints], said, width);
}

/** Columns of the list of keys, in cells each. */
const HELP_COLUMN = 62;

/** What the list of keys lists. */
export function keysShown(state: CockpitState): readonly KeyHint[] {
  return keysOf(state).filter(({ keys }) => keys.length > 0);
}

/**
 * Every key, in as many columns as there is room for; at most `rows` lines. Where there are more,
 * those about the cursor's.
 */
export function helpLines(state: CockpitState, width: number, rows: number): Line[] {
  const all = keysShown(state);
  const columns = Math.max(
    1,
    Math.min(Math.floor(width / HELP_COLUMN), Math.ceil(all.length / rows)),
  );
  const deep = Math.min(rows, Math.ceil(all.length / columns));
  const chosen = clampRow(state.helpRow, all.length);
  const first = firstRow(chosen, all.length, deep * columns);
  const keys = all.slice(first, first + deep * columns);
  const cells = Math.floor(width / columns);
  const lineOf = (row: number): Line =>
    Array.from({ length: columns }, (_, column) => column * deep + row).flatMap((at) => {
      const key = keys[at];
      if (key === undefined) return [];
      const { label, help } = key;
      const mark = first + at === chosen ? ">" : " ";
      return toWidth([span(`${mark}${label.padStart(7)}  `, "strong"), span(help)], cells);
    });
  return Array.from({ length: deep }, (_, row) => toWidth(lineOf(row), width));
}
