// The keys: hints at the foot, what was said beside them, and the whole list behind `?`.

import type { KeyHint } from "../bindings.js";
import { type CockpitState, isHeld } from "../cockpit-state.js";
import { keysOf, TAPE_LABELS } from "../keymap.js";
import { cellsOf, ends, span, tame, toWidth, widthOf, wrap } from "../line.js";
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

/** Keys that end the hints: how to learn of the others, and how to leave. */
const LAST: readonly string[] = ["?", "q"];
/** Keys that are offered also where there is room for few, the first of them longest. */
const KEPT: readonly string[] = ["K", "C", "q", "space", "?"];
/** Those among them that views give way to, and the one that everything does: how to get out. */
const LEAST = KEPT.slice(0, 3);
const OUT = KEPT.slice(0, 1);

interface Hint {
  readonly label: string;
  readonly line: Line;
}

/** Hints in the order in which they stand. */
function hintsOf(state: CockpitState): Hint[] {
  const hasEnded = state.snapshot.replay?.ended === true;
  const hints = keysOf(state).flatMap(({ label, hint }): Hint[] => {
    if (hint === null || (hasEnded && TAPE_LABELS.has(label))) return [];
    const words = span(`${wordOf(hint, state)} `, "dim");
    return [{ label, line: [span(` ${label} `, "strong"), words] }];
  });
  const isLast = ({ label }: Hint): boolean => LAST.includes(label);
  return [...hints.filter((one) => !isLast(one)), ...hints.filter(isLast)];
}

/** As many hints as there is room for, each whole: those that are kept, then from the left. */
function hintsIn(state: CockpitState, room: number, only: readonly string[] | null = null): Line {
  const all = hintsOf(state);
  const kept = (only ?? KEPT).flatMap((label) => all.find((one) => one.label === label) ?? []);
  const rest = only === null ? all.filter((one) => !kept.includes(one)) : [];
  let left = room;
  const shown = new Set<Hint>();
  for (const one of [...kept, ...rest]) {
    left -= widthOf(one.line);
    if (left < 0) break;
    shown.add(one);
  }
  if (shown.size === 0) return [];
  const line = all.filter((one) => shown.has(one)).flatMap((one) => one.line);
  if (widthOf(line) < room) return [span(" "), ...line];
  // Its last blank gives its cell to the one before all of them.
  const last = line.pop();
  return [span(" "), ...line, ...(last === undefined ? [] : [span(last.text.trimEnd(), "dim")])];
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

/**
 * Words in a row, or in two where they need them, parted between words; the last one leaves so many
 * cells at its end. What is longer ends in a mark.
 */
function saidRows(text: string, width: number, taken: number): string[] {
  const cells = width - 1 - taken;
  if (cellsOf(text) <= cells) return [text];
  const [first = "", ...more] = wrap(text, width - 2);
  const [second = "", ...over] = wrap(more.join(" "), cells - 2);
  return [first, over.length === 0 ? second : `${second} …`];
}

/**
 * The foot: the views and what the keys do, or what the last one came to. Where both do not fit
 * what was said stands in the place of the views, in two rows where it is long; how to get out is
 * always there.
 */
export function footLines(state: CockpitState, width: number): Line[] {
  const { notice, prompt, snapshot } = state;
  if (prompt !== null) return [promptLine(state, prompt, width)];
  const hasEnded = snapshot.replay?.ended === true;
  const ended = hasEnded ? span("the data has ended", "strong") : null;
  const words = notice ?? underWaySpan(state) ?? ended;
  const tabs = viewTabs(state);
  if (words === null) return [ends([...tabs, ...hintsIn(state, width - widthOf(tabs))], [], width)];
  const said = [span("  "), words, span(" ")];
  const room = width - widthOf(tabs) - widthOf(said);
  if (widthOf(hintsIn(state, width, LEAST)) <= room) {
    return [ends([...tabs, ...hintsIn(state, room)], said, width)];
  }
  // Its last blank may be left out.
  const taken = Math.max(0, widthOf(hintsIn(state, width, OUT)) - 1);
  const rows = saidRows(words.text, width, taken);
  return rows.map((row, at) => {
    const line = [span(` ${row}`, words.role)];
    if (at < rows.length - 1) return toWidth(line, width);
    return ends(line, hintsIn(state, width - widthOf(line), KEPT), width);
  });
}

/** Columns of the list of keys, in cells each. */
const HELP_COLUMN = 62;

/** Cells of a key's name. */
const LABEL_CELLS = 7;

/** As much of a text as fits, up to where it could end; null where it cannot. */
function begun(text: string, end: RegExp, cells: number): string | null {
  const parts = [...text.matchAll(end)].map(({ index }) => text.slice(0, index));
  return parts.filter((part) => cellsOf(part) <= cells).at(-1) ?? null;
}

/** What a key does; where there is no room for it all, its beginning, or the word of its hint. */
function helpWords({ help, hint }: KeyHint, cells: number): string {
  if (cellsOf(help) <= cells) return help;
  // A sentence's end before a comma, which may stand in a list.
  const some = begun(help, /[:;] /g, cells) ?? begun(help, /, /g, cells) ?? hint;
  return some ?? begun(help, / (or|that) /g, cells) ?? help;
}

/** What the list of keys lists: there is no next of one symbol. */
export function keysShown(state: CockpitState): readonly KeyHint[] {
  const isOne = state.snapshot.symbols.length < 2;
  return keysOf(state).filter(({ keys, label }) => keys.length > 0 && !(isOne && label === "s"));
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
      const mark = first + at === chosen ? ">" : " ";
      const head = `${mark}${key.label.padStart(LABEL_CELLS)}  `;
      return toWidth([span(head, "strong"), span(helpWords(key, cells - cellsOf(head)))], cells);
    });
  return Array.from({ length: deep }, (_, row) => toWidth(lineOf(row), width));
}
