// What is asked before something is done that costs: the plan of the kill switch, and what becomes
// of what is open when the trader leaves.

import { inR, plain, signed } from "../../analytics/figures.js";
import type { Snapshot } from "../../runtime/session.js";
import { ANSWERS } from "../answers.js";
import { type KeyHint, KILL_WORD, type Prompt } from "../bindings.js";
import type { CockpitState } from "../cockpit-state.js";
import { completionOf } from "../command-line.js";
import { planOf } from "../forms/act.js";
import { keysOf } from "../keymap.js";
import { cellsOf, ends, pieced, span, tame, toWidth, widthOf, wrap } from "../line.js";
import { quantity } from "../quantity.js";
import { type Line, type Span, toneOf } from "../theme.js";
import { actLines, actQuestion, stopPriceLines } from "./act-plan.js";
import { ageText } from "./live-header.js";
import { orderText, protectionSpan, sideText } from "./positions.js";
import { signalLines } from "./signal-form.js";

function hintsOf(keys: readonly KeyHint[]): Span[] {
  return keys.flatMap(({ label, hint }) =>
    hint === null ? [] : [span(` ${label} `, "strong"), span(`${hint} `)],
  );
}

/**
 * A question, and how it is answered. Where there is no room for all hints, those that are kept
 * stay, the first of them longest, and none is cut; before that one goes the question is.
 */
function asked(head: Line, keys: readonly KeyHint[], kept: readonly string[], width: number): Line {
  const shown = keys.filter(({ hint }) => hint !== null);
  const out = hintsOf(shown.filter(({ label }) => label === kept[0]));
  if (widthOf(head) + widthOf(out) > width) {
    const whole = out.map(({ text, role }, at) => {
      return span(at < out.length - 1 ? text : text.trimEnd(), role);
    });
    return ends(head, whole, width);
  }
  const spareOf = ({ label }: KeyHint): number => {
    const at = kept.indexOf(label);
    return at < 0 ? kept.length : at;
  };
  const pieces = shown.map((one) => ({ line: hintsOf([one]), spare: spareOf(one) }));
  return pieced([{ line: head, spare: 0 }, ...pieces], width);
}

/** The moods: where there is no room, those between are numbers alone. */
function moodPrompt(width: number): Line {
  const spares: Readonly<Record<string, number>> = { "1": 1, "2": 4, "3": 5, "4": 3, "5": 1 };
  const pieces = ANSWERS.mood.flatMap(({ label, hint }) => {
    if (hint === null) return [];
    const [key, words] = [span(` ${label} `, "strong"), span(`${hint} `)];
    const spare = spares[label] ?? 0;
    return [
      { line: [key], spare: 0 },
      { line: [words], spare },
    ];
  });
  const head = { line: [span(" How do you feel? ", "banner")], spare: 2 };
  return pieced([head, ...pieces], width);
}

/** As many whole words as there is room for, and how many more there are. */
function fitting(words: readonly string[], cells: number): string {
  const all = words.join(" ");
  if (cellsOf(all) <= cells) return all;
  for (let count = words.length - 1; count > 0; count--) {
    const some = `${words.slice(0, count).join(" ")} and ${plain(words.length - count, 0)} more`;
    if (cellsOf(some) <= cells) return some;
  }
  return "";
}

/** A line of text in the making, and what it could become. */
function textLine(state: CockpitState, head: string, typed: string, width: number): Line {
  const line = [span(` ${head}`, "banner"), span(` ${tame(typed)}`, "strong"), span("▏")];
  if (head === "/")
    return toWidth([...line, span("  Enter keeps it, Esc shows all", "dim")], width);
  const { lines, usage } = completionOf<never>(typed, keysOf(state), state);
  const names = lines.map((one) => one.split(" ").at(-1) ?? "");
  const isUsage = usage !== "" && lines.length < 2;
  const room = width - widthOf(line) - 2;
  const [first = "", ...more] = wrap(isUsage ? usage : "", Math.max(1, room - 2));
  const told = isUsage ? `${first}${more.length > 0 ? " …" : ""}` : fitting(names, room);
  return toWidth([...line, span(`  ${told}`, "dim")], width);
}

