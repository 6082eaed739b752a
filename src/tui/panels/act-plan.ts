// The plan of what a trader is about to do: what can be chosen, what each would do, and what is
// marked, which is nothing until someone marks it.

import type { CockpitState } from "../cockpit-state.js";
import type { Act } from "../forms/act.js";
import { type ActPlan, planOf, stopMove } from "../forms/act.js";
import { typedNumber } from "../forms/signal-form.js";
import { cellsOf, clip, pad, span, tame, toWidth, wrap } from "../line.js";
import { clampRow, firstRow } from "../list.js";
import type { Line } from "../theme.js";

const NOTHING = "leaves everything as it is";

/** Label and effect of each choice, the one that does nothing first. */
function rowsOf({
  keep,
  choices,
}: ActPlan): { key: string | null; label: string; effect: string }[] {
  return [{ key: null, label: keep, effect: NOTHING }, ...choices];
}

function choiceLine(label: string, effect: string, isMarked: boolean, cells: number): Line {
  return [
    span(isMarked ? " > " : "   ", "strong"),
    span(pad(`[${tame(label)}]`, cells), isMarked ? "chosen" : "strong"),
    span(`  ${tame(effect)}`),
  ];
}

/** A plan with its choices; at most `rows` lines. */
export function actLines(
  state: CockpitState,
  act: Act,
  chosen: string | null,
  width: number,
  rows: number,
): Line[] {
  const { snapshot, notice } = state;
  const plan = planOf(act, snapshot);
  const all = rowsOf(plan);
  const marked = clampRow(
    all.findIndex(({ key }) => key === chosen),
    all.length,
  );
  const labels = Math.max(...all.map(({ label }) => cellsOf(tame(label)) + 2));
  const cells = Math.min(labels, Math.max(10, Math.floor(width / 2)));
  const said = notice === null ? [] : [[span(" "), notice]];
  const wrapped = [plan.nothing, ...plan.notes]
    .filter((note) => note !== "")
    .flatMap((note) => wrap(tame(note), width - 2));
  const notes = wrapped.map((text): Line => [span(` ${text}`, "dim")]);
  const room = Math.max(1, rows - said.length - notes.length);
  const first = firstRow(marked, all.length, room);
  const lines = all
    .slice(first, first + room)
    .map(({ label, effect }, at) => choiceLine(label, effect, first + at === marked, cells));
  return [...said, ...lines, ...notes].slice(0, rows).map((line) => toWidth(line, width));
}

/** What a stop that is being typed would come to; at most `rows` lines. */
export function stopPriceLines(
  { snapshot, notice }: CockpitState,
  symbol: string,
  typed: string,
  width: number,
  rows: number,
): Line[] {
  const position = snapshot.positions.find((one) => one.symbol === symbol);
  const said: Line[] = notice === null ? [] : [[span(" "), notice]];
  const price = typedNumber(typed);
  const told: Line[] = [];
  if (position === undefined) told.push([span(` ${tame(symbol)} has no open position`)]);
  else if (price === null) {
    told.push([
      span(typed === "" ? " type the price that the stop is to go to" : " that is no price"),
    ]);
  } else {
    const { effect, objection } = stopMove(position, price, snapshot);
    told.push([span(` ${effect}`, "strong")]);
    if (objection !== "") told.push([span(` ✗ ${objection}`, "loss")]);
    else told.push([span(" ✓ nearer to the market; Enter shows the plan", "plain")]);
  }
  const note: Line = [span(" A stop only tightens; nothing moves until it is confirmed.", "dim")];
  return [...said, ...told, note].slice(0, rows).map((line) => toWidth(line, width));
}

/** What is asked, at the foot, and what is marked: seen where there is no room for the plan. */
export function actQuestion({ snapshot }: CockpitState, act: Act, chosen: string | null): Line {
  const { question, keep, choices } = planOf(act, snapshot);
  const label = choices.find(({ key }) => key === chosen)?.label ?? keep;
  return [
    span(` ${question} `, act.what === "flatten" || act.what === "stop" ? "alarm" : "banner"),
    span(" "),
    span(`[${clip(tame(label), 20)}]`, "chosen"),
    span(" "),
  ];
}
