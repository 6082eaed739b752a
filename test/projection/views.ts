// Views for tests: lines of a journal from facts, and what the tables hold.

import type { ProjectedLine, Projection } from "../../src/projection/projection.js";
import { TABLES } from "../../src/projection/schema.js";
import type { RecordedStep } from "../recorded.js";
import { groupsOf } from "../runtime/recorded-journal.js";
import type { Told } from "./naive-view.js";

/** Groups as a journal gives them back, a segment and a day for every `perDay` of them. */
export function linesOf(steps: readonly RecordedStep[], perDay = 40): ProjectedLine[] {
  let lastSeq = 0;
  return groupsOf(steps).map((group, at) => {
    lastSeq = group.steps.flatMap(({ facts }) => facts).at(-1)?.seq ?? lastSeq;
    const segment = 1 + Math.floor(at / perDay);
    const place = { segment, line: 2 + (at % perDay), hash: `hash-${at}`, lastSeq };
    return {
      place: { epoch: "test0", account: "paper", ...place },
      day: new Date(Date.UTC(2025, 2, segment)).toISOString().slice(0, 10),
      group,
    };
  });
}

/** The facts of lines with what the tables take from beside them. */
export function toldBy(lines: readonly ProjectedLine[]): Told[] {
  return lines.flatMap(({ day, group }) =>
    group.steps.flatMap(({ event, facts }) =>
      facts.map((fact) => ({ fact, day, wall: event.wall ?? null })),
    ),
  );
}

/** All rows of all tables in their order. */
export function contentOf(projection: Projection): Record<string, Record<string, unknown>[]> {
  return Object.fromEntries(
    TABLES.map((table) => [
      table,
      projection.rows(`SELECT * FROM ${table} ORDER BY ${table === "days" ? "day" : "seq"}`),
    ]),
  );
}