/** The line that takes the answer. */
export function promptLine(state: CockpitState, prompt: Prompt, width: number): Line {
  switch (prompt.kind) {
    case "command":
      return textLine(state, ":", prompt.typed, width);
    case "filter":
      return textLine(state, "/", prompt.typed, width);
    case "mood":
      return moodPrompt(width);
    case "quit":
      return asked([span(" Leave? ", "banner")], ANSWERS.quit, ["Esc"], width);
    case "control":
      return asked([span(" Take control? ", "banner")], ANSWERS.control, ["Esc"], width);
    case "act": {
      const question = actQuestion(state, prompt.act, prompt.chosen);
      return asked(question, ANSWERS.act, ["Esc", "Enter"], width);
    }
    case "stop_price": {
      const head = [span(` STOP OF ${tame(prompt.symbol)} TO `, "banner"), span(" ")];
      const typed = [span(tame(prompt.typed), "strong"), span("▏ ")];
      // What is typed is to be seen.
      const isShort = widthOf([...head, ...typed, ...hintsOf(STOP_HINTS.slice(1))]) > width;
      return asked([...(isShort ? [] : head), ...typed], STOP_HINTS, ["Esc", "Enter"], width);
    }
    case "signal":
      return asked([span(" SIGNAL BY HAND ", "banner")], SIGNAL_HINTS, ["Esc", "Enter"], width);
    case "kill":
      return killPrompt(prompt.typed, width);
  }
}

function hint(label: string, words: string): KeyHint {
  return { label, hint: words, help: "" };
}

const STOP_HINTS = [hint("Enter", "shows the plan"), hint("Esc", "cancels")];
const SIGNAL_HINTS = [
  ...[hint("Tab", "next"), hint("←→", "choose")],
  ...[hint("Enter", "on Send sends"), hint("Esc", "cancel")],
];

/**
 * The kill switch's line in each of its lengths, the longest first: what it waits for is always
 * there, and how to leave it; what is asked gives way before.
 */
function killLinesOf(typed: string): Line[] {
  const isTyped = typed === KILL_WORD;
  const word = span(typed, "chosen");
  const cancel = [span(" Esc ", "strong"), span("cancel")];
  const asked = (question: string, waits: string, whole: string): Line => [
    ...[span(` ${question} `, "alarm"), span(" "), word],
    ...[span(isTyped ? ` ${whole}` : `_ ${waits}`, "strong"), span(" "), ...cancel],
  ];
  const everything = asked("CLOSE EVERYTHING?", `type ${KILL_WORD}, Enter`, "Enter does it");
  const short = span(isTyped ? " Enter" : `_ ${KILL_WORD}`, "alarm");
  return [
    [...everything, span(" (as does any other key)", "dim")],
    everything,
    asked("CLOSE ALL?", `type ${KILL_WORD}, Enter`, "Enter does it"),
    asked("CLOSE ALL?", `type ${KILL_WORD}`, "Enter"),
    [span(" KILL? ", "alarm"), word, short, ...cancel],
    [...(isTyped ? [span("Enter out", "alarm")] : [word, short]), ...cancel],
  ];
}

/** As long as there is room for whatever has been typed, so that it does not change meanwhile. */
function killPrompt(typed: string, width: number): Line {
  const begun = Array.from({ length: KILL_WORD.length + 1 }, (_, at) => KILL_WORD.slice(0, at));
  const all = begun.map(killLinesOf);
  const lines = killLinesOf(typed);
  const fits = (_: Line, at: number): boolean =>
    all.every((one) => widthOf(one[at] ?? []) <= width);
  return toWidth(lines.find(fits) ?? lines.at(-1) ?? [], width);
}

/** What getting out of a position means. */
function exitLine(position: Snapshot["positions"][number], currency: string): Line {
  const { symbol, side, qty, R, pnl } = position;
  const order = `${side === "long" ? "sell" : "buy"} ${quantity(qty)} at market`;
  return [
    span(` ${tame(symbol)} ${sideText(side)} ${quantity(qty)}: `, "strong"),
    span(`${order}  `),
    span(`${inR(R)} `, toneOf(R)),
    span(` ${signed(pnl, 2)} ${currency}`, toneOf(pnl)),
  ];
}

