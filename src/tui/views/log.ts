// Every fact, newest first, filtered by words.

import { plain } from "../../analytics/figures.js";
import type { FactJson } from "../../runtime/session.js";
import { band } from "../band.js";
import type { CockpitState } from "../cockpit-state.js";
import { sentenceOf } from "../fact-sentence.js";
import { span, tame, toWidth } from "../line.js";
import { clampRow, firstRow, matches } from "../list.js";
import type { Line } from "../theme.js";
import { clockTime } from "../times.js";
import type { View } from "./view.js";

const DECIMALS = 2;

/** Facts that the filter leaves, newest first. */
function shownFacts({ facts, places }: CockpitState): FactJson[] {
  const { filter } = places.log;
  const kept = filter === "" ? facts : facts.filter((one) => matches(JSON.stringify(one), filter));
  return [...kept].reverse();
}

function factLine(fact: FactJson, state: CockpitState, isChosen: boolean): Line {
  const { snapshot, focus } = state;
  const offset = snapshot.symbols.find(({ symbol }) => symbol === focus)?.utc_offset_ms ?? 0;
  const decimalsOf = (wanted: string | null): number =>
    snapshot.symbols.find(({ symbol }) => symbol === wanted)?.decimals ?? DECIMALS;
  const { glyph, role, text } = sentenceOf(fact, decimalsOf);
  const trace = typeof fact.trace_id === "string" ? `  ${fact.trace_id}` : "";
  return [
    span(isChosen ? ">" : " ", "strong"),
    span(clockTime(String(fact.ts), offset), "dim"),
    span(` ${fact.type}`.padEnd(18), isChosen ? "chosen" : "strong"),
    span(` ${glyph} ${tame(text)}`, role),
    span(tame(trace), "dim"),
  ];
}

function logLines(state: CockpitState, width: number, rows: number): Line[] {
  const facts = shownFacts(state);
  const cursor = clampRow(state.places.log.cursor, facts.length);
  const first = firstRow(cursor, facts.length, rows);
  if (facts.length === 0) return [[span(" no fact", "dim")]];
  return facts
    .slice(first, first + rows)
    .map((fact, row) => toWidth(factLine(fact, state, first + row === cursor), width));
}

/** Log. */
export const log: View = {
  title: "Log",
  count: (state) => shownFacts(state).length,
  lines: (state, _plot, width, rows) => {
    const { filter } = state.places.log;
    const title = [span("FACTS", "title"), span(` ${plain(state.facts.length, 0)}`)];
    const end = filter === "" ? [] : [span(`/${tame(filter)}`, "strong")];
    return band(
      [{ title, end, width, lines: (cells, height) => logLines(state, cells, height) }],
      rows,
    );
  },
};
