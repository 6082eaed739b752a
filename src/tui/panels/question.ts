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
import { span, tame, toWidth, wrap } from "../line.js";
import { quantity } from "../quantity.js";
import { type Line, type Span, toneOf } from "../theme.js";
import { actLines, actQuestion, stopPriceLines } from "./act-plan.js";
import { orderText, protectionSpan, sideText } from "./positions.js";
import { signalLines } from "./signal-form.js";

function hintsOf(keys: readonly KeyHint[]): Span[] {
  return keys.flatMap(({ label, hint }) =>
    hint === null ? [] : [span(` ${label} `, "strong"), span(`${hint} `)],
  );
}

/** A line of text in the making, and what it could become. */
function textLine(state: CockpitState, head: string, typed: string, width: number): Line {
  const line = [span(` ${head}`, "banner"), span(` ${tame(typed)}`, "strong"), span("▏")];
  if (head === "/")
    return toWidth([...line, span("  Enter keeps it, Esc shows all", "dim")], width);
  const { lines, usage } = completionOf<never>(typed, keysOf(state), state);
  const next = lines.length > 0 ? lines.map((one) => one.split(" ").at(-1)).join(" ") : usage;
  const both = lines.length === 1 && usage !== "" ? usage : next;
  return toWidth([...line, span(`  ${both}`, "dim")], width);
}

/** The line that takes the answer. */
export function promptLine(state: CockpitState, prompt: Prompt, width: number): Line {
  if (prompt.kind === "command") return textLine(state, ":", prompt.typed, width);
  if (prompt.kind === "filter") return textLine(state, "/", prompt.typed, width);
  if (prompt.kind === "mood") {
    return toWidth([span(" How do you feel? ", "banner"), ...hintsOf(ANSWERS.mood)], width);
  }
  if (prompt.kind === "quit") {
    return toWidth([span(" Leave? ", "banner"), ...hintsOf(ANSWERS.quit)], width);
  }
  if (prompt.kind === "control") {
    return toWidth([span(" Take control? ", "banner"), ...hintsOf(ANSWERS.control)], width);
  }
  if (prompt.kind === "act") {
    const question = actQuestion(state, prompt.act, prompt.chosen);
    return toWidth([...question, ...hintsOf(ANSWERS.act)], width);
  }
  if (prompt.kind === "stop_price") {
    const head = [span(` STOP OF ${tame(prompt.symbol)} TO `, "banner"), span(" ")];
    const typed = [span(tame(prompt.typed), "strong"), span("▏")];
    return toWidth([...head, ...typed, span("  Enter shows the plan, Esc cancels", "dim")], width);
  }
  if (prompt.kind === "signal") return toWidth(SIGNAL_HINTS, width);
  return killPrompt(prompt.typed, width);
}

const SIGNAL_HINTS: Line = [
  span(" SIGNAL BY HAND ", "banner"),
  ...hintsOf([
    { label: "Tab", hint: "next", help: "" },
    { label: "←→", hint: "choose", help: "" },
    { label: "Enter", hint: "on Send sends", help: "" },
    { label: "Esc", hint: "cancel", help: "" },
  ]),
];

function killPrompt(typed: string, width: number): Line {
  const rest = KILL_WORD.slice(typed.length);
  return toWidth(
    [
      span(" CLOSE EVERYTHING? ", "alarm"),
      span(" "),
      span(typed, "chosen"),
      span(`${rest === "" ? " Enter does it" : `_ type ${KILL_WORD}, Enter`} `, "strong"),
      ...hintsOf(ANSWERS.kill),
      span("(as does any other key)", "dim"),
    ],
    width,
  );
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
function killLines({ snapshot, notice }: CockpitState, width: number, rows: number): Line[] {
  const { positions, orders, currency } = snapshot;
  const exits = positions.map((position) => exitLine(position, currency));
  const cancels = orders.map((order): Line => {
    return [span(` ${tame(order.symbol)}: cancel ${orderText(order, snapshot)}`)];
  });
  const price = exits.length === 0 ? "" : " A market order has no sure price.";
  const held = `Then no entries until you resume.${price}`;
  const room = Math.max(2, rows - 2);
  const shownExits = few(exits, Math.max(1, room - Math.min(cancels.length, 2)), "positions");
  const lines: Line[] = [
    ...(notice === null ? [] : [[span(" "), notice]]),
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