/** At most so many of them, and how many more there are. */
function few(lines: readonly Line[], most: number, what: string): Line[] {
  if (lines.length <= most) return [...lines];
  const left = lines.length - Math.max(0, most - 1);
  return [...lines.slice(0, Math.max(0, most - 1)), [span(` and ${plain(left, 0)} more ${what}`)]];
}

/** What the kill switch does: positions first, then working orders; at most `rows` lines. */
function killLines(
  { snapshot, notice, silence }: CockpitState,
  width: number,
  rows: number,
): Line[] {
  const { positions, orders, currency } = snapshot;
  const exits = positions.map((position) => exitLine(position, currency));
  const cancels = orders.map((order): Line => {
    return [span(` ${tame(order.symbol)}: cancel ${orderText(order, snapshot)}`)];
  });
  const price = exits.length === 0 ? "" : " A market order has no sure price.";
  const held = `Then no entries until you resume.${price}`;
  const room = Math.max(2, rows - 2);
  const shownExits = few(exits, Math.max(1, room - Math.min(cancels.length, 2)), "positions");
  const said = `the engine does not answer: this is as of ${ageText(silence?.ms ?? 0)} ago`;
  const lines: Line[] = [
    ...(notice === null ? [] : [[span(" "), notice]]),
    ...(silence === null ? [] : [[span(` ${said}`, "alarm")]]),
    ...(exits.length === 0 ? [[span(" no position is open")]] : shownExits),
    ...(cancels.length === 0
      ? [[span(" no order works")]]
      : few(cancels, Math.max(1, room - shownExits.length), "orders to cancel")),
    ...wrap(held, width - 2).map((text): Line => [span(` ${text}`, "dim")]),
  ];
  return lines.slice(0, rows).map((line) => toWidth(line, width));
}

/** What is open and what becomes of it; at most `rows` lines. */
function quitLines(snapshot: Snapshot, words: string, width: number, rows: number): Line[] {
  const { positions, orders } = snapshot;
  const held = positions.map(({ symbol, side, qty, protection, naked_s }): Line => {
    const what = ` ${tame(symbol)} ${sideText(side)} ${quantity(qty)} `;
    return [span(what, "strong"), protectionSpan(protection, naked_s)];
  });
  const works = `${plain(orders.length, 0)} order${orders.length === 1 ? " works" : "s work"}`;
  const told = wrap(tame(words), width - 2).map((text): Line => [span(` ${text}`, "strong")]);
  const room = Math.max(1, rows - told.length - 1);
  const lines: Line[] = [
    ...told,
    ...few(held, room, "positions"),
    ...(orders.length === 0 ? [] : [[span(` ${works}`)]]),
  ];
  return lines.slice(0, rows).map((line) => toWidth(line, width));
}

/** A question that needs more than a line, with its title; null where none is asked. */
export function questionOf(
  state: CockpitState,
): { title: string; lines: (width: number, rows: number) => Line[] } | null {
  const { prompt, snapshot } = state;
  switch (prompt?.kind) {
    case "kill":
      return { title: "KILL SWITCH", lines: (width, rows) => killLines(state, width, rows) };
    case "quit":
      return {
        title: "LEAVE",
        lines: (width, rows) => quitLines(snapshot, prompt.words, width, rows),
      };
    case "act":
      return {
        title: planOf(prompt.act, snapshot).title,
        lines: (width, rows) => actLines(state, prompt.act, prompt.chosen, width, rows),
      };
    case "stop_price":
      return {
        title: "TIGHTEN A STOP",
        lines: (width, rows) => stopPriceLines(state, prompt.symbol, prompt.typed, width, rows),
      };
    case "signal":
      return {
        title: "SIGNAL BY HAND",
        lines: (width, rows) => signalLines(state, prompt.form, width, rows),
      };
    default:
      return null;
  }
}
