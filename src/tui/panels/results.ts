// How the account's day has gone so far, cumulative R and drawdown as charts and in words, with
// what the run has come to; and the last trades.

import { counted } from "../../analytics/count.js";
import { inR, percent, plain, signed } from "../../analytics/figures.js";
import type { CockpitState, CurvePlotter } from "../cockpit-state.js";
import { type Piece, pieced, span, table, tame, toWidth, widthOf } from "../line.js";
import { exitWords } from "../reason-words.js";
import { type Line, toneOf } from "../theme.js";
import { clockOf, clockTime, dayName } from "../times.js";

/** Least rows of each chart; the lower one needs no more than its most. */
const CURVE_ROWS = 3;
const UNDERWATER_ROWS = 3;
const MOST_UNDERWATER_ROWS = 5;
/** The part of the charts' rows that the lower one has, where there are many. */
const UNDERWATER_SHARE = 0.3;
/** From here on everything is said. */
const TALL_ROWS = 12;
/** From here on a blank row parts the charts. */
const PARTED_ROWS = 11;

/**
 * `TODAY +1.99 R`, which is the tile of the day; while something is open `TODAY +1.99 R closed`:
 * tiles have what is open, and both together. It stands still between two trades, as the charts
 * do: a frame costs what has moved on it.
 */
export function resultsTitle({ today }: CockpitState): Line {
  const { closed, isOpen } = today;
  const title: Line = [span("TODAY", "title"), span(` ${inR(closed)}`, toneOf(closed))];
  return isOpen ? [...title, span(" closed", "dim")] : title;
}

/** Whether a number of R is not 0.00. */
const isShown = (R: number): boolean => /[1-9]/.test(plain(R, 2));

/** Drawdown of the day's closed trades, and how deep it was. */
function drawdownPieces({ today }: CockpitState): Piece[] {
  const { underwater, unseen } = today;
  const now = -(underwater.at(-1) ?? 0);
  const deepest = -Math.min(0, ...underwater);
  // What is not shown may have been higher, and lower, than all that is.
  const least = unseen === null ? "" : "at least ";
  const isNone = unseen === null && !isShown(now);
  const text = isNone ? "no drawdown" : `drawdown ${least}${plain(now, 2)} R`;
  const pieces = [{ line: [span(text, "dim")], spare: 0 }];
  if (!isShown(deepest)) return pieces;
  const most = `, deepest ${least}${plain(deepest, 2)} R`;
  return [...pieces, { line: [span(most, "dim")], spare: 2 }];
}

/** The day's trades. */
function dayPieces({ today: { trades, wins, unseen } }: CockpitState): Piece[] {
  return [
    {
      line: [span(`${counted(trades, "trade")}${unseen === null ? "" : " shown"}`, "dim")],
      spare: 0,
    },
    { line: [span(`, ${plain(wins, 0)} won`, "dim")], spare: 1 },
  ];
}

/** `+0.85 R before 11:54 not shown`; null where all of the day is. */
function unseenLine({ today: { unseen }, snapshot }: CockpitState): Line | null {
  if (unseen === null) return null;
  const { R, until } = unseen;
  const { offset } = clockOf(snapshot.symbols);
  const before = until === null ? "earlier" : `before ${clockTime(until, offset)}`;
  return [span(inR(R), toneOf(R)), span(` ${before} not shown`, "dim")];
}

/**
 * `RUN +2.79 R`; of a live run, which may have begun long before, since when what is seen here
 * counts: `SINCE Tue 18 09:30 +0.50 R`.
 */
function runName({ results: { since }, snapshot }: CockpitState): string {
  if (snapshot.replay !== null || since === null) return "RUN";
  const { offset } = clockOf(snapshot.symbols);
  return `SINCE ${dayName(since, offset).slice(0, 6)} ${clockTime(since, offset)}`;
}

/** What the run has come to, whatever day it is; nothing before its first trade. */
function runPieces(state: CockpitState): Piece[] {
  const { total, trades, wins, deepest, grossWin, grossLoss } = state.results;
  if (trades === 0) return [];
  const also = (text: string, spare: number): Piece => ({ line: [span(text, "dim")], spare });
  const come: Line = [span(`${runName(state)} `, "dim"), span(inR(total), toneOf(total))];
  return [
    { line: come, spare: 0 },
    also(`, ${counted(trades, "trade")}`, 1),
    also(`, ${percent(wins / trades)} won`, 3),
    ...(grossLoss > 0 ? [also(`, PF ${plain(grossWin / grossLoss, 2)}`, 2)] : []),
    ...(isShown(deepest) ? [also(`, deepest drawdown ${plain(deepest, 2)} R`, 4)] : []),
  ];
}

const cellsOfAll = (pieces: readonly Piece[]): number =>
  widthOf(pieces.flatMap(({ line }) => line));
const later = (pieces: readonly Piece[], by: number): Piece[] =>
  pieces.map(({ line, spare }) => ({ line, spare: spare + by }));
const parted = (sign: string): Piece[] => [{ line: [span(sign, "dim")], spare: 0 }];

