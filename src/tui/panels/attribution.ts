// Where results come from, as a screen shows it: by weekday and hour, by what trades have in
// common, by guard. What colour says sign and shade say too.

import { percent, plain, signed } from "../../analytics/figures.js";
import type { Queries } from "../../runtime/session.js";
import { type Column, span, table, tame, toWidth } from "../line.js";
import { guardName } from "../reason-words.js";
import { type Line, type Span, toneOf } from "../theme.js";

type Metrics = Queries["metrics"]["result"];
type Analysis = Queries["analysis"]["result"];

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS = 24;
/** From a little to the most. */
const SHADES = ["░", "▒", "▓", "█"];

/** A sign and how much, in two cells: what is read without colour too. */
function heatSpan(r: number, trades: number, most: number): Span {
  if (trades === 0) return span(" ·", "dim");
  const place = most === 0 ? 0 : Math.ceil((Math.abs(r) / most) * SHADES.length) - 1;
  const shade = SHADES[Math.max(0, place)] ?? "";
  if (r === 0) return span("=░");
  return span(`${r > 0 ? "+" : "−"}${shade}`, toneOf(r));
}

/** Entries by weekday and hour of the exchange; days without any are left out. */
export function heatLines({ r, trades }: Metrics["heatmap_weekday_hour"], width: number): Line[] {
  const most = Math.max(0, ...r.flat().map(Math.abs));
  const days = WEEKDAYS.flatMap((name, day) =>
    (trades[day] ?? []).some((count) => count > 0) ? [{ name, day }] : [],
  );
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  const shown =
    width >= 5 + 3 * HOURS
      ? hours
      : hours.filter((hour) => days.some(({ day }) => (trades[day]?.[hour] ?? 0) > 0));
  const head: Line = [
    span("     "),
    ...shown.map((hour) => span(`${String(hour).padStart(2, "0")} `, "dim")),
  ];
  const rows = days.map(
    ({ name, day }): Line => [
      span(` ${name} `, "dim"),
      ...shown.flatMap((hour) => [
        heatSpan(r[day]?.[hour] ?? 0, trades[day]?.[hour] ?? 0, most),
        span(" "),
      ]),
    ],
  );
  const scale = ` + won, − lost, ${SHADES.join("")} up to ${plain(most, 2)} R; · no entry`;
  return [head, ...rows, [span(scale, "dim")]].map((line) => toWidth(line, width));
}

/** What some trades have in common, and what came of them. */
export interface Cell {
  readonly name: string;
  readonly trades: number;
  readonly win_rate: number;
  readonly expected_R: number;
  readonly total_R: number;
  readonly too_few: boolean;
}

/** Cells that a name keeps. */
const LEAST_NAME = 16;

/** Cells as a table, one a row. */
export function cellLines(cells: readonly Cell[], title: string, width: number): Line[] {
  const most = Math.max(0, ...cells.map(({ total_R }) => Math.abs(total_R)));
  const column = (name: string, spare: number, of: (cell: Cell) => Span): Column => ({
    ...{ title: name, align: "right", spare },
    cells: cells.map(of),
  });
  return table(
    [
      {
        ...{ title, align: "left", spare: 0, least: LEAST_NAME },
        cells: cells.map(({ name }) => span(tame(name))),
      },
      column("N", 0, ({ trades, too_few }) => span(`${plain(trades, 0)}${too_few ? " few" : ""}`)),
      column("WON", 1, ({ win_rate }) => span(percent(win_rate))),
      column("E[R]", 0, ({ expected_R }) => span(signed(expected_R, 2), toneOf(expected_R))),
      column("TOTAL R", 0, ({ total_R }) => span(signed(total_R, 2), toneOf(total_R))),
      column("", 2, ({ total_R, trades }) => heatSpan(total_R, trades, most)),
    ],
    width,
  );
}

/** What each guard was worth, with how sure that is. */
export function guardLines({ attribution }: Analysis, width: number): Line[] {
  const worths = attribution.guard.filter(({ refused, cut }) => refused + cut > 0);
  if (worths.length === 0) return [[span(" no guard has objected or cut", "dim")]];
  type Worth = (typeof worths)[number];
  const column = (title: string, spare: number, of: (worth: Worth) => Span): Column => ({
    ...{ title, align: "right", spare },
    cells: worths.map(of),
  });
  const sure = ({ interval_R, shadow_closed, cut }: Worth): string => {
    if (shadow_closed + cut === 0) return "";
    if (interval_R === null) return "too few to say";
    return `${signed(interval_R.low, 1)} to ${signed(interval_R.high, 1)}`;
  };
  return [
    ...table(
      [
        {
          ...{ title: "GUARD", align: "left", spare: 0 },
          cells: worths.map(({ guard }) => span(guardName(guard))),
        },
        column("REFUSED", 0, ({ refused }) => span(plain(refused, 0))),
        column("CUT", 1, ({ cut }) => span(plain(cut, 0))),
        column("SAVED R", 0, ({ saved_R, shadow_closed, cut }) =>
          shadow_closed + cut === 0 ? span("–", "dim") : span(signed(saved_R, 2), toneOf(saved_R)),
        ),
        column("95 %", 0, (worth) => span(sure(worth), "dim")),
      ],
      width,
    ),
    [span(" rows overlap and do not add up; below 0 it cost", "dim")],
  ].map((line) => toWidth(line, width));
}
