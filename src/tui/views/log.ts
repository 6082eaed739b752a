// Every fact, newest first: filtered by words, or by the trace of the one that is opened.

import { plain } from "../../analytics/figures.js";
import type { FactJson, Snapshot } from "../../runtime/session.js";
import { band } from "../band.js";
import type { CockpitState } from "../cockpit-state.js";
import { decimalsOf } from "../decimals.js";
import { sentenceOf } from "../fact-sentence.js";
import { cellsOf, span, tame, toWidth, wrap } from "../line.js";
import { clampRow, firstRow, matches } from "../list.js";
import type { Line } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";
import type { View } from "./view.js";

const TYPE_CELLS = 17;
/** From here on a fact's trace has room behind it. */
const TRACE_COLUMNS = 110;

/** Facts that the filter leaves, newest first. */
function shownFacts({ facts, places }: CockpitState): FactJson[] {
  const { filter } = places.log;
  const kept = filter === "" ? facts : facts.filter((one) => matches(JSON.stringify(one), filter));
  return [...kept].reverse();
}

/** The fact that is open; its key is its number. */
function openedFact({ facts, places }: CockpitState): FactJson | undefined {
  return facts.find(({ seq }) => String(seq) === places.log.opened);
}

/** What else is of the open fact's trace, oldest first, itself included. */
function traceFacts(state: CockpitState): FactJson[] {
  const opened = openedFact(state);
  const trace = opened?.trace_id ?? null;
  if (opened === undefined || trace === null) return [];
  return state.facts.filter(({ trace_id }) => trace_id === trace);
}

/** `EURUSD `, where there is more than one symbol that it could be of. */
function named({ symbol }: FactJson, { symbols }: Snapshot): string {
  return symbols.length === 1 || typeof symbol !== "string" ? "" : `${tame(symbol)} `;
}

function factLine(fact: FactJson, state: CockpitState, isChosen: boolean, width: number): Line {
  const { snapshot } = state;
  const { offset } = clockOf(snapshot.symbols);
  const { glyph, role, text } = sentenceOf(fact, (symbol) => decimalsOf(snapshot, symbol));
  const isTraced = typeof fact.trace_id === "string" && width >= TRACE_COLUMNS;
  const trace = isTraced ? tame(String(fact.trace_id)) : "";
  const ts = String(fact.ts);
  const type = ` ${String(fact.type)}`.padEnd(TYPE_CELLS + 1);
  const line = [
    span(isChosen ? ">" : " ", isChosen ? "chosen" : "plain"),
    span(`${dayName(ts, offset).slice(0, 3)} ${clockTime(ts, offset)}`, "dim"),
    span(type, isChosen ? "strong" : "dim"),
    span(` ${glyph} ${named(fact, snapshot)}${tame(text)}`, role),
  ];
  if (trace === "") return toWidth(line, width);
  const room = width - cellsOf(trace) - 2;
  return [...toWidth(line, room), span(` ${trace} `, "dim")];
}

function listOf(
  facts: readonly FactJson[],
  row: number,
  state: CockpitState,
  width: number,
  rows: number,
): Line[] {
  const cursor = clampRow(row, facts.length);
  const first = firstRow(cursor, facts.length, rows);
  return facts
    .slice(first, first + rows)
    .map((fact, at) => factLine(fact, state, first + at === cursor, width));
}

/** The fact as it is written, then all of its trace. */
function openedLines(fact: FactJson, state: CockpitState, width: number, rows: number): Line[] {
  const { seq, ts, type, ...rest } = fact;
  const text = tame(JSON.stringify(rest).replaceAll('","', '", "').replaceAll(',"', ', "'));
  const written = wrap(text, width - 2).slice(0, Math.max(1, Math.floor(rows / 2)));
  const head: Line[] = [
    [span(` ${plain(seq, 0)}  ${String(ts)}  `, "dim"), span(String(type), "strong")],
    ...written.map((line): Line => [span(` ${line}`)]),
  ];
  const others = traceFacts(state);
  const room = rows - head.length - 1;
  if (others.length === 0 || room < 1) return head;
  const title: Line = [span(" its trace, oldest first", "dim")];
  return [...head, title, ...listOf(others, state.places.log.openedCursor, state, width, room)];
}

/** Log. */
export const log: View = {
  title: "Log",
  count: (state) =>
    state.places.log.opened === null ? shownFacts(state).length : traceFacts(state).length,
  keyOf: (state, row) => {
    const fact = shownFacts(state)[row];
    return fact === undefined ? null : String(fact.seq);
  },
  lines: (state, _plot, width, rows) => {
    const { filter, cursor } = state.places.log;
    const opened = openedFact(state);
    if (opened !== undefined) {
      const lines = (cells: number, height: number) => openedLines(opened, state, cells, height);
      const end = [span("Esc back", "dim")];
      return band([{ title: [span("FACT", "title")], end, width, lines }], rows);
    }
    const facts = shownFacts(state);
    const { city } = clockOf(state.snapshot.symbols);
    const words = ` ${plain(facts.length, 0)} newest first, ${city} time`;
    const title = [span("FACTS", "title"), span(words, "dim")];
    const end = filter === "" ? [] : [span(`/${tame(filter)}`, "strong")];
    const none: Line[] = [
      [span(filter === "" ? " no fact yet" : " no fact has these words", "dim")],
    ];
    const lines = (cells: number, height: number): Line[] =>
      facts.length === 0 ? none : listOf(facts, cursor, state, cells, height);
    return band([{ title, end, width, lines }], rows);
  },
};