/** What is said where there is room for one line: of the day, and what a tape has come to. */
function shortWords(state: CockpitState, width: number): Line {
  const run = runPieces(state);
  if (state.today.trades === 0) return pieced(run, width);
  const behind = state.snapshot.replay === null ? [] : run.slice(0, 1);
  const parts = behind.length === 0 ? [] : parted(" · ");
  return pieced([...drawdownPieces(state), ...later([...parts, ...behind], 1)], width);
}

/** All that is said of the day, in one line where it fits, and of the run. */
function wordsOf(state: CockpitState, width: number, isTall: boolean): Line[] {
  const drawdown = drawdownPieces(state);
  const trades = dayPieces(state);
  const joined = [...drawdown, ...later([...parted("; "), ...trades], 3)];
  const isOne = !isTall || cellsOfAll(joined) <= width;
  const day = isOne ? [pieced(joined, width)] : [drawdown, trades].map((one) => pieced(one, width));
  const run = runPieces(state);
  return [
    ...(state.today.trades === 0 ? [] : day),
    ...(run.length === 0 ? [] : [pieced(run, width)]),
  ];
}

/** Words below the charts: what is not shown comes first, whatever else there is no room for. */
function footLines(state: CockpitState, width: number, rows: number): Line[] {
  const unseen = unseenLine(state);
  const first = unseen === null ? [] : [unseen];
  if (rows < CURVE_ROWS + UNDERWATER_ROWS + 2) {
    return [...first, shortWords(state, width)].slice(0, 1);
  }
  const isTall = rows >= TALL_ROWS;
  const lines = [...first, ...wordsOf(state, width, isTall)];
  return isTall ? lines : lines.slice(0, 2);
}

/** A line of a chart; its label and the axis stand back. */
function chartLine(text: string): Line {
  const at = text.search(/[┤┼]/) + 1;
  return [span(text.slice(0, at), "dim"), span(text.slice(at))];
}

/** A chart in exactly `rows` lines; a level one takes fewer. */
function chartLines(
  values: readonly number[],
  plot: CurvePlotter,
  width: number,
  rows: number,
): Line[] {
  const lines = plot(values, width, rows);
  return Array.from({ length: rows }, (_, row) => chartLine(lines[row] ?? ""));
}

/** Both charts, or the upper one alone where there is no room for two. */
function charts(state: CockpitState, plot: CurvePlotter, width: number, rows: number): Line[] {
  const { curve, underwater } = state.today;
  if (rows < CURVE_ROWS + UNDERWATER_ROWS) return chartLines(curve, plot, width, rows);
  const gap: Line[] = rows >= PARTED_ROWS ? [[]] : [];
  const share = Math.round((rows - gap.length) * UNDERWATER_SHARE);
  const below = Math.max(UNDERWATER_ROWS, Math.min(MOST_UNDERWATER_ROWS, share));
  const above = rows - gap.length - below;
  return [
    ...chartLines(curve, plot, width, above),
    ...gap,
    ...chartLines(underwater, plot, width, below),
  ];
}

/** Cumulative R of the day, below it its drawdown, below both in words; at most `rows` lines. */
export function resultsLines(
  state: CockpitState,
  plot: CurvePlotter,
  width: number,
  rows: number,
): Line[] {
  const foot = footLines(state, width - 1, rows).map((line): Line => [span(" "), ...line]);
  const room = Math.max(0, rows - foot.length);
  const lines: Line[] =
    state.today.curve.length === 0
      ? [[span(" no trade closed yet today", "dim")]]
      : charts(state, plot, width - 1, room);
  while (lines.length < room) lines.push([]);
  return [...lines.slice(0, room), ...foot].map((line) => toWidth(line, width));
}

/** The last trades as a table of at most `rows` lines, newest first. */
export function tradesLines(
  { closed, snapshot }: CockpitState,
  width: number,
  rows: number,
): Line[] {
  if (closed.length === 0) return [[span(" none yet", "dim")]];
  const { offset, city } = clockOf(snapshot.symbols);
  const shown = closed.slice(0, Math.max(0, rows - 1));
  const column = (title: string, spare: number, of: (trade: (typeof shown)[number]) => string) => ({
    title,
    align: "left" as const,
    spare,
    cells: shown.map((trade) => span(of(trade))),
  });
  return table(
    [
      column(
        `OUT ${city}`,
        0,
        ({ ts }) => `${dayName(ts, offset).slice(0, 6)} ${clockTime(ts, offset)}`,
      ),
      { ...column("SYM", 0, ({ symbol }) => tame(symbol)), least: 8 },
      column("SIDE", 1, ({ side }) => (side === "long" ? "▲ long" : "▼ short")),
      {
        title: "R",
        align: "right",
        spare: 0,
        cells: shown.map(({ result_R: R }) => span(signed(R, 2), toneOf(R))),
      },
      {
        title: snapshot.currency,
        align: "right",
        spare: 3,
        cells: shown.map(({ net_pnl: pnl }) => span(signed(pnl, 2), toneOf(pnl))),
      },
      { ...column("STRATEGY", 4, ({ strategy }) => tame(strategy)), least: 16 },
      column("WHY", 5, ({ exit_reason }) => exitWords(exit_reason)),
    ],
    width,
  );
}
